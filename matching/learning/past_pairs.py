"""What became of past pairs, as numbers that weights can be learned from.

A pair's outcome is the mean of what is known of it, 0 (went badly) to 1 (went well): the fit check, whether
they met (1) or not (0), and whether they kept to the end (1) or ended early (0).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from itertools import pairwise

from matching.evidence import Contribution
from matching.people import BadRecord, Mentee, Mentor, Rules, Weights
from matching.scoring import PairIsBlocked, explain

PARTS = tuple(field.name for field in fields(Weights))
NEEDS = PARTS[0]


@dataclass(frozen=True, slots=True)
class PastPair:
    """A pair and what became of it, with both people as they were when matched. None is not known (yet).

    The fit check runs from 0 (wrong person) to 1 (right person).
    """

    mentee: Mentee
    mentor: Mentor
    fit_check: float | None = None
    met: bool | None = None
    ended_early: bool | None = None
    cohort: str = ""

    def __post_init__(self) -> None:
        _require(isinstance(self.mentee, Mentee), self, "mentee", "is not a Mentee")
        _require(isinstance(self.mentor, Mentor), self, "mentor", "is not a Mentor")
        _require(isinstance(self.cohort, str), self, "cohort", "is not text")
        for name in ("met", "ended_early"):
            answer = getattr(self, name)
            _require(answer is None or isinstance(answer, bool), self, name, f"{answer!r} is not yes or no")
        check = self.fit_check
        known = isinstance(check, int | float) and 0 <= check <= 1
        _require(check is None or known, self, "fit_check", f"{check!r} is not between 0 and 1")


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One past pair: its outcome (0 to 1) and, per part in the order of `PARTS`, today's share of the score
    for this mentee and the fit (0 to 1). A part that does not count for this mentee has share 0."""

    mentee: str
    mentor: str
    cohort: str
    outcome: float
    shares: tuple[float, ...]
    fits: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FeatureRows:
    """The past pairs that teach something, sorted by ids, and how many do not."""

    weights: Weights
    rows: tuple[FeatureRow, ...]
    left_out: int = 0


def feature_rows(
    pairs: Iterable[PastPair], rules: Rules, report: Callable[[float], None] = lambda done: None
) -> FeatureRows:
    """One row per past pair under today's weights; a pair that stands twice is a `BadRecord`.

    Left out and counted: a pair of which nothing is known yet, and one that a hard rule keeps apart. `report`
    hears the share of the pairs that is read.
    """
    ordered = sorted(pairs, key=_identity)
    for one, other in pairwise(ordered):
        _require(_identity(one) != _identity(other), one, "cohort", f"stands twice in {one.cohort!r}")
    found = []
    for done, pair in enumerate(ordered, 1):
        found.append(_row(pair, rules))
        report(done / len(ordered))
    rows = tuple(row for row in found if row is not None)
    return FeatureRows(rules.weights, rows, len(found) - len(rows))


def _row(pair: PastPair, rules: Rules) -> FeatureRow | None:
    outcome = _outcome(pair)
    if outcome is None:
        return None
    try:
        told = explain(*_as_if_new(pair), replace(rules, paired=frozenset(), forbidden=frozenset()))
    except PairIsBlocked:
        return None
    parts = [_part(name, told.contributions) for name in PARTS]
    shares, fits = tuple(share for share, _ in parts), tuple(fit for _, fit in parts)
    return FeatureRow(*_identity(pair), outcome, shares, fits)


def _outcome(pair: PastPair) -> float | None:
    stayed = None if pair.ended_early is None else not pair.ended_early
    known = [float(answer) for answer in (pair.fit_check, pair.met, stayed) if answer is not None]
    return math.fsum(known) / len(known) if known else None


def _as_if_new(pair: PastPair) -> tuple[Mentee, Mentor]:
    """The pair without what came after it: were a full mentor, a pause or a private no to hide a pair, the
    pairs that went badly would be missing."""
    nobody: frozenset[str] = frozenset()
    mentor = replace(pair.mentor, capacity=1, load=0, min_load=0, paused=False, do_not_match=nobody)
    return replace(pair.mentee, do_not_match=nobody), mentor


def _part(name: str, contributions: Iterable[Contribution]) -> tuple[float, float]:
    """A part's share and fit; the free texts have no weight of their own and belong to the needs."""
    owned = [one for one in contributions if (one.name if one.name in PARTS else NEEDS) == name]
    share = math.fsum(one.weight for one in owned)
    return share, math.fsum(one.value for one in owned) / share if share else 0.0


def _identity(pair: PastPair) -> tuple[str, str, str]:
    return pair.mentee.id, pair.mentor.id, pair.cohort


def _require(holds: bool, pair: PastPair, field: str, reason: str) -> None:
    if not holds:
        ids = [str(getattr(person, "id", "?")) for person in (pair.mentee, pair.mentor)]
        raise BadRecord(" with ".join(ids), field, reason)
