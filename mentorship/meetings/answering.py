"""What people say to an invitation, by a button here or in their own calendar, and whom it concerns."""

from __future__ import annotations

from datetime import datetime

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.extensions import db
from mentorship.mail.services import post
from mentorship.meetings import emails
from mentorship.meetings.holding import hold_both
from mentorship.meetings.models import Answer, Attendance, Meeting, MeetingState
from mentorship.meetings.proposing import proposals


def ask(meeting: Meeting, chooser: Person) -> None:
    """A time is new: whoever chose it has said yes to it, the other is asked, whatever they said to the one before."""
    for attendance in meeting.attendances:
        chose = attendance.person_id == chooser.id
        attendance.answer = Answer.accepted if chose else Answer.needs_action
        attendance.answered_at = _whole_seconds(clock.now()) if chose else None


def record_answer(meeting: Meeting, person: Person, answer: Answer, *, at: datetime | None = None) -> bool:
    """Keep what one of the two says to the meeting's present time; answer whether it counts.

    `at` is when they said so (never later than now): what was said before their last answer changes nothing, and
    nobody answers what is cancelled or over. On a date that stands, the partner hears once of a No, with other times,
    and once when it turns into a Yes; what an answer means for a time that is only held is for the caller to do.
    """
    hold_both(meeting.mentorship)
    attendance = _held_attendance(meeting, person)
    now = clock.now()
    said_at = _whole_seconds(min(at or now, now))
    if not meeting.upcoming or meeting.over(now) or _said_before(attendance, said_at):
        return False
    before, attendance.answer, attendance.answered_at = attendance.answer, answer, said_at
    if answer != before:
        record(person, "answered", meeting, answer=answer.value, sequence=meeting.sequence)
        _tell_partner(meeting, person, before, answer)
    return True


def answers_to(meeting: Meeting, reader: Person) -> dict[str, Answer]:
    """What has been said to the present time: by the reader ('own') and by the partner ('theirs')."""
    return {"own" if one.person_id == reader.id else "theirs": one.answer for one in meeting.attendances}


def _tell_partner(meeting: Meeting, person: Person, before: Answer, answer: Answer) -> None:
    if meeting.state != MeetingState.confirmed:
        return
    partner = meeting.mentorship.other(person)
    if answer is Answer.declined:
        times = proposals(meeting.mentorship, partner, moving=meeting).times
        post(emails.declined(meeting, partner, clock.now(), times))
    elif before is Answer.declined and answer is Answer.accepted:
        post(emails.accepted_after_all(meeting, partner, clock.now()))


def _held_attendance(meeting: Meeting, person: Person) -> Attendance:
    """Their row, as it stands now that nobody else changes it."""
    db.session.refresh(meeting)
    (attendance,) = (one for one in meeting.attendances if one.person_id == person.id)
    db.session.refresh(attendance, with_for_update=True)
    return attendance


def _said_before(attendance: Attendance, said_at: datetime) -> bool:
    return attendance.answered_at is not None and said_at < attendance.answered_at


def _whole_seconds(instant: datetime) -> datetime:
    """As calendars tell time; else a Yes by mail could seem older than the No of the same second."""
    return instant.replace(microsecond=0)
