"""An odd number of peers has a trio in each round, and meets no more old faces than that makes it meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.people import Mentee
from tests.matching.test_peers import members, pairs, rounds_of


def pairings(ids: list[str]) -> Iterator[list[tuple[str, str]]]:
    """Every way to make pairs of an even number."""
    if not ids:
        yield []
    for other in ids[1:]:
        for others in pairings([one for one in ids[1:] if one != other]):
            yield [(ids[0], other), *others]


def every_round(ids: list[str]) -> list[set[frozenset[str]]]:
    """Who meets whom in every way to make pairs and one trio of an odd number."""
    return [
        pairs([trio, *others])
        for trio in combinations(ids, 3)
        for others in pairings([one for one in ids if one not in trio])
    ]


def most_new(rounds: list[set[frozenset[str]]]) -> int:
    """How many of these rounds there can be in which nobody meets anybody twice."""
    return max(
        (
            1 + most_new([other for other in rounds[at + 1 :] if not other & one])
            for at, one in enumerate(rounds)
        ),
        default=0,
    )


@pytest.mark.parametrize("count", [3, 5, 7])
def test_an_odd_number_repeats_only_what_its_trio_makes_it_repeat(count: int) -> None:
    crowd = [Mentee(f"p{n}") for n in range(count)]

    found = rounds_of(crowd, count)

    met: set[frozenset[str]] = set()
    for one in found:
        assert sorted(map(len, members(one))) == [2] * ((count - 3) // 2) + [3]
        assert one.repeats == min(len(ways & met) for ways in every_round([person.id for person in crowd]))
        assert one.proven
        met |= pairs(members(one))


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([(3, 1), (5, 1), (7, 3)]), st.data())
def test_no_choice_of_rounds_gives_an_odd_number_more_new_ones(
    bound: tuple[int, int], data: st.DataObject
) -> None:
    count, most = bound
    stages = st.sampled_from([None, "plan", "grow", "mature"])
    crowd = [Mentee(f"p{n}", stage=data.draw(stages)) for n in range(count)]

    found = rounds_of(crowd, most + 1)

    assert most_new(every_round([person.id for person in crowd])) == most
    assert [one.repeats for one in found[:most]] == [0] * most
    assert found[most].repeats > 0
