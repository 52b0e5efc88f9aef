"""What made-up physicians write about a topic: a few plain sentences, filled with the topic's names."""

from __future__ import annotations

from functools import cache

from matching.vocabulary import Specialty, Topic, specialties, topics

SEEKING = (
    "I lose hours every week to {thing} and nobody here can show me a better way.",
    "What should I settle first about {thing} before I sign anything?",
    "My biggest worry right now is {thing}, because a mistake there costs months.",
    "I have read a lot on {thing}, but I want to hear how it went for someone real.",
    "We tried to fix {thing} twice last year and slid back each time.",
    "With {thing} I would like a second pair of eyes on my plan and my numbers.",
    "Honestly, {thing} keeps me up at night.",
    "A small habit around {thing} that works in a two-person office would already help.",
)
HELPING = (
    "I set up {thing} from scratch and can walk you through each step and what I would skip.",
    "After three wrong turns with {thing} we found a routine that the whole staff keeps.",
    "Ask me about {thing}: I kept my notes, my checklists and my mistakes.",
    "For years {thing} ate my evenings, until we gave it one owner and one fixed day.",
    "I have taught {thing} to residents and to several new owners nearby.",
    "What I know of {thing} fits a small office with few hands and little cash.",
    "In our first year {thing} nearly broke us, so I take it seriously and explain it slowly.",
    "I enjoy going through {thing} with somebody who is doing it for the first time.",
)
LOOKING = (
    "I trained in {field} and want a practice of my own without losing my weekends.",
    "As a physician in {field} I left a large group and miss colleagues down the hall.",
    "I work in {field}, my savings are thin, and I want to open small and grow slowly.",
)
GIVING = (
    "I have run an office in {field} for some time and still see patients every day.",
    "My practice in {field} is small, busy and paid for, and I like to share how.",
    "I came to {field} late, opened with one exam room, and never regretted it.",
)


@cache
def seeking() -> tuple[tuple[str, ...], ...]:
    """What a mentee may write about each topic, in the order of the vocabulary's topics."""
    return tuple(_filled(SEEKING, topic) for topic in topics())


@cache
def helping() -> tuple[tuple[str, ...], ...]:
    """What a mentor may write about each topic, in the order of the vocabulary's topics."""
    return tuple(_filled(HELPING, topic) for topic in topics())


@cache
def introductions(templates: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """How somebody may introduce themselves, in the order of the vocabulary's specialties."""
    return tuple(_introduced(templates, specialty) for specialty in specialties())


def _filled(templates: tuple[str, ...], topic: Topic) -> tuple[str, ...]:
    names = (_mid_sentence(topic.label), *topic.synonyms)
    return tuple(template.format(thing=name) for template in templates for name in names)


def _introduced(templates: tuple[str, ...], specialty: Specialty) -> tuple[str, ...]:
    field = _mid_sentence(specialty.name)
    return tuple(template.format(field=field) for template in templates)


def _mid_sentence(label: str) -> str:
    """A label as it stands inside a sentence: "Prior authorization" is lowered, "EHR selection" is not."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
