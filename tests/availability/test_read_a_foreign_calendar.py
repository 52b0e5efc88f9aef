"""What counts as busy in a calendar that somebody else wrote, and when that is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mentorship.availability.foreign_calendar_child import busy_in
from mentorship.availability.foreign_calendar_text import Unreadable
from tests.availability.foreign_files import CHICAGO, SINCE, UNTIL, at, event, file, zone

USUAL = ["12-10 15:00-16:00"]


def read(*parts: str, owner: str = CHICAGO) -> list[str]:
    """The busy times, in UTC."""
    return said(busy_in(file(*parts), owner, SINCE, UNTIL))


def said(answer: dict[str, object]) -> list[str]:
    busy: list[tuple[int, int]] = answer["busy"]
    spans = [[datetime.fromtimestamp(second, UTC) for second in pair] for pair in busy]
    return [
        f"{start:%m-%d %H:%M}-{end:%H:%M}"
        if start.date() == end.date()
        else f"{start:%m-%d %H:%M}-{end:%m-%d %H:%M}"
        for start, end in spans
    ]


def counted(name: str, *parts: str) -> object:
    return busy_in(file(*parts), CHICAGO, SINCE, UNTIL)[name]


@pytest.mark.parametrize(
    "line",
    ["TRANSP:TRANSPARENT", "transp:transparent", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
)
def test_what_is_marked_as_free_takes_no_time(line: str) -> None:
    assert read(event(line)) == []


@pytest.mark.parametrize(
    "line", ["TRANSP:OPAQUE", "STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF", "STATUS:CONFIRMED"]
)
def test_what_is_not_marked_as_free_takes_its_time(line: str) -> None:
    assert read(event(line)) == USUAL


def test_a_whole_day_is_the_owners_local_day() -> None:
    day = event("DTSTART;VALUE=DATE:20261224")
    three = event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227")

    assert read(day) == ["12-24 06:00-12-25 06:00"]
    assert read(day, owner="Asia/Tokyo") == ["12-23 15:00-12-24 15:00"]
    assert read(three) == ["12-24 06:00-12-27 06:00"]


def test_a_time_without_zone_is_on_the_calendars_clock_else_on_the_owners() -> None:
    floating = at("20261210T100000", "20261210T110000")

    assert read(floating) == ["12-10 16:00-17:00"]
    assert read("X-WR-TIMEZONE:America/New_York", floating) == ["12-10 15:00-16:00"]
    assert read("X-WR-TIMEZONE:Nowhere/Land", floating) == ["12-10 16:00-17:00"]


def test_times_on_an_assumed_clock_are_counted() -> None:
    floating = at("20261210T100000", "20261210T110000")
    unknown = at("20261211T100000", "20261211T110000", zone="Nowhere/Land")
    known = at("20261212T100000", "20261212T110000", zone="America/Denver")

    assert counted("assumed", floating, unknown, known, event()) == 2
    assert counted("assumed", "X-WR-TIMEZONE:America/New_York", floating, unknown) == 1


@pytest.mark.parametrize(
    "name",
    [
        "America/New_York", '"America/New_York"', "america/new_york", "Eastern Standard Time",
        "/example.org/20210210_1/America/New_York", "US/Eastern",
    ],
)  # fmt: skip
def test_a_zone_is_known_by_any_of_its_names(name: str) -> None:
    assert read(at("20261210T100000", "20261210T110000", zone=name)) == USUAL


def test_a_zone_of_the_file_itself_is_followed() -> None:
    own = zone("Customized Time Zone", "+0900")

    assert read(own, at("20261211T000000", "20261211T010000", zone="Customized Time Zone")) == USUAL
    assert read(at("20261211T000000", "20261211T010000", zone="Customized Time Zone"), own) == USUAL


def test_a_well_known_zone_keeps_its_rules_whatever_the_file_says() -> None:
    wrong = zone("America/New_York", "+0900")

    assert read(wrong, at("20261210T100000", "20261210T110000", zone="America/New_York")) == USUAL


def test_two_calendars_in_one_file_keep_their_zones_apart() -> None:
    one, other = (
        file(zone("Own Time", offset), at("20261210T100000", "20261210T110000", zone="Own Time"))
        for offset in ("-0500", "+0900")
    )  # fmt: skip

    assert said(busy_in(one + other, CHICAGO, SINCE, UNTIL)) == ["12-10 01:00-02:00", *USUAL]


def test_a_series_keeps_its_local_hour_across_a_clock_change() -> None:
    weekly = at("20260301T090000", "20260301T100000", "RRULE:FREQ=WEEKLY;BYDAY=SU", zone="America/New_York")

    times = read(weekly)

    assert times[:1] == ["11-29 14:00-15:00"]
    assert times[14:16] == ["03-07 14:00-15:00", "03-14 13:00-14:00"]


@pytest.mark.parametrize("until", ["20261224T100000", "20261224T160000Z", "20261224"])
def test_the_last_of_a_series_is_not_lost_however_its_end_is_written(until: str) -> None:
    weekly = at("20261210T100000", "20261210T110000", f"RRULE:FREQ=WEEKLY;UNTIL={until}", zone=CHICAGO)

    assert read(weekly) == ["12-10 16:00-17:00", "12-17 16:00-17:00", "12-24 16:00-17:00"]


@pytest.mark.parametrize("until", ["20261212", "20261212T000000Z", "20261212T235959"])
def test_a_series_of_days_ends_on_its_last_day(until: str) -> None:
    assert len(read(event("DTSTART;VALUE=DATE:20261210", f"RRULE:FREQ=DAILY;UNTIL={until}"))) == 3


@pytest.mark.parametrize(
    "line",
    [
        "EXDATE:20261217T160000Z", f"EXDATE;TZID={CHICAGO}:20261217T100000", "EXDATE;VALUE=DATE:20261217",
        "EXDATE:20261217T100000",
        "EXDATE:20261217T160000Z,20270101T000000Z",
    ],
)  # fmt: skip
def test_an_exception_counts_however_it_is_written(line: str) -> None:
    weekly = at("20261210T100000", "20261210T110000", "RRULE:FREQ=WEEKLY;COUNT=3", line, zone=CHICAGO)

    assert read(weekly) == ["12-10 16:00-17:00", "12-24 16:00-17:00"]


def test_one_of_a_series_may_be_moved_called_off_or_freed() -> None:
    weekly = at("20261203T150000Z", "20261203T160000Z", "RRULE:FREQ=WEEKLY;COUNT=4", uid="w")
    moved = at("20261211T180000Z", "20261211T190000Z", "RECURRENCE-ID:20261210T150000Z", uid="w")
    off = at(
        "20261217T150000Z", "20261217T160000Z", "RECURRENCE-ID:20261217T150000Z", "STATUS:CANCELLED", uid="w"
    )
    free = at(
        "20261224T150000Z",
        "20261224T160000Z",
        "RECURRENCE-ID:20261224T150000Z",
        "TRANSP:TRANSPARENT",
        uid="w",
    )

    assert read(weekly, moved, off, free) == ["12-03 15:00-16:00", "12-11 18:00-19:00"]
    assert read(off, free, moved, weekly) == ["12-03 15:00-16:00", "12-11 18:00-19:00"]


def test_from_one_on_a_series_may_be_another() -> None:
    weekly = at("20261203T150000Z", "20261203T160000Z", "RRULE:FREQ=WEEKLY;COUNT=3", uid="w")
    later = at(
        "20261210T170000Z", "20261210T180000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261210T150000Z", uid="w"
    )

    assert read(weekly, later) == ["12-03 15:00-16:00", "12-10 17:00-18:00", "12-17 17:00-18:00"]


def test_further_dates_of_a_series_count() -> None:
    assert read(event("RDATE:20261215T150000Z,20261216T150000Z/PT3H")) == [
        *USUAL,
        "12-15 15:00-16:00",
        "12-16 15:00-16:00",
    ]


def test_a_series_that_ended_before_the_window_is_over() -> None:
    over = at("20200102T150000Z", "20200102T160000Z", "RRULE:FREQ=WEEKLY;UNTIL=20260901T000000Z", uid="w")
    moved_into_the_window = at(
        "20261210T150000Z", "20261210T160000Z", "RECURRENCE-ID:20260806T150000Z", uid="w"
    )

    assert read(over) == []
    assert read(over, moved_into_the_window) == USUAL


@pytest.mark.parametrize("end", ["DTEND;VALUE=DATE:20270301", "DURATION:P151D"])
def test_a_long_absence_counts_for_all_its_days(end: str) -> None:
    begun = event("DTSTART;VALUE=DATE:20261001", end)
    ahead = event("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20270301")
    each_year = event(
        "DTSTART;VALUE=DATE:20241001", "DTEND;VALUE=DATE:20250301", "RRULE:FREQ=YEARLY;UNTIL=20261001"
    )

    assert read(begun) == ["11-27 12:00-03-01 06:00"]
    assert read(ahead) == ["12-01 06:00-03-01 06:00"]
    assert read(each_year) == ["11-27 12:00-03-01 06:00"]
    assert counted("odd", begun, ahead) == 0


def test_a_slip_of_the_year_takes_a_year_at_most_and_is_counted() -> None:
    ahead = at("20260601T000000Z", "20470101T000000Z")
    long_begun = at("20200101T000000Z", "20470101T000000Z")

    assert read(ahead) == ["11-27 12:00-05-29 12:00"]
    assert read(at("20260101T000000Z", "20470101T000000Z")) == ["11-27 12:00-01-02 00:00"]
    assert read(long_begun) == []
    assert counted("odd", ahead, long_begun, event()) == 2


def test_lists_of_busy_times_alone_are_no_empty_calendar() -> None:
    busy = "BEGIN:VFREEBUSY\r\nUID:f\r\nFREEBUSY:20261210T150000Z/PT1H\r\nEND:VFREEBUSY"

    with pytest.raises(Unreadable, match="it lists busy times in a form that we do not read"):
        read(busy)
    assert read(busy, event()) == USUAL
    assert read() == []


def test_what_lies_across_an_end_of_the_window_is_cut_there() -> None:
    around_now = at("20261127T000000Z", "20261128T000000Z")
    at_the_end = at("20270529T000000Z", "20270530T000000Z")

    assert read(around_now, at_the_end) == ["11-27 12:00-11-28 00:00", "05-29 00:00-12:00"]


def test_days_and_times_may_be_mixed_up() -> None:
    assert read(event(f"DTSTART;TZID={CHICAGO}:20261210T090000", "DTEND;VALUE=DATE:20261211")) == [
        "12-10 15:00-12-11 06:00"
    ]
    assert read(event("DTSTART;VALUE=DATE:20261224", "DTEND:20261224T170000Z")) == ["12-24 06:00-12-25 06:00"]


def test_what_cannot_be_understood_is_counted() -> None:
    backwards = at("20261211T150000Z", "20051211T160000Z")

    assert counted("odd", event(), backwards, event("DTSTART:soon"), event("RRULE:FREQ=OFTEN", uid="x")) == 3


def test_nothing_but_times_comes_out() -> None:
    answer = busy_in(
        file(event("LOCATION:Room of Mrs. Miller", "DESCRIPTION:biopsy", "ATTENDEE:mailto:m@x.example")),
        CHICAGO,
        SINCE,
        UNTIL,
    )

    assert set(answer) == {"busy", "assumed", "odd"}
    assert "iller" not in repr(answer)
