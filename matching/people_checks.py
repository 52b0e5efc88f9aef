"""Which answers of a person can be: known words, levels, hours, states and texts of a length somebody may read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from matching import vocabulary
from matching.checking import (
    LARGEST_NUMBER,
    LONGEST_TEXT,
    BadRecord,
    check_kinds,
    check_parts,
    did_you_mean,
    require,
    shown,
)

if TYPE_CHECKING:
    from matching.people import Mentee, Mentor

MOST_TEXT = 200_000  # characters of one person's texts together
MINUTES_A_DAY = 24 * 60
LEVELS = (1, 2, 3)  # of a priority, or of a depth


def check_person(person: Mentee | Mentor) -> None:
    """`BadRecord` for an answer that mentees and mentors both give and that cannot be."""
    require(person.id != "", "?", "id", "is empty")
    check_kinds(person, person.id if isinstance(person.id, str) else "?")
    _check_specialty(person.id, person.specialty)
    _check_places(person)
    _check_week(person)
    check_choice(person.id, "model", person.model, _model_slugs())
    _check_texts(person)
    _check_values_and_style(person)


def check_level(record_id: str, field: str, name: str, level: int) -> None:
    """`BadRecord` for a priority or depth that is none."""
    require(level in LEVELS, record_id, field, f"{name} {shown(level)} is not 1, 2 or 3")


def check_count(record_id: str, field: str, count: int) -> None:
    """`BadRecord` for a number of people that cannot be."""
    require(count >= 0, record_id, field, "is below 0")
    require(count <= LARGEST_NUMBER, record_id, field, f"is above {LARGEST_NUMBER}")


def check_share(record_id: str, field: str, share: object) -> None:
    """`BadRecord` for what is no number from 0 to 1."""
    number = isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1
    require(number, record_id, field, f"{shown(share)} is not between 0 and 1")


def check_pair(record_id: str, field: str, pair: object) -> None:
    """`BadRecord` for what is no pair of ids."""
    two = isinstance(pair, tuple | list) and len(pair) == 2 and all(isinstance(one, str) for one in pair)
    require(two, record_id, field, f"{shown(pair)} is not a pair of a mentee's and a mentor's id")


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


def check_choice(record_id: str, field: str, answer: str | None, allowed: frozenset[str]) -> None:
    """`BadRecord` for an answer that is none of those allowed, with the nearest that is."""
    if answer is not None and answer not in allowed:
        near = did_you_mean(answer, sorted(allowed))
        raise BadRecord(record_id, field, f"unknown answer {shown(answer)}{near}")


def check_topics(record_id: str, field: str, slugs: list[str]) -> None:
    """`BadRecord` for an unknown topic, or one named twice."""
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
        check_choice(person.id, "values", value, _value_slugs())
    for slug, answer in person.style:
        check_choice(person.id, "style", slug, _style_slugs())
        require(answer in (1, 2, 3, 4, 5), person.id, "style", f"{slug} {shown(answer)} is not 1 to 5")
    require(len(dict(person.style)) == len(person.style), person.id, "style", "answers a question twice")


def check_year(record_id: str, field: str, year: int | None) -> None:
    """`BadRecord` for a number that is no year of our time."""
    require(year is None or 1900 <= year <= 2200, record_id, field, f"{shown(year)} is not a year")


@cache
def stage_slugs() -> frozenset[str]:
    """What a mentee may answer about the stage of their practice."""
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
