"""The people and the rules of one match, as frozen values.

A record is checked when it is made, so nothing further down has to doubt it. The parts of a person (needs,
offers, windows) are checked by the person who holds them: only a person has an id to put into the error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TypeVar

from matching.checking import (
    LARGEST_NUMBER,
    check_kinds,
    check_parts,
    require,
    shown,
)
from matching.checking import BadRecord as BadRecord
from matching.people_checks import (
    check_choice,
    check_count,
    check_level,
    check_person,
    check_topics,
    check_year,
    stage_slugs,
)


@dataclass(frozen=True, slots=True)
class Need:
    """A topic a mentee wants help with; priority 3 is most wanted."""

    topic: str
    priority: int = 1


@dataclass(frozen=True, slots=True)
class Offer:
    """A topic a mentor helps with; depth 1 some, 2 solid, 3 has taught it."""

    topic: str
    depth: int = 2
    last_year: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Free time every week, in local minutes after midnight; an end at or before the start is next day."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of a score is worth, relative to the others."""

    needs: float = 0.40
    stage_model: float = 0.15
    values_style: float = 0.15
    specialty: float = 0.10
    availability: float = 0.10
    state: float = 0.05
    preferences: float = 0.05

    def __post_init__(self) -> None:
        check_kinds(self, "weights")
        for field in fields(self):
            value = getattr(self, field.name)
            require(0 <= value <= LARGEST_NUMBER, "weights", field.name, f"{shown(value)} is not a weight")
        require(self.needs > 0, "weights", "needs", "must be above 0")


DEFAULT_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Mentee:
    """A physician who looks for a mentor. Unknown answers are None or empty."""

    id: str
    specialty: str | None = None
    practice_state: str | None = None
    licensed_states: tuple[str, ...] = ()
    market: str = ""
    stage: str | None = None
    model: str | None = None
    timezone: str | None = None
    free: tuple[Window, ...] = ()
    languages: tuple[str, ...] = ("en",)
    needs: tuple[Need, ...] = ()
    texts: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    style: tuple[tuple[str, int], ...] = ()
    employer: str = ""
    preferences: tuple[str, ...] = ()
    do_not_match: frozenset[str] = frozenset()
    related_to: frozenset[str] = frozenset()
    decided_by: frozenset[str] = frozenset()
    competes_with: frozenset[str] = frozenset()
    wanted_language: str | None = None
    wants_same_state: bool = False

    def __post_init__(self) -> None:
        check_person(self)
        check_choice(self.id, "stage", self.stage, stage_slugs())
        check_parts(self.id, "needs", self.needs)
        check_topics(self.id, "needs", [need.topic for need in self.needs])
        for need in self.needs:
            check_level(self.id, "needs", "priority", need.priority)


@dataclass(frozen=True, slots=True)
class Mentor:
    """A physician who helps. `capacity - load` places are free; ids are those of people, as for mentees."""

    id: str
    specialty: str | None = None
    practice_state: str | None = None
    licensed_states: tuple[str, ...] = ()
    market: str = ""
    model: str | None = None
    opened_year: int | None = None
    timezone: str | None = None
    free: tuple[Window, ...] = ()
    languages: tuple[str, ...] = ("en",)
    offers: tuple[Offer, ...] = ()
    texts: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    style: tuple[tuple[str, int], ...] = ()
    employer: str = ""
    capacity: int = 2
    load: int = 0
    min_load: int = 0
    paused: bool = False
    preferences: tuple[str, ...] = ()
    do_not_match: frozenset[str] = frozenset()
    related_to: frozenset[str] = frozenset()
    decides_on: frozenset[str] = frozenset()
    competes_with: frozenset[str] = frozenset()
    selling_to: frozenset[str] = frozenset()
    seeks_deal: bool = False
    vendor_paid: bool = False

    def __post_init__(self) -> None:
        check_person(self)
        check_year(self.id, "opened_year", self.opened_year)
        check_parts(self.id, "offers", self.offers)
        check_topics(self.id, "offers", [offer.topic for offer in self.offers])
        for offer in self.offers:
            check_level(self.id, "offers", "depth", offer.depth)
            check_year(self.id, "offers", offer.last_year)
        check_count(self.id, "capacity", self.capacity)
        check_count(self.id, "load", self.load)
        require(0 <= self.min_load <= self.capacity, self.id, "min_load", "is not between 0 and the capacity")


Person = TypeVar("Person", Mentee, Mentor)


def sorted_by_id(people: Iterable[Person]) -> tuple[Person, ...]:
    """People in the order of their ids, so that the input's order changes nothing; an id may stand once."""
    ordered = tuple(sorted(people, key=lambda person: person.id))
    for one, other in pairwise(ordered):
        require(one.id != other.id, one.id, "id", "stands twice")
    return ordered


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the whole match. Pairs are (mentee id, mentor id); `paired` holds past pairs too.

    `paired` and `forbidden` may name people who have left; only in a file may that be a slip, and is told there.
    """

    year: int
    weights: Weights = DEFAULT_WEIGHTS
    coordinators: frozenset[str] = frozenset()
    paired: frozenset[tuple[str, str]] = frozenset()
    forbidden: frozenset[tuple[str, str]] = frozenset()
    locked: frozenset[tuple[str, str]] = frozenset()
    floor: float = 0.35
    """Below this a pair is worse than waiting. A mentor of whom nothing is known scores about 0.29."""

    def __post_init__(self) -> None:
        check_kinds(self, "rules")
        check_year("rules", "year", self.year)
        require(0 <= self.floor <= 1, "rules", "floor", f"{shown(self.floor)} is not between 0 and 1")
