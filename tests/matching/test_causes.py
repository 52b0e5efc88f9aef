"""A cause is the smallest that helps, judged by what the plan aims at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching import Mentee, Mentor, Need, Objective, Offer, Rules, plan

AMARA, BEN, GUS = Mentee("amara", wanted_language="es"), Mentor("ben", capacity=1), Mentor("gus", capacity=1)
RULES = Rules(2026, floor=0.0)


@pytest.mark.parametrize("objective", ["total", "coverage", "fair", "stable"])
def test_with_a_place_to_spare_the_language_alone_is_the_cause(objective: Objective) -> None:
    found = plan([AMARA, Mentee("dev")], [BEN, GUS], RULES, objective)

    assert [(left.mentee, left.rules) for left in found.unmatched] == [("amara", ("wanted_language",))]


@pytest.mark.parametrize(
    ("objective", "rules"),
    [("total", ("wanted_language", "has_place")), ("stable", ("wanted_language",))],
)
def test_a_wish_of_the_mentor_gives_the_place_only_where_the_plan_is_stable(
    objective: Objective, rules: tuple[str, ...]
) -> None:
    strong = Mentee("e0", needs=(Need("licensure"),))
    wished = replace(AMARA, needs=(Need("marketing"),))
    only = replace(BEN, offers=(Offer("licensure", 3, 2026),), preferences=("amara",))

    found = plan([strong, wished], [only], RULES, objective)

    assert [(left.mentee, left.rules) for left in found.unmatched] == [("amara", rules)]


def test_a_pause_alone_is_the_cause_only_for_whoever_would_get_the_place() -> None:
    strong, weak = Mentee("e0", needs=(Need("licensure"),)), Mentee("e1", needs=(Need("marketing"),))
    paused = replace(BEN, paused=True, offers=(Offer("licensure", 3, 2026),))

    left = plan([strong, weak], [paused], RULES).unmatched

    assert [one.rules for one in left] == [("not_paused",), ("not_paused", "has_place")]


def test_a_full_mentor_without_the_language_names_both_causes() -> None:
    left = plan([AMARA], [replace(BEN, load=1)], RULES).unmatched

    assert [one.rules for one in left] == [("wanted_language", "has_place")]
