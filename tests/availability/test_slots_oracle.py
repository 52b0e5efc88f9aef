"""Free time against a slow oracle that looks at both clocks every five minutes and notes what they show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.availability.slots import Interval, Weekly, expand, start_times, subtract

TICK = 5
DAY = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A zone, and a day on or near which its clock does something worth testing.
AWKWARD = [
    ("America/New_York", "2026-03-08"),  # skips 02:00
    ("America/New_York", "2026-11-01"),  # repeats 01:00
    ("America/Chicago", "2026-03-08"),
    ("Europe/Berlin", "2026-03-29"),  # three weeks after the United States
    ("Europe/London", "2026-10-25"),
    ("Europe/Dublin", "2026-10-25"),  # winter is the negative one
    ("America/Phoenix", "2026-03-08"),  # keeps its clock
    ("America/Denver", "2026-03-08"),  # also the Navajo Nation's
    ("Pacific/Honolulu", "2026-11-01"),
    ("America/Puerto_Rico", "2026-03-08"),
    ("America/Indiana/Knox", "2026-11-01"),
    ("Asia/Kolkata", "2026-02-28"),
    ("Asia/Kathmandu", "2028-02-29"),  # a quarter hour, a leap day
    ("America/St_Johns", "2026-03-08"),
    ("Australia/Lord_Howe", "2026-04-05"),  # changes by half an hour
    ("Australia/Lord_Howe", "2026-10-04"),
    ("America/Havana", "2025-03-09"),  # changes at midnight
    ("Asia/Beirut", "2025-03-30"),
    ("Africa/Cairo", "2025-04-25"),
    ("America/Sao_Paulo", "2018-11-04"),  # 00:00 does not exist
    ("America/Sao_Paulo", "2019-11-03"),  # abolished
    ("America/Mexico_City", "2022-10-30"),
    ("Africa/Casablanca", "2025-02-23"),  # for Ramadan
    ("Pacific/Apia", "2011-12-30"),  # a day that was not
    ("Asia/Pyongyang", "2015-08-15"),  # changed for good
    ("America/Nuuk", "2023-03-26"),
    ("Antarctica/Troll", "2026-03-29"),  # two hours at once
]
ZONES = sorted({zone for zone, _ in AWKWARD})

minutes_of_day = st.integers(0, DAY // TICK - 1).map(lambda tick: tick * TICK)
windows = st.lists(
    st.builds(
        lambda day, starts, ends: Weekly(day, starts, ends + TICK),
        st.integers(0, 6),
        minutes_of_day,
        minutes_of_day,
    ),
    min_size=1,
    max_size=6,
)
busy_times = st.lists(st.tuples(st.integers(0, 4 * DAY // TICK), st.integers(0, 40)), max_size=4)


def shows(windows: list[Weekly], local: datetime) -> bool:
    """Whether the definition holds for what this wall clock shows."""
    minute, today, yesterday = local.hour * 60 + local.minute, local.weekday(), (local.weekday() - 1) % 7
    return any(
        (window.weekday == today and window.starts <= minute < window.ends)
        or (window.ends <= window.starts and window.weekday == today and window.starts <= minute)
        or (window.ends <= window.starts and window.weekday == yesterday and minute < window.ends)
        for window in windows
    )


def ticks_of(free: list[Interval]) -> set[int]:
    return {tick for start, end in free for tick in range(start, end, TICK)}


def assert_sorted_and_apart(free: list[Interval]) -> None:
    assert all(start < end for start, end in free)
    assert all(before.end < after.start for before, after in pairwise(free))


@settings(max_examples=120, deadline=None)
@given(
    case=st.sampled_from(AWKWARD),
    zone_of_mentee=st.sampled_from(ZONES),
    of_mentor=windows,
    of_mentee=windows,
    busy=busy_times,
    buffer=st.sampled_from([0, 5, 15]),
    minutes=st.sampled_from([15, 30, 45, 60, 90]),
    step=st.sampled_from([15, 30, 60]),
)
def test_two_people_are_free_exactly_when_both_their_clocks_say_so(
    case: tuple[str, str],
    zone_of_mentee: str,
    of_mentor: list[Weekly],
    of_mentee: list[Weekly],
    busy: list[tuple[int, int]],
    buffer: int,
    minutes: int,
    step: int,
) -> None:
    mentors, mentees = ZoneInfo(case[0]), ZoneInfo(zone_of_mentee)
    since = datetime.fromisoformat(case[1]).replace(tzinfo=UTC) - timedelta(days=2)
    until = since + timedelta(days=4)
    first, last = (int((instant - EPOCH).total_seconds()) // 60 for instant in (since, until))
    taken = [Interval(first + start * TICK, first + (start + length) * TICK) for start, length in busy]

    mentor_free = subtract(expand(of_mentor, mentors, since, until), taken, buffer=buffer)
    mentee_free = expand(of_mentee, mentees, since, until)
    starts = start_times(mentor_free, mentee_free, mentors, minutes, step)

    def blocked(tick: int) -> bool:
        return any(start < end and start - buffer <= tick < end + buffer for start, end in taken)

    clocks = {tick: EPOCH + timedelta(minutes=tick) for tick in range(first, last, TICK)}
    mentor_ticks = {
        tick
        for tick, now in clocks.items()
        if shows(of_mentor, now.astimezone(mentors)) and not blocked(tick)
    }
    mentee_ticks = {tick for tick, now in clocks.items() if shows(of_mentee, now.astimezone(mentees))}
    common = mentor_ticks & mentee_ticks
    assert_sorted_and_apart(mentor_free)
    assert_sorted_and_apart(mentee_free)
    assert ticks_of(mentor_free) == mentor_ticks
    assert ticks_of(mentee_free) == mentee_ticks
    assert starts == [
        clocks[tick]
        for tick in range(first, last, TICK)
        if on_the_grid(clocks[tick].astimezone(mentors), step)
        and common.issuperset(range(tick, tick + minutes, TICK))
    ]


def on_the_grid(local: datetime, step: int) -> bool:
    return (local.hour * 60 + local.minute) % step == 0


@pytest.mark.parametrize(("zone", "day"), AWKWARD)
def test_every_quarter_hour_window_of_an_awkward_week_is_where_the_clock_shows_it(
    zone: str, day: str
) -> None:
    clock = ZoneInfo(zone)
    since = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=3)
    until = since + timedelta(days=6)
    every_other = [Weekly(day, minute, minute + 15) for day in range(7) for minute in range(0, DAY, 30)]

    free = expand(every_other, clock, since, until)

    first, last = (int((instant - EPOCH).total_seconds()) // 60 for instant in (since, until))
    assert ticks_of(free) == {
        tick
        for tick in range(first, last, TICK)
        if (EPOCH + timedelta(minutes=tick)).astimezone(clock).minute % 30 < 15
    }
