"""What somebody reads off their wall clock is one instant, or it is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.meetings.wall_clock import NotAnInstant, instant_of

ZONES = sorted(zone for zone in available_timezones() if "/" in zone)
FROM, TO = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) // 60 for year in (2025, 2031))


@given(zone=st.sampled_from(ZONES), minute=st.integers(FROM, TO))
def test_every_instant_is_found_by_what_its_clock_shows_unless_the_clock_shows_it_twice(zone, minute):
    instant = datetime.fromtimestamp(minute * 60, UTC)
    shown = instant.astimezone(ZoneInfo(zone))
    near = {instant + timedelta(minutes=shift) for shift in range(-180, 181, 30)}
    same = {other for other in near if f"{other.astimezone(ZoneInfo(zone)):%c}" == f"{shown:%c}"}

    try:
        found = {instant_of(shown.date(), shown.time(), zone)}
    except NotAnInstant:
        found = None

    assert found == (same if len(same) == 1 else None)


@pytest.mark.parametrize(
    ("zone", "on", "at", "word"),
    [
        ("America/New_York", date(2027, 3, 14), time(2, 0), "does not exist"),
        ("America/New_York", date(2027, 3, 14), time(2, 59), "does not exist"),
        ("America/New_York", date(2026, 11, 1), time(1, 0), "comes twice"),
        ("America/New_York", date(2026, 11, 1), time(1, 59), "comes twice"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "does not exist"),
        ("America/Santiago", date(2026, 9, 6), time(0, 30), "does not exist"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 30), "does not exist"),
    ],
)
def test_an_hour_that_is_skipped_or_repeated_is_named(zone, on, at, word):
    with pytest.raises(NotAnInstant, match=word):
        instant_of(on, at, zone)


@pytest.mark.parametrize(
    ("zone", "on", "at"),
    [
        ("America/New_York", date(2027, 3, 14), time(1, 59)),
        ("America/New_York", date(2027, 3, 14), time(3, 0)),
        ("America/New_York", date(2026, 11, 1), time(0, 59)),
        ("America/New_York", date(2026, 11, 1), time(2, 0)),
        ("America/Phoenix", date(2027, 3, 14), time(2, 30)),
        ("Asia/Kathmandu", date(2027, 3, 14), time(2, 30)),
    ],
)
def test_the_minutes_beside_a_change_are_ordinary(zone, on, at):
    found = instant_of(on, at, zone)

    assert found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(on, at)
