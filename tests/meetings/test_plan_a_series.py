"""The dates after the next, planned together: looked at first, each a meeting of its own afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.accounts.links import signed_url
from mentorship.availability.models import DayOverride, SchedulingLimits, TimeOff
from mentorship.extensions import db
from mentorship.meetings import asking, queries, series, services
from mentorship.meetings.models import MeetingState
from mentorship.pairs import services as pairs
from tests.meetings import post

THURSDAY_AT_7 = datetime(2026, 11, 27, 0, 0, tzinfo=UTC)
"""Thanksgiving, at 7 pm in New York; four weeks later is Christmas Eve."""
WEDNESDAY_AT_7 = THURSDAY_AT_7 - timedelta(days=1)


@pytest.fixture
def meeting(pair, amara):
    booked = services.book(pair, amara, WEDNESDAY_AT_7)
    db.session.commit()
    return booked


def starts(stops) -> list[datetime]:
    return [stop.starts_at for stop in stops if stop.starts_at]


def shown_on(page) -> list[str]:
    return [field.get("value") for field in page.all("input", name="start")]


def days(stops) -> list[str]:
    return [f"{start:%b %d}" for start in (s - timedelta(hours=5) for s in starts(stops))]


def test_the_next_three_keep_the_hour_and_the_rhythm(pair, amara, meeting):
    stops = series.planned_dates(pair, amara, 3)

    assert days(stops) == ["Dec 23", "Jan 20", "Feb 17"]


def test_a_federal_holiday_is_skipped_to_the_week_after_and_said(pair, amara):
    services.book(
        pair, amara, datetime(2026, 11, 28, 0, 0, tzinfo=UTC)
    )  # Friday; four weeks on is Christmas Day

    [stop] = series.planned_dates(pair, amara, 1)

    assert stop.cause == "That is Christmas Day."
    assert stop.starts_at is None  # and a week later is New Year's Day


def test_days_away_put_a_date_a_week_later_and_say_whose_they_are(pair, amara, ben, meeting):
    db.session.add(TimeOff(person_id=ben.id, first_day=date(2026, 12, 20), last_day=date(2026, 12, 26)))
    db.session.commit()

    [stop] = series.planned_dates(pair, amara, 1)

    assert (days([stop]), stop.cause) == (["Dec 30"], "Dr. Ben Osei is away then.")


def test_an_hour_on_which_they_agreed_outside_their_hours_suits_for_the_next_dates_too(pair, amara):
    services.book(pair, amara, WEDNESDAY_AT_7 - timedelta(hours=9), agreed=True, anyway=True)

    assert days(series.planned_dates(pair, amara, 2)) == ["Dec 23", "Jan 20"]


def test_a_day_without_hours_puts_a_date_a_week_later(pair, amara, ben, meeting):
    db.session.add(DayOverride(person_id=ben.id, on_day=date(2026, 12, 23)))
    db.session.commit()

    [stop] = series.planned_dates(pair, amara, 1)

    assert (days([stop]), stop.cause) == (["Dec 30"], "That is outside the hours Dr. Ben Osei gave.")


def test_planned_dates_are_meetings_of_their_own_with_an_invitation_each(pair, amara, ben, meeting):
    shown = starts(series.planned_dates(pair, amara, 3))

    planned = series.plan_series(pair, amara, 3, shown)

    assert [one.starts_at for one in planned] == shown
    assert len({one.uid for one in planned}) == 3
    assert {one.series for one in planned} == {meeting.series}
    for person in (amara, ben):
        entries = [post.entry(mail) for mail in post.mails_to(person, "meetings.invited")]
        assert [entry.uid for entry in entries] == [meeting.uid, *(one.uid for one in planned)]


def test_moving_one_moves_one(pair, amara, meeting):
    planned = series.plan_series(pair, amara, 3, starts(series.planned_dates(pair, amara, 3)))
    first, second, third = planned
    others = [(one.starts_at, one.sequence) for one in (meeting, first, third)]

    services.reschedule(second, amara, second.starts_at + timedelta(days=1))

    assert [(one.starts_at, one.sequence) for one in (meeting, first, third)] == others
    assert second.sequence == 1


def test_a_form_sent_twice_plans_once(pair, amara, ben, meeting):
    shown = starts(series.planned_dates(pair, amara, 2))

    series.plan_series(pair, amara, 2, shown)
    again = series.plan_series(pair, ben, 2, shown)

    assert len(again) == 2
    assert len(queries.meetings_ahead(pair)) == 3


def test_what_has_changed_since_it_was_shown_is_shown_again_and_nothing_is_booked(pair, amara, ben, meeting):
    shown = starts(series.planned_dates(pair, amara, 3))
    db.session.add(TimeOff(person_id=ben.id, first_day=date(2027, 1, 18), last_day=date(2027, 1, 22)))
    db.session.commit()

    with pytest.raises(series.PlanHasChanged):
        series.plan_series(pair, amara, 3, shown)

    assert queries.meetings_ahead(pair) == [meeting]


def test_the_months_budget_counts_what_is_planned_along(pair, amara, ben, meeting):
    pair.cadence_weeks = 2
    db.session.add(SchedulingLimits(person_id=ben.id, monthly_minutes=60, lengths=[30, 45, 60]))
    db.session.commit()

    stops = series.planned_dates(pair, amara, 4)

    # December 9; not 23, but 30 is December too; January 6; not 20, nor 27.
    assert days(stops) == ["Dec 09", "Jan 06"]
    assert stops[1].cause == "That would go over the 60 minutes that Dr. Ben Osei gives in December."


def test_the_rest_of_a_series_is_cancelled_at_once_and_what_comes_before_stays(pair, amara, ben, meeting):
    first, second, third = series.plan_series(pair, amara, 3, starts(series.planned_dates(pair, amara, 3)))

    assert series.cancel_rest(second, ben, seen=None) == 2

    assert [one.state for one in (meeting, first)] == [MeetingState.confirmed] * 2
    assert [one.state for one in (second, third)] == [MeetingState.cancelled] * 2
    assert len(post.mails_to(amara, "meetings.cancelled")) == 2


def test_a_pair_without_a_date_picks_one_first(client, pair, amara):
    browser = client.signed_in(amara)
    page = browser.get("meetings.plan", public_id=pair.public_id, status=303)

    assert browser.open(page.location).h1 == "Pick your next date with Dr. Ben Osei"


def test_the_page_shows_the_dates_and_one_button_plans_them(client, pair, amara, meeting):
    browser = client.signed_in(amara)
    page = browser.open(f"/mentorships/{pair.public_id}/series?many=2")
    done = browser.post("meetings.plan", public_id=pair.public_id, many=2, start=shown_on(page))

    assert "Wed Dec 23, 6:00 pm your time" in page.text
    assert "2 dates planned. Both of you get an invitation for each by mail." in done.text
    assert "2 of 3 dates planned together" in done.text


def test_more_dates_in_an_old_series_lead_to_the_first_that_is_new(client, pair, amara, meeting):
    series.plan_series(pair, amara, 1, starts(series.planned_dates(pair, amara, 1)))
    with clock.moved_to(meeting.ends_at + timedelta(days=1)):
        browser = client.signed_in(amara)
        page = browser.open(f"/mentorships/{pair.public_id}/series?many=2")
        fields = {"public_id": pair.public_id, "many": 2, "start": shown_on(page)}
        done = browser.post("meetings.plan", 303, follow=False, **fields)

    assert done.location == f"/meetings/{queries.meetings_ahead(pair)[-2].public_id}"


def test_the_link_from_a_mail_plans_too(client, pair, ben, amara, meeting):
    link = signed_url("meetings.plan_by_link", ben, pair.public_id).removeprefix("http://localhost")
    page = client.open(link)
    client.send(link, {"many": 3, "start": shown_on(page)})

    assert len(queries.meetings_ahead(pair)) == 4


def test_when_the_pair_ends_the_whole_series_is_called_off(pair, amara, meeting):
    series.plan_series(pair, amara, 3, starts(series.planned_dates(pair, amara, 3)))

    pairs.end_early(pair, amara, "")

    assert queries.meetings_ahead(pair) == []


def test_after_each_meeting_the_next_of_the_series_is_the_next_date(pair, amara, meeting):
    first, *_ = series.plan_series(pair, amara, 3, starts(series.planned_dates(pair, amara, 3)))

    with clock.moved_to(meeting.ends_at + timedelta(days=1)):
        assert queries.next_meeting(pair) == first


def test_dates_farther_than_six_months_are_left_out(pair, amara, meeting):
    stops = series.planned_dates(pair, amara, 6)

    assert [stop.cause for stop in stops if not stop.stands] == ["That is more than six months away."]


def test_nothing_is_cancelled_in_a_pair_that_has_ended(client, pair, amara, meeting):
    pairs.end_early(pair, amara, "")
    page = client.signed_in(amara).post("meetings.cancel_rest", public_id=meeting.public_id, status=409)

    assert page.error == "This mentorship has ended, so nothing in it changes any more."


def test_nothing_is_planned_behind_a_time_that_still_waits_for_its_answer(client, pair, amara):
    held = asking.propose(pair, amara, WEDNESDAY_AT_7)
    db.session.commit()

    page = client.signed_in(amara).get("meetings.plan", public_id=pair.public_id, status=303)

    assert page.location.endswith(held.public_id)
    with pytest.raises(series.NoDateYet, match="Wed Nov 25, 6:00 pm waits for an answer"):
        series.plan_series(pair, amara, 3, [])


def test_the_rest_is_not_cancelled_by_a_button_from_before_a_move(client, pair, amara, ben, meeting):
    series.plan_series(pair, amara, 2, starts(series.planned_dates(pair, amara, 2)))
    services.reschedule(meeting, ben, WEDNESDAY_AT_7 + timedelta(days=1))
    db.session.commit()

    browser = client.signed_in(amara)
    page = browser.post("meetings.cancel_rest", 409, public_id=meeting.public_id, seen=0)

    assert page.error.startswith("This meeting has moved to Thu Nov 26, 6:00 pm.")
    assert len(queries.meetings_ahead(pair)) == 3
