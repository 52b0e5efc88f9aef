"""Topics, specialties, states and languages, as the site's choices. All but the last come from matching/."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from flask import Flask

from matching import vocabulary as engine

STATES = engine.states()

LANGUAGES = {
    "en": "English", "es": "Spanish", "zh": "Chinese", "hi": "Hindi", "ur": "Urdu", "ar": "Arabic",
    "tl": "Tagalog", "vi": "Vietnamese", "ko": "Korean", "ru": "Russian", "fa": "Persian", "fr": "French",
    "pt": "Portuguese", "de": "German", "it": "Italian", "pl": "Polish", "ja": "Japanese", "bn": "Bengali",
    "gu": "Gujarati", "pa": "Punjabi", "ta": "Tamil", "te": "Telugu", "ne": "Nepali", "am": "Amharic",
    "yo": "Yoruba", "ig": "Igbo", "ht": "Haitian Creole", "he": "Hebrew", "ase": "American Sign Language",
}  # fmt: skip

COMMON_ZONES = {
    "America/New_York": "Eastern", "America/Chicago": "Central", "America/Denver": "Mountain",
    "America/Phoenix": "Arizona (no daylight saving)", "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska", "Pacific/Honolulu": "Hawaii", "America/Puerto_Rico": "Atlantic (Puerto Rico)",
    "Pacific/Guam": "Guam",
}  # fmt: skip


@cache
def topic_labels() -> dict[str, str]:
    """slug → label, in the vocabulary's own order."""
    return {topic.slug: topic.label for topic in engine.topics()}


@cache
def topics_by_area() -> dict[str, dict[str, str]]:
    """area label → {slug: label}, for grouped choices."""
    labels = topic_labels()
    return {
        area.label: {topic.slug: labels[topic.slug] for topic in engine.topics() if topic.area == area.slug}
        for area in engine.areas()
    }


@cache
def topic_flags() -> dict[str, frozenset[str]]:
    """slug → its flags (S, A, L, F, C, W)."""
    return {topic.slug: frozenset(topic.flags) for topic in engine.topics()}


def on_wellbeing(slugs: Iterable[str]) -> bool:
    """Whether one of these topics touches on how somebody is doing."""
    return any("W" in topic_flags().get(slug, ()) for slug in slugs)


@cache
def specialty_labels() -> dict[str, str]:
    """code → name, by name."""
    return {s.code: s.name for s in sorted(engine.specialties(), key=lambda s: s.name)}


def specialties_called(text: str) -> list[str]:
    """The codes that a typed name, alias or code may mean; 'Geriatric medicine' means two."""
    typed = " ".join(text.split()).casefold()
    return list(_specialty_names().get(typed) or _specialty_names().get(f"{typed} (…)") or [])


@cache
def _specialty_names() -> dict[str, list[str]]:
    """Every name, alias and code in small letters → codes; names that differ in brackets also meet as 'name (…)'."""
    names: dict[str, list[str]] = {}
    for s in engine.specialties():
        shared = s.name.partition(" (")[0] + " (…)"
        for name in {name.casefold() for name in (s.name, s.code, *s.aliases, shared)}:
            names.setdefault(name, []).append(s.code)
    return names


@cache
def practice_models() -> dict[str, str]:
    """slug → label."""
    return {choice.slug: choice.label for choice in engine.practice_models()}


@cache
def stages() -> dict[str, str]:
    """slug → label, in the order of a working life."""
    return {choice.slug: choice.label for choice in engine.stages()}


@cache
def values() -> dict[str, str]:
    """slug → label of the ten values."""
    return {choice.slug: choice.label for choice in engine.VALUES}


@cache
def styles() -> dict[str, tuple[str, str]]:
    """slug → (left label, right label) of the five working-style sliders."""
    return {slider.slug: (slider.left, slider.right) for slider in engine.STYLE}


@cache
def time_zones() -> dict[str, str]:
    """IANA name → label; the zones physicians live in first, then all others by name."""
    others = sorted(
        zone
        for zone in available_timezones()
        if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
    )
    return {**COMMON_ZONES, **{zone: zone.replace("_", " ") for zone in others if zone not in COMMON_ZONES}}


def grouped_time_zones() -> dict[str, dict[str, str]]:
    """The same zones in two groups, for a list that is read from the top."""
    others = {zone: label for zone, label in time_zones().items() if zone not in COMMON_ZONES}
    return {"United States": COMMON_ZONES, "Elsewhere": others}


def topic_label(slug: str) -> str:
    """The label of a topic."""
    return topic_labels().get(slug, slug)


def specialty_label(code: str | None) -> str:
    """The name of a specialty, '' for none."""
    return specialty_labels().get(code or "", "")


def init_app(app: Flask) -> None:
    lookups = {
        "topic_label": topic_label,
        "specialty_label": specialty_label,
        "state_label": lambda code: STATES.get(code, code),
        "language_label": lambda code: LANGUAGES.get(code, code),
        "model_label": lambda slug: practice_models().get(slug, slug),
        "stage_label": lambda slug: stages().get(slug, slug),
        "value_label": lambda slug: values().get(slug, slug),
        "zone_label": lambda zone: time_zones().get(zone, str(zone)).split("/")[-1],
    }
    app.jinja_env.filters.update(lookups)
