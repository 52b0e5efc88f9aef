"""A stable plan leaves nobody who would rather have each other, and says what that costs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from matching import Mentee, Mentor, Need, Offer, Rules, TooLarge, goals, plan
from tests.matching import strategies
from tests.matching.trying_all import possible_pairs


@settings(strategies.slowly, max_examples=200)
@given(strategies.group("e", 4), strategies.group("r", 3), strategies.rules)
def test_a_stable_plan_leaves_nobody_who_would_rather_have_each_other(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules
) -> None:
    pairs = possible_pairs(mentees, mentors, rules)
    seekers, helpers = {m.id: m for m in mentees}, {m.id: m for m in mentors}

    def likes(person: Mentee | Mentor, other: str, steps: int) -> tuple[int, int]:
        ranked = person.preferences.index(other) if other in person.preferences else len(person.preferences)
        return len(person.preferences) - ranked, steps

    found = plan(mentees, mentors, rules, "stable")

    own = {pair.mentee: pair.mentor for pair in found.pairs}
    for one, others in pairs.items():
        for other, steps in others.items():
            mine = own.get(one)
            mates = [mate for mate, mentor in own.items() if mentor == other]
            keen = mine is None or likes(seekers[one], other, steps) > likes(seekers[one], mine, others[mine])
            room = len(mates) < helpers[other].capacity - helpers[other].load
            worst = min((likes(helpers[other], mate, pairs[mate][other]) for mate in mates), default=(0, 0))
            assert not (keen and (room or likes(helpers[other], one, steps) > worst))
    assert found.notes["blocking_pairs"] == 0
    assert found.bound == pytest.approx(plan(mentees, mentors, rules).total, abs=2e-5)


def test_a_stable_plan_heeds_no_minimum_and_its_cost_is_never_negative() -> None:
    amara = Mentee("amara", needs=(Need("licensure"),))
    fits, wants = Mentor("gus", offers=(Offer("licensure", 3, 2026),)), Mentor("hal", capacity=2, min_load=2)

    found = plan([amara], [fits, wants], Rules(2026, floor=0.0), "stable")

    assert [pair.mentor for pair in found.pairs] == ["gus"]
    assert found.gap == 0 and found.bound == found.total == found.notes["best_total"]


def test_a_stable_plan_is_refused_where_it_would_compare_too_many_pairs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(goals, "DENSE", 0)

    with pytest.raises(TooLarge, match=r"stable.* Choose another objective"):
        plan([Mentee("amara")], [Mentor("ben")], Rules(2026), "stable")
