"""Both solvers find an optimum, their prices prove it, and ties end the same way."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import solver
from matching.solver import (
    NOBODY,
    Prices,
    Problem,
    TooLarge,
    bound,
    highest_prices,
    lowest_prices,
    problem,
    settle,
    solve,
    total,
)

exactly = settings(max_examples=300, deadline=None)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    mentees, mentors = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    worth = draw(
        st.lists(st.sampled_from([0, 1, 2, 2, 3, 5]), min_size=mentees * mentors, max_size=mentees * mentors)
    )
    cells = np.flatnonzero(worth)
    places = draw(st.lists(st.integers(0, 2), min_size=mentors, max_size=mentors))
    wanted = draw(st.lists(st.integers(0, 2), min_size=mentors, max_size=mentors))
    bonus = draw(st.sampled_from([0, 50]))
    whole = [np.array(values, dtype=np.int64) for values in (worth, places, wanted)]
    return problem(
        mentees, cells // mentors, cells % mentors, whole[0][cells], whole[1], np.minimum(*whole[1:]), bonus
    )


def every_choice(p: Problem) -> list[np.ndarray]:
    pairs = set(zip(p.i.tolist(), p.j.tolist(), strict=True))
    options = [[NOBODY] + [j for j in range(len(p.places)) if (i, j) in pairs] for i in range(p.mentees)]
    choices = [np.array(choice) for choice in itertools.product(*options)]
    return [c for c in choices if (np.bincount(c[c != NOBODY], minlength=len(p.places)) <= p.places).all()]


@pytest.fixture(params=["dense", "flow"])
def _solver(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "DENSE", 10**9 if request.param == "dense" else -1)


@pytest.mark.usefixtures("_solver")
class TestBoth:
    @exactly
    @given(problems())
    def test_the_choice_is_the_best_and_the_lowest_prices_prove_it(self, p: Problem) -> None:
        best = max(total(p, choice) for choice in every_choice(p))

        choice = solve(p)

        assert total(p, choice) == best == bound(p, lowest_prices(p, choice))

    @exactly
    @given(problems(), st.randoms(use_true_random=False))
    def test_ties_end_with_the_least_sum_among_all_best_choices(self, p: Problem, chance: object) -> None:
        ties = np.array([chance.randrange(1 << 24) for _ in p.i], dtype=np.int64)
        keys = dict(zip(zip(p.i, p.j, strict=True), ties, strict=True))
        best = max(total(p, choice) for choice in every_choice(p))

        def spent(choice: np.ndarray) -> int:
            return sum(int(keys[i, j]) for i, j in enumerate(choice) if j != NOBODY)

        choice = settle(p, lowest_prices(p, solve(p)), ties)

        equal = [c for c in every_choice(p) if total(p, c) == best]
        assert total(p, choice) == best
        assert spent(choice) == min(
            spent(c) for c in equal if (c != NOBODY).sum() == (choice != NOBODY).sum()
        )

    @exactly
    @given(problems())
    def test_the_highest_price_is_what_one_place_less_would_cost(self, p: Problem) -> None:
        choice = solve(p)
        best, prices = total(p, choice), highest_prices(p, choice)

        for place in range(len(p.places)):
            if p.places[place] > 0 and not p.bonus:
                fewer = p.places.copy()
                fewer[place] -= 1
                less = Problem(p.mentees, p.i, p.j, p.worth, fewer, np.minimum(p.wanted, fewer))
                assert prices[place] == best - total(less, solve(less))

    def test_a_place_past_the_wanted_ones_costs_nothing(self) -> None:
        three, none = np.arange(3), np.zeros(3, dtype=np.int64)
        p = problem(3, three, none, none + 1, np.array([3]), np.array([2]))

        assert list(solve(p)) == [0, 0, 0]

    def test_nobody_and_no_pair_is_an_empty_choice(self) -> None:
        none = np.zeros(0, dtype=np.int64)

        assert list(solve(Problem(2, none, none, none, none, none))) == [NOBODY, NOBODY]

    def test_numbers_that_do_not_add_up_exactly_are_refused(self) -> None:
        one = np.zeros(1, dtype=np.int64)

        with pytest.raises(TooLarge):
            solve(Problem(1, one, one, one + 2**62, one + 1, one))


@pytest.mark.parametrize(("worth", "price", "wanted", "bonus"), [([11, 60], -49, 1, 50), ([11, 10], 1, 0, 0)])
def test_a_place_that_is_worth_one_step_more_is_filled_whatever_the_tie(
    worth: list[int], price: int, wanted: int, bonus: int
) -> None:
    each, places = np.arange(2), np.ones(2, dtype=np.int64)
    p = problem(1, 0 * each, each, np.array(worth), places, np.array([wanted, 0]), bonus)
    at = Prices(np.array([price, 0]), np.array([worth[1]]))

    choice = settle(p, at, ties=np.array([1, 0]))

    assert total(p, choice) == bound(p, at)


def test_prices_that_prove_nothing_leave_a_gap() -> None:
    zero, one = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
    p = Problem(1, zero, zero, one * 5, one, zero)

    assert bound(p, Prices(zero + 7, zero)) > total(p, solve(p)) == 5


def test_moves_with_numbers_too_large_for_one_sort_are_found_all_the_same() -> None:
    p = problem(
        3,
        np.array([0, 0, 1, 1, 2, 2]),
        np.array([0, 1, 0, 1, 0, 1]),
        np.array([2**61, 5, 7, 2**58, 3, 4]),
        np.array([1, 1]),
        np.array([0, 0]),
    )
    choice = np.array([0, 1, NOBODY])

    assert bound(p, lowest_prices(p, choice)) == total(p, choice)


def test_pairs_given_in_any_order_and_more_than_once_make_the_same_problem() -> None:
    i, j, worth = np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([5, 6, 7])
    one = np.ones(2, dtype=np.int64)
    mixed = [2, 0, 1, 0, 2]

    found = problem(2, i[mixed], j[mixed], worth[mixed], one, one)

    assert (found.i.tolist(), found.j.tolist(), found.worth.tolist()) == ([0, 0, 1], [0, 1, 1], [5, 6, 7])
