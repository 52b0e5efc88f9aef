"""Finds out what is wrong with a value, and says it so that it can be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from matching.people import Mentee, Mentor

LARGEST_NUMBER = 1_000_000  # of anything that is counted here; more is a slip of the keyboard
LONGEST_TEXT = 20_000
LONGEST_QUOTE = 60

# What a mentee may answer that tells mentors apart.
_TELLING = frozenset(
    (
        "specialty",
        "practice_state",
        "stage",
        "model",
        "timezone",
        "free",
        "languages",
        "needs",
        "texts",
        "values",
        "style",
        "preferences",
    )
)
_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "True or False", NoneType: "None"}


class BadRecord(ValueError):
    """A record that cannot be used: whose it is, which field, and what is wrong with it."""

    def __init__(self, record_id: str, field: str, reason: str) -> None:
        super().__init__(f"{record_id}: {field}: {reason}")
        self.record_id = record_id
        self.field = field
        self.reason = reason


def require(holds: bool, record_id: str, field: str, reason: str) -> None:
    """Raises `BadRecord` unless it holds."""
    if not holds:
        raise BadRecord(record_id, field, reason)


def shown(value: object) -> str:
    """A value as Python writes it, not too long."""
    try:
        written = repr(value)
    except ValueError:  # Python writes no number of thousands of digits
        return "a number of thousands of digits"
    return written if len(written) <= LONGEST_QUOTE else f"{written[: LONGEST_QUOTE - 1]}…"


def did_you_mean(typed: str, names: Iterable[str] | Mapping[str, str]) -> str:
    """The end of a sentence that names the nearest of some names, or nothing when none is near.

    A mapping holds what to write by what it may be called, in small letters.
    """
    from difflib import get_close_matches  # only a slip needs it

    called = names if isinstance(names, Mapping) else {name.casefold(): name for name in names}
    near = get_close_matches(typed[:LONGEST_QUOTE].casefold(), called, n=1)
    return f"; did you mean {called[near[0]]}?" if near else ""


def check_kinds(record: object, record_id: str) -> None:
    """`BadRecord` for a value that is not of the kind its field is declared as."""
    wrong = _misfit(record)
    if wrong:
        raise BadRecord(record_id, *wrong)


def check_parts(record_id: str, field: str, parts: Iterable[object]) -> None:
    """The same for the parts that stand in one field of a record."""
    for part in parts:
        wrong = _misfit(part)
        if wrong:
            raise BadRecord(record_id, field, " ".join(wrong))


def _misfit(record: Any) -> tuple[str, str] | None:
    """The first field with a value of another kind, and what is wrong with it."""
    for name, default, usual, fits, kind in _fields_of(_type(record)):
        value = getattr(record, name)
        if type(value) is not usual and value is not default and not fits(value):
            return name, f"{shown(value)} is not {kind}"
    return None


def _type(record: object) -> Any:
    return type(record)


@cache
def _fields_of(record_type: Any) -> tuple[tuple[str, Any, Any, Callable[[Any], bool], str], ...]:
    """Each field: its default, a type that needs no further look, what checks its values, what these are called."""
    kinds = get_type_hints(record_type)
    return tuple(
        (
            field.name,
            field.default,
            _usual(kinds[field.name]),
            _check(kinds[field.name]),
            _called(kinds[field.name]),
        )
        for field in fields(record_type)
    )


def _usual(kind: Any) -> Any:
    """The type of most values, where it says everything: many people are read at a time."""
    first = (*get_args(kind), kind)[0] if NoneType in get_args(kind) else kind
    return first if first in _NAMES else None


@cache
def _check(kind: Any) -> Callable[[Any], bool]:
    """Whether a value is of a kind; True is no number, and a list or one text is no tuple of texts."""
    parts = tuple(_check(part) for part in get_args(kind) if part is not Ellipsis)
    origin = get_origin(kind)
    if origin is tuple and len(parts) > 1:
        return lambda value: (
            isinstance(value, tuple)
            and len(value) == len(parts)
            and all(fits(item) for fits, item in zip(parts, value, strict=True))
        )
    if origin in (tuple, frozenset):
        return lambda value: isinstance(value, origin) and all(map(parts[0], value))
    if parts:  # one kind or another
        return lambda value: any(fits(value) for fits in parts)
    if kind in (int, float):
        numbers = (int, float) if kind is float else int
        return lambda value: isinstance(value, numbers) and not isinstance(value, bool)
    return lambda value: isinstance(value, kind)


def _called(kind: Any) -> str:
    parts = [_called(part) for part in get_args(kind) if part is not Ellipsis]
    origin = get_origin(kind)
    if origin is tuple and len(parts) > 1:
        return f"a pair of {' and '.join(parts)}"
    if origin in (tuple, frozenset):
        return f"a {origin.__name__} whose items are each {parts[0]}"
    return " or ".join(parts) or _NAMES.get(kind) or f"a {kind.__name__}"


def check_years(mentors: Iterable[Mentor], year: int) -> None:
    """`BadRecord` for a mentor who tells of a year after that of the match."""
    for mentor in mentors:
        told = [
            ("opened_year", mentor.opened_year),
            *(("offers", offer.last_year) for offer in mentor.offers),
        ]
        for field, when in told:
            if when is not None and when > year:
                raise BadRecord(mentor.id, field, f"{when} is after {year}, the year of the match")


def says_nothing(mentee: Mentee) -> bool:
    """Whether a mentee answered nothing that could tell mentors apart."""
    return all(
        getattr(mentee, name) == default
        for name, default, *_ in _fields_of(_type(mentee))
        if name in _TELLING
    )
