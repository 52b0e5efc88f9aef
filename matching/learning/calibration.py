"""What a score has meant in the past: the outcome to expect of a pair with that score.

For people to read beside a score. Nothing in the engine decides by it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.learning.logistic import fit, folds, probabilities

if TYPE_CHECKING:
    from matching.learning.logistic import Array, Whole

ISOTONIC_FROM = 500  # with fewer pairs the free steps of isotonic regression follow chance
STEPS = 20  # from the lowest to the highest score, at which a smooth curve is kept
BINS = 10  # equal stretches of 0 to 1 in which expected and real outcomes are compared


@dataclass(frozen=True, slots=True)
class Calibration:
    """A table of scores and the outcome to expect, which never falls, and the error without and with it.

    An error is the mean distance between expected and real outcomes, on pairs the table had not seen.
    """

    scores: tuple[float, ...]
    outcomes: tuple[float, ...]
    error_before: float
    error_after: float

    def expected(self, score: float) -> float:
        """The outcome (0 to 1) to expect of a score: on the line between the two nearest of the table."""
        if score <= self.scores[0]:
            return self.outcomes[0]
        if score >= self.scores[-1]:
            return self.outcomes[-1]
        right = bisect_right(self.scores, score)
        (low, high), (start, end) = self.scores[right - 1 : right + 1], self.outcomes[right - 1 : right + 1]
        return start + (end - start) * (score - low) / (high - low)


def calibrate(scores: Array, outcomes: Array, people: Whole, seed: int) -> Calibration:
    """The table for some scores. People are numbers, at least 5; the pairs of one are held back together."""
    import numpy as np

    held_back = np.zeros(len(scores))
    for seen, unseen in folds(people, seed):
        held_back[unseen] = np.interp(scores[unseen], *_curve(scores[seen], outcomes[seen]))
    known, expected = (tuple(column.round(6).tolist()) for column in _curve(scores, outcomes))
    errors = (round(calibration_error(told, outcomes), 6) for told in (scores, held_back))
    return Calibration(known, expected, *errors)


def calibration_error(expected: Array, outcomes: Array) -> float:
    """The distance between mean expected and mean real outcome in each of ten bins, weighted by pairs."""
    import numpy as np

    bins = np.minimum((expected * BINS).astype(int), BINS - 1)
    return float(np.abs(np.bincount(bins, weights=expected - outcomes)).sum() / len(outcomes))


def _curve(scores: Array, outcomes: Array) -> tuple[Array, Array]:
    """Points of a curve that never falls: free steps for many pairs, a logistic curve for few."""
    import numpy as np

    if len(scores) < ISOTONIC_FROM:
        intercept, slope = fit(scores[:, None], outcomes, pulls=np.zeros(1))
        grid = np.linspace(scores.min(), scores.max(), STEPS + 1)
        return grid, probabilities(intercept + slope[0] * grid)
    from sklearn.isotonic import IsotonicRegression

    steps = IsotonicRegression(y_min=0, y_max=1).fit(scores, outcomes)
    return steps.X_thresholds_, steps.y_thresholds_
