"""What a score has meant in the past: never less for a higher score, and nearer to what happened."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.learning.calibration import ISOTONIC_FROM, Calibration, calibrate, calibration_error

FEW, MANY = 120, ISOTONIC_FROM


def calibrated(pairs: int, steepness: float = 12) -> Calibration:
    """Two pairs for each mentee. Scores lie near .5, but good ones go well far more often than poor ones."""
    chance = np.random.default_rng(7)
    scores = chance.uniform(0.35, 0.75, pairs)
    well = 1 / (1 + np.exp(steepness * (0.6 - scores)))
    return calibrate(scores, (chance.random(pairs) < well).astype(float), np.arange(pairs) // 2, seed=1)


@pytest.mark.parametrize("pairs", [FEW, MANY])
def test_a_calibrated_score_is_nearer_to_what_happened(pairs: int) -> None:
    found = calibrated(pairs)

    assert found.error_after < 0.6 * found.error_before


@pytest.mark.parametrize("pairs", [FEW, MANY])
@pytest.mark.parametrize("steepness", [12, 0, -12])
def test_a_higher_score_never_promises_less(pairs: int, steepness: float) -> None:
    found = calibrated(pairs, steepness)

    promised = [found.expected(step / 200) for step in range(201)]
    assert all(lower <= higher for lower, higher in pairwise(promised))
    assert 0 <= promised[0] <= promised[-1] <= 1


@given(st.floats(0, 1))
def test_a_score_between_two_of_the_table_lies_on_their_line(score: float) -> None:
    table = Calibration((0.2, 0.4, 0.8), (0.1, 0.5, 0.6), 0, 0)

    assert table.expected(score) == pytest.approx(np.interp(score, table.scores, table.outcomes))


@pytest.mark.parametrize("pairs", [FEW, MANY])
def test_pairs_that_all_score_the_same_are_promised_their_mean_outcome(pairs: int) -> None:
    outcomes = np.arange(pairs) % 4 / 3

    found = calibrate(np.full(pairs, 0.5), outcomes, np.arange(pairs), seed=1)

    assert found.expected(0.1) == found.expected(0.9) == pytest.approx(0.5, abs=0.001)


def test_the_error_is_the_distance_of_means_in_each_tenth() -> None:
    expected, outcomes = np.array([0.31, 0.39, 1.0, 1.0]), np.array([0.0, 1.0, 0.5, 0.5])

    assert calibration_error(expected, outcomes) == pytest.approx((2 * 0.15 + 2 * 0.5) / 4)
