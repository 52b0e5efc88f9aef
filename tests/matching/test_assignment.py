"""The plan is the best there is, breaks nothing, proves itself, and tells everybody left why."""

from __future__ import annotations

import itertools
import pickle
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import (
    BadRecord,
    ContradictoryLock,
    Mentee,
    Mentor,
    Need,
    Objective,
    Offer,
    Outcome,
    Rules,
    TooLarge,
    goals,
    judge,
    plan,
)
from matching.market import STEPS
from tests.matching import strategies
from tests.matching.trying_all import Way, every_way, filled, possible_pairs

OBJECTIVES: tuple[Objective, ...] = ("total", "coverage", "fair", "stable")
slowly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(slowly, max_examples=300)
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

    mine = Way(tuple((pair.mentee, pair.mentor, int(pair.score * STEPS)) for pair in found.pairs))
    assert worth(mine) == worth(best)
    assert (found.bound, found.gap) == (found.total, 0)


@settings(slowly, max_examples=200)
@given(
    strategies.group("e", 4),
    strategies.group("r", 3),
    strategies.rules,
    st.sampled_from([0.0, 0.005, 0.1, 1.0]),
)
def test_nobody_far_behind_lifts_the_worst_off_as_far_as_the_loss_allows(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules, loss: float
) -> None:
    best = {
        one: max(found.values(), default=0) for one, found in possible_pairs(mentees, mentors, rules).items()
    }

    def share(way: Way) -> int:
        return min((steps * 1000 // best[one] for one, _, steps in way.pairs), default=1000)

    ways = list(every_way(mentees, mentors, rules))
    base = max(ways, key=lambda way: (filled(way, mentors), len(way.pairs), way.steps))
    enough = [
        way
        for way in ways
        if (filled(way, mentors), len(way.pairs)) == (filled(base, mentors), len(base.pairs))
        and way.steps >= base.steps - loss * base.steps
    ]
    fairest = max(map(share, enough))

    found = plan(mentees, mentors, rules, "fair", loss=loss)

    mine = Way(tuple((pair.mentee, pair.mentor, int(pair.score * STEPS)) for pair in found.pairs))
    assert share(mine) >= fairest == round(1000 * found.notes["worst_share"])
    assert mine.steps == max(way.steps for way in enough if share(way) >= fairest)
    assert (len(mine.pairs), found.gap) == (len(base.pairs), 0)


@settings(slowly, max_examples=200)
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


@settings(slowly, max_examples=150)
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


@slowly
@given(strategies.group("e", 5), strategies.group("r", 4), strategies.rules, st.sampled_from(OBJECTIVES))
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


@slowly
@given(
    strategies.group("e", 5),
    strategies.group("r", 4),
    strategies.rules,
    st.sampled_from(OBJECTIVES),
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


@settings(slowly, max_examples=120)
@given(strategies.group("e", 4), strategies.group("r", 3), strategies.rules, st.sampled_from(OBJECTIVES))
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


def test_a_cause_that_alone_would_not_help_is_joined_by_the_places() -> None:
    strong = Mentee("e0", needs=(Need("licensure"),))
    weak = replace(AMARA, wanted_language="es", needs=(Need("marketing"),))
    only = Mentor("ben", capacity=1, offers=(Offer("licensure", 3, 2026),))

    left = plan([strong, weak], [only], Rules(2026, floor=0.2)).unmatched

    assert [(one.mentee, one.rules) for one in left] == [("amara", ("wanted_language", "has_place"))]


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


@settings(slowly, max_examples=100)
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


def test_the_same_people_planned_again_stay_where_they_are() -> None:
    mentees = [Mentee(f"e{n}", needs=(Need("licensure"),)) for n in range(8)]
    mentors = [Mentor(f"r{n}", offers=(Offer("licensure", 2),)) for n in range(4)]
    before = [(pair.mentee, pair.mentor) for pair in plan(mentees, mentors, Rules(2026), seed=1).pairs]

    again = plan(mentees, mentors, Rules(2026), seed=2, previous=before)

    assert [(pair.mentee, pair.mentor) for pair in again.pairs] == before
    assert again.moved == ()


def test_when_a_mentor_leaves_only_their_mentees_move_unless_much_is_gained() -> None:
    mentees = [Mentee(f"e{n}", needs=(Need("licensure"),)) for n in range(6)]
    mentors = [Mentor(f"r{n}", offers=(Offer("licensure", 2),)) for n in range(4)]
    before = [(pair.mentee, pair.mentor) for pair in plan(mentees, mentors, Rules(2026)).pairs]
    left = before[0][1]

    again = plan(mentees, [one for one in mentors if one.id != left], Rules(2026), previous=before)

    assert list(again.moved) == [mentee for mentee, mentor in before if mentor == left]
    assert len(again.pairs) == 6


def test_somebody_moves_when_it_is_worth_more_than_staying() -> None:
    amara, gain = (
        Mentee("amara", needs=(Need("licensure"),)),
        Mentor("gus", offers=(Offer("licensure", 3, 2026),)),
    )
    rules = Rules(2026, floor=0.0)

    moved = plan([amara], [BEN, gain], rules, previous=[("amara", "ben"), ("gone", "ben")])
    stayed = plan([amara], [BEN, gain], rules, previous=[("amara", "ben")], stay=1.0)

    assert (moved.pairs[0].mentor, moved.moved) == ("gus", ("amara",))
    assert (stayed.pairs[0].mentor, stayed.moved) == ("ben", ())


@pytest.mark.parametrize(("objective", "note"), [("fair", "total_without_floor"), ("stable", "best_total")])
def test_what_staying_is_worth_is_in_no_figure(objective: Objective, note: str) -> None:
    mentees = [Mentee(f"e{n}", needs=(Need("licensure"),)) for n in range(4)]
    mentors = [Mentor(f"r{n}", offers=(Offer("licensure", 2),), capacity=1) for n in range(4)]
    plain = plan(mentees, mentors, Rules(2026), objective)

    again = plan(
        mentees,
        mentors,
        Rules(2026),
        objective,
        previous=[(pair.mentee, pair.mentor) for pair in plain.pairs],
        stay=0.2,
    )

    assert (again.notes[note], again.total, again.bound) == (plain.notes[note], plain.total, plain.bound)
    assert again.notes.get("worst_share_before", 1.0) <= 1.0


def test_a_mentor_below_their_minimum_is_named_and_one_at_it_is_not() -> None:
    wants_two = Mentor("ben", capacity=3, min_load=2)
    wants_one = Mentor("gus", capacity=3, min_load=1)

    found = plan([AMARA, Mentee("dev")], [wants_two, wants_one], Rules(2026, floor=0.0))

    assert len(found.short) == 1
    assert len(found.pairs) == 2


def test_an_aim_that_is_none_is_refused() -> None:
    with pytest.raises(BadRecord, match="'best' is none of total, coverage, fair, stable"):
        plan([AMARA], [BEN], Rules(2026), "best")  # type: ignore[arg-type]


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

    with pytest.raises(TooLarge, match="stable"):
        plan([AMARA], [BEN], Rules(2026), "stable")


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

    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  # our own bytes
