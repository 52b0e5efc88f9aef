"""A cause is the smallest that helps, judged by what the plan aims at."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from matching import Mentee, Mentor, Need, Objective, Offer, Rules, plan
from tests.matching import strategies

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


def test_a_cause_that_alone_would_not_help_is_joined_by_the_places() -> None:
    strong = Mentee("e0", needs=(Need("licensure"),))
    weak = replace(AMARA, needs=(Need("marketing"),))
    only = Mentor("ben", capacity=1, offers=(Offer("licensure", 3, 2026),))

    left = plan([strong, weak], [only], Rules(2026, floor=0.2)).unmatched

    assert [(one.mentee, one.rules) for one in left] == [("amara", ("wanted_language", "has_place"))]


LIFT: dict[str, Any] = {
    "wanted_language": lambda e, r: (replace(e, wanted_language=None), r),
    "licensed_in_state": lambda e, r: (replace(e, wants_same_state=False), r),
    "not_paused": lambda e, r: (e, replace(r, paused=False)),
    "has_place": lambda e, r: (e, replace(r, capacity=r.capacity + r.load + 9)),
    "do_not_match": lambda e, r: (
        replace(e, do_not_match=e.do_not_match - {r.id}),
        replace(r, do_not_match=r.do_not_match - {e.id}),
    ),
    "personal_tie": lambda e, r: (
        replace(e, related_to=e.related_to - {r.id}),
        replace(r, related_to=r.related_to - {e.id}),
    ),
    "decision_power": lambda e, r: (
        replace(e, decided_by=e.decided_by - {r.id}),
        replace(r, decides_on=r.decides_on - {e.id}),
    ),
}


@settings(strategies.slowly, max_examples=120)
@given(strategies.group("e", 4), strategies.group("r", 3), strategies.rules, strategies.objectives)
def test_lifting_the_named_cause_does_match_the_person(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules, objective: Objective
) -> None:
    found = plan(mentees, mentors, rules, objective)

    for left in found.unmatched:
        if left.rules and set(left.rules) <= set(LIFT):
            seekers, helpers = {m.id: m for m in mentees}, {m.id: m for m in mentors}
            for rule, mentor in itertools.product(left.rules, left.mentors):
                lifted = LIFT[rule](seekers[left.mentee], helpers[mentor])
                seekers[left.mentee], helpers[mentor] = lifted
            after = plan(list(seekers.values()), list(helpers.values()), rules, objective)
            assert left.mentee in {pair.mentee for pair in after.pairs}
