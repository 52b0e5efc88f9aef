"""All pairs of one plan: which may be, and what each is worth, in whole steps of a score."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matching.columns import (
    Helpers,
    Seekers,
    helpers,
    matrices,
    seekers,
    wish_fit,
    wish_points,
)
from matching.fit import GRAIN, NEUTRAL, weighed
from matching.hard_rules import allowed
from matching.hours_in_common import hours_table, lacking_hours
from matching.people import Mentee, Mentor, Rules
from matching.traits import Crossing, cross, mentor_side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Whole = NDArray[np.int64]
    Places = NDArray[np.int32]

STEPS = round(1 / GRAIN)
"""In a score of 1; scores are compared to about six decimals."""
CHUNK = 4_096  # pairs worked out at once

Pairs = tuple["Whole", "Whole", "Whole"]
"""Mentees, mentors and steps of some pairs."""


@dataclass(frozen=True, slots=True)
class Market:
    """Both sides made ready; `asked`, `fits`, `hours` and `own` are as `columns.matrices` makes them.

    `least` holds, by mentee, the steps below which a pair may not be.
    `wishes` and `stay` are short lists of pairs, as `i * mentors + j` in order, with what each adds: points for a
    wish, steps for staying together.
    """

    us: Seekers
    them: Helpers
    crossing: Crossing
    asked: Floats
    fits: Floats
    hours: Array
    own: tuple[Places, Floats]
    wishes: tuple[Whole, Array]
    stay: tuple[Whole, Whole]
    least: Whole

    def staying(self, i: Whole, j: Whole) -> Whole:
        """The steps that each pair gains by staying together."""
        return listed(*self.stay, i * self.size[1] + j).astype(int)

    @property
    def size(self) -> tuple[int, int]:
        """How many mentees and mentors."""
        return len(self.us.people), len(self.them.people)


def market(
    mentees: Sequence[Mentee],
    mentors: Sequence[Mentor],
    rules: Rules,
    previous: Collection[tuple[str, str]] = (),
    stay: float = 0.0,
    report: Callable[[float], None] = lambda done: None,
) -> Market:
    """Everybody made ready; the order of both sides is kept. Pairs of a former plan earn `stay` on top.

    `report` hears the share of everybody's answers that is read.
    """
    import numpy as np

    ours = len(mentees) / max(1, len(mentees) + len(mentors))
    us = seekers(mentees, rules.weights, rules.year, lambda done: report(ours * done))
    them = helpers(mentors, rules.year, lambda done: report(ours + (1 - ours) * done))
    asked, fits, hours, own = matrices(us, them)
    return Market(
        us=us,
        them=them,
        crossing=cross(mentees, mentor_side(mentors), rules),
        asked=asked,
        fits=fits,
        hours=hours,
        own=own,
        wishes=_wishes(us, them),
        stay=_staying(us, them, previous, steps(stay)),
        least=np.full(len(mentees), max(1, math.ceil(rules.floor * STEPS)), dtype=np.int64),
    )


def steps(score: float) -> int:
    """A score in whole steps, rounded down."""
    return math.floor(score * STEPS)


def _wishes(us: Seekers, them: Helpers) -> tuple[Whole, Array]:
    """The pairs in which somebody wished for the other, in order, and the points that this adds."""
    import numpy as np

    places = them.places
    found: dict[int, float] = {}
    for row, mentee in enumerate(us.people):
        named = [places[one] for one in mentee.preferences if one in places]
        if named := [*named, *them.wished.get(mentee.id, ())]:
            points = wish_points(weighed(us.questions[row], us.worth[row]))
            for place in named:
                share = wish_fit(mentee, them.people[place]) - NEUTRAL["wish"]
                found[row * len(places) + place] = points * share
    keys = sorted(found)
    return np.array(keys, dtype=np.int64), np.array([found[key] for key in keys])


def _staying(
    us: Seekers, them: Helpers, previous: Collection[tuple[str, str]], bonus: int
) -> tuple[Whole, Whole]:
    import numpy as np

    rows, places = {mentee.id: row for row, mentee in enumerate(us.people)}, them.places
    pairs = [(rows[one], places[other]) for one, other in previous if one in rows and other in places]
    keys = np.unique(np.array([row * len(places) + place for row, place in pairs], dtype=np.int64))
    return keys, np.full(len(keys), bonus, dtype=np.int64)


def without_stay(m: Market) -> Market:
    """The same market, in which nobody gains by staying together."""
    return replace(m, stay=(m.stay[0][:0], m.stay[1][:0]))


def listed(keys: Whole, values: Array | Whole, asked: Whole) -> Array:
    """What each pair adds by a short list of pairs; 0 for one that is not listed."""
    import numpy as np

    if not len(keys):
        return np.zeros(len(asked))
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    added: Array = np.where(keys[place] == asked, values[place], 0)
    return added


def worth(m: Market, i: Whole, j: Whole, lacking: Array | None = None) -> Whole:
    """The score of each pair in whole steps, rounded down, whatever the rules say."""
    import numpy as np

    return np.floor(scores(m, i, j, lacking) * STEPS).astype(np.int64)


def scores(m: Market, i: Whole, j: Whole, lacking: Array | None = None) -> Array:
    """The exact score of each pair, whatever the rules say; `lacking` are the points its hours lack, if known."""
    import numpy as np

    if lacking is None:
        lacking = m.hours[i] * lacking_hours(m.us, m.them, i, j)
    found = np.empty(len(i))
    for start in range(0, len(i), CHUNK):
        part = slice(start, start + CHUNK)
        ours = i[part]
        cells = m.own[0][ours] + j[part, None] * m.fits.shape[1]
        found[part] = np.einsum("pq,pq->p", m.own[1][ours], m.fits.take(cells), dtype=np.float64)
    return found - lacking + listed(*m.wishes, i * m.size[1] + j)


def every_pair(m: Market) -> Pairs:
    """Each pair that may be, worked out in one go."""
    import numpy as np

    everybody, keys = np.arange(m.size[0]), m.wishes[0]
    table = m.asked.astype(np.float64) @ m.fits.T.astype(np.float64)
    table -= m.hours[:, None] * hours_table(m.us, m.them, everybody)
    table[np.divmod(keys, max(1, m.size[1]))] += m.wishes[1]
    found = np.floor(table * STEPS).astype(np.int64)
    may = found >= m.least[:, None]
    may &= allowed(m.crossing, everybody[:, None], np.arange(m.size[1])[None])
    i, j = may.nonzero()
    return i, j, found[may]
