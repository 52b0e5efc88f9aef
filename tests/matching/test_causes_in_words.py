"""Whoever is left without a mentor is told why, in plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching import Mentee, Mentor, Rules, plan

AMARA, BEN, GUS = Mentee("amara"), Mentor("ben", capacity=1), Mentor("gus", capacity=1)
FULL_BEN, FULL_GUS = replace(BEN, load=1), replace(GUS, load=1)

ELEVEN_FULL = [Mentor(f"r{n:02}", capacity=0) for n in range(11)]


@pytest.mark.parametrize(
    ("mentees", "mentors", "rules", "cause", "mentor_ids"),
    [
        ([AMARA], [], Rules(2026), "There are no mentors in this plan.", ()),
        ([AMARA], [replace(BEN, load=1)], Rules(2026), "One mentor fits and is full.", ("ben",)),
        ([AMARA], [FULL_BEN, FULL_GUS], Rules(2026), "Two mentors fit; both are full.", ("ben", "gus")),
        (
            [AMARA],
            ELEVEN_FULL,
            Rules(2026),
            "11 mentors fit; all are full.",
            tuple(one.id for one in ELEVEN_FULL),
        ),
        (
            [replace(AMARA, wanted_language="es")],
            [BEN, GUS],
            Rules(2026),
            "No mentor speaks Spanish.",
            ("ben", "gus"),
        ),
        (
            [replace(AMARA, wanted_language="es")],
            [BEN, Mentor("hal", languages=("es",), paused=True, capacity=0)],
            Rules(2026),
            "One mentor would fit; in the way: no Spanish.",
            ("ben",),
        ),
        (
            [AMARA],
            [replace(BEN, paused=True), GUS],
            Rules(2026, forbidden=frozenset({("amara", "gus")})),
            "One mentor would fit; in the way: a coordinator's no.",
            ("gus",),
        ),
        (
            [replace(AMARA, employer="Acme")],
            [replace(BEN, employer="acme", paused=True)],
            Rules(2026),
            "One mentor would fit; in the way: the same employer and a pause.",
            ("ben",),
        ),
        (
            [replace(AMARA, wanted_language="en")],
            [replace(BEN, paused=True, load=BEN.capacity)],
            Rules(2026),
            "One mentor would fit; in the way: a pause and no free place.",
            ("ben",),
        ),
    ],
)
def test_the_cause_is_said_in_plain_words(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules, cause: str, mentor_ids: tuple[str, ...]
) -> None:
    found = plan(mentees, mentors, rules)

    assert [(left.cause, left.mentors) for left in found.unmatched] == [(cause, mentor_ids)]


def test_the_floor_is_a_cause_and_names_the_best_score() -> None:
    found = plan([AMARA], [BEN], Rules(2026, floor=0.9))

    assert found.unmatched[0].rules == ("floor",)
    assert found.unmatched[0].cause.startswith(
        "No mentor who may be paired reaches the floor of 0.9; the best scores 0."
    )


def test_free_places_of_somebody_who_pauses_are_not_called_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    both, one_place = [AMARA, replace(AMARA, id="zoe")], [replace(BEN, paused=True, capacity=1)]

    whole = {left.cause for left in plan(both, one_place, Rules(2026)).unmatched}
    monkeypatch.setattr("matching.goals.DENSE", 0)
    swept = {left.cause for left in plan(both[:1], one_place, Rules(2026)).unmatched}

    others = "One mentor would fit; in the way: a pause and others who may come first."
    assert whole == {"One mentor would fit; in the way: a pause.", others}
    assert swept == {others}
