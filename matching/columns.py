"""People as numbers: a row of points for each mentee, a column of fits for each question, and their product.

The product of a row and the columns it asks for is the score of a pair, but for two things that only a pair
has: hours in common (taken off where they are lacking) and wishes (added where somebody has any).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from matching import vocabulary
from matching.cover import cover, topic_places
from matching.fit import (
    FACETS,
    GRAIN,
    NEUTRAL,
    PARTS,
    SILENCE,
    Ask,
    Question,
    applied_weights,
    fit_of,
    questions,
    rounded,
    weighed,
)
from matching.hours_in_common import hours_table, week_bits
from matching.numbering import numbering
from matching.people import Mentee, Mentor, Weights
from matching.similarity import highest, topic_strengths
from matching.specialties import similarities
from matching.traits import Factor, factor, named_by
from matching.week import Week, week_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Whole = NDArray[np.int64]
    Places = NDArray[np.int32]
    Bits = NDArray[np.uint64]
    Flags = NDArray[np.bool_]

HEARD = 0.4  # a topic that is heard less surely than this in a mentee's words is left out
MOST_HEARD = 5

Report = Callable[[float], None]
Key = tuple[str, str]
"""What is asked: a facet and what of it."""
HOURS: Key = ("hours", "any")


@dataclass(frozen=True, slots=True)
class Helpers:
    """Mentors with what scoring needs of them, made once: how they cover topics, and their answers."""

    people: tuple[Mentor, ...]
    places: Mapping[str, int]
    """Each mentor's place among them, by id."""
    year: int
    topics: Array
    said: Mapping[str, Factor]
    weeks: tuple[Week | None, ...]
    hours_known: Flags
    wished: Mapping[str, list[int]]
    """Who wished for a mentee, by the mentee's id."""
    columns: dict[Key, Array] = field(default_factory=dict)
    """Columns that were asked for before."""
    free: dict[tuple[int, int], tuple[Bits, Bits]] = field(default_factory=dict)
    """Free quarters by the clock they were asked on."""


@dataclass(frozen=True, slots=True)
class Seekers:
    """Mentees with what they ask, what each part of a score counts for them, and when they are free."""

    people: tuple[Mentee, ...]
    questions: tuple[list[Question], ...]
    worth: tuple[Mapping[str, float], ...]
    free: Bits = field(compare=False)
    clocks: Mapping[tuple[int, int], Flags] = field(compare=False)
    """Who lives by each clock, of those who said when they are free."""
    asked: dict[int, tuple[Ask, ...]] = field(default_factory=dict, compare=False)
    """What was looked up before."""

    def asks(self, row: int) -> tuple[Ask, ...]:
        """What one mentee asks, with the points at stake."""
        if row not in self.asked:
            self.asked[row] = weighed(self.questions[row], self.worth[row])
        return self.asked[row]


def helpers(mentors: Sequence[Mentor], year: int, report: Report = lambda done: None) -> Helpers:
    """Mentors made ready; the texts of all are read in one go, and `report` hears how far that is."""
    import numpy as np

    written = _heard([mentor.texts for mentor in mentors], report)
    topics = cover([mentor.offers for mentor in mentors], written, year)
    weeks = tuple(week_of_person(mentor, year) for mentor in mentors)
    return Helpers(
        people=tuple(mentors),
        places={mentor.id: place for place, mentor in enumerate(mentors)},
        year=year,
        topics=np.rint(topics / GRAIN) * GRAIN,
        said={name: factor(map(facet.said, mentors)) for name, facet in FACETS.items()} | _sliders(mentors),
        weeks=weeks,
        hours_known=np.array([week is not None for week in weeks], dtype=bool),
        wished=named_by(mentors, lambda mentor: mentor.preferences),
    )


def _sliders(mentors: Sequence[Mentor]) -> dict[str, Factor]:
    """What they said of their style, slider by slider: all of it together hardly any two have in common."""
    return {
        slider.slug: factor(tuple(one for one in mentor.style if one[0] == slider.slug) for mentor in mentors)
        for slider in vocabulary.STYLE
    }


def seekers(
    mentees: Sequence[Mentee], weights: Weights, year: int, report: Report = lambda done: None
) -> Seekers:
    """Mentees made ready; the texts of all are read in one go, and `report` hears how far that is."""
    import numpy as np

    heard = heard_topics(_heard([mentee.texts for mentee in mentees], report))
    weeks = [week_of_person(mentee, year) for mentee in mentees]
    clocks = [(week.winter, week.summer) if week else None for week in weeks]
    return Seekers(
        people=tuple(mentees),
        questions=tuple(map(questions, mentees, heard)),
        worth=tuple(
            applied_weights(mentee, weights, topics) for mentee, topics in zip(mentees, heard, strict=True)
        ),
        free=week_bits([week.free if week else 0 for week in weeks]),
        clocks={clock: np.array([one == clock for one in clocks]) for clock in set(clocks) if clock},
    )


def heard_topics(strengths: Array) -> list[dict[str, float]]:
    """The few topics that each mentee's words surely speak of (a row of strengths each), surest first."""
    import numpy as np

    slugs = list(topic_places())
    found: list[dict[str, float]] = [{} for _ in strengths]
    rows, places = np.nonzero(strengths >= HEARD)
    sure = strengths[rows, places]
    surest = np.lexsort((places, -sure, rows))
    for row, place, strength in zip(*(one[surest].tolist() for one in (rows, places, sure)), strict=True):
        if len(found[row]) < MOST_HEARD:
            found[row][slugs[place]] = strength
    return found


def week_of_person(person: Mentee | Mentor, year: int) -> Week | None:
    """A person's free week, if they said both hours and time zone."""
    return week_of(person.free, person.timezone, year) if person.timezone and person.free else None


@lru_cache(maxsize=4_096)
def _heard_alone(texts: tuple[str, ...]) -> Array:
    """The same for one person: who looks for a mentor looks more than once."""
    return _heard([texts, ()], lambda done: None)[:1]


def _heard(texts: Sequence[tuple[str, ...]], report: Report) -> Array:
    """How surely each person's surest text speaks of each topic, one row a person."""
    if len(texts) == 1:
        return _heard_alone(texts[0])
    strengths = topic_strengths([text for items in texts for text in items], report=report)
    return highest(strengths, [len(items) for items in texts], 0.0).astype(float)


def column(ready: Helpers, key: Key) -> Array:
    """How far every mentor fits one question."""
    if key not in ready.columns:
        ready.columns[key] = _column(ready, *key)
    return ready.columns[key]


def _column(ready: Helpers, facet: str, key: str) -> Array:
    import numpy as np

    if facet == SILENCE:
        return np.full(len(ready.people), rounded(NEUTRAL[key]))
    if facet == "topic":
        return np.ascontiguousarray(ready.topics[:, topic_places()[key]])
    said = ready.said[key.partition(":")[0] if facet == "style" else facet]
    if facet == "specialty":
        near = similarities([key], said.values)[0]
        fits = np.rint(np.where(near > 0, near, NEUTRAL[facet]) / GRAIN) * GRAIN
    else:
        fits = np.array([fit_of(facet, value, key, ready.year) for value in said.values])
    found: Array = fits[said.codes]
    return found


def points(us: Seekers, row: int, them: Helpers) -> Array:
    """The score of one mentee with every mentor, whatever the rules say."""
    import numpy as np
    from scipy.linalg.blas import daxpy

    mentee, asked = us.people[row], us.asks(row)
    open_points = sum(ask.points * rounded(NEUTRAL[ask.key]) for ask in asked if ask.facet == SILENCE)
    total = np.full(len(them.people), open_points, dtype=np.float64)
    for ask in asked if len(total) else ():  # BLAS takes nothing empty
        if ask.facet != SILENCE:
            total = daxpy(column(them, (ask.facet, ask.key)), total, a=ask.points)
    total -= hours_points(asked) * hours_table(us, them, np.array([row]))[0]
    named = [them.places[one] for one in mentee.preferences if one in them.places]
    for place in {*named, *them.wished.get(mentee.id, ())}:
        total[place] += wish_points(asked) * (wish_fit(mentee, them.people[place]) - NEUTRAL["wish"])
    return total


def matrices(us: Seekers, them: Helpers) -> tuple[Floats, Floats, Array, tuple[Places, Floats]]:
    """Points asked (a row a mentee) and fits (a row a mentor) over the same questions, exact in 32 bits.

    The last column is 1 and 0: a place for what a mentor costs, which a score does not count. Third come the
    points that hours in common are worth to each mentee; then each mentee's own questions as `_own` lists them.
    """
    import numpy as np
    from scipy.sparse import coo_array

    rows, asked, points = _all_points(us)
    places: dict[Key, int] = {}
    columns = np.array([places.setdefault(key, len(places)) for key in asked[0]], dtype=np.int32)[asked[1]]
    shape = (len(us.people), len(places) + 1)
    wanted = coo_array((points, (rows, columns)), shape=shape).toarray()  # adds up what is asked twice
    wanted[:, -1] = 1
    fits = np.zeros((len(them.people), len(places) + 1), dtype=np.float32)
    for key, place in places.items():
        fits[:, place] = _column(them, *key)
    hours = wanted[:, places[HOURS]] if HOURS in places else np.zeros(len(us.people))
    return wanted, fits, hours.astype(np.float64), _own(rows, columns, points, shape)


def _own(rows: Places, columns: Places, points: Floats, shape: tuple[int, int]) -> tuple[Places, Floats]:
    """By mentee the columns of their own questions, and the points; short rows end in the last column, with none."""
    import numpy as np

    counts = np.bincount(rows, minlength=shape[0])
    turns = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    which = np.full((shape[0], counts.max(initial=0)), shape[1] - 1, dtype=np.int32)
    worth = np.zeros(which.shape, dtype=np.float32)
    which[rows, turns], worth[rows, turns] = columns, points
    return which, worth


def _all_points(us: Seekers) -> tuple[Places, tuple[list[Key], Places], Floats]:
    """Every question of every mentee: whose it is, what is asked (by its place in a list), and the points at stake."""
    import numpy as np

    numbers: dict[Question, int] = numbering()
    counts = [len(asked) for asked in us.questions]
    which = np.fromiter(map(numbers.__getitem__, chain.from_iterable(us.questions)), np.int32, sum(counts))
    rows = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    worth = np.array([[counted.get(part, 0.0) for part in PARTS] for counted in us.worth]).reshape(
        -1, len(PARTS)
    )
    parts = np.array([PARTS.index(part) for part, *_ in numbers], dtype=np.int32)
    shares = np.array([share for *_, share in numbers])
    points = np.floor(worth[rows, parts[which]] * shares[which] / GRAIN) * GRAIN
    return rows, ([(facet, key) for _, facet, key, _ in numbers], which), points.astype(np.float32)


def hours_points(asked: Sequence[Ask]) -> float:
    """What hours in common are worth to a mentee; nothing when they said no hours."""
    return next((ask.points for ask in asked if ask.facet == "hours"), 0.0)


def wish_points(asked: Sequence[Ask]) -> float:
    """What wishes are worth to a mentee."""
    return next((ask.points for ask in asked if ask.key == "wish"), 0.0)


def wish(wanted: str, preferences: Sequence[str]) -> float:
    """How much a person is wished for: 1 for the first wish, neutral when not named."""
    if wanted not in preferences:
        return NEUTRAL["wish"]
    return 1 - (1 - NEUTRAL["wish"]) * preferences.index(wanted) / len(preferences)


def wish_fit(mentee: Mentee, mentor: Mentor) -> float:
    """What both wished for, half each."""
    return rounded((wish(mentor.id, mentee.preferences) + wish(mentee.id, mentor.preferences)) / 2)
