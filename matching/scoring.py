"""How well mentors suit a mentee: scores whose parts add up, and the words behind each part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from matching.checking import check_years, require, shown
from matching.columns import Helpers, Seekers, column, helpers, points, seekers
from matching.evidence import Answer, Contribution, answers, contributions, coverage
from matching.fit import Ask
from matching.gaps import Gap, change, gaps, unanswered
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


@dataclass(frozen=True)
class Suggestion:
    """One mentor for one mentee. What is said of the two is worked out when it is first read.

    `fits` tells how far the mentor fits each question `asked`, as `evidence.answers` takes them.
    """

    mentee: Mentee
    mentor: Mentor
    score: float
    review: tuple[Verdict, ...] = ()
    query_topics: tuple[str, ...] = ()
    asked: tuple[Ask, ...] = field(default=(), repr=False, kw_only=True)
    fits: tuple[float, ...] = field(default=(), repr=False, kw_only=True)
    year: int = field(default=0, repr=False, kw_only=True)

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """The parts of the score; their values add up to it."""
        return contributions(self.mentee, self.mentor, self._answers, self.year)

    @cached_property
    def coverage(self) -> float:
        """The share of the answers that the score rests on."""
        return coverage(self._answers)

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """The strongest facts in words, as told to the mentee."""
        return self.reasons_for("you")

    def reasons_for(self, voice: Voice) -> tuple[str, ...]:
        """The reasons as told to the mentee ("you") or about the mentee ("they")."""
        return sentences([fact for part in self.contributions for fact in part.facts], voice)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """What either of the two has left open, or the mentor does not have."""
        return (*unanswered(self.mentee), *(gap.missing for gap in self._gaps))

    @cached_property
    def change(self) -> str:
        """What would change the score most."""
        return change(self._gaps)

    @cached_property
    def _answers(self) -> tuple[Answer, ...]:
        return answers(self.mentee, self.mentor, self.asked, self.fits, self.year)

    @cached_property
    def _gaps(self) -> tuple[Gap, ...]:
        return gaps(self.mentee, self.mentor, self._answers, self.year)


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

    With `top` only the first so many.
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
    found = _suggestions(us, index.helpers, first, totals, review, topics)
    return Ranking(mentee, found, _kept_away(index, broken))


def _made_ready(mentee: Mentee, index: Index) -> tuple[Seekers, Crossing]:
    us = seekers([mentee], index.rules.weights, index.rules.year)
    return us, cross([mentee], index.side, index.rules)


def _by_score(free: Whole, totals: Array, top: int | None) -> list[int]:
    """Places of mentors, best score first; the mentors stand in the order of their ids, which ends ties."""
    import numpy as np

    found = totals[free]
    if top and top < len(free):  # no need to sort the others
        good = found >= np.partition(found, -top)[-top]
        free, found = free[good], found[good]
    order: list[int] = free[(-found).argsort(kind="stable")].tolist()
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
    bits = broken[places]
    asked = ((bits & -bits) * len(broken) + places).tolist()
    for key in [key for key in asked if key not in known]:
        known[key] = _blocked(index.mentors[key % len(broken)], key // len(broken))
    return tuple(map(known.__getitem__, asked))


def _blocked(mentor: Mentor, broken: int) -> Blocked:
    rule = RULES[broken.bit_length() - 1]
    return Blocked(mentor, rule.name, rule.causes[2])


def explain(mentee: Mentee, mentor: Mentor, rules: Rules) -> Suggestion:
    """One pair alone, or `PairIsBlocked`."""
    import numpy as np

    index = build_index([mentor], rules)
    us, crossing = _made_ready(mentee, index)
    answers_of_rules = verdicts_of(crossing, 0, 0)
    for verdict in answers_of_rules:
        if verdict.outcome is Outcome.BLOCKED:
            raise PairIsBlocked(verdict)
    review = tuple(verdict for verdict in answers_of_rules if verdict.outcome is Outcome.REVIEW)
    alone = np.zeros(1, dtype=np.int64)
    [found] = _suggestions(us, index.helpers, alone, points(us, 0, index.helpers), [review], {})
    return found


def _suggestions(
    us: Seekers,
    them: Helpers,
    places: Whole,
    totals: Array,
    review: Sequence[tuple[Verdict, ...]],
    topics: Mapping[int, tuple[str, ...]],
) -> tuple[Suggestion, ...]:
    """Some mentors for one mentee; the caller has asked the rules, and knows which topics of a query they answer."""
    import numpy as np

    mentee, asked = us.people[0], us.asks(0)
    fits = np.array([column(them, (ask.facet, ask.key))[places] for ask in asked]).T.tolist()
    return tuple(
        Suggestion(
            mentee,
            them.people[place],
            score,
            verdicts,
            topics.get(place, ()),
            asked=asked,
            fits=tuple(row),
            year=them.year,
        )
        for place, score, verdicts, row in zip(
            places.tolist(), totals[places].tolist(), review, fits, strict=True
        )
    )
