"""Weights that tell past outcomes best, drawn to today's weights.

The log-odds of a good outcome are the sum, over the parts of a score, of today's share · fit · ratio: a ratio
says how many times today's weight a part should have. Ratios never fall below 0 (a part may be switched off,
never held against a pair) and are drawn to one common scale, which means to today's weights. The pull on a
part is proportional to its weight, as with shares of a whole: a large weight is free to move farther.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matching.learning.logistic import FOLDS, fit, folds, losses
from matching.learning.past_pairs import PARTS, FeatureRows

if TYPE_CHECKING:
    from matching.learning.logistic import Array, Whole

STRENGTHS = (1e6, 3.0, 1.0, 0.3, 0.1)  # the first holds fast; even the last counts as about a hundred pairs
LEAST_NEEDS = 0.01  # a match that ignores what the mentee needs is none
TINY = 1e-12  # instead of a division by 0


@dataclass(frozen=True, slots=True)
class Table:
    """Past pairs as arrays: a line per pair, a column per part. `today` holds the weights, adding up to 1."""

    today: Array
    mentees: Whole
    outcomes: Array
    shares: Array
    fits: Array
    usual: Array

    def take(self, rows: Whole) -> Table:
        """Some of the lines."""
        return replace(
            self,
            mentees=self.mentees[rows],
            outcomes=self.outcomes[rows],
            shares=self.shares[rows],
            fits=self.fits[rows],
        )


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned: the weights, adding up to 1, and how outcomes follow from them."""

    weights: Array
    intercept: float
    ratios: Array


def table_of(features: FeatureRows) -> Table:
    """The rows as arrays; `usual` is each part's mean fit where it counts."""
    import numpy as np

    rows, shape = features.rows, (len(features.rows), len(PARTS))
    today = np.array([getattr(features.weights, part) for part in PARTS], dtype=float)
    shares = np.array([row.shares for row in rows], dtype=float).reshape(shape)
    fits = np.array([row.fits for row in rows], dtype=float).reshape(shape)
    return Table(
        today=today / today.sum(),
        mentees=np.unique([row.mentee for row in rows], return_inverse=True)[1],
        outcomes=np.array([row.outcome for row in rows], dtype=float),
        shares=shares,
        fits=fits,
        usual=(shares * fits).sum(axis=0) / np.maximum(shares.sum(axis=0), TINY),
    )


def scores(table: Table, weights: Array) -> Array:
    """What the engine would give each pair under these weights."""
    import numpy as np

    shares = table.shares * weights / np.maximum(table.today, TINY)
    found: Array = (shares * table.fits).sum(axis=1) / shares.sum(axis=1)
    return found


def learn(table: Table, strength: float) -> Model:
    """The model for one strength of the pull to today's weights."""
    intercept, ratios = fit(_columns(table), table.outcomes, strength * table.today)
    return Model(_weights(table.today, ratios), intercept, ratios)


def model_losses(model: Model, table: Table) -> Array:
    """The log loss of each pair under a model."""
    return losses(model.intercept + _columns(table) @ model.ratios, table.outcomes)


def best_strength(table: Table, seed: int, report: Callable[[float], None]) -> float:
    """The strongest pull that is not clearly (by one standard error) worse than the best on mentees held back.

    At least 5 mentees. `report` hears the share done.
    """
    import numpy as np

    lost = np.zeros((len(STRENGTHS), len(table.outcomes)))
    for turn, (seen, unseen) in enumerate(folds(table.mentees, seed), 1):
        for place, strength in enumerate(STRENGTHS):
            lost[place, unseen] = model_losses(learn(table.take(seen), strength), table.take(unseen))
        report(turn / FOLDS)
    more = lost - lost[lost.sum(axis=1).argmin()]
    by_mentee = np.array([np.bincount(table.mentees, weights=row) for row in more])
    unclear = by_mentee.sum(axis=1) <= by_mentee.std(axis=1) * np.sqrt(by_mentee.shape[1])
    return STRENGTHS[unclear.argmax()]


def _columns(table: Table) -> Array:
    """Fits above or below the usual, by today's shares: a part that does not count changes nothing."""
    return table.shares * (table.fits - table.usual)


def _weights(today: Array, ratios: Array) -> Array:
    """Weights adding up to 1; today's when the outcomes speak against every part."""
    import numpy as np

    raw = today * ratios
    if raw.sum() < TINY:
        return today
    raw[0] = max(raw[0], LEAST_NEEDS * raw.sum())
    return np.asarray(raw / raw.sum())
