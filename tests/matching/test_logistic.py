"""The logistic fit: the usual one without a pull, one common scale under a strong one, and always finite."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from matching.learning.logistic import fit, folds

CHANCE = np.random.default_rng(3)
COLUMNS = CHANCE.normal(size=(400, 3))
LOGITS = COLUMNS @ [2.0, 1.0, 0.5] - 0.7
OUTCOMES = (CHANCE.random(400) < 1 / (1 + np.exp(-LOGITS))).astype(float)


def test_without_a_pull_it_is_the_usual_logistic_regression() -> None:
    usual = LogisticRegression(C=1e6, tol=1e-8).fit(COLUMNS, OUTCOMES)

    intercept, coefficients = fit(COLUMNS, OUTCOMES, np.zeros(3))

    assert intercept == pytest.approx(usual.intercept_[0], abs=0.001)
    assert coefficients == pytest.approx(usual.coef_[0], abs=0.001)


def test_a_strong_pull_leaves_one_common_scale() -> None:
    _, (scale,) = fit(COLUMNS.sum(axis=1, keepdims=True), OUTCOMES, np.zeros(1))

    _, coefficients = fit(COLUMNS, OUTCOMES, np.full(3, 1e6))

    assert coefficients == pytest.approx([scale] * 3, abs=0.001)


def test_a_column_that_speaks_against_is_switched_off_not_turned_round() -> None:
    _, coefficients = fit(COLUMNS * [1, 1, -1], OUTCOMES, np.zeros(3))

    assert coefficients[2] == 0


@pytest.mark.parametrize("outcomes", [LOGITS > 0, LOGITS > 5, np.ones(400), np.arange(400) == 7])
def test_outcomes_that_can_be_told_for_sure_leave_it_finite(outcomes: np.ndarray) -> None:
    intercept, coefficients = fit(100 * COLUMNS, outcomes.astype(float), np.zeros(3))

    assert np.isfinite(intercept) and np.isfinite(coefficients).all()


def test_all_rows_of_a_person_are_on_one_side_and_every_row_is_held_back_once() -> None:
    people = np.arange(60) % 13

    parts = folds(people, seed=1)

    assert sorted(row for _, unseen in parts for row in unseen) == list(range(60))
    assert all(set(people[seen]).isdisjoint(people[unseen]) for seen, unseen in parts)
