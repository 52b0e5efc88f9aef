"""Large markets, swept: one product of 32-bit numbers bounds every pair from above, and only pairs that could
matter at the present prices are worked out exactly.

The bound takes everybody's hours to suffice. Wishes add to it, so pairs with wishes are always worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from matching.hard_rules import allowed
from matching.hours_in_common import free_on, lacking_hours
from matching.market import STEPS, Market, Pairs, worth
from matching.solver import Prices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Floats = NDArray[np.float32]
    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]

GROUP = 1_024  # mentees whose questions are laid out together
ROWS = 512  # mentees of a block: with fewer, a product is slow
FEW = 12  # pairs per mentee to begin with
STRIPES = 256  # of mentors, for a first guess at the best of them
MOST = 64  # pairs of one mentee looked at before the rest of them
FARTHEST = 2.0  # beyond this a price settles every pair by itself
ROUNDING = (
    6e-5  # what a 32-bit product of a few hundred numbers up to `FARTHEST` can be off, at the very most
)

Found = TypeVar("Found")
Report = Callable[[float], None]
"""Gets the share of a sweep that is done."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A market laid out for products; the last row of `theirs` is the place for the prices.

    `order` holds each mentee's place in a line in which neighbors ask alike.
    """

    market: Market
    theirs: Floats
    order: Whole


def lay_out(m: Market) -> Sweep:
    """The market, ready to be swept any number of times."""
    import numpy as np

    kinds = [(one.specialty or "", one.practice_state or "") for one in m.us.people]
    line = sorted(range(len(kinds)), key=kinds.__getitem__)
    for clock in m.us.clocks:
        free_on(m.them, clock)  # once, before all cores ask for it
    return Sweep(m, np.ascontiguousarray(m.fits.T), np.argsort(line))


def first_pairs(s: Sweep, report: Report) -> Pairs:
    """About the best `FEW` pairs of each mentee that may be."""
    import numpy as np

    def look(rows: Whole, table: Floats) -> Pairs:
        i, j, bound = _above(table, _striped(table, 2 * FEW))
        i, j, near, lacking = _hopeful(s.market, rows[i], j, bound, np.zeros_like(bound))
        best = _ranks(i, (near * STEPS).astype(np.int64)) < FEW
        return _worked_out(s.market, i[best], j[best], lacking[best])

    s.theirs[-1] = 0
    return joined(
        [
            always(s.market),
            *_each_block(s, s.theirs, np.arange(len(s.market.asked)), look, report),
        ]
    )


def _each_block(
    s: Sweep, theirs: Floats, rows: Whole, look: Callable[[Whole, Floats], Found], report: Report
) -> Iterator[Found]:
    """Look at the bounds of all pairs less the prices, some mentees at a time.

    Mentees who ask alike stand together, so that most questions can be left out of their product. Groups are
    looked at side by side, one a core, each with one thread for its product.
    """
    from concurrent.futures import ThreadPoolExecutor
    from os import cpu_count

    from threadpoolctl import threadpool_limits

    line = rows[s.order[rows].argsort()]
    groups = [line[start : start + GROUP] for start in range(0, len(line), GROUP)]
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(cpu_count()) as pool:
        everything = pool.map(lambda group: _group(s.market.asked[group], theirs, group, look), groups)
        for done, found in enumerate(everything, 1):
            yield from found
            report(done / len(groups))


def _group(asked: Floats, theirs: Floats, rows: Whole, look: Callable[[Whole, Floats], Found]) -> list[Found]:
    """What is found in each block of a group; questions that nobody in the group asks are left out."""
    used = asked.any(axis=0)
    ours, narrow = asked[:, used], theirs[used]
    return [
        look(rows[start : start + ROWS], ours[start : start + ROWS] @ narrow)
        for start in range(0, len(rows), ROWS)
    ]


def _striped(table: Floats, many: int) -> Floats:
    """By mentee, a bound that at least so many mentors reach, if there are: one in each of as many stripes of them."""
    import numpy as np

    stripes = min(STRIPES, table.shape[1])
    deep = table.shape[1] // stripes
    highest = table[:, : deep * stripes].reshape(len(table), deep, stripes).max(axis=1)
    place = max(0, stripes - many)
    return np.partition(highest, place, axis=1)[:, place]


def _above(table: Floats, limits: Floats) -> tuple[Whole, Whole, Floats]:
    """The cells that reach their row's limit, and what stands in them."""
    import numpy as np

    cells = np.flatnonzero(table >= limits[:, None])
    i, j = np.divmod(cells, table.shape[1])
    return i, j, table.ravel()[cells]


def _hopeful(
    m: Market, i: Whole, j: Whole, bound: Floats, limit: Floats
) -> tuple[Whole, Whole, Array, Array]:
    """Of some pairs those that no rule blocks and that, hours counted, are not surely below a limit.

    With each pair its bound, hours counted, and the points that its hours lack.
    """
    import numpy as np

    lacking = m.hours[i] * lacking_hours(m.us, m.them, i, j)
    nearer = bound - lacking
    sure = np.flatnonzero(nearer >= limit)
    sure = sure[allowed(m.crossing, i[sure], j[sure])]
    return i[sure], j[sure], nearer[sure], lacking[sure]


def _worked_out(m: Market, i: Whole, j: Whole, lacking: Array) -> Pairs:
    """The pairs that reach what their mentee asks at least, with their steps."""
    steps = worth(m, i, j, lacking)
    may = steps >= m.least[i]
    return i[may], j[may], steps[may]


def _exact(m: Market, i: Whole, j: Whole, bound: Floats, limit: Floats) -> Pairs:
    """Of some pairs those that may be and, hours counted, are not surely below a limit; with their steps."""
    i, j, _, lacking = _hopeful(m, i, j, bound, limit)
    return _worked_out(m, i, j, lacking)


def _ranks(i: Whole, gain: Whole) -> Whole:
    """Each pair's place among its mentee's, from 0 for the one that gains most."""
    import numpy as np

    lowest, span = int(gain.min(initial=0)), int(gain.max(initial=0) - gain.min(initial=0)) + 1
    order = (i * span - gain + lowest).argsort(kind="stable")  # one sort of whole numbers that hold both
    starts = np.flatnonzero(np.diff(i[order], prepend=-1) != 0)
    ranks = np.empty(len(i), dtype=np.int64)
    ranks[order] = np.arange(len(i)) - np.repeat(starts, np.diff(np.append(starts, len(i))))
    return ranks


def always(m: Market) -> Pairs:
    """Every pair that earns more than the product says, if it may be."""
    import numpy as np

    i, j = np.divmod(np.union1d(m.wishes[0], m.stay[0]), max(1, m.size[1]))
    unbounded = np.ones(len(i), dtype=np.float32)
    return _exact(m, i, j, unbounded, np.zeros_like(unbounded))


def joined(parts: list[Pairs]) -> Pairs:
    """Several lists of pairs as one."""
    import numpy as np

    i, j, steps = (np.concatenate([part[side] for part in parts]) for side in range(3))
    return i, j, steps


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a sweep has shown: at these prices nobody but the `open` mentees gains with a pair left out."""

    at: Prices
    open: Flags

    @property
    def proven(self) -> bool:
        """Whether the prices prove the choice they were made for."""
        return not self.open.any()


def better_pairs(
    s: Sweep, at: Prices, bonus: int, margin: int, before: Ledger | None, report: Report
) -> tuple[Pairs, Ledger]:
    """The pairs that gain more than their mentee does at these prices, and what this shows.

    Each match earns `bonus` besides its steps. Pairs that gain exactly as much come back, too: ties are ended
    among them. Along with better ones comes a mentee's best few that gain nearly as much (`margin` steps): they
    may be wanted at the next prices. After a sweep `before`, only mentees who are open or gain less now are
    looked at with everybody; the others only with mentors whose prices fell.
    """
    import numpy as np

    again, fallen = np.ones(len(s.market.asked), dtype=bool), np.zeros(0, dtype=np.int64)
    if before is not None:
        again, fallen = (
            before.open | (at.gains < before.at.gains),
            np.flatnonzero(at.prices < before.at.prices),
        )
    tasks = [(np.flatnonzero(again), np.arange(len(at.prices))), (np.flatnonzero(~again), fallen)]
    found, still_open = [], np.zeros(len(s.market.asked), dtype=bool)
    levels = [
        (rows[level == height], columns, int(height) * STEPS)
        for rows, columns in tasks
        if len(columns)
        for level in [at.gains[rows] // STEPS]
        for height in np.unique(level)  # within a level, prices and gains lie within one score of each other
    ]
    for turn, (rows, columns, offset) in enumerate(levels):
        theirs = s.theirs[:, columns]
        theirs[-1] = -np.clip((at.prices[columns] - bonus + offset) / STEPS, -FARTHEST, FARTHEST)
        look = partial(_looked_at, s.market, at, bonus, margin, offset, columns)
        share = partial(_share, report, turn, len(levels))
        for pairs, gaining in _each_block(s, theirs, rows, look, share):
            found.append(pairs)
            still_open[gaining] = True
    none = np.zeros(0, dtype=np.int64)
    return joined([(none, none, none), *found]), Ledger(at, still_open)


def _share(report: Report, turn: int, turns: int, done: float) -> None:
    report((turn + done) / turns)


def _looked_at(
    m: Market, at: Prices, bonus: int, margin: int, offset: int, columns: Whole, rows: Whole, table: Floats
) -> tuple[Pairs, Whole]:
    """What `better_pairs` wants of one block, and who gains by any pair.

    Of a mentee with many pairs the most promising are looked at first, the rest only if none of them gains.
    """
    import numpy as np

    limits = ((at.gains[rows] - offset) / STEPS - ROUNDING).astype(np.float32)
    near = limits - np.float32(margin / STEPS)
    high = near.copy()
    many = np.flatnonzero(np.count_nonzero(table >= near[:, None], axis=1) > 2 * MOST)
    high[many] = np.maximum(near[many], _striped(table[many], MOST))
    i, j, bound = _above(table, high)
    pairs = _exact(m, rows[i], columns[j], bound, near[i])
    gaining = np.zeros(m.size[0], dtype=bool)
    gaining[pairs[0][_gain(m, pairs, at, bonus) > 0]] = True
    rest = np.flatnonzero(~gaining[rows] & (high > limits))
    i, j, bound = _above(table[rest], limits[rest])
    new, i = bound < high[rest[i]], rest[i]
    pairs = joined([pairs, _exact(m, rows[i[new]], columns[j[new]], bound[new], limits[i[new]])])
    gain = _gain(m, pairs, at, bonus)
    gaining[pairs[0][gain > 0]] = True
    kept = np.flatnonzero((gaining[pairs[0]] & (gain > -margin)) | (gain >= 0))
    kept = kept[(_ranks(pairs[0][kept], gain[kept]) < FEW) | ~gaining[pairs[0][kept]]]
    return (pairs[0][kept], pairs[1][kept], pairs[2][kept]), np.flatnonzero(gaining)


def _gain(m: Market, pairs: Pairs, at: Prices, bonus: int) -> Whole:
    i, j, steps = pairs
    return steps + bonus + m.staying(i, j) - at.prices[j] - at.gains[i]
