"""Large markets, swept: one product of 32-bit numbers bounds every pair from above, and only pairs that could
matter at the present prices are worked out exactly.

The bound takes everybody's hours to suffice. Wishes add to it, so pairs with wishes are always worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.columns import lacking_hours
from matching.hard_rules import allowed
from matching.market import STEPS, Market, Pairs, worth
from matching.solver import Prices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]

BLOCK = 4_000_000  # cells of a block
FEW = 12  # pairs per mentee to begin with
MOST = 128  # pairs of one mentee looked at before the rest of them
FARTHEST = 2.0  # beyond this a price settles every pair by itself
ROUNDING = (
    6e-5  # what a 32-bit product of a few hundred numbers up to `FARTHEST` can be off, at the very most
)

Report = Callable[[float], None]
"""Gets the share of a sweep that is done."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A market laid out for products: mentees' rows end in a 1, mentors' columns in a place for the price."""

    market: Market
    ours: Floats
    theirs: Floats


def lay_out(m: Market) -> Sweep:
    """The market, ready to be swept any number of times."""
    import numpy as np

    ones = np.ones((m.size[0], 1), dtype=np.float32)
    prices = np.zeros((m.size[1], 1), dtype=np.float32)
    theirs = np.ascontiguousarray(np.hstack([m.fits, prices]).T)
    return Sweep(m, np.hstack([m.asked, ones]), theirs)


def first_pairs(s: Sweep, report: Report) -> Pairs:
    """About the best `FEW` pairs of each mentee that may be."""
    import numpy as np

    s.theirs[-1] = 0
    found, everybody = [always(s.market)], np.ones(len(s.ours), dtype=bool)
    for rows, table in _blocks(s, np.arange(s.market.size[0])):
        i, j, bound = _above(table, _sampled(table))
        pairs = _exact(s.market, rows[i], j, bound, np.zeros_like(bound))
        found.append(_best(pairs, pairs[2], everybody))
        report(rows[-1] / len(s.ours))
    return joined(found)


def _blocks(s: Sweep, rows: Whole) -> Iterator[tuple[Whole, Floats]]:
    """Bounds of all pairs less the prices, some mentees at a time."""
    import numpy as np

    mentors = s.theirs.shape[1]
    height = max(1, BLOCK // mentors)
    room = np.empty((min(height, len(rows)), mentors), dtype=np.float32)
    for start in range(0, len(rows), height):
        some = rows[start : start + height]
        yield some, np.matmul(s.ours[some], s.theirs, out=room[: len(some)])


def _sampled(table: Floats) -> Floats:
    """By mentee, a bound that about three times `FEW` mentors exceed, judged by a sample of the mentors."""
    import numpy as np

    width = table.shape[1]
    stride = max(1, width // 1_024)
    sample = table[:, ::stride]
    rank = min(sample.shape[1] - 1, -(-3 * FEW // stride))
    return np.partition(sample, sample.shape[1] - 1 - rank, axis=1)[:, sample.shape[1] - 1 - rank]


def _above(table: Floats, limits: Floats) -> tuple[Whole, Whole, Floats]:
    """The cells above their row's limit."""
    import numpy as np

    cells = np.flatnonzero(table > limits[:, None])
    i, j = np.divmod(cells, table.shape[1])
    return i, j, table.ravel()[cells]


def _exact(m: Market, i: Whole, j: Whole, bound: Floats, limit: Floats) -> Pairs:
    """Of some pairs those that may be and, hours counted, are not surely below a limit; with their steps."""
    import numpy as np

    sure = np.flatnonzero(bound - m.hours[i] * lacking_hours(m.us, m.them, i, j) >= limit)
    i, j = i[sure], j[sure]
    free = allowed(m.crossing, i, j)
    i, j = i[free], j[free]
    steps = worth(m, i, j)
    may = steps >= m.least[i]
    return i[may], j[may], steps[may]


def _best(pairs: Pairs, gain: Whole, of: Flags) -> Pairs:
    """Of these mentees' pairs the `FEW` that gain most; of the other mentees' all."""
    import numpy as np

    order = np.lexsort((pairs[1], -gain, pairs[0]))
    i, j, steps = (side[order] for side in pairs)
    starts = np.flatnonzero(np.diff(i, prepend=-1) != 0)
    rank = np.arange(len(i)) - np.repeat(starts, np.diff(np.append(starts, len(i))))
    kept = (rank < FEW) | ~of[i]
    return i[kept], j[kept], steps[kept]


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


def better_pairs(s: Sweep, at: Prices, bonus: int, margin: int, report: Report) -> tuple[Pairs, bool]:
    """The pairs that gain more than their mentee does at these prices, and whether there is none.

    Each match earns `bonus` besides its steps. If there is none, the prices prove the choice, and the pairs that
    gain exactly as much come back. Otherwise a mentee's best few that gain nearly as much (`margin` steps) come
    along: they may be wanted at the next prices.
    """
    import numpy as np

    found, proven, done = [], True, 0
    level = at.gains // STEPS
    for height in np.unique(level):  # within one level, prices and gains lie within one score of each other
        offset = int(height) * STEPS
        s.theirs[-1] = -np.clip((at.prices - bonus + offset) / STEPS, -FARTHEST, FARTHEST)
        for rows, table in _blocks(s, np.flatnonzero(level == height)):
            limits = ((at.gains[rows] - offset - margin) / STEPS - ROUNDING).astype(np.float32)
            pairs, gain = _looked_at(s.market, rows, table, limits, at, bonus)
            better = np.zeros(s.market.size[0], dtype=bool)
            better[pairs[0][gain > 0]] = True
            proven &= not better.any()
            kept = np.flatnonzero((better[pairs[0]] & (gain > -margin)) | (gain >= 0))
            i, j, steps = (side[kept] for side in pairs)
            found.append(_best((i, j, steps), gain[kept], better))
            done += len(rows)
            report(done / len(s.ours))
    return joined(found), proven


def _looked_at(
    m: Market, rows: Whole, table: Floats, limits: Floats, at: Prices, bonus: int
) -> tuple[Pairs, Whole]:
    """The pairs above their limits that may be, and what each gains over its mentee's present gain.

    Of a mentee with very many pairs the most promising are looked at first, the rest only if none of them gains.
    """
    import numpy as np

    over = table > limits[:, None]
    many = np.flatnonzero(np.count_nonzero(over, axis=1) > MOST)
    if len(many):
        crowded, start = table[many], table.shape[1] - MOST
        first = crowded > np.partition(crowded, start, axis=1)[:, start][:, None]
        rest = over[many] & ~first
        over[many] &= first
    pairs = _pairs_in(m, rows, table, over, limits)
    if len(many):
        gaining = np.unique(pairs[0][_gain(m, pairs, at, bonus) > 0])
        over[:] = False
        over[many] = rest & ~np.isin(rows[many], gaining)[:, None]
        pairs = joined([pairs, _pairs_in(m, rows, table, over, limits)])
    return pairs, _gain(m, pairs, at, bonus)


def _pairs_in(m: Market, rows: Whole, table: Floats, over: Flags, limits: Floats) -> Pairs:
    import numpy as np

    cells = np.flatnonzero(over)
    i, j = np.divmod(cells, table.shape[1])
    return _exact(m, rows[i], j, table.ravel()[cells], limits[i])


def _gain(m: Market, pairs: Pairs, at: Prices, bonus: int) -> Whole:
    i, j, steps = pairs
    return steps + bonus + m.staying(i, j) - at.prices[j] - at.gains[i]
