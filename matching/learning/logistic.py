"""A logistic model of outcomes between 0 and 1 whose coefficients are never below 0 and are drawn to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Whole = NDArray[np.intp]

FOLDS = 5
LOOSE = 1e-3  # so weak a pull to 0 that it only keeps the fit finite where all outcomes agree
CLOSE = 1e-9  # costs this near to each other are the same


def fit(columns: Array, outcomes: Array, pulls: Array) -> tuple[float, Array]:
    """The intercept and one coefficient per column that make the outcomes likeliest.

    All coefficients are drawn to one scale, itself free, at the cost of pull · (coefficient − scale)² / 2 each.
    """
    import numpy as np

    intercept = np.tile([1.0, -1.0], (len(columns), 1))  # twice, because no unknown may be below 0
    design = np.hstack([intercept, np.zeros((len(columns), 1)), columns])
    drawn, unknowns, improves = _drawn(pulls), np.append([0.0, 0.0], np.ones(1 + len(pulls))), True
    while improves:
        found = _step(design, drawn, outcomes, unknowns)
        improves = _cost(design, drawn, outcomes, found) < _cost(design, drawn, outcomes, unknowns) - CLOSE
        unknowns = found
    return float(unknowns[0] - unknowns[1]), unknowns[3:]


def _drawn(pulls: Array) -> Array:
    """Rows whose products with the unknowns, squared and halved, are what the pulls cost."""
    import numpy as np

    root, count = np.sqrt(pulls), len(pulls)
    loose = np.sqrt(LOOSE) * np.eye(3, 3 + count)
    return np.vstack([loose, np.column_stack([np.zeros((count, 2)), -root, np.diag(root)])])


def _step(design: Array, drawn: Array, outcomes: Array, unknowns: Array) -> Array:
    """One step of Newton's method, as least squares without negative answers, shortened until it does no harm."""
    import numpy as np
    from scipy.optimize import nnls

    logits = design @ unknowns
    chances = probabilities(logits)
    spread = np.sqrt(chances * (1 - chances) + CLOSE)
    wanted = spread * logits + (outcomes - chances) / spread
    rows = np.vstack([design * spread[:, None], drawn])
    found: Array = nnls(rows, np.append(wanted, np.zeros(len(drawn))))[0]
    while _cost(design, drawn, outcomes, found) > _cost(design, drawn, outcomes, unknowns) + CLOSE:
        found = (found + unknowns) / 2
    return found


def _cost(design: Array, drawn: Array, outcomes: Array, unknowns: Array) -> float:
    return float(losses(design @ unknowns, outcomes).sum() + ((drawn @ unknowns) ** 2).sum() / 2)


def probabilities(logits: Array) -> Array:
    """Log-odds as probabilities."""
    from scipy.special import expit

    found: Array = expit(logits)
    return found


def losses(logits: Array, outcomes: Array) -> Array:
    """The log loss of each row, in nats."""
    import numpy as np

    return np.logaddexp(0, logits) - outcomes * logits


def folds(people: Whole, seed: int) -> list[tuple[Whole, Whole]]:
    """Rows to learn from and rows held back, `FOLDS` times; all rows of one person are on the same side."""
    from sklearn.model_selection import GroupKFold

    rows = range(len(people))
    return list(GroupKFold(FOLDS, shuffle=True, random_state=seed).split(rows, groups=people))
