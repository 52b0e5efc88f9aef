"""Nobody is disturbed at night, in protected time, or on days away, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.availability.quiet import calm_from, days_away, is_away, is_quiet
from mentorship.availability.slots import Hours, Weekly, expand

NIGHT = (21, 7)
CHICAGO = ZoneInfo("America/Chicago")
ZONES = ("America/Chicago", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Europe/Dublin")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(
    lambda at: at.replace(tzinfo=UTC)
)  # made aware right here
WINDOWS = st.builds(Weekly, st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440))


@pytest.mark.parametrize(
    ("local", "quiet"),
    [
        ((2026, 3, 7, 20, 59), False),
        ((2026, 3, 7, 21, 0), True),
        ((2026, 3, 8, 1, 30), True),
        ((2026, 3, 8, 6, 59), True),
        ((2026, 3, 8, 7, 0), False),
        ((2028, 2, 29, 23, 0), True),
        ((2028, 2, 29, 12, 0), False),
    ],
)
def test_the_night_is_that_of_the_persons_own_clock(
    local: tuple[int, int, int, int, int], quiet: bool
) -> None:
    instant = datetime(*local, tzinfo=CHICAGO)

    assert is_quiet(Hours(), CHICAGO, instant, NIGHT) is quiet


def test_a_protected_window_may_reach_past_midnight() -> None:
    monday_night = Hours(protected=(Weekly(0, 12 * 60, 60),))
    noon = datetime(2026, 9, 14, 12, 0, tzinfo=CHICAGO)

    quiet = [is_quiet(monday_night, CHICAGO, noon + timedelta(hours=h), (3, 4)) for h in (-1, 0, 12, 13, 24)]

    assert quiet == [False, True, True, False, False]


@given(zone=st.sampled_from(ZONES), protected=st.lists(WINDOWS, max_size=4), instant=INSTANTS)
def test_protected_time_is_the_same_here_as_where_times_are_proposed(
    zone: str, protected: list[Weekly], instant: datetime
) -> None:
    instant = instant.replace(second=0, microsecond=0)
    never = (24, 24)

    quiet = is_quiet(Hours(protected=tuple(protected)), ZoneInfo(zone), instant, never)

    assert quiet == bool(expand(protected, ZoneInfo(zone), instant, instant + timedelta(minutes=1)))


@given(zone=st.sampled_from(ZONES), protected=st.lists(WINDOWS, max_size=3), instant=INSTANTS)
def test_the_calm_after_is_calm_and_the_first(zone: str, protected: list[Weekly], instant: datetime) -> None:
    hours, there = Hours(protected=tuple(protected)), ZoneInfo(zone)

    calm = calm_from(hours, there, instant, NIGHT)

    assert calm >= instant
    if calm > instant:
        assert not is_quiet(hours, there, calm, NIGHT)
        assert is_quiet(hours, there, calm - timedelta(minutes=15), NIGHT) or calm - instant < timedelta(
            minutes=15
        )


def test_who_protects_the_whole_week_is_written_to_all_the_same() -> None:
    always = Hours(protected=tuple(Weekly(day, 0, 1440) for day in range(7)))
    noon = datetime(2026, 9, 14, 17, 0, tzinfo=UTC)

    assert calm_from(always, CHICAGO, noon, NIGHT) == noon


def test_days_away_are_counted_once_and_only_between_the_two_instants() -> None:
    hours = Hours(away=((date(2026, 9, 10), date(2026, 9, 20)), (date(2026, 9, 18), date(2026, 10, 30))))
    since, until = datetime(2026, 9, 15, 12, tzinfo=UTC), datetime(2026, 9, 25, 12, tzinfo=UTC)

    assert days_away(hours, CHICAGO, since, until) == 11
    assert is_away(hours, CHICAGO, since)
    assert not is_away(hours, CHICAGO, datetime(2026, 9, 9, 12, tzinfo=UTC))
