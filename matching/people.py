"""The people and the rules of one match, as frozen values.

A record is checked when it is made, so nothing further down has to doubt it. The parts of a person (needs,
offers, windows) are checked by the person who holds them: only a person has an id to put into the error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise
from typing import TypeVar

from matching import vocabulary
from matching.checking import (
    LARGEST_NUMBER,
    LONGEST_TEXT,
    check_kinds,
    check_parts,
    did_you_mean,
    require,
    shown,
)
from matching.checking import BadRecord as BadRecord

MOST_TEXT = 200_000  # characters of one person's texts together
MINUTES_A_DAY = 24 * 60
LEVELS = (1, 2, 3)  # of a priority, or of a depth


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
        _check_person(self)
        _check_choice(self.id, "stage", self.stage, _stage_slugs())
        check_parts(self.id, "needs", self.needs)
        _check_topics(self.id, "needs", [need.topic for need in self.needs])
        for need in self.needs:
            _check_level(self.id, "needs", "priority", need.priority)


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
        _check_person(self)
        _check_year(self.id, "opened_year", self.opened_year)
        check_parts(self.id, "offers", self.offers)
        _check_topics(self.id, "offers", [offer.topic for offer in self.offers])
        for offer in self.offers:
            _check_level(self.id, "offers", "depth", offer.depth)
            _check_year(self.id, "offers", offer.last_year)
        _check_count(self.id, "capacity", self.capacity)
        _check_count(self.id, "load", self.load)
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
    """What holds for the whole match. Pairs are (mentee id, mentor id); `paired` holds past pairs too."""

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
        _check_year("rules", "year", self.year)
        require(0 <= self.floor <= 1, "rules", "floor", f"{shown(self.floor)} is not between 0 and 1")


def _check_person(person: Mentee | Mentor) -> None:
    require(person.id != "", "?", "id", "is empty")
    check_kinds(person, person.id if isinstance(person.id, str) else "?")
    _check_specialty(person.id, person.specialty)
    _check_places(person)
    _check_week(person)
    _check_choice(person.id, "model", person.model, _model_slugs())
    _check_texts(person)
    _check_values_and_style(person)


def _check_level(record_id: str, field: str, name: str, level: int) -> None:
    require(level in LEVELS, record_id, field, f"{name} {shown(level)} is not 1, 2 or 3")


def _check_count(record_id: str, field: str, count: int) -> None:
    require(count >= 0, record_id, field, "is below 0")
    require(count <= LARGEST_NUMBER, record_id, field, f"is above {LARGEST_NUMBER}")


def _check_specialty(record_id: str, code: str | None) -> None:
    try:
        _ = code is None or vocabulary.specialty(code)
    except vocabulary.UnknownSpecialty:
        near = did_you_mean(str(code), [one.code for one in vocabulary.specialties()])
        raise BadRecord(record_id, "specialty", f"unknown code {shown(code)}{near}") from None


def _check_places(person: Mentee | Mentor) -> None:
    practice = [person.practice_state] if person.practice_state else []
    for field, states in (("licensed_states", person.licensed_states), ("practice_state", practice)):
        for state in states:
            two_letters = len(state) == 2 and state.isascii() and state.isalpha() and state.isupper()
            require(two_letters, person.id, field, f"{shown(state)} is not a two-letter code")
    known = person.timezone is None or _is_zone(person.timezone)
    require(known, person.id, "timezone", f"unknown zone {shown(person.timezone)}")


@cache
def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo  # reading the zone table is slow and most processes never need it

    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _check_week(person: Mentee | Mentor) -> None:
    check_parts(person.id, "free", person.free)
    for window in person.free:
        require(0 <= window.weekday <= 6, person.id, "free", f"weekday {shown(window.weekday)} is not 0 to 6")
        within_day = 0 <= window.start < MINUTES_A_DAY and 0 <= window.end <= MINUTES_A_DAY
        require(
            within_day, person.id, "free", f"{shown(window.start)}–{shown(window.end)} is not within a day"
        )


def _check_choice(record_id: str, field: str, answer: str | None, allowed: frozenset[str]) -> None:
    if answer is not None and answer not in allowed:
        near = did_you_mean(answer, sorted(allowed))
        raise BadRecord(record_id, field, f"unknown answer {shown(answer)}{near}")


def _check_topics(record_id: str, field: str, slugs: list[str]) -> None:
    for slug in slugs:
        try:
            vocabulary.topic(slug)
        except vocabulary.UnknownTopic:
            near = did_you_mean(slug, [topic.slug for topic in vocabulary.topics()])
            raise BadRecord(record_id, field, f"unknown topic {shown(slug)}{near}") from None
    require(len(set(slugs)) == len(slugs), record_id, field, "names a topic twice")


def _check_texts(person: Mentee | Mentor) -> None:
    named = [("id", person.id), ("market", person.market), ("employer", person.employer)]
    for field, text in (*named, *(("texts", text) for text in person.texts)):
        require(len(text) <= LONGEST_TEXT, person.id[:20], field, f"is longer than {LONGEST_TEXT} characters")
    total = sum(map(len, person.texts))
    require(total <= MOST_TEXT, person.id, "texts", f"are longer than {MOST_TEXT} characters together")


def _check_values_and_style(person: Mentee | Mentor) -> None:
    for value in person.values:
        _check_choice(person.id, "values", value, _value_slugs())
    for slug, answer in person.style:
        _check_choice(person.id, "style", slug, _style_slugs())
        require(answer in (1, 2, 3, 4, 5), person.id, "style", f"{slug} {shown(answer)} is not 1 to 5")
    require(len(dict(person.style)) == len(person.style), person.id, "style", "answers a question twice")


def _check_year(record_id: str, field: str, year: int | None) -> None:
    require(year is None or 1900 <= year <= 2200, record_id, field, f"{shown(year)} is not a year")


@cache
def _stage_slugs() -> frozenset[str]:
    return frozenset(choice.slug for choice in vocabulary.stages())


@cache
def _model_slugs() -> frozenset[str]:
    return frozenset(choice.slug for choice in vocabulary.practice_models())


@cache
def _value_slugs() -> frozenset[str]:
    return frozenset(choice.slug for choice in vocabulary.VALUES)


@cache
def _style_slugs() -> frozenset[str]:
    return frozenset(slider.slug for slider in vocabulary.STYLE)
