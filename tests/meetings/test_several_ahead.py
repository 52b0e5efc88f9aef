"""A pair may have planned several meetings, and its people may have seats elsewhere; each counts for what it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship.extensions import db
from mentorship.meetings import queries, services
from mentorship.meetings.changing import new_meeting
from mentorship.meetings.models import Attendance, Meeting, MeetingState
from mentorship.pairs import services as pairs
from mentorship.pairs.models import Mentorship
from tests.meetings import post

WEDNESDAY_AT_7 = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)


def planned(pair: Mentorship, *starts: datetime) -> list[Meeting]:
    """Meetings of one series, added in the order given."""
    meetings = [new_meeting(pair, pair.mentee, start) for start in starts]
    for meeting in meetings:
        meeting.series = "every-month"
        db.session.add(meeting)
        db.session.commit()
    return meetings


def test_the_soonest_of_several_is_the_next(pair):
    later, soonest = planned(pair, WEDNESDAY_AT_7 + timedelta(weeks=4), WEDNESDAY_AT_7)

    assert queries.next_meeting(pair) == soonest
    assert queries.meetings_ahead(pair) == [soonest, later]


def test_a_pair_with_a_series_ahead_is_told_its_next_date_instead_of_booking_another(pair, amara):
    planned(pair, WEDNESDAY_AT_7 + timedelta(weeks=4), WEDNESDAY_AT_7)

    with pytest.raises(services.AlreadyBooked, match="You already have a date: Wed Nov 11, 7:00 pm"):
        services.book(pair, amara, WEDNESDAY_AT_7 + timedelta(days=1))


def test_booking_the_time_of_one_of_a_series_answers_that_one(pair, amara):
    later, _ = planned(pair, WEDNESDAY_AT_7 + timedelta(weeks=4), WEDNESDAY_AT_7)

    assert services.book(pair, amara, later.starts_at) is later


def test_when_a_pair_ends_every_meeting_ahead_is_called_off_and_both_hear_of_each(pair, amara, ben):
    meetings = planned(pair, WEDNESDAY_AT_7, WEDNESDAY_AT_7 + timedelta(weeks=4))

    pairs.end_early(pair, amara, "")

    assert {meeting.state for meeting in meetings} == {MeetingState.cancelled}
    assert len(post.mails_to(ben, "meetings.cancelled")) == 2


def test_a_seat_in_a_group_meeting_takes_the_time_from_a_meeting_that_moves_there(pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY_AT_7)
    thursday = WEDNESDAY_AT_7 + timedelta(days=1)
    seat = Attendance(person_id=ben.id, starts_at=thursday, ends_at=thursday + timedelta(hours=1))
    db.session.add(seat)
    db.session.commit()

    taken = queries.time_taken([ben.id], thursday, seat.ends_at, other_than=meeting)

    assert [one.attendance_id for one in taken] == [seat.id]
    with pytest.raises(services.TimeJustTaken, match="Someone just took Thursday"):
        services.reschedule(meeting, amara, thursday)
