"""The dates of a rhythm keep their hour, avoid what hinders them, and never run into each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from mentorship.meetings.rhythm import Stop, holiday_on, stops, weeks_later

NEW_YORK = ZoneInfo("America/New_York")
THURSDAY_AT_7 = datetime(2026, 11, 27, 0, 0, tzinfo=UTC)
"""Thursday, November 26, 2026, 7 pm in New York."""
INSTANTS = st.datetimes(
    datetime(2024, 1, 1),  # Hypothesis adds the zone
    datetime(2030, 12, 31),
    timezones=st.just(UTC),
).map(lambda instant: instant.replace(second=0, microsecond=0))
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


def nothing(_start: datetime, _chosen: list[datetime]) -> str:
    return ""


def test_dates_keep_the_hour_of_the_mentors_clock_when_clocks_change():
    found = stops(THURSDAY_AT_7, NEW_YORK, weeks=4, count=5, hindrance=nothing)

    local = [stop.due.astimezone(NEW_YORK) for stop in found]
    assert [(day.month, day.day) for day in local] == [(12, 24), (1, 21), (2, 18), (3, 18), (4, 15)]
    assert {(day.hour, day.minute) for day in local} == {(19, 0)}
    assert found[3].due - found[2].due == timedelta(weeks=4) - timedelta(hours=1)


def test_a_date_that_cannot_be_comes_a_week_later_and_the_rhythm_does_not_shift():
    christmas_eve = weeks_later(THURSDAY_AT_7, NEW_YORK, 4)

    found = stops(
        THURSDAY_AT_7,
        NEW_YORK,
        weeks=4,
        count=2,
        hindrance=lambda start, _chosen: "Ben is away." if start == christmas_eve else "",
    )

    new_years_eve = weeks_later(christmas_eve, NEW_YORK, 1)
    january = weeks_later(THURSDAY_AT_7, NEW_YORK, 8)
    assert found == [Stop(christmas_eve, new_years_eve, "Ben is away."), Stop(january, january)]


def test_a_date_whose_next_week_cannot_be_either_is_left_out_with_the_first_cause():
    found = stops(
        THURSDAY_AT_7,
        NEW_YORK,
        weeks=2,
        count=1,
        hindrance=lambda start, _chosen: f"Busy on {start:%b %d}.",
    )

    assert [(stop.starts_at, stop.cause) for stop in found] == [(None, "Busy on Dec 11.")]


def test_in_a_weekly_rhythm_nothing_comes_a_week_later():
    second = weeks_later(THURSDAY_AT_7, NEW_YORK, 2)

    found = stops(
        THURSDAY_AT_7,
        NEW_YORK,
        weeks=1,
        count=3,
        hindrance=lambda start, _chosen: "Away." if start == second else "",
    )

    assert [stop.stands for stop in found] == [True, False, True]


def test_what_was_chosen_before_is_known_when_the_next_is_judged():
    told: list[int] = []

    stops(THURSDAY_AT_7, NEW_YORK, weeks=2, count=3, hindrance=lambda _s, c: told.append(len(c)) or "")

    assert told == [0, 1, 2]


@given(INSTANTS, ZONES, st.integers(1, 8), st.integers(1, 6), st.sets(st.integers(0, 60)))
def test_whatever_hinders_dates_rise_and_nothing_stands_where_it_cannot(after, zone, weeks, count, bad):
    hindered = {weeks_later(after, zone, week) for week in bad}

    found = stops(
        after,
        zone,
        weeks=weeks,
        count=count,
        hindrance=lambda start, _chosen: "No." if start in hindered else "",
    )

    standing = [stop.starts_at for stop in found if stop.starts_at]
    assert len(found) == count
    assert standing == sorted(set(standing))
    assert not hindered & set(standing)
    assert all(bool(stop.cause) == (stop.starts_at != stop.due) for stop in found)


@given(INSTANTS, ZONES, st.integers(1, 30))
def test_some_weeks_later_the_clock_shows_the_same_hour_unless_it_skips_it(start, zone, weeks):
    later = weeks_later(start, zone, weeks)

    wanted = start.astimezone(zone).replace(tzinfo=None) + timedelta(weeks=weeks)
    shown = later.astimezone(zone).replace(tzinfo=None)
    exists = wanted.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wanted
    assert shown == wanted if exists else shown > wanted


def test_federal_holidays_are_known_by_name_and_other_days_are_none():
    assert holiday_on([date(2026, 12, 24), date(2026, 12, 25)]) == "Christmas Day"
    assert holiday_on([date(2026, 11, 26)]) == "Thanksgiving Day"
    assert holiday_on([date(2026, 12, 24)]) == ""
