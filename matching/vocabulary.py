"""The words everything else is written in: topics, specialties, states, stages, practice models, values, style.

Data files hold them, each read once when first asked for. Slugs and codes never change; labels may.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, cast


class UnknownTopic(LookupError):
    """No topic has this slug."""


class UnknownSpecialty(LookupError):
    """No specialty has this code."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a form may offer."""

    slug: str
    label: str


@dataclass(frozen=True, slots=True)
class Slider:
    """A working-style question answered from 1 (left) to 5 (right)."""

    slug: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a new practice owner needs and an experienced one can offer."""

    slug: str
    label: str
    description: str
    synonyms: tuple[str, ...]
    flags: frozenset[str]
    area: str
    related: tuple[str, ...]
    stages: tuple[str, ...]
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A named group of topics."""

    slug: str
    label: str
    description: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Specialty:
    """A field of medicine by its NUCC code, and how far office advice carries over to others."""

    code: str
    name: str
    parent: str | None
    group: str
    aliases: tuple[str, ...]
    related: Mapping[str, float]
    setting: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """One reading of an abbreviation; without topics it lies outside the taxonomy (a state, say)."""

    text: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """Short forms that physicians type, with every reading in order of likelihood."""

    forms: tuple[str, ...]
    meanings: tuple[Meaning, ...]


VALUES = (
    Choice("autonomy", "Autonomy"),
    Choice("time-with-patients", "Time with patients"),
    Choice("family-time", "Family time"),
    Choice("service", "Service"),
    Choice("security", "Security"),
    Choice("simplicity", "Simplicity"),
    Choice("growth", "Growth"),
    Choice("new-ideas", "New ideas"),
    Choice("teaching", "Teaching"),
    Choice("meaning", "Meaning"),
)

STYLE = (
    Slider("structure", "Structured agenda", "Open conversation"),
    Slider("push", "Challenge me", "Encourage me"),
    Slider("proof", "Numbers", "Stories"),
    Slider("pace", "Bold steps", "Careful steps"),
    Slider("contact", "Only meetings", "Messages in between"),
)

_STAGE_LABELS = {
    "explore": "Exploring independence",
    "plan": "Planning a practice",
    "launch": "Launching now",
    "year1": "In the first year",
    "grow": "Growing (years 2 to 5)",
    "mature": "Established",
}

_MODEL_LABELS = {
    "micropractice": "Micropractice",
    "dpc": "Direct primary care (DPC)",
    "concierge": "Concierge",
    "cash": "Cash-pay",
    "hybrid": "Hybrid",
    "insurance": "Insurance-based",
    "small-group": "Small group",
    "virtual": "Virtual or house-call",
}


def read_data(name: str) -> dict[str, Any]:
    """One of the package's own data files."""
    import json  # a process that only imports the library pays for neither
    from pathlib import Path

    text = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@cache
def _topics_file() -> dict[str, Any]:
    return read_data("topics.json")


@cache
def _specialties_file() -> dict[str, Any]:
    return read_data("specialties.json")


@cache
def states() -> Mapping[str, str]:
    """The names of states, territories and the District by their two letters."""
    return cast("dict[str, str]", read_data("states.json"))


@cache
def areas() -> tuple[Area, ...]:
    """Every area, in the order in which pages list them."""
    return tuple(
        Area(row["slug"], row["label"], row["description"], tuple(t["slug"] for t in row["topics"]))
        for row in _topics_file()["areas"]
    )


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic, area by area."""
    return tuple(_topic(row, area["slug"]) for area in _topics_file()["areas"] for row in area["topics"])


def _topic(row: dict[str, Any], area: str) -> Topic:
    return Topic(
        slug=row["slug"],
        label=row["label"],
        description=row["description"],
        synonyms=tuple(row["synonyms"]),
        flags=frozenset(row["flags"]),
        area=area,
        related=tuple(row["related"]),
        stages=tuple(row["stages"]),
        models=tuple(row["models"]),
    )


@cache
def _topics_by_slug() -> dict[str, Topic]:
    return {topic.slug: topic for topic in topics()}


def topic(slug: str) -> Topic:
    """The topic with this slug, or `UnknownTopic`."""
    try:
        return _topics_by_slug()[slug]
    except KeyError:
        raise UnknownTopic(slug) from None


@cache
def topic_flags() -> Mapping[str, str]:
    """What each one-letter topic flag asks of the pages and of the rules."""
    return MappingProxyType(_topics_file()["flags"])


@cache
def stages() -> tuple[Choice, ...]:
    """The stages of a practice, from idea to established."""
    return tuple(Choice(slug, _STAGE_LABELS[slug]) for slug in _topics_file()["stages"])


@cache
def practice_models() -> tuple[Choice, ...]:
    """The ways to run a practice."""
    return tuple(Choice(slug, _MODEL_LABELS[slug]) for slug in _topics_file()["practice_models"])


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """Abbreviations with several readings, each reading with the topics it points to."""
    return tuple(
        Abbreviation(tuple(row["abbr"].split(" / ")), tuple(_meaning(text) for text in row["meanings"]))
        for row in _topics_file()["ambiguous_abbreviations"]
    )


def _meaning(text: str) -> Meaning:
    words, _, slugs = text.partition(" → ")
    return Meaning(words, tuple(re.findall(r"[a-z-]+", slugs)))


@cache
def specialties() -> tuple[Specialty, ...]:
    """Every specialty and subspecialty, primary ones first within their group."""
    return tuple(
        Specialty(
            code=row["code"],
            name=row["name"],
            parent=row["parent"],
            group=row["group"],
            aliases=tuple(row["aliases"]),
            related=MappingProxyType({near["code"]: near["weight"] for near in row["related"]}),
            setting=row["setting"],
        )
        for row in _specialties_file()["specialties"]
    )


@cache
def _specialties_by_code() -> dict[str, Specialty]:
    return {specialty.code: specialty for specialty in specialties()}


def specialty(code: str) -> Specialty:
    """The specialty with this code, or `UnknownSpecialty`."""
    try:
        return _specialties_by_code()[code]
    except KeyError:
        raise UnknownSpecialty(code) from None


@cache
def specialty_similarity(one: str, other: str) -> float:
    """How far office advice carries over between two specialties, 0.1 to 1, the same both ways."""
    if one == other:
        return float(_specialties_file()["fallback"]["same_code"])
    first, second = specialty(one), specialty(other)
    return first.related.get(other) or float(_specialties_file()["fallback"][_kinship(first, second)])


def _kinship(first: Specialty, second: Specialty) -> str:
    if first.parent is not None and first.parent == second.parent:
        return "unlisted_same_parent"
    return "unlisted_same_group" if first.group == second.group else "unlisted_other"
