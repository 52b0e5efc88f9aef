"""A fingerprint of what went into a plan, so that two plans can be told to rest on the same answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from matching.people import Mentee, Mentor, Rules, sorted_by_id
from matching.plans import Objective

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MEANING = (
    "SHA-256, in hexadecimal, of all that decides a plan: the people and rules as they were understood, the locks, "
    "the objective, the seed and the former plan; JSON in UTF-8 without blanks and "
    "with sorted keys, people in the order of their ids, answers left at their default left out, sets sorted. "
    "Names and fields without effect are not part of it; the order of records and the file format change nothing."
)


def inputs_sha256(
    mentees: Iterable[Mentee],
    mentors: Iterable[Mentor],
    rules: Rules,
    objective: Objective = "total",
    seed: int = 0,
    previous: Iterable[tuple[str, str]] = (),
) -> str:
    """The fingerprint of what goes into a plan (see `MEANING`)."""
    content = {
        "mentees": [plain(person) for person in sorted_by_id(mentees)],
        "mentors": [plain(person) for person in sorted_by_id(mentors)],
        "rules": plain(rules),
        "objective": objective,
        "seed": seed,
        "previous": sorted(previous),
    }
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def plain(value: Any) -> Any:
    """Values as JSON knows them."""
    if is_dataclass(value) and not isinstance(value, type):
        return _given(value)
    if isinstance(value, frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def _given(record: DataclassInstance) -> dict[str, Any]:
    """A record's fields, apart from those left at their default."""
    return {
        field.name: plain(getattr(record, field.name))
        for field in fields(record)
        if field.default is MISSING or getattr(record, field.name) != field.default
    }
