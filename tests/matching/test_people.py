"""A record that cannot be used says whose it is, which field, and why."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from matching import (
    BadRecord,
    Mentee,
    Mentor,
    Need,
    Offer,
    Rules,
    Weights,
    Window,
    build_index,
    explain,
    plan,
)
from matching.gaps import NOTHING_SAID

BAD_MENTEES: list[tuple[dict[str, Any], str]] = [
    ({"id": ""}, "id"),
    ({"specialty": "no-such-code"}, "specialty"),
    ({"practice_state": "Ohio"}, "practice_state"),
    ({"licensed_states": ("oh",)}, "licensed_states"),
    ({"timezone": "Mars/Olympus"}, "timezone"),
    ({"timezone": "../etc/passwd"}, "timezone"),
    ({"stage": "sleepy"}, "stage"),
    ({"model": "barter"}, "model"),
    ({"free": (Window(7, 0, 60),)}, "free"),
    ({"free": (Window(0, -15, 60),)}, "free"),
    ({"free": (Window(0, 0, 1441),)}, "free"),
    ({"needs": (Need("no-such-topic"),)}, "needs"),
    ({"needs": (Need("licensure"), Need("licensure"))}, "needs"),
    ({"needs": (Need("licensure", 4),)}, "needs"),
    ({"texts": ("x" * 20_001,)}, "texts"),
    ({"values": ("money",)}, "values"),
    ({"style": (("haste", 3),)}, "style"),
    ({"style": (("pace", 6),)}, "style"),
    ({"style": (("pace", 1), ("pace", 5))}, "style"),
    ({"style": (("pace",),)}, "style"),
    ({"needs": (Need("licensure", True),)}, "needs"),
    ({"needs": (Need(["licensure"]),)}, "needs"),  # the point of the test
    ({"needs": [Need("licensure")]}, "needs"),
    ({"texts": "My claims keep bouncing"}, "texts"),
    ({"texts": (7,)}, "texts"),
    ({"texts": ("x" * 20_000,) * 11}, "texts"),
    ({"market": "x" * 20_001}, "market"),
    ({"market": None}, "market"),
    ({"do_not_match": "ben"}, "do_not_match"),
    ({"free": (Window(True, 0, 60),)}, "free"),
    ({"wants_same_state": 1}, "wants_same_state"),
]

BAD_MENTORS: list[tuple[dict[str, Any], str]] = [
    ({"offers": (Offer("no-such-topic"),)}, "offers"),
    ({"offers": (Offer("licensure", 0),)}, "offers"),
    ({"offers": (Offer("licensure", 1, 3),)}, "offers"),
    ({"opened_year": 20025}, "opened_year"),
    ({"capacity": -1}, "capacity"),
    ({"load": -1}, "load"),
    ({"capacity": 1, "min_load": 2}, "min_load"),
    ({"capacity": 1.5}, "capacity"),
    ({"capacity": True}, "capacity"),
    ({"capacity": 10**19}, "capacity"),
    ({"capacity": 10**5000}, "capacity"),
    ({"capacity": math.nan}, "capacity"),
    ({"load": "2"}, "load"),
    ({"offers": (Offer("licensure", 2, 2024.0),)}, "offers"),  # the point of the test
    ({"offers": (Offer("licensure", 10**5000),)}, "offers"),
]


@pytest.mark.parametrize(("answers", "field"), BAD_MENTEES)
def test_a_bad_mentee_is_refused_with_its_id_and_field(answers: dict[str, Any], field: str) -> None:
    with pytest.raises(BadRecord) as refused:
        Mentee(**{"id": "amara", **answers})

    assert refused.value.field == field
    assert refused.value.record_id == (answers.get("id", "amara") or "?")


@pytest.mark.parametrize(("answers", "field"), BAD_MENTORS)
def test_a_bad_mentor_is_refused_with_its_id_and_field(answers: dict[str, Any], field: str) -> None:
    with pytest.raises(BadRecord) as refused:
        Mentor(**{"id": "ben", **answers})

    assert (refused.value.record_id, refused.value.field) == ("ben", field)
    assert "ben" in str(refused.value)


@pytest.mark.parametrize("floor", [math.nan, -0.1, 1.1, "0.5", True])
def test_a_floor_outside_zero_to_one_is_refused(floor: float) -> None:
    with pytest.raises(BadRecord, match="floor"):
        Rules(2026, floor=floor)


@pytest.mark.parametrize(
    "weights",
    [
        {"needs": math.nan},
        {"state": -1.0},
        {"needs": 0.0},
        {"needs": math.inf},
        {"needs": True},
        {"state": 10**400},
        {"state": "0.1"},
    ],
)
def test_weights_that_are_no_weights_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(BadRecord, match="weights"):
        Weights(**weights)


def test_an_id_that_is_no_text_is_refused() -> None:
    with pytest.raises(BadRecord, match=r"\?: id: 7 is not text"):
        Mentee(7)  # the point of the test


@pytest.mark.parametrize("pair", [("M01",), ("M01", 7), ["M01", "R07"]])
def test_rules_take_pairs_of_ids_only(pair: Any) -> None:
    held = frozenset({pair}) if isinstance(pair, tuple) else (pair,)

    with pytest.raises(
        BadRecord, match=r"rules: locked: .* is not a frozenset whose items are each a pair of"
    ):
        Rules(2026, locked=held)  # the point of the test


def test_a_slip_is_told_what_was_meant() -> None:
    with pytest.raises(BadRecord, match="unknown topic 'prior-auth'; did you mean prior-authorization\\?"):
        Mentee("amara", needs=(Need("prior-auth"),))
    with pytest.raises(BadRecord, match="unknown answer 'lanch'; did you mean launch\\?"):
        Mentee("amara", stage="lanch")
    with pytest.raises(BadRecord, match="unknown code '207Q00000'; did you mean 207Q00000X\\?"):
        Mentee("amara", specialty="207Q00000")


@pytest.mark.parametrize(
    ("mentor", "field"),
    [
        (Mentor("ben", opened_year=2027), "opened_year"),
        (Mentor("ben", offers=(Offer("licensure", 2, 2027),)), "offers"),
    ],
)
def test_a_year_after_that_of_the_match_is_refused(mentor: Mentor, field: str) -> None:
    for use in (
        lambda: build_index([mentor], Rules(2026)),
        lambda: explain(Mentee("amara"), mentor, Rules(2026)),
        lambda: plan([Mentee("amara")], [mentor], Rules(2026)),
    ):
        with pytest.raises(BadRecord, match=f"ben: {field}: 2027 is after 2026, the year of the match"):
            use()

    assert build_index([mentor], Rules(2027)).mentors == (mentor,)


def test_the_library_takes_nobody_and_plans_nothing() -> None:
    amara = Mentee("amara", stage="plan")

    assert plan([], [Mentor("ben")], Rules(2026)).pairs == ()
    assert [left.mentee for left in plan([amara], [], Rules(2026)).unmatched] == ["amara"]
    assert [left.mentee for left in plan([amara], [Mentor("ben", capacity=0)], Rules(2026)).unmatched] == [
        "amara"
    ]


def test_who_answered_nothing_is_told_that_the_score_says_nothing() -> None:
    ben, dev = Mentor("ben", offers=(Offer("licensure", 3, 2025),)), Mentor("dev", model="dpc")

    silent = [explain(Mentee("amara"), mentor, Rules(2026)) for mentor in (ben, dev)]
    told = explain(Mentee("amara", stage="plan"), ben, Rules(2026))

    assert silent[0].score == silent[1].score
    assert all(one.missing[0] == NOTHING_SAID and one.coverage < 0.03 for one in silent)
    assert NOTHING_SAID not in told.missing


def test_a_person_named_twice_is_refused() -> None:
    twice = [Mentor("ben"), Mentor("dev"), Mentor("ben")]

    with pytest.raises(BadRecord, match="ben: id: stands twice"):
        build_index(twice, Rules(2026))


def test_people_cannot_be_changed() -> None:
    ben = Mentor("ben")

    with pytest.raises(FrozenInstanceError):
        ben.capacity = 9  # the point of the test
