"""Reads one answer of a file, as JSON or a CSV cell holds it, into the value the engine works with.

Every function here takes what stood in the file and returns the value, or raises `Wrong`. An empty answer
never gets here: it means that the question was not answered.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from matching import vocabulary
from matching.checking import LARGEST_NUMBER, LONGEST_TEXT, did_you_mean
from matching.files.problems import Wrong, quoted
from matching.people import BadRecord, Mentor, Need, Offer
from matching.people_checks import LEVELS
from matching.reasons import language_code
from matching.reasons import languages as languages_by_code
from matching.vocabulary import Choice

_Item = TypeVar("_Item")
_Read = TypeVar("_Read")
_YES = frozenset(("yes", "true", "1", "y", "x"))
_NO = frozenset(("no", "false", "0", "n"))


def text(value: object) -> str:
    """One text; a whole number counts as one, because ids and places often are numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Wrong(f"{quoted(value)} is not text")
    written = str(value).strip()
    if len(written) > LONGEST_TEXT:
        raise Wrong(f"is longer than {LONGEST_TEXT} characters")
    if "\0" in written or _is_broken(written):
        raise Wrong(f"{quoted(written)} holds a character that is not text")
    return written


def _is_broken(written: str) -> bool:
    """Whether it holds half a character, which JSON can write and UTF-8 cannot."""
    return not written.isascii() and any("\ud800" <= sign <= "\udfff" for sign in written)


def each(read: Callable[[_Item], _Read], items: Iterable[_Item]) -> tuple[_Read, ...]:
    """Every item read, or `Wrong` with the reasons of all that are wrong."""
    found: list[_Read] = []
    wrong: list[str] = []
    for item in items:
        try:
            found.append(read(item))
        except Wrong as bad:
            wrong += bad.reasons
    if wrong:
        raise Wrong(*dict.fromkeys(wrong))
    return tuple(found)


def pieces(value: object) -> tuple[str, ...]:
    """Several texts: a list, or one text split by `;`. Empty ones are left out."""
    return _without_blanks(value.split(";") if isinstance(value, str) else _listed(value))


def texts(value: object) -> tuple[str, ...]:
    """Prose: one text, which is not split, or a list of texts."""
    return _without_blanks([value] if isinstance(value, str) else _listed(value))


def _without_blanks(items: Iterable[object]) -> tuple[str, ...]:
    return tuple(filter(None, each(text, items)))


def _listed(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise Wrong(f"{quoted(value)} is not a list")
    return value


def whole(value: object) -> int:
    """A whole number; 2.0 is one, as spreadsheets write it."""
    number = _number(value)
    if number is None or not number.is_integer():
        raise Wrong(f"{quoted(value)} is not a whole number")
    return int(number)


def number(value: object) -> float:
    """A number."""
    found = _number(value)
    if found is None:
        raise Wrong(f"{quoted(value)} is not a number")
    return found


def years(value: object) -> int:
    """Full years of something; half years are rounded down."""
    found = number(value)
    if not 0 <= found <= 100:
        raise Wrong(f"{quoted(value)} is not a number of years")
    return int(found)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str) and not re.fullmatch(r"[+-]?\d{1,20}(\.\d{1,20})?", value.strip(), re.ASCII):
        return None
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise Wrong(f"{quoted(value)} is too large")
    found = float(value)
    if abs(found) > LARGEST_NUMBER:
        raise Wrong(f"{quoted(value)} is too large")
    return found


def yes_no(value: object) -> bool:
    """Yes or no, true or false, 1 or 0."""
    answer = str(value).strip().casefold() if isinstance(value, str | int) else ""
    if answer not in _YES | _NO:
        raise Wrong(f"{quoted(value)} is neither yes nor no")
    return answer in _YES


def state(value: object) -> str:
    """A state's two letters, in capitals."""
    code = text(value).upper()
    if not re.fullmatch("[A-Z]{2}", code):
        raise Wrong(f"{quoted(value)} is not a two-letter code")
    return code


def states(value: object) -> tuple[str, ...]:
    """States by their two letters."""
    return tuple(dict.fromkeys(each(state, pieces(value))))


def zone(value: object) -> str:
    """A time zone by its IANA name; the engine knows which there are."""
    name = text(value)
    try:
        Mentor("?", timezone=name)
    except BadRecord:
        near = did_you_mean(name, _zones())
        raise Wrong(f"{quoted(name)} is not a time zone like America/Chicago{near}") from None
    return name


@cache
def _zones() -> list[str]:
    from zoneinfo import available_timezones  # only a slip needs them

    return sorted(available_timezones())


def language(value: object) -> str:
    """A language's code, from its code or its English name."""
    code = language_code(text(value))
    if code is None:
        near = did_you_mean(text(value), languages_by_code().values())
        raise Wrong(f"{quoted(value)} is no language we know by name; write its code, like en or es{near}")
    return code


def languages(value: object) -> tuple[str, ...]:
    """Languages by code."""
    return tuple(dict.fromkeys(each(language, pieces(value))))


def stage(value: object) -> str:
    """The slug of a stage, from its slug or label."""
    return _choice(value, vocabulary.stages())


def model(value: object) -> str:
    """The slug of a practice model, from its slug or label."""
    return _choice(value, vocabulary.practice_models())


def values(value: object) -> tuple[str, ...]:
    """The slugs of values, from slugs or labels."""
    return tuple(dict.fromkeys(each(lambda item: _choice(item, vocabulary.VALUES), pieces(value))))


def _choice(value: object, choices: Sequence[Choice]) -> str:
    named = {name.casefold(): choice.slug for choice in choices for name in (choice.label, choice.slug)}
    slug = named.get(text(value).casefold())
    if slug is None:
        slugs = ", ".join(choice.slug for choice in choices)
        raise Wrong(f"{quoted(value)} is none of {slugs}{did_you_mean(text(value), named)}")
    return slug


def specialty(value: object) -> str | None:
    """A specialty's code, from its code, name or another name for it; None for the codes of trainees."""
    typed = text(value)
    if typed in _trainee_codes():
        return None
    return _named(typed, _specialties(), "specialty")


def topic(value: object) -> str:
    """A topic's slug, from its slug or label."""
    return _named(text(value), _topics(), "topic")


def _named(typed: str, names: Mapping[str, str], kind: str) -> str:
    found = names.get(typed.casefold())
    if found is None:
        raise Wrong(f"{quoted(typed)} is not a {kind}{did_you_mean(typed, names)}")
    return found


@cache
def _topics() -> dict[str, str]:
    return {
        name.casefold(): topic.slug for topic in vocabulary.topics() for name in (topic.label, topic.slug)
    }


@cache
def _specialties() -> dict[str, str]:
    return {
        name.casefold(): one.code
        for one in vocabulary.specialties()
        for name in (*one.aliases, one.name, one.code)
    }


@cache
def _trainee_codes() -> frozenset[str]:
    return frozenset(row["code"] for row in vocabulary.read_data("specialties.json")["trainee_codes"])


def needs(value: object) -> tuple[Need, ...]:
    """Needs: {"topic", "priority"} or `topic:priority`, where the priority may be missing."""
    return each(lambda item: Need(**_parts(item, "priority")), _items(value))


def offers(value: object) -> tuple[Offer, ...]:
    """Offers: {"topic", "depth", "last_year"} or `topic:depth:last_year`, where the end may be missing."""
    return each(lambda item: Offer(**_parts(item, "depth", "last_year")), _items(value))


def _items(value: object) -> list[object]:
    items = value.split(";") if isinstance(value, str) else _listed(value)
    return [item for item in items if not is_blank(item)]


def _parts(item: object, *numbers: str) -> dict[str, Any]:
    """A topic and the numbers that were given with it, all that is wrong with them named together."""
    parts = _apart(item, ("topic", *numbers))
    given = [("topic", parts["topic"]), *((name, parts.get(name)) for name in numbers)]
    return dict(each(_part, [(name, value) for name, value in given if not is_blank(value)]))


def _part(named: tuple[str, object]) -> tuple[str, str | int]:
    name, value = named
    if name == "topic":
        return name, topic(value)
    found = whole(value)
    if name in ("priority", "depth") and found not in LEVELS:
        raise Wrong(f"{name} {found} is not 1, 2 or 3")
    return name, found


def _apart(item: object, names: tuple[str, ...]) -> Mapping[str, object]:
    if isinstance(item, dict):
        if is_blank(item.get("topic")):
            raise Wrong(f'{quoted(item)} has no "topic"')
        return cast("dict[str, object]", item)
    parts = text(item).split(":")
    if len(parts) > len(names) or not parts[0].strip():
        raise Wrong(f"{quoted(item)} is not written as {':'.join(names)}")
    return dict(zip(names, parts, strict=False))


def is_blank(value: object) -> bool:
    """Whether a question was left unanswered."""
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())
