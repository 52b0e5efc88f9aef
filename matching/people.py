"""The people and the rules of one match, as frozen values.

A record is checked when it is made, so nothing further down has to doubt it. The parts of a person (needs,
offers, windows) are checked by the person who holds them: only a person has an id to put into the error.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise
from typing import TypeVar

from matching import vocabulary

LONGEST_TEXT = 20_000
MINUTES_A_DAY = 24 * 60
PRIORITIES = DEPTHS = (1, 2, 3)


class BadRecord(ValueError):
    """A record that cannot be used: whose it is, which field, and what is wrong with it."""

    def __init__(self, record_id: str, field: str, reason: str) -> None:
        super().__init__(f"{record_id}: {field}: {reason}")
        self.record_id = record_id
        self.field = field
        self.reason = reason


def _require(holds: bool, record_id: str, field: str, reason: str) -> None:
    if not holds:
        raise BadRecord(record_id, field, reason)


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
        for field in fields(self):
            value = getattr(self, field.name)
            _require(math.isfinite(value) and value >= 0, "weights", field.name, f"{value} is not a weight")
        _require(self.needs > 0, "weights", "needs", "must be above 0")


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
        _check_topics(self.id, "needs", [need.topic for need in self.needs])
        for need in self.needs:
            _require(
                need.priority in PRIORITIES, self.id, "needs", f"priority {need.priority} is not 1, 2 or 3"
            )


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
        _check_topics(self.id, "offers", [offer.topic for offer in self.offers])
        for offer in self.offers:
            _require(offer.depth in DEPTHS, self.id, "offers", f"depth {offer.depth} is not 1, 2 or 3")
            _check_year(self.id, "offers", offer.last_year)
        _require(self.capacity >= 0, self.id, "capacity", "is below 0")
        _require(self.load >= 0, self.id, "load", "is below 0")
        _require(
            0 <= self.min_load <= self.capacity, self.id, "min_load", "is not between 0 and the capacity"
        )


Person = TypeVar("Person", Mentee, Mentor)


def sorted_by_id(people: Iterable[Person]) -> tuple[Person, ...]:
    """People in the order of their ids, so that the input's order changes nothing; an id may stand once."""
    ordered = tuple(sorted(people, key=lambda person: person.id))
    for one, other in pairwise(ordered):
        _require(one.id != other.id, one.id, "id", "stands twice")
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
        _check_year("rules", "year", self.year)
        _require(0 <= self.floor <= 1, "rules", "floor", f"{self.floor} is not between 0 and 1")


def _check_person(person: Mentee | Mentor) -> None:
    _require(bool(person.id), "?", "id", "is empty")
    _check_specialty(person.id, person.specialty)
    _check_places(person)
    _check_week(person)
    _check_choice(person.id, "model", person.model, _model_slugs())
    _check_texts(person.id, person.texts)
    _check_values_and_style(person)


def _check_specialty(record_id: str, code: str | None) -> None:
    try:
        _ = code is None or vocabulary.specialty(code)
    except vocabulary.UnknownSpecialty:
        raise BadRecord(record_id, "specialty", f"unknown code {code!r}") from None


def _check_places(person: Mentee | Mentor) -> None:
    for state in (*person.licensed_states, *filter(None, [person.practice_state])):
        two_letters = len(state) == 2 and state.isascii() and state.isalpha() and state.isupper()
        _require(two_letters, person.id, "states", f"{state!r} is not a two-letter code")
    known = person.timezone is None or _is_zone(person.timezone)
    _require(known, person.id, "timezone", f"unknown zone {person.timezone!r}")


@cache
def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo  # reading the zone table is slow and most processes never need it

    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _check_week(person: Mentee | Mentor) -> None:
    for window in person.free:
        _require(0 <= window.weekday <= 6, person.id, "free", f"weekday {window.weekday} is not 0 to 6")
        within_day = 0 <= window.start < MINUTES_A_DAY and 0 <= window.end <= MINUTES_A_DAY
        _require(within_day, person.id, "free", f"{window.start}–{window.end} is not within a day")


def _check_choice(record_id: str, field: str, answer: str | None, allowed: frozenset[str]) -> None:
    _require(answer is None or answer in allowed, record_id, field, f"unknown answer {answer!r}")


def _check_topics(record_id: str, field: str, slugs: list[str]) -> None:
    for slug in slugs:
        try:
            vocabulary.topic(slug)
        except vocabulary.UnknownTopic:
            raise BadRecord(record_id, field, f"unknown topic {slug!r}") from None
    _require(len(set(slugs)) == len(slugs), record_id, field, "names a topic twice")


def _check_texts(record_id: str, texts: Iterable[str]) -> None:
    for text in texts:
        _require(len(text) <= LONGEST_TEXT, record_id, "texts", f"is longer than {LONGEST_TEXT} characters")


def _check_values_and_style(person: Mentee | Mentor) -> None:
    for value in person.values:
        _check_choice(person.id, "values", value, _value_slugs())
    for slug, answer in person.style:
        _check_choice(person.id, "style", slug, _style_slugs())
        _require(answer in (1, 2, 3, 4, 5), person.id, "style", f"{slug} {answer} is not 1 to 5")


def _check_year(record_id: str, field: str, year: int | None) -> None:
    _require(year is None or 1900 <= year <= 2200, record_id, field, f"{year} is not a year")


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
