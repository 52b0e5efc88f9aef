"""How well a mentor suits a mentee: a score whose parts add up, and the words behind each part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matching.hard_rules import Verdict
from matching.people import DEFAULT_WEIGHTS, Mentee, Mentor, Rules, Weights

__all__ = ["DEFAULT_WEIGHTS", "Weights"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One part of a score: `value` points of at most `weight`, and the evidence that earned them."""

    name: str
    value: float
    weight: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One mentor for one mentee. The values of the contributions add up to the score."""

    mentee: Mentee
    mentor: Mentor
    score: float
    coverage: float
    contributions: tuple[Contribution, ...]
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    review: tuple[Verdict, ...] = ()
    query_topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocked:
    """A mentor that a hard rule keeps away; the cause is for coordinators only."""

    mentor: Mentor
    rule: str
    cause: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The mentors for one mentee, best first, and those that a hard rule keeps away."""

    mentee: Mentee
    suggestions: tuple[Suggestion, ...]
    blocked: tuple[Blocked, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Mentors made ready for ranking, so that the heavy work is done once."""

    mentors: tuple[Mentor, ...]
    rules: Rules


class PairIsBlocked(ValueError):
    """A hard rule keeps this pair apart, so there is nothing to explain."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.cause)
        self.verdict = verdict


def build_index(mentors: Sequence[Mentor], rules: Rules) -> Index:
    """Mentors made ready for `rank`."""
    return Index(tuple(sorted(mentors, key=lambda mentor: mentor.id)), rules)


def rank(mentee: Mentee, index: Index, query: str = "") -> Ranking:
    """The mentors for one mentee, best first; with a query, those who answer it, relevance first."""
    raise NotImplementedError


def explain(mentee: Mentee, mentor: Mentor, rules: Rules) -> Suggestion:
    """One pair alone, or `PairIsBlocked`."""
    raise NotImplementedError
