"""How well mentors suit a mentee: scores whose parts add up, and the words behind each part."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from matching.checking import check_years, require, shown
from matching.columns import Helpers, Seekers, column, helpers, points, seekers
from matching.evidence import Contribution, answers, contributions, coverage
from matching.gaps import change, gaps, unanswered
from matching.hard_rules import RULES, Outcome, Verdict, blocking, reviews, verdicts_of
from matching.people import Mentee, Mentor, Rules, sorted_by_id
from matching.reasons import Voice, sentences
from matching.search import answered_topics, relevance, understand
from matching.traits import Crossing, MentorSide, cross, mentor_side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Whole = NDArray[np.int64]


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
    change: str = ""
    """What would change the score most."""
    review: tuple[Verdict, ...] = ()
    query_topics: tuple[str, ...] = ()

    def reasons_for(self, voice: Voice) -> tuple[str, ...]:
        """The reasons as told to the mentee ("you") or about the mentee ("they")."""
        return sentences([fact for part in self.contributions for fact in part.facts], voice)


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
    side: MentorSide = field(compare=False, repr=False)
    helpers: Helpers = field(compare=False, repr=False)
    blocked: dict[int, Blocked] = field(default_factory=dict, compare=False, repr=False)
    """Who was kept away before, by the rule and their place."""


class PairIsBlocked(ValueError):
    """A hard rule keeps this pair apart, so there is nothing to explain."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.cause)
        self.verdict = verdict


def build_index(mentors: Sequence[Mentor], rules: Rules) -> Index:
    """Mentors made ready for `rank`; a mentor named twice, or with a year to come, is a `BadRecord`."""
    ordered = sorted_by_id(mentors)
    check_years(ordered, rules.year)
    return Index(ordered, rules, mentor_side(ordered), helpers(ordered, rules.year))


def rank(mentee: Mentee, index: Index, query: str = "", top: int | None = None) -> Ranking:
    """The mentors for one mentee, best first; with a query, only those who answer it, most relevant first.

    With `top` only the first so many are worked out in words.
    """
    import numpy as np

    whole = top is None or (isinstance(top, int) and top >= 0)
    require(whole, "rank", "top", f"{shown(top)} is not a whole number from 0")
    us, crossing = _made_ready(mentee, index)
    broken = blocking(crossing, 0)
    free = (broken == 0).nonzero()[0]
    totals = points(us, 0, index.helpers)
    order = _by_score(free, totals, None if query.strip() else top)
    topics: dict[int, tuple[str, ...]] = {}
    if query.strip():
        order, topics = _by_relevance(query, order, index)
    first = np.array(order[:top], dtype=np.int64)
    review = reviews(crossing, 0 * first, first)
    suggestions = tuple(
        replace(_suggestion(us, index.helpers, place, found), query_topics=topics.get(place, ()))
        for place, found in zip(order, review, strict=False)
    )
    return Ranking(mentee, suggestions, _kept_away(index, broken))


def _made_ready(mentee: Mentee, index: Index) -> tuple[Seekers, Crossing]:
    us = seekers([mentee], index.rules.weights, index.rules.year)
    return us, cross([mentee], index.side, index.rules)


def _by_score(free: Whole, totals: Array, top: int | None) -> list[int]:
    """Places of mentors, best score first; the mentors stand in the order of their ids, which ends ties."""
    if top and top < len(free):  # no need to sort the others
        edge = totals[free].copy()
        edge.partition(len(edge) - top)
        free = free[totals[free] >= edge[len(edge) - top]]
    order: list[int] = free[(-totals[free]).argsort(kind="stable")].tolist()
    return order


def _by_relevance(
    typed: str, order: Sequence[int], index: Index
) -> tuple[list[int], dict[int, tuple[str, ...]]]:
    """Those who answer a query, most relevant first, and the topics that each one answers."""
    query = understand(typed)
    found = {place: relevance(query, index.mentors[place], index.rules.year) for place in order}
    relevant = [place for place in order if found[place] > 0]
    topics = {place: answered_topics(query, index.mentors[place]) for place in relevant}
    return sorted(relevant, key=lambda place: -found[place]), topics


def _kept_away(index: Index, broken: Whole) -> tuple[Blocked, ...]:
    """Everybody whom a rule keeps from one mentee; the first of the broken rules says why."""
    places, known = broken.nonzero()[0], index.blocked
    asked = ((broken & -broken)[places] * len(broken) + places).tolist()
    for key in [key for key in asked if key not in known]:
        known[key] = _blocked(index.mentors[key % len(broken)], key // len(broken))
    return tuple(map(known.__getitem__, asked))


def _blocked(mentor: Mentor, broken: int) -> Blocked:
    rule = RULES[broken.bit_length() - 1]
    return Blocked(mentor, rule.name, rule.causes[2])


def explain(mentee: Mentee, mentor: Mentor, rules: Rules) -> Suggestion:
    """One pair alone, or `PairIsBlocked`."""
    index = build_index([mentor], rules)
    us, crossing = _made_ready(mentee, index)
    answers_of_rules = verdicts_of(crossing, 0, 0)
    for verdict in answers_of_rules:
        if verdict.outcome is Outcome.BLOCKED:
            raise PairIsBlocked(verdict)
    review = tuple(verdict for verdict in answers_of_rules if verdict.outcome is Outcome.REVIEW)
    return _suggestion(us, index.helpers, 0, review)


def _suggestion(us: Seekers, them: Helpers, place: int, review: tuple[Verdict, ...]) -> Suggestion:
    """One pair in words; the caller has asked the rules."""
    mentee, mentor, asked = us.people[0], them.people[place], us.asks(0)
    fits = [float(column(them, (ask.facet, ask.key))[place]) for ask in asked]
    found = answers(mentee, mentor, asked, fits, them.year)
    parts, lacking = contributions(mentee, mentor, found, them.year), gaps(mentee, mentor, found, them.year)
    return Suggestion(
        mentee=mentee,
        mentor=mentor,
        score=math.fsum(part.value for part in parts),
        coverage=coverage(found),
        contributions=parts,
        reasons=sentences(fact for part in parts for fact in part.facts),
        missing=(*unanswered(mentee), *(gap.missing for gap in lacking)),
        change=change(lacking),
        review=review,
    )
