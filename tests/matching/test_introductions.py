"""One round of pairs and trios is as good as trying every one, goal by goal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.circles import introductions
from matching.circles.introductions import Meeting, best_grouping

Groups = list[tuple[int, ...]]
Meetings = dict[tuple[int, int], Meeting]

meetings = st.integers(0, 7).flatmap(
    lambda people: st.tuples(
        st.just(people),
        st.fixed_dictionaries(
            {
                pair: st.one_of(
                    st.builds(Meeting, st.sampled_from([0, 0, 1, 2, 3]), st.integers(0, 4)), st.none()
                )
                for pair in combinations(range(people), 2)
            }
        ),
    )
)


def every_grouping(people: list[int], known: Meetings) -> Iterator[Groups]:
    """Everybody alone, in a pair or in a trio, in every way that is allowed."""
    if not people:
        yield []
        return
    first, rest = people[0], people[1:]
    for others in [(), *combinations(rest, 1), *combinations(rest, 2)]:
        group = (first, *others)
        if all(pair in known for pair in combinations(group, 2)):
            for groups in every_grouping([one for one in rest if one not in others], known):
                yield [group, *groups] if others else groups


def cost(groups: Groups, people: int, known: Meetings) -> tuple[int, ...]:
    """What counts, in order: people alone, trios, repeats, how lately they met, unlikeness."""
    met = [known[pair] for group in groups for pair in combinations(group, 2)]
    return (
        people - sum(map(len, groups)),
        sum(len(group) == 3 for group in groups),
        sum(meeting.last > 0 for meeting in met),
        sum(meeting.last for meeting in met),
        sum(meeting.unlikeness for meeting in met),
    )


@settings(max_examples=200, deadline=None)
@given(meetings)
def test_no_other_grouping_is_better(drawn: tuple[int, dict[tuple[int, int], Meeting | None]]) -> None:
    people, pairs = drawn
    known = {pair: meeting for pair, meeting in pairs.items() if meeting}

    found = best_grouping(people, known)

    tried = [cost(groups, people, known) for groups in every_grouping(list(range(people)), known)]
    assert cost(list(found.groups), people, known) == min(tried)
    assert all(pair in known for group in found.groups for pair in combinations(group, 2))
    assert found.proven


@settings(max_examples=50, deadline=None)
@given(meetings)
def test_only_likeness_is_weighed_less_closely_in_a_large_crowd(
    drawn: tuple[int, dict[tuple[int, int], Meeting | None]],
) -> None:
    people, pairs = drawn
    known = {pair: meeting for pair, meeting in pairs.items() if meeting}
    small = best_grouping(people, known)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(introductions, "CLOSELY", 0)
        large = best_grouping(people, known)

    assert cost(list(large.groups), people, known)[:4] == cost(list(small.groups), people, known)[:4]


def test_two_trios_reach_everybody_when_pairs_cannot() -> None:
    triangles = [*combinations(range(3), 2), *combinations(range(3, 6), 2)]

    found = best_grouping(6, dict.fromkeys(triangles, Meeting(0, 1)))

    assert found.groups == ((0, 1, 2), (3, 4, 5))


def test_a_longer_ring_is_no_trio() -> None:
    pentagons = [tuple(sorted((start + at, start + (at + 1) % 5))) for start in (0, 5, 10) for at in range(5)]

    found = best_grouping(15, {(one, other): Meeting(0, 1) for one, other in pentagons})

    assert [len(group) for group in found.groups] == [2] * 6
    assert found.proven


def test_safe_pairs_are_used_before_better_ones() -> None:
    square = {pair: Meeting(0, 0 if pair in ((0, 1), (2, 3)) else 5) for pair in combinations(range(4), 2)}

    free = best_grouping(4, square)
    safe = best_grouping(4, square, safe={(0, 2), (1, 3)})

    assert free.groups == ((0, 1), (2, 3))
    assert safe.groups == ((0, 2), (1, 3))


def test_safe_pairs_that_do_not_reach_everybody_bind_nobody() -> None:
    square = dict.fromkeys(combinations(range(4), 2), Meeting(0, 1))

    found = best_grouping(4, square, safe={(0, 2)})

    assert [len(group) for group in found.groups] == [2, 2]


def test_two_odd_sets_of_new_pairs_cost_one_repeat_and_no_long_search() -> None:
    known = {
        (one, other): Meeting(int((one < 31) != (other < 31)), 1) for one, other in combinations(range(60), 2)
    }

    found = best_grouping(60, known)

    assert sum(known[one, other].last for one, other in found.groups) == 1
    assert found.proven
