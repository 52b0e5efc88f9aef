"""Free hours as bits, one per quarter hour of a week, so that comparing two people is a shift and an AND."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from matching.people import Window
from matching.people_checks import MINUTES_A_DAY

QUARTER = 15
DAY = MINUTES_A_DAY // QUARTER
WEEK = 7 * DAY
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = (("mornings", 0, 12), ("afternoons", 12, 17), ("evenings", 17, 24))


@dataclass(frozen=True, slots=True)
class Week:
    """A person's free quarters on their own clock, and how far that clock is ahead of UTC.

    Two offsets, January's and July's, because clocks do not change everywhere.
    """

    free: int
    winter: int
    summer: int


def week_of(windows: Sequence[Window], timezone: str, year: int) -> Week:
    """The free week of a person who lives by this time zone."""
    return Week(free_quarters(windows), quarters_ahead(timezone, year, 1), quarters_ahead(timezone, year, 7))


def free_quarters(windows: Sequence[Window]) -> int:
    """The quarters of a week, on a person's own clock, in which they are free."""
    free = 0
    for window in windows:
        free |= _quarters(window)
    return free


def shared_quarters(one: Week, other: Week) -> int:
    """The quarters, on the first one's clock, in which both are free all year round."""
    return one.free & on_the_clock(other, one.winter, one.summer)


def on_the_clock(week: Week, winter: int, summer: int) -> int:
    """The quarters in which somebody is free all year round, on a clock that is so far ahead of UTC."""
    return _turn(week.free, winter - week.winter) & _turn(week.free, summer - week.summer)


def hours_apart(one: str, other: str, year: int) -> float:
    """How far apart the clocks of two time zones are in January, in hours."""
    apart = abs(quarters_ahead(one, year, 1) - quarters_ahead(other, year, 1)) % DAY
    return min(apart, DAY - apart) * QUARTER / 60


def minutes(quarters: int) -> int:
    """How many minutes a set of quarters lasts."""
    return quarters.bit_count() * QUARTER


def in_words(quarters: int) -> str:
    """The part of the week that holds most of the quarters: "Tuesday evenings"."""
    parts = [
        (day, name, day * DAY + start * 4, (end - start) * 4)
        for day in range(7)
        for name, start, end in _PARTS
    ]
    day, name, _, _ = max(parts, key=lambda part: (quarters >> part[2] & _ones(part[3])).bit_count())
    return f"{_DAYS[day]} {name}"


@lru_cache(maxsize=4_096)
def _quarters(window: Window) -> int:
    """A window's part of the week. Only whole quarters count: a start is rounded up, an end down."""
    end = window.end if window.end > window.start else window.end + MINUTES_A_DAY
    first, last = -(-window.start // QUARTER), end // QUARTER
    return _turn(_ones(max(0, last - first)) << first, window.weekday * DAY)


def _ones(length: int) -> int:
    return (1 << length) - 1


def _turn(week: int, by: int) -> int:
    """The week moved later by some quarters; what leaves on Sunday comes back on Monday."""
    later = by % WEEK
    moved = week << later
    return (moved | moved >> WEEK) & _ones(WEEK)


@cache
def quarters_ahead(timezone: str, year: int, month: int) -> int:
    """How many quarters of an hour a time zone is ahead of UTC in the middle of a month."""
    from datetime import UTC, datetime, timedelta  # loaded only where hours are compared
    from zoneinfo import ZoneInfo

    ahead = datetime(year, month, 15, tzinfo=UTC).astimezone(ZoneInfo(timezone)).utcoffset() or timedelta()
    return round(ahead.total_seconds() / 60 / QUARTER)
