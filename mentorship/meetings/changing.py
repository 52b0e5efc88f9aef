"""A meeting's row, its people's time and its mails, changed together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.extensions import db
from mentorship.mail.letters import Letter
from mentorship.mail.services import post
from mentorship.meetings import emails, entries
from mentorship.meetings.answering import ask
from mentorship.meetings.invites import Method
from mentorship.meetings.models import Attendance, Meeting, MeetingState
from mentorship.meetings.wall_clock import wall_clock
from mentorship.pairs.models import Mentorship


def new_meeting(mentorship: Mentorship, person: Person, starts_at: datetime) -> Meeting:
    meeting = Meeting(
        mentorship=mentorship,
        uid=entries.new_uid(),
        sequence=0,
        stamped_at=entries.later_stamp(None, clock.now()),
        link=entries.video_link(mentorship.mentor),
        state=MeetingState.confirmed,
        booked_by_id=person.id,
        created_at=clock.now(),
        attendances=[Attendance(person_id=somebody.id, active=True) for somebody in mentorship.people],
    )
    set_time(meeting, starts_at)
    ask(meeting, person)
    return meeting


def set_time(meeting: Meeting, starts_at: datetime) -> None:
    """The instant, both people's time, and the wall time on which they agreed (the mentor's)."""
    ends_at = starts_at + timedelta(minutes=meeting.mentorship.meeting_minutes)
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    for attendance in meeting.attendances:
        attendance.starts_at, attendance.ends_at = starts_at, ends_at
    meeting.zone = meeting.mentorship.mentor.timezone
    meeting.wall_time = wall_clock(starts_at, meeting.zone)


def next_version(meeting: Meeting) -> None:
    meeting.sequence += 1
    meeting.stamped_at = entries.later_stamp(meeting.stamped_at, clock.now())


def call_off(meeting: Meeting, person: Person, reason: str) -> None:
    meeting.state, meeting.cancel_reason = MeetingState.cancelled, reason
    for attendance in meeting.attendances:
        attendance.active = False
    next_version(meeting)
    record(person, "cancelled", meeting, sequence=meeting.sequence)
    tell_both(meeting, Method.CANCEL, partial(emails.cancelled, by=person))


def tell_both(meeting: Meeting, method: Method, letter: Callable[[Meeting, Person, bytes], Letter]) -> None:
    db.session.flush()
    file = entries.file_of(meeting, method)
    for person in meeting.mentorship.people:
        post(letter(meeting, person, file))
