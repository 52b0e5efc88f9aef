"""The arithmetic of free time: weekly hours become instants, two people's instants become meeting times.

Everything is half-open and counted in whole UTC minutes, because local clocks jump. An instant lies in a
weekly window when the wall clock of its zone shows that weekday and a minute from `starts` up to, not
including, `ends`: an hour that the spring change skips is empty, one that the autumn change repeats is two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import chain, product
from typing import NamedTuple, Self

DAY = 24 * 60
WEEK = 7 * DAY
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_MONDAY = 4 * DAY  # 1970-01-01 was a Thursday
LOOK_EVERY = DAY  # no zone changes its offset twice within a day
HUMANE = (7 * 60, 21 * 60)


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


def expand(windows: Iterable[Weekly], zone: tzinfo, since: datetime, until: datetime) -> list[Interval]:
    """Every stretch between two aware instants that lies in one of the windows on the zone's clock.

    Sorted, and apart: stretches that touch or overlap come back as one.
    """
    week = merged(_in_the_week(window) for window in windows)
    spans = _constant_offsets(_ceil(since), _floor(until), zone)
    return merged(chain.from_iterable(_weeks_within(week, span, offset) for span, offset in spans))


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


def best_times(
    starts: Iterable[datetime],
    *,
    minutes: int,
    zone_of_mentor: tzinfo,
    zone_of_mentee: tzinfo,
    target: datetime | None = None,
    count: int = 3,
) -> list[datetime]:
    """The few starts worth offering, in order of time; the same starts in any order give the same answer.

    Hours humane for both (the whole meeting between 7 am and 9 pm on each clock) go first, spread over
    different days of the mentor's before a day is used twice; no two overlap. Without a target the soonest
    win; with one, the days nearest to it, and within a day the hour nearest to its hour.
    """
    near = _nearness(target, zone_of_mentor)
    ranked = sorted(set(starts), key=near)
    zones = (zone_of_mentor, zone_of_mentee)
    humane = [start for start in ranked if all(_is_humane(start, minutes, zone) for zone in zones)]
    chosen: list[datetime] = []
    for group, on_new_days in product((humane, ranked), (True, False)):
        for start in group:
            if len(chosen) >= count:
                break
            if _stands_apart(start, chosen, minutes, zone_of_mentor if on_new_days else None):
                chosen.append(start)
    return sorted(chosen)


def _stands_apart(start: datetime, chosen: list[datetime], minutes: int, days_of: tzinfo | None) -> bool:
    """Whether a meeting from `start` overlaps none of the chosen and, with a zone, opens a new day there."""
    length = timedelta(minutes=minutes)
    return all(
        abs(start - other) >= length and not (days_of and _day(start, days_of) == _day(other, days_of))
        for other in chosen
    )


def _nearness(target: datetime | None, zone: tzinfo) -> Callable[[datetime], tuple[int, int, datetime]]:
    """A key that sorts instants by distance in days, then in minutes of the clock, then by time."""
    if target is None:
        return lambda start: (0, 0, start)
    day, minute = _day(target, zone), _minute_of_day(target, zone)

    def distance(start: datetime) -> tuple[int, int, datetime]:
        return abs((_day(start, zone) - day).days), abs(_minute_of_day(start, zone) - minute), start

    return distance


def _is_humane(start: datetime, minutes: int, zone: tzinfo) -> bool:
    earliest, latest = HUMANE
    minute = _minute_of_day(start, zone)
    return earliest <= minute and minute + minutes <= latest


def _day(instant: datetime, zone: tzinfo) -> date:
    return instant.astimezone(zone).date()


def _minute_of_day(instant: datetime, zone: tzinfo) -> int:
    local = instant.astimezone(zone)
    return local.hour * 60 + local.minute


def _in_the_week(window: Weekly) -> Interval:
    """Minutes since Monday's midnight; a window that starts on Sunday may reach past the week."""
    midnight = window.weekday * DAY
    overnight = DAY if window.ends <= window.starts else 0
    return Interval(midnight + window.starts, midnight + overnight + window.ends)


def _weeks_within(week: Sequence[Interval], span: Interval, offset: int) -> Iterator[Interval]:
    """The week's windows, week after week, as far as they lie in a span of one offset."""
    since, until = span
    one_week_early = since + offset - (since + offset - FIRST_MONDAY) % WEEK - WEEK
    for monday in range(one_week_early - offset, until, WEEK):
        for start, end in week:
            if monday + start < until and monday + end > since:
                yield Interval(max(monday + start, since), min(monday + end, until))


def _constant_offsets(since: int, until: int, zone: tzinfo) -> Iterator[tuple[Interval, int]]:
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
