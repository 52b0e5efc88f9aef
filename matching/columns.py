"""People as numbers: a row of points for each mentee, a column of fits for each question, and their product.

The product of a row and the columns it asks for is the score of a pair, but for two things that only a pair
has: hours in common (taken off where they are lacking) and wishes (added where somebody has any).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matching.cover import cover, topic_places
from matching.fit import FACETS, GRAIN, NEUTRAL, SILENCE, Ask, asks, fit_of, rounded
from matching.people import Mentee, Mentor, Weights
from matching.similarity import topic_strengths
from matching.traits import Factor, factor, named_by
from matching.week import WEEK, Week, on_the_clock, week_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Whole = NDArray[np.int64]
    Bits = NDArray[np.uint64]
    Flags = NDArray[np.bool_]

ENOUGH_QUARTERS = 8  # two free hours in common a week are plenty
HEARD = 0.4  # a topic that is heard less surely than this in a mentee's words is left out
MOST_HEARD = 5
WORDS_A_WEEK = -(-WEEK // 64)

Report = Callable[[float], None]
Key = tuple[str, str]
"""What is asked: a facet and what of it."""


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
    free: dict[tuple[int, int], Bits] = field(default_factory=dict)
    """Free quarters by the clock they were asked on."""


@dataclass(frozen=True, slots=True)
class Seekers:
    """Mentees with what they ask and when they are free."""

    people: tuple[Mentee, ...]
    asks: tuple[tuple[Ask, ...], ...]
    free: Bits = field(compare=False)
    clocks: Mapping[tuple[int, int], Flags] = field(compare=False)
    """Who lives by each clock, of those who said when they are free."""


def helpers(mentors: Sequence[Mentor], year: int, report: Report = lambda done: None) -> Helpers:
    """Mentors made ready; the texts of all are read in one go, and `report` hears how far that is."""
    import numpy as np

    written = _heard([mentor.texts for mentor in mentors], report)
    rows = [cover(mentor.offers, row, year) for mentor, row in zip(mentors, written, strict=True)]
    topics = np.array(rows, dtype=float).reshape(len(mentors), len(topic_places()))
    weeks = tuple(week_of_person(mentor, year) for mentor in mentors)
    return Helpers(
        people=tuple(mentors),
        places={mentor.id: place for place, mentor in enumerate(mentors)},
        year=year,
        topics=np.rint(topics / GRAIN) * GRAIN,
        said={name: factor(map(facet.said, mentors)) for name, facet in FACETS.items()},
        weeks=weeks,
        hours_known=np.array([week is not None for week in weeks], dtype=bool),
        wished=named_by(mentors, lambda mentor: mentor.preferences),
    )


def seekers(
    mentees: Sequence[Mentee], weights: Weights, year: int, report: Report = lambda done: None
) -> Seekers:
    """Mentees made ready; the texts of all are read in one go, and `report` hears how far that is."""
    import numpy as np

    rows = _heard([mentee.texts for mentee in mentees], report)
    asked = [asks(mentee, weights, heard_topics(row)) for mentee, row in zip(mentees, rows, strict=True)]
    weeks = [week_of_person(mentee, year) for mentee in mentees]
    clocks = [(week.winter, week.summer) if week else None for week in weeks]
    return Seekers(
        people=tuple(mentees),
        asks=tuple(asked),
        free=week_bits([week.free if week else 0 for week in weeks]),
        clocks={clock: np.array([one == clock for one in clocks]) for clock in set(clocks) if clock},
    )


def heard_topics(strengths: Array) -> dict[str, float]:
    """The few topics that a mentee's words surely speak of."""
    slugs = list(topic_places())
    surest = (-strengths).argsort(kind="stable")[:MOST_HEARD]
    return {slugs[place]: float(strengths[place]) for place in surest if strengths[place] >= HEARD}


def week_of_person(person: Mentee | Mentor, year: int) -> Week | None:
    """A person's free week, if they said both hours and time zone."""
    return week_of(person.free, person.timezone, year) if person.timezone and person.free else None


def _heard(texts: Sequence[Sequence[str]], report: Report) -> Array:
    """How surely each person's surest text speaks of each topic, one row a person."""
    import numpy as np

    rows = np.zeros((len(texts), len(topic_places())))
    counts = np.array([len(items) for items in texts], dtype=np.int64)
    wrote = np.flatnonzero(counts)
    if len(wrote):
        firsts = np.cumsum(counts[wrote]) - counts[wrote]
        strengths = topic_strengths([text for items in texts for text in items], report=report)
        rows[wrote] = np.maximum.reduceat(strengths, firsts)
    return rows


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
    said = ready.said[facet]
    fits = np.array([fit_of(facet, value, key, ready.year) for value in said.values])
    found: Array = fits[said.codes]
    return found


def points(us: Seekers, row: int, them: Helpers) -> Array:
    """The score of one mentee with every mentor, whatever the rules say."""
    import numpy as np

    mentee, asked = us.people[row], us.asks[row]
    total = np.zeros(len(them.people))
    for ask in asked:
        total += ask.points * column(them, (ask.facet, ask.key))
    total -= hours_points(asked) * hours_table(us, them, np.array([row]))[0]
    named = [them.places[one] for one in mentee.preferences if one in them.places]
    for place in {*named, *them.wished.get(mentee.id, ())}:
        total[place] += wish_points(asked) * (wish_fit(mentee, them.people[place]) - NEUTRAL["wish"])
    return total


def matrices(us: Seekers, them: Helpers) -> tuple[Floats, Floats]:
    """Points asked (a row a mentee) and fits (a row a mentor) over the same questions, exact in 32 bits.

    The last column is 1 and 0: a place for what a mentor costs, which a score does not count.
    """
    import numpy as np
    from scipy.sparse import coo_array

    places: dict[Key, int] = {}
    everything = [ask for asked in us.asks for ask in asked]
    columns = np.fromiter(
        (places.setdefault((ask.facet, ask.key), len(places)) for ask in everything), dtype=np.int32
    )
    rows = np.repeat(np.arange(len(us.asks), dtype=np.int32), [len(asked) for asked in us.asks])
    points = np.fromiter((ask.points for ask in everything), dtype=np.float32)
    shape = (len(us.people), len(places) + 1)
    wanted = coo_array((points, (rows, columns)), shape=shape).toarray()  # adds up what is asked twice
    wanted[:, -1] = 1
    fits = np.zeros((len(them.people), len(places) + 1), dtype=np.float32)
    for key, place in places.items():
        fits[:, place] = _column(them, *key)
    return wanted, fits


def hours_points(asked: Sequence[Ask]) -> float:
    """What hours in common are worth to a mentee; nothing when they said no hours."""
    return next((ask.points for ask in asked if ask.facet == "hours"), 0.0)


def wish_points(asked: Sequence[Ask]) -> float:
    """What wishes are worth to a mentee."""
    return next((ask.points for ask in asked if ask.key == "wish"), 0.0)


def lacking_hours(us: Seekers, them: Helpers, i: Whole, j: Whole) -> Array:
    """How much of the hours that would suffice each pair lacks, from 0 (enough, or unknown) to 1."""
    import numpy as np

    lacking = np.zeros(len(i))
    for clock, rows in us.clocks.items():
        here = np.flatnonzero(rows[i])
        if len(here):
            both = us.free[i[here]] & free_on(them, clock)[j[here]]
            lacking[here] = _lacking(np.bitwise_count(both).sum(axis=1)) * them.hours_known[j[here]]
    return lacking


def hours_table(us: Seekers, them: Helpers, rows: Whole) -> Array:
    """The same for some mentees (a row each) and all mentors."""
    import numpy as np

    table = np.zeros((len(rows), len(them.people)))
    for clock, here in us.clocks.items():
        lines = np.flatnonzero(here[rows])
        if len(lines):
            theirs = free_on(them, clock).T
            quarters = np.zeros((len(lines), len(them.people)), dtype=np.uint16)
            for word, free in enumerate(us.free[rows[lines]].T):
                quarters += np.bitwise_count(free[:, None] & theirs[word])
            table[lines] = _lacking(quarters) * them.hours_known
    return table


def _lacking(quarters: NDArray[Any]) -> Array:
    import numpy as np

    lacking: Array = 1 - np.minimum(quarters, ENOUGH_QUARTERS) / ENOUGH_QUARTERS
    return lacking


def free_on(them: Helpers, clock: tuple[int, int]) -> Bits:
    """When each mentor is free all year round on this clock, a row of 64-bit words each."""
    if clock not in them.free:
        them.free[clock] = week_bits([on_the_clock(week, *clock) if week else 0 for week in them.weeks])
    return them.free[clock]


def week_bits(free: Sequence[int]) -> Bits:
    """Weeks of quarters as rows of 64-bit words."""
    import numpy as np

    raw = b"".join(week.to_bytes(WORDS_A_WEEK * 8, "little") for week in free)
    return np.frombuffer(raw, dtype="<u8").reshape(len(free), WORDS_A_WEEK).astype(np.uint64)


def wish(wanted: str, preferences: Sequence[str]) -> float:
    """How much a person is wished for: 1 for the first wish, neutral when not named."""
    if wanted not in preferences:
        return NEUTRAL["wish"]
    return 1 - (1 - NEUTRAL["wish"]) * preferences.index(wanted) / len(preferences)


def wish_fit(mentee: Mentee, mentor: Mentor) -> float:
    """What both wished for, half each."""
    return rounded((wish(mentor.id, mentee.preferences) + wish(mentee.id, mentor.preferences)) / 2)
