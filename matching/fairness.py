"""Whether some groups of people are offered less often than others, as a screen: a low ratio is a question.

Which group somebody belongs to is not the engine's business: whoever asks brings it along. Groups too small
to hide a person in are named, and no figure is given for them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from matching.evaluation import SHOWN
from matching.people import Mentee, Mentor
from matching.scoring import Ranking

LOW = 0.8  # the four-fifths rule: below it somebody has to look
SMALLEST = 5  # people; a figure about fewer says something about each of them

GroupOf = Callable[[Mentee | Mentor], str | None]


@dataclass(frozen=True, slots=True)
class GroupRate:
    """A group's rate, and its ratio to what it would be if groups made no difference."""

    group: str
    people: int
    rate: float
    ratio: float


@dataclass(frozen=True, slots=True)
class OfferRates:
    """Rates by group, and the groups too small for one.

    A mentor group's rate is the share of its allowed pairs that are among the first three. Its ratio
    compares these offers with what drawing three of the allowed mentors by lot would give. A mentee group's
    rate is the mean of its best scores, and the ratio compares it with that of all mentees.
    """

    mentors: tuple[GroupRate, ...]
    mentees: tuple[GroupRate, ...]
    too_small: tuple[str, ...]

    @property
    def low(self) -> tuple[str, ...]:
        """The groups below four fifths on either side."""
        return tuple(rate.group for rate in (*self.mentors, *self.mentees) if rate.ratio < LOW)


def offer_rates(rankings: Sequence[Ranking], group_of: GroupOf) -> OfferRates:
    """How often each group of mentors is offered, and how well each group of mentees is served.

    The rankings hold every allowed mentor, not only the first. People of no known group (None) are in no
    group, but the others are compared with them too.
    """
    helpers = _by_group(_chances(rankings), group_of)
    seekers = _by_group(_best_scores(rankings), group_of)
    mean = _mean([best for _, best, _ in _best_scores(rankings)])
    small = {
        group for found in (helpers, seekers) for group, those in found.items() if _people(those) < SMALLEST
    }
    return OfferRates(
        mentors=tuple(
            _offered(group, those) for group, those in helpers.items() if _people(those) >= SMALLEST
        ),
        mentees=tuple(
            _served(group, those, mean) for group, those in seekers.items() if _people(those) >= SMALLEST
        ),
        too_small=tuple(sorted(small)),
    )


Entry = tuple[Mentee | Mentor, float, float]  # a person, what happened, and what was to be expected


def _chances(rankings: Iterable[Ranking]) -> list[Entry]:
    """Each allowed pair's mentor, whether they are among the first, and how likely they were by lot."""
    return [
        (suggestion.mentor, float(place < SHOWN), min(1.0, SHOWN / len(ranking.suggestions)))
        for ranking in rankings
        for place, suggestion in enumerate(ranking.suggestions)
    ]


def _best_scores(rankings: Iterable[Ranking]) -> list[Entry]:
    """Each mentee who may have a mentor, with their best score."""
    return [
        (ranking.mentee, ranking.suggestions[0].score, 1.0) for ranking in rankings if ranking.suggestions
    ]


def _by_group(entries: Iterable[Entry], group_of: GroupOf) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        group = group_of(entry[0])
        if group is not None:
            found.setdefault(group, []).append(entry)
    return dict(sorted(found.items()))


def _people(entries: Sequence[Entry]) -> int:
    return len({person for person, _, _ in entries})


def _offered(group: str, entries: Sequence[Entry]) -> GroupRate:
    rate = _mean([offered for _, offered, _ in entries])
    expected = _mean([chance for _, _, chance in entries])
    return GroupRate(group, _people(entries), round(rate, 4), _ratio(rate, expected))


def _served(group: str, entries: Sequence[Entry], mean: float) -> GroupRate:
    rate = _mean([best for _, best, _ in entries])
    return GroupRate(group, _people(entries), round(rate, 4), _ratio(rate, mean))


def _ratio(rate: float, expected: float) -> float:
    return round(rate / expected, 4) if expected else 1.0


def _mean(numbers: Sequence[float]) -> float:
    return math.fsum(numbers) / len(numbers) if numbers else 0.0
