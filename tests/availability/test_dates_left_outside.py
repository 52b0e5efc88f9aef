"""Other hours or limits move no date; whoever changes them reads which dates now lie outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mentorship.accounts.models import Person
from mentorship.availability.booked import Booked
from mentorship.availability.left_outside import beyond_hours, beyond_limits
from mentorship.availability.limits import Limits
from mentorship.availability.slots import Hours, Weekly
from mentorship.meetings import services as meetings
from mentorship.pairs.models import Mentorship
from tests import factories
from tests.availability.conftest import MONDAY
from tests.pages import Browser

TUESDAY = datetime(2026, 12, 2, 0, 30, tzinfo=UTC)
"""6:30 pm in Chicago."""
LIMITS = {
    "lengths": ["30", "45", "60"],
    "monthly_minutes": "",
    "buffer_minutes": "0",
    "notice_hours": "24",
    "window_days": "182",
}
CHICAGO = "America/Chicago"


def dated(starts_at: datetime, minutes: int = 45) -> Booked:
    return Booked(starts_at, starts_at + timedelta(minutes=minutes), "Dr. Ben Osei", "meetings.show", "key")


def test_narrower_hours_name_the_date_they_leave_outside_and_move_nothing(
    client: Browser, pair: Mentorship, amara: Person
) -> None:
    meeting = meetings.book(pair, amara, TUESDAY)

    page = client.signed_in(amara).post("availability.edit", day_0="6-9pm", day_1="8-9pm")

    assert page.h1 == "When you can usually meet"
    assert "1 date now lies outside of these hours; look below." in page.text
    assert "Tue Dec 1, 6:30 pm, Dr. Ben Osei" in page.text
    assert f"/meetings/{meeting.public_id}" in page.links
    assert meeting.starts_at == TUESDAY


def test_hours_that_leave_nothing_outside_lead_home_as_ever(
    client: Browser, pair: Mentorship, amara: Person
) -> None:
    meetings.book(pair, amara, TUESDAY)

    answer = client.signed_in(amara).post("availability.edit", follow=False, day_1="6-9pm")

    assert answer.location == "/"


def test_a_date_that_was_outside_before_is_shown_and_not_announced_again(
    client: Browser, pair: Mentorship, amara: Person, ben: Person
) -> None:
    meetings.book(pair, ben, TUESDAY + timedelta(hours=14))
    browser = client.signed_in(amara)

    answer = browser.post("availability.edit", follow=False, day_1="6-9pm")
    page = browser.get("availability.edit")

    assert answer.location == "/"
    assert "Booked outside of these hours" in page.text
    assert "Wed Dec 2, 8:30 am, Dr. Ben Osei" in page.text


def test_a_lower_budget_names_the_dates_beyond_it(client: Browser, pair: Mentorship, amara: Person) -> None:
    meeting = meetings.book(pair, amara, TUESDAY)

    page = client.signed_in(amara).post(
        "availability.limits", **{**LIMITS, "lengths": ["30"], "monthly_minutes": "30"}
    )

    assert (
        page.notice
        == "Saved. Dates that stand already keep standing. 1 date passes these limits; look below."
    )
    assert "With it December 2026 has 45 minutes; you give 30." in page.text
    assert f"/meetings/{meeting.public_id}" in page.links


def test_a_larger_buffer_and_a_nearer_last_day_name_theirs(
    client: Browser, cohort: object, pair: Mentorship, amara: Person, ben: Person
) -> None:
    other = factories.mentorship(pair.cohort, ben, factories.mentee(pair.cohort, "Carla Cruz"))
    meetings.book(pair, ben, TUESDAY)
    meetings.book(other, ben, TUESDAY + timedelta(hours=1))
    far = factories.mentorship(pair.cohort, ben, factories.mentee(pair.cohort, "Dana Diaz"))
    meetings.book(far, ben, TUESDAY + timedelta(days=21))

    page = client.signed_in(ben).post(
        "availability.limits", **{**LIMITS, "buffer_minutes": "30", "window_days": "14"}
    )

    assert "2 dates pass these limits; look below." in page.text
    assert "It begins less than 30 minutes after the one before." in page.text
    assert "It is more than 14 days ahead." in page.text


def test_nothing_is_outside_of_no_hours_at_all() -> None:
    assert beyond_hours([dated(TUESDAY)], Hours(), CHICAGO) == []


def test_a_single_day_with_hours_of_its_own_counts_and_days_away_are_told_elsewhere() -> None:
    day = TUESDAY.date() - timedelta(days=1)
    week = (Weekly(0, 540, 600),)

    own = Hours(week, instead={day: (Weekly(1, 1080, 1260),)})
    away = Hours((*week, Weekly(1, 1080, 1260)), away=((day, day),))

    assert beyond_hours([dated(TUESDAY)], own, CHICAGO) == []
    assert beyond_hours([dated(TUESDAY)], away, CHICAGO) == []


@given(st.lists(st.integers(0, 60 * 24), max_size=8), st.integers(30, 300))
def test_within_a_month_just_those_dates_pass_that_the_budget_no_longer_holds(
    hours: list[int], budget: int
) -> None:
    booked = [dated(MONDAY + timedelta(days=2, hours=at / 2)) for at in sorted(set(hours))]

    found = beyond_limits(booked, Limits(monthly_minutes=budget), "UTC", MONDAY)

    inside = [one for one in booked if one.starts_at.month == 12 and one.starts_at.year == 2026]
    assert len([one for one in found if one.booked in inside]) == max(0, len(inside) - budget // 45)


def test_a_date_beyond_two_limits_is_named_once_with_both() -> None:
    [found] = beyond_limits([dated(TUESDAY)], Limits(monthly_minutes=30, window_days=1), CHICAGO, MONDAY)

    assert found.why == "With it December 2026 has 45 minutes; you give 30. It is more than 1 day ahead."
