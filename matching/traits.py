"""What both sides answered, as arrays, so that the rules can be asked about many pairs at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matching import vocabulary
from matching.names import employer_key, market_key
from matching.numbering import numbering
from matching.people import Mentee, Mentor, Rules
from matching.specialties import similarities

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Places = Whole | slice  # some mentors, or all of them
    Flags = NDArray[np.bool_]

NEAR_SPECIALTY = 0.7  # from here on two physicians in one market are competitors
NOBODY_ELSE = -1  # a mentee's answer that no mentor gave


@dataclass(frozen=True, slots=True)
class Factor:
    """One trait of many people: its distinct values with their numbers, and each person's number."""

    numbers: Mapping[Any, int]
    codes: Whole = field(compare=False)

    @property
    def values(self) -> tuple[Any, ...]:
        """The distinct values, by number."""
        return tuple(self.numbers)


def factor(traits: Iterable[Hashable]) -> Factor:
    """The distinct values in order of appearance, and everybody's code."""
    import numpy as np

    seen: dict[Hashable, int] = numbering()
    codes = np.fromiter(map(seen.__getitem__, traits), dtype=np.int64)
    return Factor(dict(seen), codes)


@dataclass(frozen=True, slots=True)
class MentorSide:
    """The mentors' answers that rules ask for. `lists` holds, by rule, who named which mentee."""

    people: tuple[Mentor, ...]
    places: Mapping[str, int]
    employer: Factor
    market: Factor
    specialty: Factor
    languages: Factor
    states: Factor
    flags: Mapping[str, Flags]
    lists: Mapping[str, Mapping[str, list[int]]]
    rows: dict[tuple[Any, Any], Flags] = field(default_factory=dict, compare=False)
    """What was asked of their answers before."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Some mentees and some mentors: everything the rules ask of pairs, given as places `i` and `j`
    (or `slice(None)`, for all mentors)."""

    mentees: tuple[Mentee, ...]
    side: MentorSide
    employer: Whole
    market: Whole
    needs: Mapping[str, Flags]
    virtual: Flags
    coordinator: tuple[Flags, Flags]
    tables: Mapping[str, tuple[Flags, Whole, Whole]]
    listed: Mapping[str, Whole]

    def holds(self, table: str, i: Whole, j: Places) -> Flags:
        """What a table says of each pair."""
        import numpy as np

        cells, ours, theirs = self.tables[table]
        if cells.all():
            return np.ones(1, dtype=bool)  # of all, however many are asked about
        found: Flags = cells.ravel().take(ours[i] * cells.shape[1] + theirs[j])
        return found

    def named(self, name: str, i: Whole, j: Places) -> Flags:
        """Which of the pairs stand in a list of pairs."""
        import numpy as np

        keys = self.listed[name]
        if not len(keys):
            return np.zeros(1, dtype=bool)  # none, however many are asked about
        width = len(self.side.people)
        asked = i * width + np.arange(width)[j]
        found: Flags = keys[np.minimum(np.searchsorted(keys, asked), len(keys) - 1)] == asked
        return found


def mentor_side(mentors: Sequence[Mentor]) -> MentorSide:
    """The mentors, made ready once for any number of mentees."""
    import numpy as np

    flags = {
        "paused": [mentor.paused for mentor in mentors],
        "full": [mentor.load >= mentor.capacity for mentor in mentors],
        "deal": [mentor.seeks_deal for mentor in mentors],
        "vendor": [mentor.vendor_paid for mentor in mentors],
        "virtual": [mentor.model == "virtual" for mentor in mentors],
    }
    return MentorSide(
        people=tuple(mentors),
        places={mentor.id: place for place, mentor in enumerate(mentors)},
        employer=factor(employer_key(mentor.employer) for mentor in mentors),
        market=factor(market_key(mentor.market) for mentor in mentors),
        specialty=factor(mentor.specialty for mentor in mentors),
        languages=factor(mentor.languages for mentor in mentors),
        states=factor(_states(mentor) for mentor in mentors),
        flags={name: np.array(values, dtype=bool) for name, values in flags.items()},
        lists={
            "same": named_by(mentors, lambda mentor: {mentor.id}),
            "related": named_by(mentors, lambda mentor: mentor.related_to),
            "decides": named_by(mentors, lambda mentor: mentor.decides_on),
            "refused": named_by(mentors, lambda mentor: mentor.do_not_match),
            "competes": named_by(mentors, lambda mentor: mentor.competes_with),
            "selling": named_by(mentors, lambda mentor: mentor.selling_to),
        },
    )


def cross(mentees: Sequence[Mentee], side: MentorSide, rules: Rules) -> Crossing:
    """Mentees beside mentors who were made ready before."""
    import numpy as np

    none: frozenset[str] = frozenset()
    lists: dict[str, Callable[[Mentee], Iterable[str]]] = {
        "same": lambda mentee: none,
        "related": lambda mentee: mentee.related_to,
        "decides": lambda mentee: mentee.decided_by,
        "refused": lambda mentee: mentee.do_not_match,
        "competes": lambda mentee: mentee.competes_with,
        "selling": lambda mentee: none,
    }
    places = {mentee.id: place for place, mentee in enumerate(mentees)}
    listed = {name: _pairs_named(mentees, places, side, name, named) for name, named in lists.items()}
    listed |= {"paired": _pairs_of(rules.paired, places, side)}
    listed |= {"forbidden": _pairs_of(rules.forbidden, places, side)}
    return Crossing(
        mentees=tuple(mentees),
        side=side,
        employer=_codes((employer_key(mentee.employer) for mentee in mentees), side.employer),
        market=_codes((market_key(mentee.market) for mentee in mentees), side.market),
        needs={flag: np.array([_needs(mentee, flag) for mentee in mentees], dtype=bool) for flag in "AS"},
        virtual=np.array([mentee.model == "virtual" for mentee in mentees], dtype=bool),
        coordinator=_coordinators(mentees, side, rules),
        tables={
            "near": _table(_near, [mentee.specialty for mentee in mentees], side, side.specialty),
            "speaks": _table(_speaks, [mentee.wanted_language for mentee in mentees], side, side.languages),
            "licensed": _table(_licensed, map(_wanted_states, mentees), side, side.states),
            "shared state": _table(_share_state, map(_states, mentees), side, side.states),
        },
        listed=listed,
    )


def _states(person: Mentee | Mentor) -> frozenset[str]:
    return frozenset((*person.licensed_states, *filter(None, [person.practice_state])))


def _wanted_states(mentee: Mentee) -> frozenset[str]:
    """Where a mentor has to be licensed: nowhere in particular unless the mentee asks for it."""
    if not mentee.wants_same_state:
        return frozenset()
    return frozenset({mentee.practice_state}) if mentee.practice_state else frozenset(mentee.licensed_states)


def _needs(mentee: Mentee, flag: str) -> bool:
    return any(flag in vocabulary.topic(need.topic).flags for need in mentee.needs)


def _near(specialty: str | None, theirs: Sequence[str | None]) -> Flags:
    near: Flags = similarities([specialty], theirs)[0] >= NEAR_SPECIALTY
    return near


def _speaks(wanted: str | None, theirs: Sequence[tuple[str, ...]]) -> list[bool]:
    return [wanted is None or wanted in languages for languages in theirs]


def _licensed(wanted: frozenset[str], theirs: Sequence[frozenset[str]]) -> list[bool]:
    return [not wanted or not wanted.isdisjoint(states) for states in theirs]


def _share_state(ours: frozenset[str], theirs: Sequence[frozenset[str]]) -> list[bool]:
    return [not ours.isdisjoint(states) for states in theirs]


def _table(
    asks: Callable[[Any, Any], Sequence[bool] | Flags],
    traits: Iterable[Hashable],
    side: MentorSide,
    theirs: Factor,
) -> tuple[Flags, Whole, Whole]:
    """A cell per distinct answer of a mentee and of a mentor; then everybody's row and column.

    `asks` tells of one of ours beside each of theirs; the rows are kept.
    """
    import numpy as np

    ours, values = factor(traits), theirs.values
    for one in ours.numbers:
        if (asks, one) not in side.rows:
            side.rows[asks, one] = np.array(asks(one, values), dtype=bool)
    cells = np.array([side.rows[asks, one] for one in ours.numbers], dtype=bool)
    return cells.reshape(len(ours.numbers), len(values)), ours.codes, theirs.codes


def _codes(keys: Iterable[str], theirs: Factor) -> Whole:
    """The mentors' codes of the mentees' answers; an empty answer is like nobody else's."""
    import numpy as np

    known = theirs.numbers
    return np.array([known.get(key, NOBODY_ELSE) if key else NOBODY_ELSE for key in keys], dtype=np.int64)


def named_by(mentors: Sequence[Mentor], named: Callable[[Mentor], Iterable[str]]) -> dict[str, list[int]]:
    """By whom each person was named, as places of mentors."""
    found: dict[str, list[int]] = {}
    for place, mentor in enumerate(mentors):
        for person_id in named(mentor):
            found.setdefault(person_id, []).append(place)
    return found


def _pairs_named(
    mentees: Sequence[Mentee],
    places: Mapping[str, int],
    side: MentorSide,
    name: str,
    named: Callable[[Mentee], Iterable[str]],
) -> Whole:
    """The pairs of which one side named the other."""
    theirs, ours = side.lists[name], side.places
    pairs = [(places[one], column) for one in theirs.keys() & places.keys() for column in theirs[one]]
    for row, mentee in enumerate(mentees):
        if some := named(mentee):
            pairs += [(row, ours[one]) for one in some if one in ours]
    return _keys(pairs, side)


def _pairs_of(pairs: Iterable[tuple[str, str]], places: Mapping[str, int], side: MentorSide) -> Whole:
    return _keys(
        [(places[one], side.places[other]) for one, other in pairs if one in places and other in side.places],
        side,
    )


def _keys(pairs: list[tuple[int, int]], side: MentorSide) -> Whole:
    import numpy as np

    width = len(side.people)
    if not pairs:  # as usual
        return np.zeros(0, dtype=np.int64)
    return np.unique(np.array([row * width + column for row, column in pairs], dtype=np.int64))


def _coordinators(mentees: Sequence[Mentee], side: MentorSide, rules: Rules) -> tuple[Flags, Flags]:
    import numpy as np

    ours = np.array([mentee.id in rules.coordinators for mentee in mentees], dtype=bool)
    theirs = np.zeros(len(side.people), dtype=bool)
    theirs[[side.places[one] for one in rules.coordinators if one in side.places]] = True
    return ours, theirs
