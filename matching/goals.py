"""What a plan may aim at, each solved exactly: the best total, most people first, nobody far behind, or stable.

Every answer comes with prices that prove it for the pairs it was allowed to use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from matching.market import STEPS, Market, Pairs, every_pair, listed, without_stay
from matching.solver import (
    DENSE,
    NOBODY,
    TIE_BITS,
    Prices,
    Problem,
    bound,
    lowest_prices,
    problem,
    settle,
    solve,
    total,
    worths,
)
from matching.stability import TooManyToCompare, deferred_acceptance
from matching.sweep import better_pairs, first_pairs, joined, lay_out

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Hashes = NDArray[np.uint64]

_ODD = 0x9E3779B97F4A7C15  # any large odd number spreads the bits
NEAR = (0.05, 0.02, 0.01, 0.005)
"""Pairs farther from gaining than this are left out of the next pass, which finds them again."""
THOUSAND = 1_000  # floors of "fair" are looked for in thousandths
MARGINS = (0.02, 0.01, 0.004, 0.002)  # how near to gaining a pair has to be to come along, sweep by sweep

Report = Callable[[str, float], None]
"""Gets the name of a step and the share of it that is done; it may raise to stop the work."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one plan beside its market: places, wanted loads, the people's hashes that end ties."""

    places: Whole
    wanted: Whole
    hashes: tuple[Hashes, Hashes]
    report: Report


@dataclass(frozen=True, slots=True)
class Solved:
    """A choice, the problem it solves, and the prices that prove it. Each match earns `bonus` besides its steps.

    `complete` says whether the problem holds every pair that may be, not only those that matter.
    """

    problem: Problem
    choice: Whole
    at: Prices
    bonus: int
    complete: bool

    @property
    def matched(self) -> int:
        """How many mentees got a mentor."""
        return int((self.choice != NOBODY).sum())

    @property
    def steps(self) -> int:
        """The sum of the pairs' steps and of what they gain by staying together."""
        return int(worths(self.problem, self.choice).sum()) - self.bonus * self.matched

    @property
    def gap(self) -> int:
        """How far the choice may be from the best there is, in steps; 0 when it is proven."""
        return bound(self.problem, self.at) - total(self.problem, self.choice)


def best_total(m: Market, terms: Terms) -> Solved:
    """The greatest sum of scores."""
    return settled(_solved(m, terms, 0), terms)


def most_people(m: Market, terms: Terms) -> Solved:
    """As many people as can be, then the greatest sum of scores."""
    return settled(_solved(m, terms, _more_than_all(m)), terms)


def _more_than_all(m: Market) -> int:
    """One more match is worth more than any change of scores."""
    return (2 * m.size[0] + 2) * STEPS


def _solved(m: Market, terms: Terms, bonus: int) -> Solved:
    mentees, mentors = m.size
    seats = int(terms.places.clip(max=mentees).sum())
    way = solve_whole if mentees * max(seats, mentors) <= DENSE else solve_swept
    return way(m, terms, bonus)


def solve_whole(m: Market, terms: Terms, bonus: int) -> Solved:
    """Solve with every pair worked out."""
    p = _problem(m, every_pair(m), terms, bonus)
    choice = solve(p)
    return Solved(p, choice, lowest_prices(p, choice), bonus, complete=True)


def solve_swept(m: Market, terms: Terms, bonus: int) -> Solved:
    """Solve what looks good, price it, and add what the prices show to be missing, until nothing is."""
    terms.report("Looking at all pairs", 0.0)
    sweep = lay_out(m)
    known = pairs = first_pairs(sweep, partial(terms.report, "Looking at all pairs"))
    turn, ledger = 0, None
    while ledger is None or not ledger.proven:
        p = _problem(m, pairs, terms, bonus)
        choice = solve(p)
        at = lowest_prices(p, choice)
        margin = round(MARGINS[min(turn, len(MARGINS) - 1)] * STEPS)
        turn += 1
        told = partial(terms.report, f"Proving that nothing is better, pass {turn}")
        more, ledger = better_pairs(sweep, at, bonus, margin, ledger, told)
        if turn <= len(NEAR):  # later passes keep all, so that the work ends
            pairs = _near(m, pairs, at, bonus, round(NEAR[turn - 1] * STEPS))
        pairs, known = joined([pairs, more]), joined([known, more])
    return Solved(_problem(m, known, terms, bonus), choice, at, bonus, complete=False)


def _near(m: Market, pairs: Pairs, at: Prices, bonus: int, margin: int) -> Pairs:
    """The pairs that at these prices gain at most so much less than their mentee does."""
    i, j, steps = pairs
    near = at.gains[i] + at.prices[j] - steps - bonus - m.staying(i, j) <= margin
    return i[near], j[near], steps[near]


def _problem(m: Market, pairs: Pairs, terms: Terms, bonus: int) -> Problem:
    i, j, steps = pairs
    worth = steps + bonus + m.staying(i, j)
    filled = (m.size[0] + 1) * (bonus + 2 * STEPS) if terms.wanted.any() else 0
    return problem(m.size[0], i, j, worth, terms.places, terms.wanted, filled)


def settled(found: Solved, terms: Terms) -> Solved:
    """The same with ties ended by the people's ids."""
    p = found.problem
    return replace(found, choice=settle(p, found.at, tie_numbers(p, terms)))


def tie_numbers(p: Problem, terms: Terms) -> Whole:
    """A number for each pair that depends on nothing but the two people and the seed."""
    ours, theirs = terms.hashes
    mixed = (ours[p.i] ^ theirs[p.j]) * _ODD
    found: Whole = ((mixed ^ (mixed >> 32)) * _ODD >> (64 - TIE_BITS)).astype("int64")
    return found


@dataclass(frozen=True, slots=True)
class Floored:
    """The plan of "fair" and the plan it started from, with the share of the own best that everybody gets."""

    base: Solved
    found: Solved
    before: float
    floor: float


def nobody_behind(m: Market, terms: Terms, loss: float) -> Floored:
    """As many people as can be, and the worst-off as near to their own best as a loss of the total allows.

    A mentee's share is the score of their pair over the best score of any pair they may be in. The floor of all
    shares is raised, in thousandths, as long as the total loses no more than `loss` of what it would be without
    a floor, and nobody who was matched in number is lost.
    """
    import numpy as np

    base = most_people(m, terms)
    best = _own_best(m, terms, base)
    matched, own = np.flatnonzero(base.choice != NOBODY), steps_of(m, base)
    before = int((own[matched] * THOUSAND // np.maximum(1, best[matched])).min(initial=THOUSAND))
    least = base.steps - loss * base.steps

    def above(floor: int) -> Solved:
        return _solved(replace(m, least=np.maximum(m.least, -(-floor * best // THOUSAND))), terms, base.bonus)

    found, low, high = None, before, THOUSAND
    while low < high:
        middle = (low + high + 1) // 2
        tried = above(middle)
        if tried.matched == base.matched and _filled(tried) == _filled(base) and tried.steps >= least:
            low, found = middle, tried
        else:
            high = middle - 1
    # Without the pairs below the floor, so that no tie ends in one of them.
    return Floored(base, settled(found or above(before), terms), before / THOUSAND, low / THOUSAND)


def steps_of(m: Market, found: Solved) -> Whole:
    """The steps of each mentee's pair by its score alone; 0 without one."""
    matched = (found.choice != NOBODY).nonzero()[0]
    steps = worths(found.problem, found.choice)
    steps[matched] -= found.bonus + m.staying(matched, found.choice[matched])
    return steps


def _filled(found: Solved) -> int:
    """How many of the wanted places are filled."""
    import numpy as np

    p = found.problem
    load = np.bincount(found.choice[found.choice != NOBODY], minlength=len(p.places))
    return int(np.minimum(load, p.wanted).sum())


def _own_best(m: Market, terms: Terms, base: Solved) -> Whole:
    """The steps of each mentee's best pair; 0 for somebody without any."""
    import numpy as np

    p = base.problem
    steps = p.worth - base.bonus - m.staying(p.i, p.j)
    best = np.zeros(m.size[0], dtype=np.int64)
    np.maximum.at(best, p.i, steps)
    if base.complete:
        return best
    alone = lay_out(without_stay(m))
    told, ledger = partial(terms.report, "Looking for everybody's best"), None
    while ledger is None or not ledger.proven:
        at = Prices(np.zeros(m.size[1], dtype=np.int64), best.copy())
        (i, _, more), ledger = better_pairs(alone, at, 0, 0, ledger, told)
        np.maximum.at(best, i, more)
    return best


def stable(m: Market, terms: Terms) -> tuple[Solved, Solved]:
    """The best total, for comparison; and nobody and no mentor who would both rather have each other.

    Mentees go by their own ranking first, then by score; so do mentors. Neither wanted loads nor staying together
    counts: either would leave pairs who would rather change.
    """
    m, terms = without_stay(m), replace(terms, wanted=0 * terms.wanted)
    best = _solved(m, terms, 0)
    if not best.complete:
        raise TooManyToCompare
    p = best.problem
    choice = deferred_acceptance(p.mentees, p.places, p.i, p.j, *both_views(m, p), tie_numbers(p, terms))
    return best, replace(best, choice=choice)


def would_match(
    m: Market, terms: Terms, bonus: int, row: int, places: Whole, steps: Whole, by_views: bool
) -> bool:
    """Whether a mentee would be matched if these mentors were not paused and these pairs allowed."""
    import numpy as np

    side = m.crossing.side
    paused = side.flags["paused"].copy()
    paused[places] = False
    awake = replace(m.crossing, side=replace(side, flags={**side.flags, "paused": paused}))
    pairs = joined([every_pair(replace(m, crossing=awake)), (np.full(len(places), row), places, steps)])
    p = _problem(m, pairs, terms, bonus)
    if by_views:
        choice = deferred_acceptance(p.mentees, p.places, p.i, p.j, *both_views(m, p), tie_numbers(p, terms))
    else:
        choice = solve(p)
        choice = settle(p, lowest_prices(p, choice), tie_numbers(p, terms))
    return bool(choice[row] != NOBODY)


def both_views(m: Market, p: Problem) -> tuple[Whole, Whole]:
    """How much each side of every pair likes it: steps of score, and far more for somebody who was ranked."""
    keys = p.i * m.size[1] + p.j
    steps = p.worth - m.staying(p.i, p.j)
    ours, theirs = (listed(*_ranked(m, side), keys).astype(int) for side in (True, False))
    return steps + ours, steps + theirs


def _ranked(m: Market, ours: bool) -> tuple[Whole, Whole]:
    """The pairs that one side ranked, in order, and how far this lifts them."""
    import numpy as np

    rows = {person.id: row for row, person in enumerate(m.us.people)}
    places = m.them.places
    lifted: dict[int, int] = {}
    for person in m.us.people if ours else m.them.people:
        known = places if ours else rows
        for rank, other in enumerate(person.preferences):
            if other in known:
                pair = (rows[person.id], places[other]) if ours else (rows[other], places[person.id])
                lifted[pair[0] * len(places) + pair[1]] = 2 * STEPS * (len(person.preferences) - rank)
    keys = sorted(lifted)
    return np.array(keys, dtype=np.int64), np.array([lifted[key] for key in keys], dtype=np.int64)
