"""A locked pair stays, takes its place along, and is refused where it cannot hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import ContradictoryLock, Mentee, Mentor, Rules, plan
from tests.matching import strategies

AMARA, BEN, GUS = Mentee("amara"), Mentor("ben", capacity=1), Mentor("gus", capacity=1)


def test_a_locked_pair_takes_its_place_whatever_its_score() -> None:
    rules = Rules(2026, locked=frozenset({("amara", "ben")}), floor=0.9)

    found = plan([AMARA, Mentee("dev")], [BEN], rules)

    assert [(pair.mentee, pair.mentor, pair.locked) for pair in found.pairs] == [("amara", "ben", True)]
    assert [left.mentee for left in found.unmatched] == ["dev"]
    assert found.total == found.bound == pytest.approx(found.pairs[0].score, abs=1e-5)


def test_the_only_place_of_a_mentor_is_gone_once_it_is_locked() -> None:
    rules = Rules(2026, locked=frozenset({("amara", "ben")}), floor=0.0)

    found = plan([AMARA, Mentee("dev")], [BEN], rules)

    assert [pair.mentee for pair in found.pairs] == ["amara"]
    assert [left.cause for left in found.unmatched] == ["One mentor fits and is full."]


@settings(strategies.slowly, max_examples=100)
@given(strategies.group("e", 5), strategies.group("r", 4), strategies.rules, st.data())
def test_locked_pairs_stay_and_the_rest_is_the_best_around_them(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules, data: st.DataObject
) -> None:
    free = plan(mentees, mentors, rules)
    kept = data.draw(st.sets(st.sampled_from(free.pairs))) if free.pairs else set()
    locked = frozenset((pair.mentee, pair.mentor) for pair in kept)

    again = plan(mentees, mentors, replace(rules, locked=locked))

    assert {(pair.mentee, pair.mentor) for pair in again.pairs if pair.locked} == locked
    assert again.total == pytest.approx(free.total, abs=1e-4) and again.gap == 0


@pytest.mark.parametrize(
    ("locked", "mentor", "reason"),
    [
        ({("amara", "ben")}, replace(BEN, paused=True), "paused"),
        ({("amara", "ben"), ("dev", "ben")}, BEN, "more locks than places"),
        ({("amara", "ben"), ("amara", "gus")}, BEN, "locked twice"),
        ({("nobody", "ben")}, BEN, "takes no part"),
        ({("amara", "nobody")}, BEN, "takes no part"),
    ],
)
def test_a_lock_that_cannot_hold_is_refused(
    locked: set[tuple[str, str]], mentor: Mentor, reason: str
) -> None:
    with pytest.raises(ContradictoryLock, match=reason):
        plan([AMARA, Mentee("dev")], [mentor, GUS], Rules(2026, locked=frozenset(locked)))
