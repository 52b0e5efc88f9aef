"""What a plan is, as values: pairs, who is left, and the proof that nothing is better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from matching.causes import Unmatched
from matching.hard_rules import Verdict

Objective = Literal["total", "coverage", "fair", "stable"]


class ContradictoryLock(ValueError):
    """A locked pair that a hard rule, another lock or the mentor's places do not allow."""

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
class Progress:
    """What is being done, and the share of it that is done."""

    step: str
    done: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """Proof of an optimum, in steps of which `steps` make a score of 1.

    A pair is worth its score in steps, rounded down, plus `bonus` (and what it earns for staying together). For
    every pair that may be, the mentee's gain plus the mentor's price is at least its worth; the gains and the
    prices times the free places add up to what the plan is worth. So no plan can be worth more. Whoever is not
    named gains nothing, or costs nothing. With wanted loads, the first places of a mentor are worth `wanted_bonus`
    more when filled.
    """

    steps: int
    bonus: int
    wanted_bonus: int
    gains: Mapping[str, int]
    prices: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """The best pairs and who is left. No plan with the same aim and limits has a total above `bound`; `gap` is what
    is unproven (for "stable", what it costs).

    `moved` are the mentees who had another mentor in the plan before, `short` the mentors who got fewer mentees
    than their minimum, and `notes` figures about the plan by name.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    total: float
    bound: float
    gap: float
    objective: Objective
    moved: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    notes: Mapping[str, float] = field(default_factory=dict)
    certificate: Certificate | None = None
