"""Hours with single days, days away and protected time, against an oracle that reads the wall clock tick by tick.

The oracle knows no offsets and no arithmetic of weeks: for each instant it asks what date and time the clock shows,
and looks them up in what the person said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.availability.slots import Hours, Weekly, offered
from tests.availability.test_slots_oracle import AWKWARD, assert_sorted_and_apart, ticks_of

TICK = 5
DAY = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEARS = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC))
ZONES = sorted(zone for zone in available_timezones() if "/" in zone)
SAMPLE = (
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Antarctica/Troll",
)


def clock_of(hours: Hours) -> Callable[[datetime], bool]:
    """Says of what a wall clock shows whether somebody offers it."""
    week, protected = by_weekday(hours.week), by_weekday(hours.protected)

    def offers(local: datetime) -> bool:
        today, minute = local.date(), local.hour * 60 + local.minute
        return (
            not any(first <= today <= last for first, last in hours.away)
            and shown(today, minute, lambda day: hours.instead.get(day, week[day.weekday()]))
            and not shown(today, minute, lambda day: protected[day.weekday()])
        )

    return offers


def by_weekday(windows: tuple[Weekly, ...]) -> Mapping[int, tuple[Weekly, ...]]:
    return {day: tuple(w for w in windows if w.weekday == day) for day in range(7)}


def shown(today: date, minute: int, windows_of: Callable[[date], tuple[Weekly, ...]]) -> bool:
    """Whether a window of today has begun and not ended, or one of yesterday reaches over midnight to here."""
    begun = any(w.starts <= minute and (w.ends <= w.starts or minute < w.ends) for w in windows_of(today))
    return begun or any(w.ends <= w.starts and minute < w.ends for w in windows_of(today - timedelta(days=1)))


def assert_as_the_clock_shows(hours: Hours, zone: ZoneInfo, since: datetime, until: datetime) -> None:
    free, offers = offered(hours, zone, since, until), clock_of(hours)

    first, last = (int((instant - EPOCH).total_seconds()) // 60 for instant in (since, until))
    assert_sorted_and_apart(free)
    assert ticks_of(free) == {
        tick
        for tick in range(first, last, TICK)
        if offers((EPOCH + timedelta(minutes=tick)).astimezone(zone))
    }


minutes = st.integers(0, DAY // TICK - 1).map(lambda tick: tick * TICK)


def windows(weekday: int | None = None) -> st.SearchStrategy[tuple[Weekly, ...]]:
    days = st.integers(0, 6) if weekday is None else st.just(weekday)
    window = st.builds(lambda day, starts, ends: Weekly(day, starts, ends + TICK), days, minutes, minutes)
    return st.lists(window, max_size=4).map(tuple)


@st.composite
def said(draw: st.DrawFn, around: date) -> Hours:
    """What somebody may have said about the days around a date."""
    near = st.integers(-3, 3).map(lambda days: around + timedelta(days=days))
    days = draw(st.lists(near, max_size=3, unique=True))
    trips = draw(st.lists(st.tuples(near, st.integers(0, 2)), max_size=1))
    return Hours(
        week=draw(windows()),
        instead={day: draw(windows(day.weekday())) for day in days},
        away=tuple((first, first + timedelta(days=length)) for first, length in trips),
        protected=draw(windows()),
    )


@settings(max_examples=60, deadline=None)
@given(case=st.sampled_from(AWKWARD), data=st.data())
def test_everything_said_about_hours_is_offered_exactly_as_the_clock_shows(
    case: tuple[str, str], data: st.DataObject
) -> None:
    zone, day = case
    since = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=2)

    hours = data.draw(said(since.date() + timedelta(days=2)))

    assert_as_the_clock_shows(hours, ZoneInfo(zone), since, since + timedelta(days=4))


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """Midnights in UTC after which, within a day, the zone's offset is another one."""
    day, offset = YEARS[0], YEARS[0].astimezone(zone).utcoffset()
    while day < YEARS[1]:
        tomorrow = day + timedelta(days=1)
        before, offset = offset, tomorrow.astimezone(zone).utcoffset()
        if offset != before:
            yield day
        day = tomorrow


def drawn(chance: Random, around: date) -> Hours:
    """Hours by chance, dense enough that a change of the clock hits some of them."""

    def some(count: int, weekday: int | None = None) -> tuple[Weekly, ...]:
        return tuple(
            Weekly(
                chance.randrange(7) if weekday is None else weekday,
                chance.randrange(0, DAY, TICK),
                chance.randrange(TICK, DAY + 1, TICK),
            )
            for _ in range(count)
        )

    days = {around + timedelta(days=chance.randint(-2, 2)) for _ in range(chance.randrange(3))}
    trip = around + timedelta(days=chance.randint(-3, 3))
    return Hours(
        week=some(5),
        instead={day: some(chance.randrange(3), day.weekday()) for day in sorted(days)},
        away=((trip, trip + timedelta(days=chance.randrange(2))),) if chance.random() < 0.3 else (),
        protected=some(chance.randrange(3)),
    )


@pytest.mark.parametrize("name", SAMPLE)
def test_a_few_zones_at_every_change_of_their_clock(name: str) -> None:
    tried = try_every_change(name)

    assert (tried > 0) == (name != "Asia/Kathmandu")


@pytest.mark.slow
def test_every_zone_at_every_change_of_its_clock_from_2024_to_2030() -> None:
    tried = sum(try_every_change(name) for name in ZONES)

    assert len(ZONES) > 400
    assert tried > 2_000


def try_every_change(name: str) -> int:
    """Random hours around each change of a zone's clock, or around one day where there is none; how many changes."""
    zone, chance = ZoneInfo(name), Random(name)
    found = list(changes(zone))
    for day in found or [YEARS[0] + timedelta(days=chance.randrange(2_000))]:
        since = day - timedelta(days=2)
        hours = drawn(chance, day.date())
        assert_as_the_clock_shows(hours, zone, since, day + timedelta(days=3))
    return len(found)
