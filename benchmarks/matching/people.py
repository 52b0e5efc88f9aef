"""Made-up cohorts of any size, as the engine's own values: the same seed makes the same people.

Wishes and offers are uneven, as in life: a few specialties and topics are common, and what is wanted most is
not what is offered most. Needs follow the stage and the practice model; hours lie around office hours in the
zone of the state. The small values are shared, so that 120,000 people fit into memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.sentences import GIVING, LOOKING, helping, introductions, seeking
from matching import Mentee, Mentor, Need, Offer, Window
from matching.vocabulary import STYLE, VALUES, practice_models, specialties, stages, topics

YEAR = 2026
DEMAND, SUPPLY = 0.9, 0.5  # Zipf's power: demand is steeper, so the most wanted are the scarcest
OFF_MODEL, OFF_STAGE = 0.15, 0.3  # how much rarer a need is outside its practice models and stages
STAGE_SHARES = (0.15, 0.25, 0.2, 0.2, 0.15, 0.05)
EMPLOYERS, MARKETS_A_STATE = 200, 8
ZONES = {  # states, most people first, and the zone in which most of them live
    "CA": "America/Los_Angeles",
    "TX": "America/Chicago",
    "FL": "America/New_York",
    "NY": "America/New_York",
    "PA": "America/New_York",
    "IL": "America/Chicago",
    "OH": "America/New_York",
    "GA": "America/New_York",
    "NC": "America/New_York",
    "MI": "America/Detroit",
    "WA": "America/Los_Angeles",
    "AZ": "America/Phoenix",
    "TN": "America/Chicago",
    "MN": "America/Chicago",
    "CO": "America/Denver",
    "OR": "America/Los_Angeles",
    "UT": "America/Denver",
    "NM": "America/Denver",
    "AK": "America/Anchorage",
    "HI": "Pacific/Honolulu",
}
SPANISH = ("en", "es")
LANGUAGES = {
    ("en",): 0.75,
    SPANISH: 0.14,
    ("en", "zh"): 0.04,
    ("en", "hi"): 0.04,
    ("en", "ar"): 0.03,
}
HOURS = {  # minutes after midnight on workdays: before, between and after patients
    (6 * 60 + 30, 8 * 60): 1.0,
    (12 * 60, 13 * 60): 2.0,
    (17 * 60 + 30, 19 * 60 + 30): 2.0,
    (19 * 60, 21 * 60 + 30): 3.0,
}
WEEKEND = {(8 * 60, 10 * 60): 2.0, (10 * 60, 12 * 60 + 30): 2.0, (16 * 60, 18 * 60): 1.0}

LAST_YEARS = (None, 2012, 2016, 2019, 2021, 2022, 2023, 2024, 2025, 2026)
SENTENCES, FIRST_ITEM = 5, 3  # a text has so many sentences after its introduction, the rest is a second text
CHUNK = 10_000  # people whose wishes are drawn at once, to keep memory low

Columns = dict[str, Sequence[Any]]
Person = TypeVar("Person", Mentee, Mentor)
Value = TypeVar("Value")
Numbers = NDArray[np.int64]
Shares = NDArray[np.float64]
Picks = list[list[int]]


def cohort(
    mentees: int, mentors: int, seed: int = 0, tight: bool = False
) -> tuple[tuple[Mentee, ...], tuple[Mentor, ...]]:
    """So many mentees and mentors. `tight`: exactly as many places as mentees, else two to five a mentor."""
    chance = np.random.default_rng((seed, mentees, mentors))
    seekers, helpers = _mentee_columns(chance, mentees), _mentor_columns(chance, mentors)
    if tight:
        helpers["capacity"] = _shared_out(chance, mentees, mentors)
    return _made(Mentee, seekers), _made(Mentor, helpers)


def _made(kind: Callable[..., Person], columns: Columns) -> tuple[Person, ...]:
    rows = zip(*columns.values(), strict=True)
    return tuple(kind(**dict(zip(columns, row, strict=True))) for row in rows)


def _shared_out(chance: np.random.Generator, places: int, mentors: int) -> list[int]:
    """The places as evenly as they go; chance decides who takes one more."""
    more = np.arange(mentors) < places % mentors
    return list(map(int, chance.permutation(places // mentors + more)))


def _mentee_columns(chance: np.random.Generator, count: int) -> Columns:
    specialty, model = _drawn(chance, count, len(specialties()), DEMAND), _model(chance, count)
    stage = chance.choice(len(STAGE_SHARES), count, p=STAGE_SHARES)
    needs = _several(chance, _topic_shares(DEMAND)[model, stage], 2, 5)
    shared = _shared_columns(chance, specialty, model, employed=0.6)
    asks = chance.random(count) < 0.04
    return {
        "id": [f"e{row:06}" for row in range(count)],
        **shared,
        "languages": [
            SPANISH if one else spoken for one, spoken in zip(asks, shared["languages"], strict=True)
        ],
        "stage": [stages()[one].slug for one in stage],
        "needs": _one_each(chance, needs, _needs()),
        "texts": _texts(chance, needs, seeking(), specialty, introductions(LOOKING)),
        "wanted_language": ["es" if one else None for one in asks],
        "wants_same_state": (chance.random(count) < 0.2).tolist(),
    }


def _mentor_columns(chance: np.random.Generator, count: int) -> Columns:
    specialty, model = _drawn(chance, count, len(specialties()), SUPPLY), _model(chance, count)
    offers = _several(chance, _topic_shares(SUPPLY)[model].mean(axis=1), 5, 11)
    opened = YEAR - 1 - chance.exponential(10, count).astype(int).clip(max=40)
    return {
        "id": [f"r{row:06}" for row in range(count)],
        **_shared_columns(chance, specialty, model, employed=0.3),
        "opened_year": opened.tolist(),
        "offers": _one_each(chance, offers, _offers()),
        "texts": _texts(chance, offers, helping(), specialty, introductions(GIVING)),
        "capacity": chance.integers(2, 6, count).tolist(),
    }


def _shared_columns(
    chance: np.random.Generator, specialty: Numbers, model: Numbers, employed: float
) -> Columns:
    count, codes = len(specialty), list(ZONES)
    home = [codes[one] for one in _drawn(chance, count, len(codes), DEMAND)]
    second = [codes[one] for one in _drawn(chance, count, len(codes), DEMAND)]
    market = chance.integers(1, MARKETS_A_STATE + 1, count)
    works_for = np.where(chance.random(count) < employed, _drawn(chance, count, EMPLOYERS, DEMAND) + 1, 0)
    spoken = list(LANGUAGES)
    return {
        "specialty": [specialties()[one].code for one in specialty],
        "model": [practice_models()[one].slug for one in model],
        "practice_state": home,
        "licensed_states": [
            _states(*pair) if two else _states(pair[0])
            for *pair, two in zip(home, second, chance.random(count) < 0.3, strict=True)
        ],
        "market": [f"{state} {number}" for state, number in zip(home, market, strict=True)],
        "timezone": [ZONES[state] for state in home],
        "free": _one_each(chance, _several(chance, _window_shares(count), 2, 5), _windows()),
        "languages": [spoken[one] for one in chance.choice(len(spoken), count, p=list(LANGUAGES.values()))],
        "values": _one_each(chance, _several(chance, np.ones((count, len(VALUES))), 3, 3), _values()),
        "style": [_style(*row) for row in chance.integers(1, 6, (count, len(STYLE))).tolist()],
        "employer": [f"Health system {number}" if number else "" for number in works_for],
    }


def _model(chance: np.random.Generator, count: int) -> Numbers:
    return chance.integers(0, len(practice_models()), count)


def _drawn(chance: np.random.Generator, count: int, options: int, power: float) -> Numbers:
    """Options by Zipf's law, the first most often."""
    return chance.choice(options, count, p=_zipf(options, power))


def _zipf(options: int, power: float) -> Shares:
    shares = np.arange(1, options + 1) ** -power
    return np.asarray(shares / shares.sum())


def _several(chance: np.random.Generator, shares: Shares, at_least: int, at_most: int) -> Picks:
    """Different options per row of shares, drawn in proportion, likelier ones first."""
    picks: Picks = []
    for start in range(0, len(shares), CHUNK):
        rows = shares[start : start + CHUNK]
        waits = chance.exponential(size=rows.shape) / rows  # the shortest waits are a draw by shares
        sizes = chance.integers(at_least, at_most + 1, len(rows))
        order = waits.argsort(axis=1)[:, :at_most].tolist()
        picks += [row[:size] for row, size in zip(order, sizes, strict=True)]
    return picks


def _one_each(
    chance: np.random.Generator, picks: Picks, options: Sequence[Sequence[Value]]
) -> list[tuple[Value, ...]]:
    """For every pick one of its options by chance."""
    draws = iter(chance.random(sum(map(len, picks))).tolist())
    return [tuple(options[one][int(next(draws) * len(options[one]))] for one in row) for row in picks]


def _texts(
    chance: np.random.Generator,
    picks: Picks,
    sentences: Sequence[Sequence[str]],
    specialty: Numbers,
    introduction: Sequence[Sequence[str]],
) -> list[tuple[str, ...]]:
    said = _one_each(chance, [(row * SENTENCES)[:SENTENCES] for row in picks], sentences)
    opening = _one_each(chance, specialty[:, None].tolist(), introduction)
    return [
        (" ".join(first + rest[:FIRST_ITEM]), " ".join(rest[FIRST_ITEM:]))
        for first, rest in zip(opening, said, strict=True)
    ]


@cache
def _topic_shares(power: float) -> Shares:
    """How often a topic is picked, by practice model, stage and topic."""
    fits = [
        [
            [
                (1 if {"any", model.slug} & {*topic.models} else OFF_MODEL)
                * (1 if stage.slug in topic.stages else OFF_STAGE)
                for topic in topics()
            ]
            for stage in stages()
        ]
        for model in practice_models()
    ]
    return np.asarray(fits) * _zipf(len(topics()), power)


@cache
def _needs() -> tuple[tuple[Need, ...], ...]:
    return tuple(tuple(Need(topic.slug, priority) for priority in (1, 2, 3)) for topic in topics())


@cache
def _offers() -> tuple[tuple[Offer, ...], ...]:
    return tuple(
        tuple(Offer(topic.slug, depth, year) for depth, year in product((1, 2, 3), LAST_YEARS))
        for topic in topics()
    )


@cache
def _values() -> tuple[tuple[str], ...]:
    return tuple((value.slug,) for value in VALUES)


@cache
def _windows() -> tuple[tuple[Window], ...]:
    workdays = [(Window(day, *hours),) for day, hours in product(range(5), HOURS)]
    return (*workdays, *((Window(day, *hours),) for day, hours in product((5, 6), WEEKEND)))


def _window_shares(count: int) -> Shares:
    shares = [*HOURS.values()] * 5 + [*WEEKEND.values()] * 2
    return np.broadcast_to(np.asarray(shares), (count, len(shares)))


@cache
def _states(*codes: str) -> tuple[str, ...]:
    return tuple(sorted({*codes}))


@cache
def _style(*answers: int) -> tuple[tuple[str, int], ...]:
    return tuple((slider.slug, answer) for slider, answer in zip(STYLE, answers, strict=True))
