"""How much of the hours in common that would suffice is lacking, for many pairs at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matching.week import WEEK, on_the_clock

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from matching.columns import Helpers, Seekers

    Array = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Bits = NDArray[np.uint64]

ENOUGH_QUARTERS = 8  # two free hours in common a week are plenty
WORDS_A_WEEK = -(-WEEK // 64)


def lacking_hours(us: Seekers, them: Helpers, i: Whole, j: Whole) -> Array:
    """How much of the hours that would suffice each pair lacks, from 0 (enough, or unknown) to 1."""
    import numpy as np

    lacking = np.zeros(len(i))
    for clock, rows in us.clocks.items():
        here = np.flatnonzero(rows[i])
        if len(here):
            both = us.free[i[here]] & free_on(them, clock)[0][j[here]]
            lacking[here] = _lacking(np.bitwise_count(both).sum(axis=1)) * them.hours_known[j[here]]
    return lacking


def hours_table(us: Seekers, them: Helpers, rows: Whole) -> Array:
    """The same for some mentees (a row each) and all mentors."""
    import numpy as np

    table = np.zeros((len(rows), len(them.people)))
    for clock, here in us.clocks.items():
        lines = np.flatnonzero(here[rows])
        if len(lines):
            theirs = free_on(them, clock)[1]
            quarters = np.zeros((len(lines), len(them.people)), dtype=np.uint16)
            ours = us.free[rows[lines]].T
            for word in np.flatnonzero(ours.any(axis=1)):
                quarters += np.bitwise_count(ours[word][:, None] & theirs[word])
            table[lines] = _lacking(quarters) * them.hours_known
    return table


def _lacking(quarters: NDArray[Any]) -> Array:
    import numpy as np

    by_quarters = 1 - np.arange(ENOUGH_QUARTERS + 1) / ENOUGH_QUARTERS
    lacking: Array = by_quarters.take(quarters, mode="clip")
    return lacking


def free_on(them: Helpers, clock: tuple[int, int]) -> tuple[Bits, Bits]:
    """When each mentor is free all year round on this clock: 64-bit words, a row a mentor; and a row a word."""
    import numpy as np

    if clock not in them.free:
        rows = week_bits([on_the_clock(week, *clock) if week else 0 for week in them.weeks])
        them.free[clock] = rows, np.ascontiguousarray(rows.T)
    return them.free[clock]


def week_bits(free: Sequence[int]) -> Bits:
    """Weeks of quarters as rows of 64-bit words."""
    import numpy as np

    raw = b"".join(week.to_bytes(WORDS_A_WEEK * 8, "little") for week in free)
    return np.frombuffer(raw, dtype="<u8").reshape(len(free), WORDS_A_WEEK).astype(np.uint64)
