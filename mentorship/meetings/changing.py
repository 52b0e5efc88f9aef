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
from mentorship.meetings import emails, entries, proposal_emails
from mentorship.meetings.answering import ask
from mentorship.meetings.entries import next_version
from mentorship.meetings.invitation import Method
from mentorship.meetings.lapsing import free_time, let_go
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


def call_off(meeting: Meeting, person: Person, reason: str) -> None:
    """It does not take place; nobody was invited yet to one that was only proposed."""
    if meeting.state == MeetingState.held:
        return end_proposal(meeting, person)
    let_go(meeting)
    meeting.state, meeting.cancel_reason = MeetingState.cancelled, reason
    free_time(meeting)
    next_version(meeting)
    record(person, "cancelled", meeting, sequence=meeting.sequence)
    tell_both(meeting, Method.CANCEL, partial(emails.cancelled, by=person))
    return None


def end_proposal(meeting: Meeting, by: Person) -> None:
    """One of the two wants the time that waits for an answer no longer; the other hears of it."""
    partner = meeting.mentorship.other(by)
    meeting.state = MeetingState.cancelled
    free_time(meeting)
    next_version(meeting)
    own = meeting.booked_by_id == by.id
    record(by, "took the proposal back" if own else "declined", meeting, sequence=meeting.sequence)
    db.session.flush()
    post(
        proposal_emails.withdrawn(meeting, partner) if own else proposal_emails.turned_down(meeting, partner)
    )


def tell_both(meeting: Meeting, method: Method, letter: Callable[[Meeting, Person, bytes], Letter]) -> None:
    db.session.flush()
    file = entries.file_of(meeting, method)
    for person in meeting.mentorship.people:
        post(letter(meeting, person, file))
