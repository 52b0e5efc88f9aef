"""The assignment problem in whole numbers: an exact optimum, prices that prove it, and a fair end to ties.

`weights[i, j]` is what mentee i gains with mentor j, at least 1, or 0 when the pair may not be. `places[j]`
is how many mentees mentor j takes. A choice is a mentor's column per mentee, or `NOBODY`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

NOBODY = -1
TIE_BITS = 24  # enough that two plans hardly ever tie, few enough that sums stay exact in a float


@dataclass(frozen=True, slots=True)
class Solution:
    """An optimal choice, its total, and a bound that no choice can exceed (equal to the total)."""

    choice: Whole
    total: int
    bound: int


def solve(weights: Whole, places: Whole, ties: Whole) -> Solution:
    """The best choice; of equally good ones the one with most people matched, then the least `ties`."""
    import numpy as np

    if not weights.size:
        return Solution(np.full(len(weights), NOBODY), 0, 0)
    optimal = _assign(weights, places)
    prices = _prices(weights, optimal)
    gains = _gains(weights, prices)
    choice = _settle_ties(weights, places, ties, prices, gains)
    return Solution(choice, _total(weights, choice), int(gains.sum() + prices @ places))


def _assign(weights: Whole, places: Whole) -> Whole:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    people = len(weights)
    seats = _seats(places, people)
    costs = np.where(weights[:, seats] > 0, -weights[:, seats].astype(float), np.inf)
    alone = np.zeros((people, people))  # everybody may stay without
    _, columns = linear_sum_assignment(np.hstack([costs, alone]))
    return _mentor_of(columns, seats)


def _prices(weights: Whole, choice: Whole) -> Whole:
    """The lowest price per mentor at which everybody is content with the choice.

    Each round raises a mentor's price to what somebody else would gain by moving there. With an optimal
    choice this settles after as many rounds as there are mentors at most.
    """
    import numpy as np

    matched = choice != NOBODY
    own = np.where(matched, weights[np.arange(len(weights)), choice], 0)
    prices = np.zeros(weights.shape[1], dtype=np.int64)
    for _ in range(weights.shape[1]):
        gains = np.where(matched, own - prices[choice], 0)
        wanted = np.where(weights > 0, weights - gains[:, None], 0).max(axis=0, initial=0)
        prices = np.maximum(prices, wanted)
    return prices


def _gains(weights: Whole, prices: Whole) -> Whole:
    """What each mentee gains at these prices with the mentor they like best, or 0 without one."""
    import numpy as np

    gains: Whole = np.where(weights > 0, weights - prices, 0).max(axis=1, initial=0)
    return gains


def _settle_ties(weights: Whole, places: Whole, ties: Whole, prices: Whole, gains: Whole) -> Whole:
    """Among all optimal choices, the one with most people matched and the least sum of ties.

    A choice is optimal exactly if it uses only pairs in which the mentee gains their best, leaves alone only
    mentees who gain nothing, and leaves places empty only where they are free of charge. A square problem of
    mentees and idle rows against seats and lonely columns says just that.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    people = len(weights)
    seats = _seats(places, people)
    content = (weights > 0) & (weights - prices == gains[:, None])
    pairs = np.where(content[:, seats], ties[:, seats].astype(float), np.inf)
    lonely = _diagonal(np.where(gains == 0, float(people << TIE_BITS), np.inf))
    idle = _diagonal(np.where(prices[seats] == 0, 0.0, np.inf))
    rest = np.zeros((len(seats), people))
    _, columns = linear_sum_assignment(np.block([[pairs, lonely], [idle, rest]]))
    return _mentor_of(columns[:people], seats)


def _seats(places: Whole, people: int) -> Whole:
    """One column per place, named by its mentor; nobody needs more places than there are people."""
    import numpy as np

    return np.repeat(np.arange(len(places)), np.minimum(places, people))


def _mentor_of(columns: Whole, seats: Whole) -> Whole:
    import numpy as np

    return np.append(seats, np.full(len(columns), NOBODY))[np.minimum(columns, len(seats))]


def _diagonal(costs: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    square = np.full((len(costs), len(costs)), np.inf)
    np.fill_diagonal(square, costs)
    return square


def _total(weights: Whole, choice: Whole) -> int:
    return sum(int(weights[row, column]) for row, column in enumerate(choice) if column != NOBODY)
