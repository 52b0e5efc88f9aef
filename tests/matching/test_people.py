"""A record that cannot be used says whose it is, which field, and why."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from matching import BadRecord, Mentee, Mentor, Need, Offer, Rules, Weights, Window, build_index

BAD_MENTEES: list[tuple[dict[str, Any], str]] = [
    ({"id": ""}, "id"),
    ({"specialty": "no-such-code"}, "specialty"),
    ({"practice_state": "Ohio"}, "states"),
    ({"licensed_states": ("oh",)}, "states"),
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
]

BAD_MENTORS: list[tuple[dict[str, Any], str]] = [
    ({"offers": (Offer("no-such-topic"),)}, "offers"),
    ({"offers": (Offer("licensure", 0),)}, "offers"),
    ({"offers": (Offer("licensure", 1, 3),)}, "offers"),
    ({"opened_year": 20025}, "opened_year"),
    ({"capacity": -1}, "capacity"),
    ({"load": -1}, "load"),
    ({"capacity": 1, "min_load": 2}, "min_load"),
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


@pytest.mark.parametrize("floor", [math.nan, -0.1, 1.1])
def test_a_floor_outside_zero_to_one_is_refused(floor: float) -> None:
    with pytest.raises(BadRecord, match="floor"):
        Rules(2026, floor=floor)


@pytest.mark.parametrize(
    "weights", [{"needs": math.nan}, {"state": -1.0}, {"needs": 0.0}, {"needs": math.inf}]
)
def test_weights_that_are_no_weights_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(BadRecord, match="weights"):
        Weights(**weights)


def test_a_person_named_twice_is_refused() -> None:
    twice = [Mentor("ben"), Mentor("dev"), Mentor("ben")]

    with pytest.raises(BadRecord, match="ben: id: stands twice"):
        build_index(twice, Rules(2026))


def test_people_cannot_be_changed() -> None:
    ben = Mentor("ben")

    with pytest.raises(FrozenInstanceError):
        ben.capacity = 9  # type: ignore[misc]  # the point of the test
