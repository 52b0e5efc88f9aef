"""New pairs last: an even number of people meets everybody in as many rounds as there are others."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.circles.introductions import Meeting, best_grouping
from matching.circles.rotation import safe_pairs


def any_round(people: int, pairs: set[tuple[int, int]], chance: random.Random) -> list[tuple[int, int]]:
    """A round of these pairs, liked at random."""
    meetings = {pair: Meeting(0, chance.randrange(1000)) for pair in sorted(pairs)}
    found = best_grouping(people, meetings)
    return [(one, other) for one, other in found.groups]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9).map(lambda half: 2 * half), st.randoms(use_true_random=False))
def test_whatever_safe_round_is_taken_new_pairs_last(people: int, chance: random.Random) -> None:
    liking = {pair: chance.randrange(100) for pair in combinations(range(people), 2)}
    rounds: list[list[tuple[int, int]]] = []

    for _ in range(people - 1):
        safe = safe_pairs(range(people), rounds, liking)
        assert safe is not None
        rounds.append(any_round(people, safe, chance))

    assert sorted(pair for pairs in rounds for pair in pairs) == sorted(liking)


def test_the_first_two_rounds_are_free() -> None:
    everybody = set(combinations(range(8), 2))
    liking = dict.fromkeys(everybody, 0)
    first = [(0, 1), (2, 3), (4, 5), (6, 7)]

    assert safe_pairs(range(8), [], liking) == everybody
    assert safe_pairs(range(8), [first], liking) == everybody - set(first)


def test_the_halves_lie_so_that_liked_pairs_are_across() -> None:
    liking = dict.fromkeys(combinations(range(8), 2), 0) | {(0, 4): 9}
    squares = [[(0, 1), (2, 3), (4, 5), (6, 7)], [(0, 3), (1, 2), (4, 7), (5, 6)]]

    safe = safe_pairs(range(8), squares, liking)

    assert safe is not None
    assert (0, 4) in safe
    assert (0, 2) not in safe


TRIANGLES = [[(0, 3), (1, 4), (2, 5)], [(0, 4), (1, 5), (2, 3)]]


@pytest.mark.parametrize(
    ("people", "rounds"),
    [
        (4, [[(0, 1)]]),
        (4, [[(0, 1), (2, 9)]]),
        (
            8,
            [
                [(0, 1), (2, 3), (4, 5), (6, 7)],
                [(1, 2), (0, 3), (4, 7), (5, 6)],
                [(0, 2), (1, 4), (3, 6), (5, 7)],
            ],
        ),
        (4, [[(0, 1), (2, 3)], [(0, 3), (1, 2)], [(0, 1), (2, 3)]]),
        (6, [*TRIANGLES, [(0, 5), (1, 3), (2, 4)]]),
    ],
    ids=["too few", "a stranger", "no two halves", "a repeat", "another timetable"],
)
def test_rounds_of_another_making_bind_nobody(people: int, rounds: list[list[tuple[int, int]]]) -> None:
    liking = dict.fromkeys(combinations(range(people), 2), 0)

    assert safe_pairs(range(people), rounds, liking) is None
