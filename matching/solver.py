"""The assignment problem in whole numbers: an exact optimum, and prices that prove it.

A problem is a sparse list of pairs `(i, j, worth)`: what mentee i gains with mentor j, at least 1; a pair that
may not be is absent. Mentor j takes up to `places[j]` mentees; each of the first `wanted[j]` of them earns
`bonus` on top. Everybody may stay without. A choice is a mentor's place per mentee, or `NOBODY`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

NOBODY = -1
TIE_BITS = 24  # enough that two choices hardly ever tie, few enough that sums stay exact
DENSE = 4_000_000  # up to so many cells of mentees times places a dense solver is the faster one
LARGEST = 2**62  # what a whole number holds with room to spare
ENOUGH_PAIRS = 128  # for one problem of the last step, in which ties end
EXACT = 2**53  # what the dense solver's floats hold


class TooLarge(ValueError):
    """The numbers of this problem do not fit the solver; fewer people, or no minimum loads, would."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Pairs sorted by mentee, then mentor; places and wanted loads by mentor."""

    mentees: int
    i: Whole
    j: Whole
    worth: Whole
    places: Whole
    wanted: Whole
    bonus: int = 0


@dataclass(frozen=True, slots=True)
class Prices:
    """What a place at each mentor costs and what each mentee gains at best, at those prices."""

    prices: Whole
    gains: Whole


def problem(
    mentees: int, i: Whole, j: Whole, worth: Whole, places: Whole, wanted: Whole, bonus: int = 0
) -> Problem:
    """The pairs in order, each once."""
    import numpy as np

    keys = i * len(places) + j
    if (keys[1:] <= keys[:-1]).any():
        first = np.unique(keys, return_index=True)[1]
        i, j, worth = i[first], j[first], worth[first]
    return Problem(mentees, i, j, worth, places, wanted, bonus)


def solve(p: Problem) -> Whole:
    """A choice of the greatest total."""
    import numpy as np

    if not len(p.i):
        return np.full(p.mentees, NOBODY)
    seats = int(np.minimum(p.places, p.mentees).sum())
    return _dense(p) if p.mentees * seats <= DENSE else _flow(p)


def _dense(p: Problem) -> Whole:
    """One column a place. To stay without is to take a place that is worth nothing."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    seats, extra = _seats(p)
    if (int(p.worth.max()) + p.bonus) * (min(p.mentees, len(seats)) + 1) >= EXACT:
        raise TooLarge("The worths are too large to add up exactly.")
    table = np.zeros((p.mentees, len(p.places)))
    table[p.i, p.j] = p.worth
    gains = table[:, seats]
    if p.bonus:
        gains += np.where(gains > 0, extra, 0)
    rows, columns = linear_sum_assignment(gains, maximize=True)
    choice = np.full(p.mentees, NOBODY)
    taken = gains[rows, columns] > 0
    choice[rows[taken]] = seats[columns[taken]]
    return choice


def _seats(p: Problem) -> tuple[Whole, Whole]:
    """One entry a place: whose it is, and what filling it earns on top."""
    import numpy as np

    places = np.minimum(p.places, p.mentees)  # nobody needs more places than there are people
    seats = np.repeat(np.arange(len(places)), places)
    rank = np.arange(len(seats)) - np.repeat(np.cumsum(places) - places, places)
    return seats, np.where(rank < p.wanted[seats], p.bonus, 0)


def _flow(p: Problem) -> Whole:
    """The same as a flow of least cost: mentees send one each, to a mentor or past them to the sink."""
    import numpy as np
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    mentors = len(p.places)
    sink = p.mentees + mentors
    everyone, helpers = np.arange(p.mentees), np.arange(mentors) + p.mentees
    wanted = np.minimum(p.wanted, p.places)
    tails = np.concatenate([p.i, everyone, helpers, helpers])
    heads = np.concatenate([p.j + p.mentees, np.full(p.mentees + 2 * mentors, sink)])
    room = np.concatenate([np.ones(len(p.i) + p.mentees, dtype=np.int64), wanted, p.places - wanted])
    costs = np.concatenate(
        [-p.worth, np.zeros(p.mentees, dtype=np.int64), np.full(mentors, -p.bonus), 0 * wanted]
    )
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, room, costs)
    flow.set_nodes_supplies(everyone, np.ones(p.mentees, dtype=np.int64))
    flow.set_node_supply(sink, -p.mentees)
    if flow.solve() != flow.OPTIMAL:  # everybody may go past the mentors, so only too large numbers stop it
        raise TooLarge("The worths are too large for so many people.")
    used = flow.flows(arcs[: len(p.i)]) > 0
    choice = np.full(p.mentees, NOBODY)
    choice[p.i[used]] = p.j[used]
    return choice


def total(p: Problem, choice: Whole) -> int:
    """What a choice is worth, bonuses included."""
    import numpy as np

    matched = np.flatnonzero(choice != NOBODY)
    load = np.bincount(choice[matched], minlength=len(p.places))
    return int(worths(p, choice).sum()) + p.bonus * int(np.minimum(load, p.wanted).sum())


def worths(p: Problem, choice: Whole) -> Whole:
    """What each mentee's own pair is worth; 0 without one."""
    import numpy as np

    own = np.zeros(p.mentees, dtype=np.int64)
    matched = np.flatnonzero(choice != NOBODY)
    keys = p.i * len(p.places) + p.j
    own[matched] = p.worth[np.searchsorted(keys, matched * len(p.places) + choice[matched])]
    return own


def lowest_prices(p: Problem, choice: Whole) -> Prices:
    """The lowest prices at which everybody is content with an optimal choice.

    A price rises to what others would gain by moving there: a longest path over the mentors, which ends because
    an optimal choice has no round trip that gains.
    """
    import numpy as np

    own, moves = worths(p, choice), choice[p.i]
    least = _least(p, choice)
    outside = moves == NOBODY
    np.maximum.at(least, p.j[outside], p.worth[outside])
    start, end, gain = _moves(p, choice, own)
    prices, before = least, least - 1
    while not np.array_equal(before, prices):
        before = prices.copy()
        np.maximum.at(prices, end, before[start] + gain)
    return Prices(prices, gains(p, prices))


def highest_prices(p: Problem, choice: Whole) -> Whole:
    """The highest such prices: what the total would lose with one place less at each mentor."""
    import numpy as np

    own = worths(p, choice)
    load = np.bincount(choice[choice != NOBODY], minlength=len(p.places))
    prices = np.where(load < p.places, np.where(load < p.wanted, -p.bonus, 0), np.iinfo(np.int64).max // 4)
    matched = np.flatnonzero(choice != NOBODY)
    np.minimum.at(prices, choice[matched], own[matched])
    start, end, gain = _moves(p, choice, own)
    before = prices - 1
    while not np.array_equal(before, prices):
        before = prices.copy()
        np.minimum.at(prices, start, before[end] - gain)
    return prices


def _least(p: Problem, choice: Whole) -> Whole:
    """Below this a mentor's last taken place would not be worth filling."""
    import numpy as np

    load = np.bincount(choice[choice != NOBODY], minlength=len(p.places))
    return np.where((np.maximum(load, 1) <= p.wanted), -p.bonus, 0)


def _moves(p: Problem, choice: Whole, own: Whole) -> tuple[Whole, Whole, Whole]:
    """From each mentor to each other one: the most that somebody placed here would gain there."""
    import numpy as np

    here = choice[p.i]
    placed = np.flatnonzero((here != NOBODY) & (here != p.j))
    gain = p.worth[placed] - own[p.i[placed]]
    route = here[placed] * len(p.places) + p.j[placed]
    lowest, span = int(gain.min(initial=0)), int(gain.max(initial=0) - gain.min(initial=0)) + 1
    if len(p.places) ** 2 * span < LARGEST:  # one sort of whole numbers that hold both
        ordered = np.sort(route * span + gain - lowest)
        route, gain = ordered // span, ordered % span + lowest
    else:
        order = np.lexsort((gain, route))
        route, gain = route[order], gain[order]
    last = np.flatnonzero(np.append(np.diff(route) != 0, [True] * bool(len(route))))
    start, end = np.divmod(route[last], max(1, len(p.places)))
    return start, end, gain[last]


def gains(p: Problem, prices: Whole) -> Whole:
    """What each mentee gains with the mentor they like best at these prices; 0 without one."""
    import numpy as np

    best = np.zeros(p.mentees, dtype=np.int64)
    np.maximum.at(best, p.i, p.worth - prices[p.j])
    return best


def bound(p: Problem, at: Prices) -> int:
    """No choice can be worth more than this; prices that prove an optimum make it equal to the total."""
    import numpy as np

    wanted = np.minimum(p.wanted, p.places)
    rest = p.places - wanted
    with_bonus = wanted * np.maximum(0, at.prices + p.bonus)
    return int(at.gains.sum() + (with_bonus + rest * np.maximum(0, at.prices)).sum())


def settle(p: Problem, at: Prices, ties: Whole) -> Whole:
    """Among all optimal choices the one with the least sum of `ties` (one a pair, below 2**TIE_BITS).

    A choice is optimal exactly if it uses only pairs that gain the most at these prices, leaves alone only
    mentees who gain nothing, and leaves empty only places that are free of charge. Pairs that have nothing to do
    with each other need not be settled in one problem.
    """
    import numpy as np

    content = np.flatnonzero(p.worth - at.prices[p.j] == at.gains[p.i])
    i, j = p.i[content], p.j[content]
    needed, room = _needed(p, at.prices)
    choice = np.full(p.mentees, NOBODY)
    for part in _together(_groups(i, j, p.mentees, len(p.places))):
        mentees, rows = np.unique(i[part], return_inverse=True)
        mentors, columns = np.unique(j[part], return_inverse=True)
        must = (len(mentees) + 1) << TIE_BITS
        worth = must * (at.gains[i[part]] > 0) + (1 << TIE_BITS) - ties[content[part]]
        small = Problem(len(mentees), rows, columns, worth, room[mentors], needed[mentors], must)
        found = solve(small)
        choice[mentees] = np.where(found == NOBODY, NOBODY, mentors[found])
    return choice


def _needed(p: Problem, prices: Whole) -> tuple[Whole, Whole]:
    """How many of each mentor's places have to be filled at these prices, and how many may be."""
    import numpy as np

    wanted = np.minimum(p.wanted, p.places)
    needed = np.where(prices > 0, p.places, np.where(prices + p.bonus > 0, wanted, 0))
    room = np.where(prices >= 0, p.places, np.where(prices + p.bonus >= 0, wanted, 0))
    return needed, room


def _together(groups: list[Whole]) -> Iterator[Whole]:
    """Small groups settled at once: a call of the solver costs more than they do."""
    import numpy as np

    waiting: list[Whole] = []
    for group in groups:
        waiting.append(group)
        if sum(map(len, waiting)) >= ENOUGH_PAIRS:
            yield np.concatenate(waiting)
            waiting = []
    if waiting:
        yield np.concatenate(waiting)


def _groups(i: Whole, j: Whole, mentees: int, mentors: int) -> list[Whole]:
    """The places of the pairs, apart for people who have nothing to do with each other."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not len(i):
        return []
    size = mentees + mentors
    graph = coo_array((np.ones(len(i), dtype=np.int8), (i, j + mentees)), shape=(size, size))
    group = connected_components(graph, directed=False)[1][i]
    order = np.argsort(group, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
