"""People for property tests: few ids, few answers, so that rules collide often."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from matching import Mentee, Mentor, Need, Objective, Offer, Rules, Window
from matching.vocabulary import STYLE, VALUES

slowly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
objectives = st.sampled_from(get_args(Objective))

TOPICS = ["prior-authorization", "denials-appeals", "licensure", "payer-contracting", "rest-and-leave"]
SPECIALTIES = [None, "207Q00000X", "207R00000X", "207N00000X"]
TEXTS = ["my claims keep bouncing", "nobody covers me on vacation", "we cut denials in half", ""]

windows = st.builds(
    Window,
    st.integers(0, 6),
    st.integers(0, 95).map(lambda n: n * 15),
    st.integers(0, 96).map(lambda n: n * 15),
)
some_ids = st.frozensets(st.sampled_from(["e0", "e1", "r0", "r1", "r2"]), max_size=1)


def several(values: list[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=most).map(tuple)


style = st.dictionaries(st.sampled_from([slider.slug for slider in STYLE]), st.integers(1, 5)).map(
    lambda answers: tuple(sorted(answers.items()))
)
shared = {
    "specialty": st.sampled_from(SPECIALTIES),
    "practice_state": st.sampled_from([None, "OH", "TX"]),
    "licensed_states": several(["OH", "TX"], 2),
    "market": st.sampled_from(["", "Columbus"]),
    "model": st.sampled_from([None, "dpc", "insurance", "hybrid"]),
    "timezone": st.sampled_from([None, "America/New_York", "America/Phoenix"]),
    "free": st.lists(windows, max_size=2).map(tuple),
    "languages": st.sampled_from([("en",), ("en", "es"), ("es",), ("en", "es", "fr"), ()]),
    "texts": several(TEXTS, 2),
    "values": several([value.slug for value in VALUES], 3),
    "style": style,
    "employer": st.sampled_from(["", "Acme", "ACME, LLC", "Beta"]),
    "do_not_match": some_ids,
    "related_to": some_ids,
}


def needs() -> st.SearchStrategy[tuple[Need, ...]]:
    picked = st.dictionaries(st.sampled_from(TOPICS), st.integers(1, 3), max_size=3)
    return picked.map(lambda found: tuple(Need(topic, priority) for topic, priority in found.items()))


def offers() -> st.SearchStrategy[tuple[Offer, ...]]:
    answer = st.tuples(st.integers(1, 3), st.sampled_from([None, 2010, 2024]))
    picked = st.dictionaries(st.sampled_from(TOPICS), answer, max_size=4)
    return picked.map(lambda found: tuple(Offer(topic, *answer) for topic, answer in found.items()))


def mentee(person_id: str) -> st.SearchStrategy[Mentee]:
    return st.builds(
        Mentee,
        id=st.just(person_id),
        needs=needs(),
        stage=st.sampled_from([None, "plan", "grow"]),
        preferences=several(["r0", "r1"], 2),
        decided_by=some_ids,
        competes_with=some_ids,
        wanted_language=st.sampled_from([None, None, "es"]),
        wants_same_state=st.booleans(),
        **shared,
    )


def mentor(person_id: str) -> st.SearchStrategy[Mentor]:
    limits = st.tuples(st.integers(0, 2), st.sampled_from([0, 0, 0, 1, 2])).map(sorted)
    return limits.flatmap(lambda pair: _mentor(person_id, *pair))


def _mentor(person_id: str, min_load: int, capacity: int) -> st.SearchStrategy[Mentor]:
    return st.builds(
        Mentor,
        id=st.just(person_id),
        offers=offers(),
        opened_year=st.sampled_from([None, 1990, 2018, 2025]),
        load=st.integers(0, 1),
        capacity=st.just(capacity),
        min_load=st.just(min_load),
        paused=st.sampled_from([False, False, True]),
        preferences=several(["e0", "e1"], 2),
        decides_on=some_ids,
        competes_with=some_ids,
        selling_to=some_ids,
        seeks_deal=st.booleans(),
        vendor_paid=st.booleans(),
        **shared,
    )


def group(kind: str, most: int) -> st.SearchStrategy[list[Mentee] | list[Mentor]]:
    make = mentee if kind == "e" else mentor
    return st.integers(0, most).flatmap(
        lambda size: st.tuples(*(make(f"{kind}{n}") for n in range(size))).map(list)
    )


def _unhindered(mentee: Mentee, mentor: Mentor) -> tuple[Mentee, Mentor]:
    """A pair that no hard rule keeps apart."""
    nobody: frozenset[str] = frozenset()
    ties: dict[str, Any] = {"market": "", "employer": "", "do_not_match": nobody, "related_to": nobody}
    ties["competes_with"] = nobody
    return (
        replace(mentee, **ties, decided_by=nobody, wanted_language=None, wants_same_state=False),
        replace(
            mentor, **ties, decides_on=nobody, selling_to=nobody, capacity=1, load=0, min_load=0, paused=False
        ),
    )


free_pair = st.builds(_unhindered, mentee("e0"), mentor("r0"))

rules = st.builds(
    Rules,
    year=st.just(2026),
    coordinators=some_ids,
    paired=st.frozensets(st.tuples(st.sampled_from(["e0", "e1"]), st.sampled_from(["r0", "r1"])), max_size=1),
    forbidden=st.frozensets(
        st.tuples(st.sampled_from(["e0", "e2"]), st.sampled_from(["r0", "r2"])), max_size=1
    ),
    floor=st.sampled_from([0.0, 0.25, 0.35, 0.45]),
)
