"""Cohorts of past pairs for learning: people with many different answers, each from a seed."""

from __future__ import annotations

import math
import random
import statistics

from matching import Mentee, Mentor, Need, Offer, Rules, Weights, Window, explain
from matching.learning.past_pairs import PastPair
from matching.vocabulary import STYLE, VALUES, practice_models, specialties, stages, topics

TOPICS = [topic.slug for topic in topics()]
SPECIALTIES = [specialty.code for specialty in specialties()][:12]
MODELS = [choice.slug for choice in practice_models()]
STAGES = [choice.slug for choice in stages()]
STATES = ["OH", "TX", "CA"]
ZONES = ["America/New_York", "America/Chicago", "America/Los_Angeles"]
WORDS = [
    "claims keep bouncing",
    "nobody covers my vacation",
    "hiring a first nurse",
    "the lease and the loan",
]


def people(seed: int, mentees: int, mentors: int) -> tuple[list[Mentee], list[Mentor]]:
    """Mentees e000, e001, … and mentors r000, r001, …"""
    chance = random.Random(seed)
    return (
        [_mentee(f"e{n:03}", chance) for n in range(mentees)],
        [_mentor(f"r{n:03}", chance) for n in range(mentors)],
    )


def _mentee(person_id: str, chance: random.Random) -> Mentee:
    return Mentee(
        person_id,
        specialty=chance.choice(SPECIALTIES),
        practice_state=chance.choice(STATES),
        stage=chance.choice(STAGES),
        model=chance.choice(MODELS),
        timezone=chance.choice(ZONES),
        free=_evenings(chance),
        needs=tuple(Need(topic, chance.randint(1, 3)) for topic in chance.sample(TOPICS, 4)),
        texts=(chance.choice(WORDS),),
        values=_values(chance),
        style=_style(chance),
        preferences=tuple(f"r{n:03}" for n in chance.sample(range(60), 5)),
    )


def _mentor(person_id: str, chance: random.Random) -> Mentor:
    return Mentor(
        person_id,
        specialty=chance.choice(SPECIALTIES),
        practice_state=chance.choice(STATES),
        model=chance.choice(MODELS),
        opened_year=chance.randint(1995, 2025),
        timezone=chance.choice(ZONES),
        free=_evenings(chance),
        offers=tuple(Offer(topic, chance.randint(1, 3), 2025) for topic in chance.sample(TOPICS, 20)),
        texts=(chance.choice(WORDS),),
        values=_values(chance),
        style=_style(chance),
    )


def _evenings(chance: random.Random) -> tuple[Window, ...]:
    return tuple(Window(day, 17 * 60, 19 * 60) for day in chance.sample(range(7), 2))


def _values(chance: random.Random) -> tuple[str, ...]:
    return tuple(chance.sample([value.slug for value in VALUES], 3))


def _style(chance: random.Random) -> tuple[tuple[str, int], ...]:
    return tuple((slider.slug, chance.randint(1, 5)) for slider in STYLE)


def past_pairs(seed: int, mentees: int, each: int, truth: Weights | None = None) -> list[PastPair]:
    """Pairs that go well the more often, the higher they score under the true weights; without, by a coin."""
    chance = random.Random(seed)
    seekers, mentors = people(seed, mentees, 60)
    made = [(mentee, mentor) for mentee in seekers for mentor in chance.sample(mentors, each)]
    scores = [0.0 if truth is None else explain(*pair, Rules(2026, truth)).score for pair in made]
    usual = statistics.fmean(scores)
    return [
        _went(*pair, 1 / (1 + math.exp(15 * (usual - score))), chance)
        for pair, score in zip(made, scores, strict=True)
    ]


def _went(mentee: Mentee, mentor: Mentor, well: float, chance: random.Random) -> PastPair:
    check, met, stayed = (chance.random() < well for _ in range(3))
    return PastPair(mentee, mentor, float(check), met, not stayed)
