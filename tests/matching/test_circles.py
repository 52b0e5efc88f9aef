"""Circles hold as many people as can be, in even sizes, break no rule and never meet twice."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.circles import mingling, seating
from matching.circles.forming import Circles, form_circles
from matching.people import BadRecord, Mentee, Need, Window
from tests.matching.tables import (
    RULES,
    groups,
    like,
    packings,
    people,
    possible_circles,
)

slowly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SIZES = st.sampled_from([((2, 3), 2), ((2, 4), 3), ((3, 3), 3), ((3, 4), 3)])


def members(found: Circles) -> list[frozenset[str]]:
    return [frozenset(circle.members) for circle in found.circles]


@slowly
@given(people(7), SIZES, groups(7))
def test_nobody_more_can_sit_and_no_sizes_are_nearer_to_the_aim(
    mentees: list[Mentee], sizes: tuple[tuple[int, int], int], past: list[list[str]]
) -> None:
    size, aim = sizes
    possible = possible_circles(mentees, size, RULES) - {frozenset(group) for group in past}
    best = max((sum(map(len, ps)), -sum((len(g) - aim) ** 2 for g in ps)) for ps in packings(possible))

    found = form_circles(mentees, RULES, size=size, aim=aim, past=[past])

    assert set(members(found)) <= possible
    assert (found.seated, -sum((len(group) - aim) ** 2 for group in members(found))) == best
    assert (found.bound, found.proven) == (found.seated, True)


@slowly
@given(people(6), SIZES, groups(6))
def test_a_large_crowd_is_seated_as_fully_as_a_small_one(
    mentees: list[Mentee], sizes: tuple[tuple[int, int], int], past: list[list[str]]
) -> None:
    size, aim = sizes
    small = form_circles(mentees, RULES, size=size, aim=aim, past=[past])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seating, "ALL_SEATS", 0)
        large = form_circles(mentees, RULES, size=size, aim=aim, past=[past])

    assert (large.seated, large.bound) == (small.seated, small.bound)
    assert set(members(large)) <= possible_circles(mentees, size, RULES) - {
        frozenset(group) for group in past
    }


def test_a_large_crowd_of_whom_nobody_can_sit_is_searched_to_the_end() -> None:
    crowd = [like(f"p{n}", employer="Acme") for n in range(5)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seating, "ALL_SEATS", 0)
        found = form_circles(crowd, RULES)

    assert (found.seated, found.bound, found.proven) == (0, 0, False)
    assert {left.rule for left in found.left} == {"apart"}


@slowly
@given(
    st.lists(st.frozensets(st.sampled_from([f"p{n}" for n in range(8)]), max_size=3), min_size=4, max_size=8),
    st.sampled_from([((2, 3), 3), ((3, 4), 4), ((2, 4), 3)]),
    groups(6),
)
def test_rules_within_one_large_cell_are_obeyed_and_cost_no_more_than_they_must(
    refused: list[frozenset[str]], sizes: tuple[tuple[int, int], int], past: list[list[str]]
) -> None:
    mentees = [like(f"p{n}", do_not_match=others) for n, others in enumerate(refused)]
    size, aim = sizes
    possible = possible_circles(mentees, size, RULES) - {frozenset(group) for group in past}
    best = max((sum(map(len, ps)), -sum((len(g) - aim) ** 2 for g in ps)) for ps in packings(possible))

    found = form_circles(mentees, RULES, size=size, aim=aim, past=[past])

    assert set(members(found)) <= possible
    assert (found.seated, -sum((len(group) - aim) ** 2 for group in members(found))) == best


@slowly
@given(people(7), groups(7), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    mentees: list[Mentee], past: list[list[str]], chance: random.Random
) -> None:
    shuffled = chance.sample(mentees, len(mentees))

    assert form_circles(shuffled, RULES, size=(2, 4), aim=3, past=[past]) == form_circles(
        mentees, RULES, size=(2, 4), aim=3, past=[past]
    )


@pytest.mark.parametrize("all_seats", [400, 0])
@pytest.mark.parametrize(
    ("count", "sizes"),
    [(3, []), (4, [4]), (7, [7]), (9, [4, 5]), (11, [5, 6]), (12, [6, 6]), (13, [6, 7]), (20, [6, 7, 7])],
)
def test_alike_people_sit_in_even_circles_near_six(count: int, sizes: list[int], all_seats: int) -> None:
    crowd = [like(f"p{n:02}") for n in range(count)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seating, "ALL_SEATS", all_seats)
        found = form_circles(crowd, RULES)

    assert sorted(len(circle.members) for circle in found.circles) == sizes


def test_many_circles_of_one_topic_are_as_even_as_few() -> None:
    chance = random.Random(8)
    days = [chance.sample(range(2), chance.randint(1, 2)) for _ in range(20)]
    crowd = [
        like(f"p{n:02}", free=tuple(Window(day, 1140, 1200) for day in some)) for n, some in enumerate(days)
    ]

    few = form_circles(crowd, RULES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seating, "ALL_SEATS", 0)
        patch.setattr(seating, "ROUGHLY", 100)
        patch.setattr(seating, "CELLS_EACH", 1)
        many = form_circles(crowd, RULES)

    assert few.proven
    assert sorted(map(len, members(many))) == sorted(map(len, members(few))) == [6, 7, 7]


def test_circles_that_have_nobody_to_share_stay_uneven() -> None:
    late = (Window(2, 1140, 1200),)
    crowd = [like(f"e{n}") for n in range(8)] + [like(f"l{n}", free=late) for n in range(4)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seating, "ALL_SEATS", 0)
        found = form_circles(crowd, RULES)

    assert sorted(map(len, members(found))) == [4, 8]


def test_a_split_that_takes_too_long_is_arranged_anew() -> None:
    crowd = [like(f"p{n}", do_not_match=frozenset({f"p{n ^ 1}"})) for n in range(8)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mingling, "STEPS", 3)
        found = form_circles(crowd, RULES, size=(4, 4), aim=4)

    assert (found.seated, found.proven) == (8, True)


def test_the_same_people_are_not_put_together_twice() -> None:
    crowd = [like(f"p{n:02}") for n in range(12)]
    rounds: list[list[tuple[str, ...]]] = []

    for seed in range(5):
        found = form_circles(crowd, RULES, past=rounds, seed=seed)
        rounds.append([circle.members for circle in found.circles])

    met = Counter(frozenset(group) for groups in rounds for group in groups)
    assert max(met.values()) == 1
    assert all(sum(map(len, groups)) == 12 for groups in rounds)


def test_swaps_bring_people_together_who_have_not_sat_together() -> None:
    crowd = [like(f"p{n}") for n in range(8)]
    first = form_circles(crowd, RULES, size=(4, 4), aim=4)

    second = form_circles(crowd, RULES, size=(4, 4), aim=4, past=[members(first)])

    shared = [len(one & other) for one in members(first) for other in members(second)]
    assert shared == [2, 2, 2, 2]
    assert "No two of them" not in second.circles[0].why


def test_the_stronger_need_decides_when_sizes_do_not() -> None:
    rest, licensure = Need("rest-and-leave", 3), Need("licensure", 3)
    crowd = [
        like("tired", needs=(rest, Need("licensure", 1))),
        like("moved", needs=(licensure, Need("rest-and-leave", 1))),
        *(like(f"l{n}") for n in range(4)),
        *(like(f"r{n}", needs=(Need("rest-and-leave"),)) for n in range(4)),
    ]

    found = form_circles(crowd, RULES, aim=5)

    assert [(circle.topic, set(circle.members) & {"tired", "moved"}) for circle in found.circles] == [
        ("licensure", {"moved"}),
        ("rest-and-leave", {"tired"}),
    ]


def test_a_table_that_rules_forbid_to_split_is_arranged_anew() -> None:
    loners = [like(f"l{n}", employer="Acme") for n in range(3)]
    others = [like(f"o{n}") for n in range(6)]

    found = form_circles([*loners, *others], RULES, size=(3, 6), aim=6)

    assert sorted(len(group & {"l0", "l1", "l2"}) for group in members(found)) == [1, 1, 1]
    assert (found.seated, found.proven) == (9, True)


def test_competitors_meet_only_about_harmless_topics_and_under_review() -> None:
    needs = (Need("licensure", 1), Need("pricing", 3))
    rivals = [like(f"r{n}", needs=needs, market=" Columbus", specialty="207Q00000X") for n in range(2)]
    others = [like(f"o{n}", needs=needs) for n in range(3)]

    together = form_circles([*rivals, *others], RULES, size=(5, 5), aim=5)
    parted = form_circles([*rivals, *others], RULES, size=(2, 3), aim=3)

    assert [(circle.topic, circle.review[0].rule) for circle in together.circles] == [
        ("licensure", "direct_competitor")
    ]
    assert [circle.topic for circle in parted.circles] == ["pricing", "pricing"]
    assert all(circle.review == () for circle in parted.circles)


def test_nobody_makes_no_circle() -> None:
    assert form_circles([], RULES) == Circles((), (), seated=0, bound=0, proven=True)


def test_an_id_may_stand_once() -> None:
    with pytest.raises(BadRecord, match="amara: id: stands twice"):
        form_circles([like("amara"), like("amara")], RULES)


@pytest.mark.parametrize(("size", "aim"), [((1, 8), 6), ((4, 8), 9), ((8, 4), 6), ((4, 8), 3)])
def test_a_range_of_sizes_that_is_none_is_refused(size: tuple[int, int], aim: int) -> None:
    with pytest.raises(BadRecord, match="is no range of sizes"):
        form_circles([], RULES, size=size, aim=aim)


def test_another_seed_may_form_other_circles_as_good() -> None:
    crowd = [like(f"p{n:02}") for n in range(12)]

    found = [form_circles(crowd, RULES, seed=seed) for seed in range(4)]

    assert len({one.circles for one in found}) > 1
    assert {one.seated for one in found} == {12}
