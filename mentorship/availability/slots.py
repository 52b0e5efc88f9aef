"""The arithmetic of free time: weekly hours become instants, two people's instants become meeting times.

Everything is half-open and counted in whole UTC minutes, because local clocks jump. An instant lies in a
weekly window when the wall clock of its zone shows that weekday and a minute from `starts` up to, not
including, `ends`: an hour that the spring change skips is empty, one that the autumn change repeats is two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import chain
from typing import NamedTuple, Self

DAY = 24 * 60
WEEK = 7 * DAY
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_MONDAY = 4 * DAY  # 1970-01-01 was a Thursday
LOOK_EVERY = DAY  # no zone changes its offset twice within a day


@dataclass(frozen=True, slots=True)
class Weekly:
    """Hours somebody offers each week, on the clock of their own zone; Monday is 0.

    An end at or before the start lies on the next day; that tail belongs to the day the window began.
    """

    weekday: int
    starts: int
    ends: int

    def __post_init__(self) -> None:
        if not (0 <= self.weekday <= 6 and 0 <= self.starts < DAY and 0 < self.ends <= DAY):
            raise ValueError(f"not a weekly window: {self.weekday} {self.starts} {self.ends}")


class Interval(NamedTuple):
    """From `start` up to, not including, `end`, in minutes since 1970-01-01T00:00Z."""

    start: int
    end: int

    @classmethod
    def covering(cls, starts_at: datetime, ends_at: datetime) -> Self:
        """The whole minutes that two aware instants touch."""
        return cls(_floor(starts_at), _ceil(ends_at))

    @property
    def starts_at(self) -> datetime:
        return _instant(self.start)

    @property
    def ends_at(self) -> datetime:
        return _instant(self.end)


Span = tuple[Interval, int]
"""A stretch of time in which a zone's offset stays the same, and that offset in minutes."""


@dataclass(frozen=True, slots=True)
class Hours:
    """What somebody offers, on the clock of their own zone.

    `instead` holds, by date, what a day offers in place of its weekday's windows (nothing, for none at all); a
    window that reaches past midnight belongs to the day it begins. Nothing is offered on days `away` (first and
    last, both included), nor in `protected` time, whatever the rest says.
    """

    week: tuple[Weekly, ...] = ()
    instead: Mapping[date, tuple[Weekly, ...]] = field(default_factory=dict)
    away: tuple[tuple[date, date], ...] = ()
    protected: tuple[Weekly, ...] = ()


def offered(hours: Hours, zone: tzinfo, since: datetime, until: datetime) -> list[Interval]:
    """Every stretch between two aware instants that somebody offers on their zone's clock, sorted and apart."""
    spans = list(_constant_offsets(_ceil(since), _floor(until), zone))
    replaced = {_day_number(day) for day in hours.instead}
    special = [_on_the_day(day, window) for day, windows in hours.instead.items() for window in windows]
    away = [Interval(_day_number(first) * DAY, _day_number(last) * DAY + DAY) for first, last in hours.away]
    free = chain(_each_week(hours.week, spans, replaced), _on_clock(special, spans))
    never = chain(_each_week(hours.protected, spans), _on_clock(away, spans))
    return subtract(merged(free), never)


def expand(windows: Iterable[Weekly], zone: tzinfo, since: datetime, until: datetime) -> list[Interval]:
    """Every stretch between two aware instants that lies in one of the windows on the zone's clock.

    Sorted, and apart: stretches that touch or overlap come back as one.
    """
    return offered(Hours(tuple(windows)), zone, since, until)


def merged(intervals: Iterable[tuple[int, int]]) -> list[Interval]:
    """The same minutes, sorted, with no two stretches touching and none empty."""
    whole: list[Interval] = []
    last_start, last_end = 0, None
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if last_end is not None and start <= last_end:
            last_end = max(last_end, end)
            continue
        if last_end is not None:
            whole.append(Interval(last_start, last_end))
        last_start, last_end = start, end
    if last_end is not None:
        whole.append(Interval(last_start, last_end))
    return whole


def subtract(free: Sequence[Interval], busy: Iterable[Interval], *, buffer: int = 0) -> list[Interval]:
    """What is left of `free` (sorted and apart) without the busy times and `buffer` minutes around each."""
    taken = merged((start - buffer, end + buffer) for start, end in busy if start < end)
    left: list[Interval] = []
    first = 0
    for start, end in free:
        while first < len(taken) and taken[first].end <= start:
            first += 1
        at = first
        while at < len(taken) and taken[at].start < end:
            if start < taken[at].start:
                left.append(Interval(start, taken[at].start))
            start = taken[at].end
            at += 1
        if start < end:
            left.append(Interval(start, end))
    return left


def intersect(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """The minutes in both; each argument sorted and apart, as `expand` and `subtract` answer them."""
    both: list[Interval] = []
    i = j = 0
    while i < len(one) and j < len(other):
        (start, end), (other_start, other_end) = one[i], other[j]
        if start < other_end and other_start < end:
            both.append(Interval(max(start, other_start), min(end, other_end)))
        if end <= other_end:
            i += 1
        else:
            j += 1
    return both


def start_times(
    mentor_free: Sequence[Interval],
    mentee_free: Sequence[Interval],
    zone_of_mentor: tzinfo,
    minutes: int,
    step: int = 15,
) -> list[datetime]:
    """Every instant at which a meeting of `minutes` fits both, on the grid that the mentor's own clock shows.

    `step` must divide the day, so that the grid is the same each day.
    """
    if minutes < 1 or step < 1 or DAY % step:
        raise ValueError(f"no grid of {step} minutes for meetings of {minutes}")
    common = [span for span in intersect(mentor_free, mentee_free) if span.end - span.start >= minutes]
    if not common:
        return []
    starts: list[datetime] = []
    for (since, until), offset in _constant_offsets(common[0].start, common[-1].end, zone_of_mentor):
        for start, end in common:
            first = max(start, since)
            first += -(first + offset) % step
            starts += map(_instant, range(first, min(end - minutes + 1, until), step))
    return starts


def _in_the_week(window: Weekly) -> Interval:
    """Minutes since Monday's midnight; a window that starts on Sunday may reach past the week."""
    midnight = window.weekday * DAY
    overnight = DAY if window.ends <= window.starts else 0
    return Interval(midnight + window.starts, midnight + overnight + window.ends)


def _each_week(
    windows: Iterable[Weekly], spans: Iterable[Span], replaced: Collection[int] = ()
) -> Iterator[Interval]:
    """The windows, week after week, as far as they lie in spans of one offset; days with others are left out."""
    week = [_in_the_week(window) for window in windows]
    for (since, until), offset in spans:
        one_week_early = since + offset - (since + offset - FIRST_MONDAY) % WEEK - WEEK
        for monday in range(one_week_early - offset, until, WEEK):
            for start, end in week:
                within = monday + start < until and monday + end > since
                if within and (monday + start + offset) // DAY not in replaced:
                    yield Interval(max(monday + start, since), min(monday + end, until))


def _on_clock(stretches: Sequence[Interval], spans: Iterable[Span]) -> Iterator[Interval]:
    """Stretches of the clock's own minutes, as far as they lie in spans of one offset."""
    for (since, until), offset in spans:
        for start, end in stretches:
            if start - offset < until and end - offset > since:
                yield Interval(max(start - offset, since), min(end - offset, until))


def _on_the_day(day: date, window: Weekly) -> Interval:
    """A window in the clock's own minutes, as if it were of this day."""
    midnight = _day_number(day) * DAY
    overnight = DAY if window.ends <= window.starts else 0
    return Interval(midnight + window.starts, midnight + overnight + window.ends)


def _day_number(day: date) -> int:
    return (day - EPOCH.date()).days


def _constant_offsets(since: int, until: int, zone: tzinfo) -> Iterator[Span]:
    """The time from `since` to `until`, cut where the zone's offset changes, and the offset of each piece."""
    start, offset = since, _offset(since, zone)
    for look in chain(range(since + LOOK_EVERY, until, LOOK_EVERY), [until - 1]):
        if look > start and _offset(look, zone) != offset:
            change = _first_change(max(start, look - LOOK_EVERY), look, zone)
            yield Interval(start, change), offset
            start, offset = change, _offset(change, zone)
    if start < until:
        yield Interval(start, until), offset


def _first_change(before: int, after: int, zone: tzinfo) -> int:
    """The first minute, after `before` and up to `after`, that has the offset of `after`."""
    offset = _offset(after, zone)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if _offset(middle, zone) == offset else (middle, after)
    return after


def _offset(minute: int, zone: tzinfo) -> int:
    """Minutes that the zone's clock is ahead of UTC."""
    ahead = datetime.fromtimestamp(minute * 60, zone).utcoffset() or timedelta()
    return ahead.days * DAY + ahead.seconds // 60


def _instant(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def _floor(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(minutes=1)


def _ceil(instant: datetime) -> int:
    return -((EPOCH - instant) // timedelta(minutes=1))
