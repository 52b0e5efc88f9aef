"""The plan is the best there is, breaks nothing and proves itself."""

from __future__ import annotations

import random
from dataclasses import replace
from multiprocessing import Pipe

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import BadRecord, Mentee, Mentor, Need, Objective, Offer, Outcome, Rules, judge, plan
from matching.market import STEPS
from tests.matching import strategies
from tests.matching.trying_all import Way, every_way, filled, possible_pairs, way_of

AMARA, BEN = Mentee("amara"), Mentor("ben", capacity=1)


@settings(strategies.slowly, max_examples=300)
@given(
    strategies.group("e", 4),
    strategies.group("r", 3),
    strategies.rules,
    st.sampled_from(["total", "coverage"]),
)
def test_the_plan_is_as_good_as_trying_everything(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules, objective: Objective
) -> None:
    def worth(way: Way) -> tuple[int, ...]:
        first = (len(way.pairs),) if objective == "coverage" else ()
        return (filled(way, mentors), *first, way.steps)

    best = max(every_way(mentees, mentors, rules), key=worth)

    found = plan(mentees, mentors, rules, objective)

    mine = way_of(found)
    assert worth(mine) == worth(best)
    assert (found.bound, found.gap) == (found.total, 0)


@settings(strategies.slowly, max_examples=150)
@given(
    strategies.group("e", 5),
    strategies.group("r", 4),
    strategies.rules,
    st.sampled_from(["total", "coverage"]),
)
def test_the_certificate_proves_that_no_plan_is_worth_more(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules, objective: Objective
) -> None:
    found = plan(mentees, mentors, rules, objective)

    proof = found.certificate
    assert proof
    worth = 0
    for one, others in possible_pairs(mentees, mentors, rules).items():
        for other, steps in others.items():
            assert proof.gains.get(one, 0) + proof.prices.get(other, 0) >= steps + proof.bonus
    limit = sum(proof.gains.values())
    for mentor in mentors:
        places, price = max(0, mentor.capacity - mentor.load), proof.prices.get(mentor.id, 0)
        wanted = min(places, max(0, mentor.min_load - mentor.load))
        load = sum(pair.mentor == mentor.id for pair in found.pairs)
        limit += wanted * max(0, price + proof.wanted_bonus) + (places - wanted) * max(0, price)
        worth += proof.wanted_bonus * min(load, wanted)
    worth += sum(int(pair.score * STEPS) + proof.bonus for pair in found.pairs)
    assert all(gain > 0 for gain in proof.gains.values())
    assert worth == limit


@strategies.slowly
@given(strategies.group("e", 5), strategies.group("r", 4), strategies.rules, strategies.objectives)
def test_no_rule_no_floor_and_no_place_is_ever_broken(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules, objective: Objective
) -> None:
    seekers, helpers = {m.id: m for m in mentees}, {m.id: m for m in mentors}

    found = plan(mentees, mentors, rules, objective)

    for pair in found.pairs:
        assert judge(seekers[pair.mentee], helpers[pair.mentor], rules).outcome is not Outcome.BLOCKED
        assert pair.score >= rules.floor
    for mentor in mentors:
        taken = sum(pair.mentor == mentor.id for pair in found.pairs)
        assert taken <= max(0, mentor.capacity - mentor.load)
    everybody = [pair.mentee for pair in found.pairs] + [left.mentee for left in found.unmatched]
    assert sorted(everybody) == sorted(seekers)


@strategies.slowly
@given(
    strategies.group("e", 5),
    strategies.group("r", 4),
    strategies.rules,
    strategies.objectives,
    st.randoms(use_true_random=False),
)
def test_shuffling_the_input_changes_nothing(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules, objective: Objective, chance: random.Random
) -> None:
    shuffled = chance.sample(mentees, len(mentees)), chance.sample(mentors, len(mentors))

    assert plan(*shuffled, rules, objective) == plan(mentees, mentors, rules, objective)


def test_shuffling_changes_nothing_even_when_everybody_is_alike() -> None:
    mentees = [Mentee(f"e{n:02}", needs=(Need("licensure"),)) for n in range(12)]
    mentors = [Mentor(f"r{n:02}", capacity=2, offers=(Offer("licensure"),)) for n in range(5)]
    expected = plan(mentees, mentors, Rules(2026))

    for seed in range(5):
        random.Random(seed).shuffle(mentees)
        random.Random(seed).shuffle(mentors)
        assert plan(mentees, mentors, Rules(2026)) == expected
    assert len(expected.pairs) == 10


def test_another_seed_may_break_ties_another_way_at_the_same_total() -> None:
    mentees = [Mentee(f"e{n}") for n in range(6)]
    mentors = [Mentor(f"r{n}", capacity=1) for n in range(6)]

    plans = [plan(mentees, mentors, Rules(2026), seed=seed) for seed in range(4)]

    assert len({found.total for found in plans}) == 1
    assert len({found.pairs for found in plans}) > 1


def test_a_mentor_below_their_minimum_is_named_and_one_at_it_is_not() -> None:
    wants_two = Mentor("ben", capacity=3, min_load=2)
    wants_one = Mentor("gus", capacity=3, min_load=1)

    found = plan([AMARA, Mentee("dev")], [wants_two, wants_one], Rules(2026, floor=0.0))

    assert len(found.short) == 1
    assert len(found.pairs) == 2


def test_an_aim_that_is_none_is_refused() -> None:
    with pytest.raises(BadRecord, match="'best' is none of total, coverage, fair, stable"):
        plan([AMARA], [BEN], Rules(2026), "best")


def test_nobody_to_match_is_an_empty_plan() -> None:
    found = plan([], [BEN], Rules(2026))

    assert (found.pairs, found.unmatched, found.total, found.bound, found.gap) == ((), (), 0, 0, 0)


def test_most_people_first_can_cost_some_of_the_total() -> None:
    picky = Mentee("e0", needs=(Need("licensure"),), wanted_language="es")
    flexible = Mentee("e1", needs=(Need("licensure"),))
    star = Mentor("r0", capacity=1, languages=("en", "es"), offers=(Offer("licensure", 3, 2026),))
    other = Mentor("r1", capacity=1)

    found = plan([picky, flexible], [star, other], Rules(2026, floor=0.0), "coverage")

    assert [(pair.mentee, pair.mentor) for pair in found.pairs] == [("e0", "r0"), ("e1", "r1")]


def test_what_needs_review_travels_with_the_pair() -> None:
    found = plan([AMARA], [replace(BEN, seeks_deal=True)], Rules(2026))

    assert [verdict.rule for verdict in found.pairs[0].review] == ["deal_in_sight"]


def test_a_plan_can_be_sent_to_another_process() -> None:
    found = plan([AMARA], [BEN], Rules(2026, floor=0.0), "fair")
    ours, theirs = Pipe()

    with ours, theirs:
        ours.send(found)
        assert theirs.recv() == found
