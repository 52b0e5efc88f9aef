"""Who goes to whom when every mentor has only so many places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from matching.hard_rules import Verdict
from matching.people import Mentee, Mentor, Rules

Objective = Literal["total", "coverage"]


class ContradictoryLock(ValueError):
    """A locked pair that a hard rule, another lock or a mentor's places do not allow."""

    def __init__(self, mentee: str, mentor: str, reason: str) -> None:
        super().__init__(f"{mentee} with {mentor}: {reason}")
        self.mentee = mentee
        self.mentor = mentor
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentee and a mentor by id, their score, and what a coordinator should look at first."""

    mentee: str
    mentor: str
    score: float
    locked: bool = False
    review: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A mentee without a mentor, the binding cause in words, and the mentors it speaks of."""

    mentee: str
    cause: str
    mentors: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The best pairs, who is left, and the proof: no plan exceeds `bound`, and `gap` is bound minus total."""

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    total: float
    bound: float
    gap: float
    objective: Objective


def plan(
    mentees: Sequence[Mentee],
    mentors: Sequence[Mentor],
    rules: Rules,
    objective: Objective = "total",
    seed: int = 0,
) -> Plan:
    """The optimum under places, hard rules, the floor and the locks; the input's order changes nothing."""
    raise NotImplementedError
