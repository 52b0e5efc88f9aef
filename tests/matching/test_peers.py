"""Peers meet somebody new while there is somebody new, nobody is alone without need, and no rule is broken."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.circles import peers
from matching.circles.peers import Peers, pair_peers
from matching.people import BadRecord, Mentee, Need, Window
from tests.matching.tables import RULES, apart, groups, like, people

slowly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def members(found: Peers) -> list[tuple[str, ...]]:
    return [group.members for group in found.groups]


def pairs(groups: Collection[Collection[str]]) -> set[frozenset[str]]:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def rounds_of(people: Sequence[Mentee], count: int) -> list[Peers]:
    """So many rounds, each told of all the earlier ones."""
    found: list[Peers] = []
    for _ in range(count):
        found.append(pair_peers(people, [members(one) for one in found], RULES))
    return found


@slowly
@given(st.integers(1, 7), st.data())
def test_an_even_number_meets_everybody_before_anybody_twice(half: int, data: st.DataObject) -> None:
    stages = st.sampled_from([None, "plan", "grow", "mature"])
    crowd = [Mentee(f"p{n:02}", stage=data.draw(stages)) for n in range(2 * half)]

    found = rounds_of(crowd, 2 * half - 1)

    met = Counter(pair for one in found for pair in pairs(members(one)))
    assert set(met.values()) == {1}
    assert len(met) == half * (2 * half - 1)
    assert all((one.repeats, one.note, one.left) == (0, "", ()) for one in found)


def test_forty_people_meet_everybody_in_thirty_nine_rounds() -> None:
    found = rounds_of([Mentee(f"p{n:02}") for n in range(40)], 39)

    assert [one.repeats for one in found] == [0] * 39


@slowly
@given(people(7), st.lists(groups(7), max_size=3))
def test_no_rule_is_broken_and_nobody_is_lost(mentees: list[Mentee], past: list[list[list[str]]]) -> None:
    by_id = {one.id: one for one in mentees}

    found = pair_peers(mentees, past, RULES)

    for group in members(found):
        for one, other in combinations(group, 2):
            needs = [need.topic for person in (one, other) for need in by_id[person].needs]
            assert not apart(by_id[one], by_id[other], needs)
    everybody = [one for group in members(found) for one in group] + [one.person for one in found.left]
    assert sorted(everybody) == sorted(by_id)
    known = [{one for one in group if one in by_id} for groups in past for group in groups]
    assert found.repeats == len(pairs(members(found)) & pairs(known))


@slowly
@given(people(7), st.lists(groups(7), max_size=3))
def test_only_rules_leave_somebody_alone(mentees: list[Mentee], past: list[list[list[str]]]) -> None:
    free = [replace(one, employer="", do_not_match=frozenset(), market="") for one in mentees]

    assert {one.rule for one in pair_peers(mentees, past, RULES).left} <= {"apart", "company"}
    assert [one.rule for one in pair_peers(free, past, RULES).left] == ["company"] * (len(free) == 1)


@slowly
@given(people(7), st.lists(groups(7), max_size=2), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    mentees: list[Mentee], past: list[list[list[str]]], chance: random.Random
) -> None:
    shuffled = chance.sample(mentees, len(mentees))

    assert pair_peers(shuffled, past, RULES) == pair_peers(mentees, past, RULES)


def test_those_who_met_longest_ago_meet_again_first() -> None:
    crowd = [Mentee(f"p{n}") for n in range(4)]
    rounds = [members(one) for one in rounds_of(crowd, 3)]

    again = pair_peers(crowd, rounds, RULES)
    later = pair_peers(crowd, [rounds[1], rounds[2], [], rounds[0]], RULES)

    assert members(again) == rounds[0]
    assert again.note == (
        "Two pairs meet again: no round that reaches as many people is left with new pairs alone."
    )
    assert again.groups[0].again == (again.groups[0].members,)
    assert again.groups[0].why == "They met three rounds ago."
    assert members(later) == rounds[1]
    assert later.groups[0].why == "They met four rounds ago."


def test_those_who_are_alike_meet_first() -> None:
    crowd = [
        like("amara", stage="launch"),
        like("dev", stage="launch", timezone="America/Phoenix", free=(Window(1, 960, 1080),)),
        like("eli", needs=(Need("pricing"),), timezone=None),
        like("fay", needs=(Need("pricing"),), free=()),
    ]

    found = pair_peers(crowd, [], RULES)

    assert [(group.members, group.why) for group in found.groups] == [
        (
            ("amara", "dev"),
            (
                "Both need help with “State medical licensure”, are at the stage “Launching now” and are free on "
                "Tuesdays at 7:00 p.m. New York time. They have not met yet."
            ),
        ),
        (("eli", "fay"), "Both need help with “Setting own prices”. They have not met yet."),
    ]


def test_a_trio_is_told_what_all_three_share() -> None:
    crowd = [like("amara"), like("dev", free=()), like("eli")]

    first = pair_peers(crowd, [], RULES)
    second = pair_peers(crowd, [[["amara", "eli"]]], RULES)

    assert first.groups[0].why == "All three need help with “State medical licensure”. They have not met yet."
    assert second.groups[0].why.endswith("Two of them met in the last round.")
    assert second.groups[0].again == (("amara", "eli"),)
    assert second.note == (
        "One pair meets again: no round that reaches as many people is left with new pairs alone; three who"
        " meet at once use up three new pairs."
    )


def test_competitors_meet_when_neither_has_a_sensitive_need_and_under_review() -> None:
    rivals = [Mentee(f"r{n}", market="Columbus", specialty="207Q00000X") for n in range(2)]
    sensitive = [rivals[0], replace(rivals[1], needs=(Need("pricing"),))]

    (group,) = pair_peers(rivals, [], RULES).groups

    assert [verdict.rule for verdict in group.review] == ["direct_competitor"]
    assert pair_peers(sensitive, [], RULES).groups == ()


def test_whoever_stays_alone_is_told_why() -> None:
    hub, spokes = Mentee("hub"), [Mentee(f"s{n}", employer="Acme") for n in range(2)]
    hermit = Mentee("hermit", do_not_match=frozenset({"hub", "s0", "s1"}))

    left = pair_peers([hub, *spokes, hermit], [], RULES).left

    assert len(left) == 2
    assert {one.person: one.cause for one in left} == {
        "hermit": "Rules keep them apart from everybody else.",
        left[1].person: "Those whom they may meet are needed by others.",
    }


def test_one_person_is_alone_and_two_are_a_pair() -> None:
    alone = pair_peers([Mentee("amara")], [], RULES)

    assert [(one.person, one.cause) for one in alone.left] == [("amara", "There is nobody else.")]
    assert members(pair_peers([Mentee("amara"), Mentee("dev")], [], RULES)) == [("amara", "dev")]


def test_nobody_is_no_round() -> None:
    assert pair_peers([], [], RULES) == Peers((), (), repeats=0, note="", proven=True)


def test_an_id_may_stand_once() -> None:
    with pytest.raises(BadRecord, match="amara: id: stands twice"):
        pair_peers([Mentee("amara"), Mentee("amara")], [], RULES)


def test_another_seed_may_pair_equals_in_another_way() -> None:
    crowd = [Mentee(f"p{n}") for n in range(8)]

    found = {tuple(members(pair_peers(crowd, [], RULES, seed=seed))) for seed in range(4)}

    assert len(found) > 1


def test_a_large_crowd_is_dealt_into_pools_anew_each_round() -> None:
    crowd = [Mentee(f"p{n:02}") for n in range(25)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peers, "AT_ONCE", 10)
        first, second = rounds_of(crowd, 2)
        apart = pair_peers([replace(one, employer="Acme") for one in crowd], [], RULES)

    assert [sorted(Counter(map(len, members(one))).items()) for one in (first, second)] == [
        [(2, 11), (3, 1)]
    ] * 2
    assert (first.repeats, second.repeats, first.proven) == (0, 0, True)
    assert (len(apart.left), apart.proven) == (25, False)
