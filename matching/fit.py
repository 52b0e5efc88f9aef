"""What a mentee asks of every mentor, and how far an answer fits, between 0 and 1.

A score is a sum over questions: what the question is worth to the mentee, times how far the mentor fits.
An answer that nobody gave counts as what two people picked at random would reach (`NEUTRAL`): silence neither
helps nor hurts. The numbers are our judgment. They are kept in steps of `GRAIN`, so that sums are exact in any
order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from matching import vocabulary
from matching.people import Mentee, Mentor, Need, Weights
from matching.week import hours_apart

GRAIN = 2.0**-20

TEXT_SHARE = 0.15  # of the needs' weight, what the mentee's own words count beside the ticked needs
SPECIALTY_COUNTS_DOUBLE = frozenset(
    {
        "coding-documentation",
        "prior-authorization",
        "denials-appeals",
        "payer-contracting",
        "value-based-contracts",
        "audits-payer-reviews",
        "supplies-vaccines-dispensing",
    }
)
NEUTRAL = {
    "topic": 0.4,  # only for mentees who ask for nothing
    "words": 0.1,
    "model": 0.4,
    "stage": 0.5,
    "value": 0.3,
    "style": 0.6,
    "specialty": 0.4,
    "hours": 0.3,
    "clock": 0.7,
    "language": 0.5,
    "state": 0.3,
    "wish": 0.5,
}
MODEL_FAR = 0.2
STAGE_BEHIND, STAGE_JUST_PASSED, STAGE_LONG_PASSED = 0.1, 0.6, 0.5
FARTHEST_HOURS = 6
STATE_LICENSED = 0.7
HOURS_SHARE, CLOCK_SHARE, LANGUAGE_SHARE = 0.6, 0.2, 0.2

_STAGE_YEARS = {"explore": 0, "plan": 0, "launch": 0, "year1": 1, "grow": 3, "mature": 6}
_NEAR_MODELS = {
    frozenset({"dpc", "micropractice"}): 0.7,
    frozenset({"dpc", "concierge"}): 0.7,
    frozenset({"dpc", "hybrid"}): 0.7,
    frozenset({"concierge", "hybrid"}): 0.7,
    frozenset({"insurance", "hybrid"}): 0.7,
    frozenset({"insurance", "small-group"}): 0.7,
    frozenset({"cash", "micropractice"}): 0.6,
    frozenset({"cash", "dpc"}): 0.6,
    frozenset({"cash", "concierge"}): 0.6,
    frozenset({"insurance", "micropractice"}): 0.6,
    frozenset({"cash", "hybrid"}): 0.5,
    frozenset({"virtual", "dpc"}): 0.5,
    frozenset({"virtual", "cash"}): 0.5,
    frozenset({"virtual", "micropractice"}): 0.5,
}


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: the part of the score it counts for, what is asked, and the points at stake."""

    part: str
    facet: str
    key: str
    points: float


@dataclass(frozen=True, slots=True)
class Facet:
    """A side of a mentor that a question is about: what they said (None when nothing), and how far it fits.

    `fit` gets what was said, what is asked for, and the year.
    """

    said: Callable[[Mentor], Hashable]
    fit: Callable[[Any, str, int], float]


PARTS = (
    "needs",
    "text",
    "stage_model",
    "values_style",
    "specialty",
    "availability",
    "state",
    "preferences",
)
Question = tuple[str, str, str, float]
"""The part of the score that it counts for, a facet, what is asked of it, and its share of the part."""
SILENCE = "silence"  # the facet of a question the mentee left open; its key names what was not said


def asks(mentee: Mentee, weights: Weights, heard: Mapping[str, float]) -> tuple[Ask, ...]:
    """Everything a mentee asks; `heard` holds the topics of their own words and how surely each was meant."""
    return weighed(questions(mentee, heard), applied_weights(mentee, weights, heard))


def weighed(asked: Iterable[Question], worth: Mapping[str, float]) -> tuple[Ask, ...]:
    """Questions with the points at stake, by what each part of the score counts."""
    return tuple(
        Ask(part, facet, key, math.floor(worth[part] * share / GRAIN) * GRAIN)
        for part, facet, key, share in asked
        if part in worth
    )


def questions(mentee: Mentee, heard: Mapping[str, float]) -> list[Question]:
    """Everything a mentee asks before it is weighed, in the order of `PARTS`. Those who answer alike ask alike."""
    timed = bool(mentee.timezone and mentee.free)
    answers = dict(mentee.style)
    return [
        *_needs(mentee.needs),
        *_heard(heard),
        _one("stage_model", "model", mentee.model, 0.5),
        _one("stage_model", "stage", mentee.stage, 0.5),
        *_values(mentee.values),
        *(_slider(slider.slug, answers.get(slider.slug)) for slider in vocabulary.STYLE),
        _one("specialty", "specialty", mentee.specialty, 1.0),
        *_availability(timed, mentee.timezone, mentee.languages),
        _one("state", "state", mentee.practice_state, 1.0),
        ("preferences", SILENCE, "wish", 1.0),
    ]


def applied_weights(mentee: Mentee, weights: Weights, heard: Mapping[str, float]) -> Mapping[str, float]:
    """What each part counts for this mentee, adding up to 1; the same for every mentor, so scores compare.

    The specialty counts double when a need is about coding, payers or equipment, the state only when a need is
    bound to a state. A mentee who ticked no need is heard by their words alone.
    """
    slugs = [need.topic for need in mentee.needs]
    return _applied(
        weights,
        1.0 if heard and not slugs else TEXT_SHARE,
        not SPECIALTY_COUNTS_DOUBLE.isdisjoint(slugs),
        any("S" in vocabulary.topic(slug).flags for slug in slugs),
    )


def unheard_fit(mentee: Mentee) -> float:
    """How far any mentor would fit what a mentee's own words count for, if the mentee wrote nothing."""
    words, topic = rounded(NEUTRAL["words"]), rounded(NEUTRAL["topic"])
    return words if mentee.needs else TEXT_SHARE * words + (1 - TEXT_SHARE) * topic


@lru_cache(maxsize=1_024)
def _applied(weights: Weights, text_share: float, doubled: bool, bound: bool) -> Mapping[str, float]:
    raw = {
        "needs": weights.needs * (1 - text_share),
        "text": weights.needs * text_share,
        "stage_model": weights.stage_model,
        "values_style": weights.values_style,
        "specialty": weights.specialty * (1 + doubled),
        "availability": weights.availability,
        "state": weights.state * bound,
        "preferences": weights.preferences,
    }
    total = math.fsum(raw.values())
    return MappingProxyType({name: weight / total for name, weight in raw.items() if weight})


@lru_cache(maxsize=4_096)
def _one(part: str, facet: str, key: str | None, share: float) -> Question:
    """One question, or silence where the mentee said nothing."""
    return (part, SILENCE, facet, share) if key is None else (part, facet, key, share)


def _needs(needs: Sequence[Need]) -> list[Question]:
    total = sum([need.priority for need in needs])
    return [("needs", "topic", need.topic, need.priority / total) for need in needs] or [
        ("needs", SILENCE, "topic", 1.0)
    ]


def _heard(heard: Mapping[str, float]) -> list[Question]:
    """Each topic by its share of what was heard; what was heard unsurely counts as partly unsaid."""
    total, surest = math.fsum(heard.values()), max(heard.values(), default=0.0)
    topics: list[Question] = [("text", "topic", slug, surest * sure / total) for slug, sure in heard.items()]
    return [*topics, ("text", SILENCE, "words", 1 - surest)]


@lru_cache(maxsize=4_096)
def _values(values: tuple[str, ...]) -> tuple[Question, ...]:
    if not values:
        return (("values_style", SILENCE, "value", 0.5),)
    return tuple(("values_style", "value", value, 0.5 / len(values)) for value in values)


@cache
def _slider(slug: str, answer: int | None) -> Question:
    key = None if answer is None else f"{slug}:{answer}"
    return _one("values_style", "style", key, 0.5 / len(vocabulary.STYLE))


@lru_cache(maxsize=4_096)
def _availability(timed: bool, timezone: str | None, languages: tuple[str, ...]) -> tuple[Question, ...]:
    share = LANGUAGE_SHARE / max(1, len(languages))
    return (
        _one("availability", "hours", "any" if timed else None, HOURS_SHARE),
        _one("availability", "clock", timezone, CLOCK_SHARE),
        *(_one("availability", "language", language, share) for language in languages or (None,)),
    )


def _model_fit(runs: str, wanted: str, year: int) -> float:
    return 1.0 if runs == wanted else _NEAR_MODELS.get(frozenset({runs, wanted}), MODEL_FAR)


def _stage_fit(opened: int, stage: str, year: int) -> float:
    """Two to ten years ahead is best: far enough to know, near enough to remember."""
    past = year - opened - _STAGE_YEARS[stage]
    if past < 0:
        return STAGE_BEHIND
    if past < 2:
        return STAGE_JUST_PASSED
    return max(STAGE_LONG_PASSED, 1 - 0.025 * max(0, past - 10))


def _style_fit(style: tuple[tuple[str, int], ...], asked: str, year: int) -> float:
    slug, answer = asked.split(":")
    theirs = dict(style).get(slug)
    return NEUTRAL["style"] if theirs is None else 1 - abs(int(answer) - theirs) / 4


def _clock_fit(timezone: str, ours: str, year: int) -> float:
    return max(0.0, 1 - hours_apart(timezone, ours, year) / FARTHEST_HOURS)


def _state_fit(states: tuple[str | None, tuple[str, ...]], ours: str, year: int) -> float:
    practices, licensed = states
    return 1.0 if practices == ours else STATE_LICENSED * (ours in licensed)


def _contains(said: tuple[str, ...], asked: str, year: int) -> float:
    return float(asked in said)


def _states_said(mentor: Mentor) -> Hashable:
    return (mentor.practice_state, mentor.licensed_states) if states_known(mentor) else None


def states_known(mentor: Mentor) -> bool:
    """Whether a mentor said in which state they practice or are licensed."""
    return mentor.practice_state is not None or bool(mentor.licensed_states)


FACETS = {
    "model": Facet(lambda mentor: mentor.model, _model_fit),
    "stage": Facet(lambda mentor: mentor.opened_year, _stage_fit),
    "value": Facet(lambda mentor: mentor.values or None, _contains),
    "style": Facet(lambda mentor: mentor.style or None, _style_fit),
    "specialty": Facet(
        lambda mentor: mentor.specialty,
        lambda theirs, ours, year: vocabulary.specialty_similarity(ours, theirs),
    ),
    # As if the two were always free together: `columns.hours` takes off what is lacking, pair by pair.
    "hours": Facet(lambda mentor: bool(mentor.timezone and mentor.free) or None, lambda *_: 1.0),
    "clock": Facet(lambda mentor: mentor.timezone, _clock_fit),
    "language": Facet(lambda mentor: mentor.languages or None, _contains),
    "state": Facet(_states_said, _state_fit),
}


def fit_of(facet: str, said: Any, key: str, year: int) -> float:
    """How far what a mentor said fits what is asked, in steps of `GRAIN`; nothing said is neutral."""
    return rounded(NEUTRAL[facet] if said is None else FACETS[facet].fit(said, key, year))


def rounded(value: float) -> float:
    """A fit in steps of `GRAIN`."""
    return round(value / GRAIN) * GRAIN
