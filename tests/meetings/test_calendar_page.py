"""The calendar page: a month and its agenda, on one's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship import clock, vocabulary
from mentorship.extensions import db
from mentorship.meetings import moving, services
from mentorship.meetings.models import Happened, MeetingState
from mentorship.meetings.month import Month, month_of

WEDNESDAY = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)
"""7 pm on Wednesday the 11th in Chicago."""


@pytest.fixture
def meeting(pair, amara):
    booked = services.book(pair, amara, WEDNESDAY)
    db.session.commit()
    return booked


def cell(page, day: str):
    """The words and the links of a day in the grid."""
    [found] = [td for td in page.all("td") for time in td.iter("time") if time.get("datetime") == day]
    return " ".join("".join(found.itertext()).split()), [a.get("href") for a in found.iter("a")]


def test_a_meeting_stands_on_its_day_of_ones_own_clock_and_leads_to_its_page(client, meeting, amara):
    page = client.signed_in(amara).get("meetings.month")

    assert page.h1 == "November 2026"
    assert cell(page, "2026-11-11") == ("11 7:00 pm Dr. Ben Osei", [f"/meetings/{meeting.public_id}"])
    assert "Wed Nov 11, 7:00 pm: Dr. Ben Osei" in page.text
    assert cell(page, "2026-11-12") == ("12", [])


def test_another_time_that_is_proposed_waits_on_its_own_day_also_in_another_month(
    client, meeting, amara, ben
):
    moving.propose_move(meeting, amara, datetime(2026, 12, 3, 1, 0, tzinfo=UTC), seen=None, anyway=True)
    browser = client.signed_in(ben)

    november, december = browser.get("meetings.month"), browser.open("/calendar?month=2026-12")
    with clock.moved_to(clock.now() + timedelta(days=3)):
        lapsed = client.signed_in(ben).open("/calendar?month=2026-12")

    assert cell(november, "2026-11-11")[0] == "11 8:00 pm Dr. Amara Lee"
    words, addresses = cell(december, "2026-12-02")
    assert (words, addresses) == ("2 8:00 pm Dr. Amara Lee (waits)", [f"/meetings/{meeting.public_id}"])
    assert "Waits for an answer" in december.text
    assert "No meetings in December" in lapsed.text


def test_a_month_begins_at_midnight_of_ones_own_clock(client, meeting, amara, ben):
    meeting.starts_at, meeting.ends_at = (
        datetime(
            2026, 12, 1, 5, 30, tzinfo=UTC
        ),  # half past eleven in Chicago, half past midnight in New York
        datetime(2026, 12, 1, 6, 0, tzinfo=UTC),
    )
    db.session.commit()

    november, december = (client.signed_in(who).get("meetings.month", month=None) for who in (amara, ben))
    in_december = client.signed_in(ben).open("/calendar?month=2026-12")

    assert cell(november, "2026-11-30")[0] == "30 11:30 pm Dr. Ben Osei"
    assert "No meetings in November" in december.text
    assert cell(in_december, "2026-12-01")[0] == "1 12:30 am Dr. Amara Lee"


def test_today_is_marked_and_the_months_beside_it_are_links(client, amara):
    page = client.signed_in(amara).get("meetings.month")

    [today] = [td for td in page.all("td") if td.get("aria-current") == "date"]
    assert "".join(today.itertext()).split() == ["9", "Today"]
    assert {"/calendar?month=2026-10", "/calendar?month=2026-12"} <= set(page.links)


def test_what_is_cancelled_is_struck_and_says_so(client, meeting, amara):
    services.cancel(meeting, amara, "")
    db.session.commit()

    page = client.signed_in(amara).get("meetings.month")

    assert cell(page, "2026-11-11")[0] == "11 7:00 pm Dr. Ben Osei, cancelled"
    assert {"".join(struck.itertext()) for struck in page.all("s")} == {"Dr. Ben Osei"}
    assert "Until 7:45 pm Cancelled" in page.text


def test_what_waits_and_what_did_not_take_place_says_so(client, meeting, amara):
    meeting.state, meeting.expires_at = MeetingState.held, clock.now() + timedelta(days=1)
    waiting = client.signed_in(amara).get("meetings.month")
    meeting.state = MeetingState.confirmed
    with clock.moved_to(meeting.ends_at):
        services.wrap_up(meeting, amara, Happened.no_show, "")
        missed = client.signed_in(amara).get("meetings.month")

    assert "Until 7:45 pm Waits for an answer" in waiting.text
    assert "Until 7:45 pm Did not take place" in missed.text


def test_an_empty_month_says_what_will_be_here(client, amara):
    page = client.signed_in(amara).open("/calendar?month=2027-02")

    assert page.h1 == "February 2027"
    assert "No meetings in February" in page.text
    assert "This month" in page.text


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-1", "2026-12-24", "1999-12", "10000-01", "٢٠٢٦-12", "now", "", "2026-12\n"]
)
def test_a_month_that_is_none_is_no_page(client, amara, month):
    assert client.signed_in(amara).open(f"/calendar?month={month}".replace("\n", "%0A"), 404)


@pytest.mark.parametrize("month", ["2000-01", "2099-12"])
def test_the_century_has_two_ends(client, amara, month):
    page = client.signed_in(amara).open(f"/calendar?month={month}")

    assert len([link for link in page.links if link.startswith("/calendar?month=")]) == 1


@given(day=st.dates(date(2000, 2, 1), date(2099, 11, 30)))
def test_every_day_of_a_month_stands_in_it_once_and_its_neighbors_lead_back(day):
    month = month_of(str(day))

    days = [one for week in month.weeks for one in week if one]
    assert days == sorted(set(days))
    assert (days[0].day, days[-1] + timedelta(days=1)) == (1, month.after.first)
    assert day in days
    assert all(len(week) == 7 for week in month.weeks)
    assert all(
        one.weekday() == (column - 1) % 7 for week in month.weeks for column, one in enumerate(week) if one
    )
    assert month.before.after == month == month.after.before


def test_months_meet_without_gap_or_overlap_in_every_zone():
    months = [Month(year, number) for year in (2026, 2027) for number in range(1, 13)]

    for zone in vocabulary.time_zones():
        bounds = [month.bounds(zone) for month in months]
        assert [ends for _, ends in bounds[:-1]] == [begins for begins, _ in bounds[1:]], zone
        assert all(timedelta(days=27) < ends - begins < timedelta(days=32) for begins, ends in bounds), zone
