"""A swept market gives the plan that working out every pair gives, to the last pair."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.matching.people import cohort
from matching import Mentee, Mentor, Need, Objective, Offer, Progress, Rules, goals, plan, similarity, sweep
from matching.assignment import terms_of
from matching.goals import Terms, settled, solve_swept, solve_whole
from matching.market import Market, every_pair, market, worth
from matching.solver import Prices
from tests.matching import strategies

BONUS = [0, 10**9]


def crowd(mentees: int, mentors: int, tight: bool, seed: int = 0) -> tuple[list[Mentee], list[Mentor]]:
    """A cohort without texts, so that nobody waits for them to be read."""
    seekers, helpers = cohort(mentees, mentors, seed, tight)
    return [replace(one, texts=()) for one in seekers], [replace(one, texts=()) for one in helpers]


def made_ready(mentees: list[Mentee], mentors: list[Mentor], rules: Rules) -> tuple[Market, Terms]:
    m = market(sorted(mentees, key=lambda one: one.id), sorted(mentors, key=lambda one: one.id), rules)
    return m, terms_of(m, (), 0, lambda step, done: None)


def same_choice(m: Market, terms: Terms, bonus: int) -> bool:
    whole, swept = solve_whole(m, terms, bonus), solve_swept(m, terms, bonus)
    assert (swept.steps, swept.matched, swept.gap) == (whole.steps, whole.matched, 0)
    return bool((settled(whole, terms).choice == settled(swept, terms).choice).all())


@strategies.slowly
@given(
    strategies.group("e", 6).filter(bool),
    strategies.group("r", 5).filter(bool),
    strategies.rules,
    st.sampled_from(BONUS),
)
def test_a_small_market_swept_is_the_market_worked_out(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules, bonus: int
) -> None:
    m, terms = made_ready(mentees, mentors, rules)

    assert same_choice(m, terms, bonus)


@pytest.mark.parametrize("most", [1, 4, sweep.MOST])
@pytest.mark.parametrize("tight", [False, True])
@pytest.mark.parametrize("bonus", BONUS)
@pytest.mark.parametrize("shape", [(150, 70), (60, 120), (300, 20)])
def test_a_larger_market_swept_is_the_market_worked_out(
    monkeypatch: pytest.MonkeyPatch, shape: tuple[int, int], bonus: int, tight: bool, most: int
) -> None:
    monkeypatch.setattr(sweep, "MOST", most)
    m, terms = made_ready(*crowd(*shape, tight), Rules(2026))

    assert same_choice(m, terms, bonus)


def test_a_market_of_likes_swept_ends_its_ties_as_the_market_worked_out() -> None:
    mentees = [Mentee(f"e{n:03}", needs=(Need("licensure"),)) for n in range(60)]
    mentors = [Mentor(f"r{n:03}", capacity=2, offers=(Offer("licensure"),)) for n in range(25)]
    m, terms = made_ready(mentees, mentors, Rules(2026))

    assert same_choice(m, terms, 0)


def test_crowded_rows_are_looked_at_in_two_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "MOST", 3)
    monkeypatch.setattr(sweep, "ROWS", 8)
    monkeypatch.setattr(sweep, "GROUP", 20)
    m, terms = made_ready(*crowd(80, 60, tight=True), Rules(2026))

    assert same_choice(m, terms, 0)
    assert same_choice(m, terms, BONUS[1])


def test_wishes_for_the_only_mentor_are_swept_for_everybody_who_has_them() -> None:
    mentees = [Mentee(f"e{n}", preferences=("r0",)) for n in range(4)]
    m, _ = made_ready(mentees, [Mentor("r0", capacity=2)], Rules(2026, floor=0.0))

    i, j, steps = sweep.always(m)

    assert (i.tolist(), j.tolist()) == ([0, 1, 2, 3], [0, 0, 0, 0])
    assert np.array_equal(steps, worth(m, i, j))


def test_the_last_margin_serves_every_later_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    mentees, mentors = crowd(150, 70, tight=True)
    monkeypatch.setattr(goals, "MARGINS", (0.001,))
    m, terms = made_ready(mentees, mentors, Rules(2026))

    found = solve_swept(m, replace(terms, report=lambda step, done: heard.append(step)), 0)

    assert "Proving that nothing is better, pass 2" in heard
    assert found.gap == 0


@pytest.mark.parametrize("near", [(), (0.0, 0.0, 0.0, 0.0)])
def test_pairs_left_out_of_a_pass_are_found_again_when_they_matter(
    monkeypatch: pytest.MonkeyPatch, near: tuple[float, ...]
) -> None:
    monkeypatch.setattr(goals, "NEAR", near)
    m, terms = made_ready(*crowd(150, 70, tight=True), Rules(2026))

    assert same_choice(m, terms, 0)
    assert same_choice(m, terms, BONUS[1])


def test_no_bound_of_a_sweep_is_below_the_worth_of_its_pair() -> None:
    m, _ = made_ready(*crowd(40, 30, tight=False), Rules(2026, floor=0.0))
    found = sweep.lay_out(m)

    bounds = m.asked @ found.theirs

    i, j, steps = every_pair(m)
    assert np.array_equal(steps, worth(m, i, j))
    assert (steps / goals.STEPS <= bounds[i, j] + sweep.ROUNDING).all()


def test_prices_at_which_nothing_gains_are_proven_and_others_are_not() -> None:
    m, terms = made_ready(*crowd(50, 40, tight=True), Rules(2026))
    best = solve_whole(m, terms, 0)
    lower = Prices(best.at.prices, np.maximum(0, best.at.gains - 1))

    assert sweep.better_pairs(sweep.lay_out(m), best.at, 0, 0, None, lambda done: None)[1].proven
    assert not sweep.better_pairs(sweep.lay_out(m), lower, 0, 0, None, lambda done: None)[1].proven


@pytest.mark.parametrize("objective", ["total", "coverage", "fair"])
def test_a_plan_is_the_same_swept_or_not(monkeypatch: pytest.MonkeyPatch, objective: Objective) -> None:
    mentees, mentors = crowd(70, 30, tight=True)
    previous = [(one.id, other.id) for one, other in zip(mentees, mentors, strict=False)]
    whole = plan(mentees, mentors, Rules(2026), objective, previous=previous)
    monkeypatch.setattr(goals, "DENSE", 0)

    swept = plan(mentees, mentors, Rules(2026), objective, previous=previous)

    assert swept.pairs == whole.pairs
    assert (swept.total, swept.gap, swept.moved) == (whole.total, 0, whole.moved)
    assert [left.mentee for left in swept.unmatched] == [left.mentee for left in whole.unmatched]


def test_progress_rises_within_each_step_and_can_stop_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(goals, "DENSE", 0)
    monkeypatch.setattr(similarity, "BLOCK", 8)
    heard: list[Progress] = []
    mentees, mentors = cohort(30, 20)

    plan(mentees, mentors, Rules(2026), progress=heard.append)

    steps = list(dict.fromkeys(one.step for one in heard))
    assert steps[:2] == ["Reading everybody's answers", "Looking at all pairs"]
    assert any(0 < one.done < 1 for one in heard if one.step == "Reading everybody's answers")
    passes = [step for step in steps if "pass" in step]
    assert passes == [f"Proving that nothing is better, pass {n}" for n in range(1, len(passes) + 1)]
    for step in steps:
        shares = [one.done for one in heard if one.step == step]
        assert shares == sorted(shares) and 0 <= shares[0] <= shares[-1] <= 1

    class Stopped(Exception):
        """Somebody pressed stop."""

    def stop(progress: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        plan(mentees, mentors, Rules(2026), progress=stop)
