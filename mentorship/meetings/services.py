"""What happens to a meeting: booked, moved, cancelled. Each change and its mails stand together."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.extensions import db
from mentorship.meetings import emails, queries
from mentorship.meetings.answering import ask
from mentorship.meetings.changing import call_off, new_meeting, set_time, tell_both
from mentorship.meetings.checking import (
    already_booked,
    clashes_as_refusals,
    refuse_unless_changeable,
    refuse_unless_takeable,
)
from mentorship.meetings.entries import next_version
from mentorship.meetings.holding import close_past_meetings, hold_both
from mentorship.meetings.invitation import Method
from mentorship.meetings.lapsing import let_go
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.meetings.proposing import proposed_times
from mentorship.meetings.refusals import AlreadyBooked, MeetingHasChanged, MeetingIsOver, TimeJustTaken
from mentorship.meetings.wrapping_up import finish_step, wrap_up
from mentorship.pairs.models import Mentorship
from mentorship.pairs.services import PairHasEnded

__all__ = [
    "AlreadyBooked",
    "MeetingHasChanged",
    "MeetingIsOver",
    "PairHasEnded",
    "TimeJustTaken",
    "book",
    "cancel",
    "cancel_upcoming",
    "close_past_meetings",
    "finish_step",
    "proposed_times",
    "reschedule",
    "wrap_up",
]


def book(
    mentorship: Mentorship, person: Person, starts_at: datetime, *, agreed: bool = True, anyway: bool = True
) -> Meeting:
    """The pair's next meeting, with invitations to both. Asked twice for the same time, it is booked once.

    A time outside the hours that the partner gave needs `agreed`; one past the person's own limits needs `anyway`.
    """
    hold_both(mentorship)
    ahead = queries.meetings_ahead(mentorship)
    same = next((meeting for meeting in ahead if meeting.starts_at == starts_at), None)
    if same:
        return same
    if ahead:
        raise already_booked(ahead[0], person)
    refuse_unless_takeable(mentorship, person, starts_at, agreed=agreed, anyway=anyway)
    meeting = new_meeting(mentorship, person, starts_at)
    with clashes_as_refusals(mentorship, person, starts_at):
        db.session.add(meeting)
    record(person, "booked", meeting)
    tell_both(meeting, Method.REQUEST, emails.invited)
    return meeting


def reschedule(
    meeting: Meeting,
    person: Person,
    starts_at: datetime,
    *,
    seen: int | None = None,
    agreed: bool = True,
    anyway: bool = True,
) -> Meeting:
    """The same calendar entry at another time. `seen` is the version that the person decided on, when known; what
    `agreed` and `anyway` pass is as for book."""
    mentorship = meeting.mentorship
    hold_both(mentorship)
    db.session.refresh(meeting)
    if meeting.state == MeetingState.confirmed and meeting.starts_at == starts_at:
        return meeting
    refuse_unless_changeable(meeting, person, seen)
    if meeting.state == MeetingState.held:
        raise MeetingHasChanged("This time is only proposed. Answer it, or propose another.")
    let_go(meeting)
    refuse_unless_takeable(mentorship, person, starts_at, moving=meeting, agreed=agreed, anyway=anyway)
    was = meeting.starts_at
    with clashes_as_refusals(mentorship, person, starts_at):
        set_time(meeting, starts_at)
        meeting.booked_by_id = person.id
        ask(meeting, person)
        next_version(meeting)
    record(person, "moved", meeting, sequence=meeting.sequence)
    tell_both(meeting, Method.REQUEST, partial(emails.moved, was=was, by=person))
    return meeting


def cancel(meeting: Meeting, person: Person, reason: str, *, seen: int | None = None) -> None:
    """It does not take place. The reason goes to both; cancelling twice changes nothing."""
    hold_both(meeting.mentorship)
    db.session.refresh(meeting)
    if meeting.state == MeetingState.cancelled:
        return
    refuse_unless_changeable(meeting, person, seen)
    call_off(meeting, person, reason)


def cancel_upcoming(mentorship: Mentorship, by: Person) -> None:
    """What follows for meetings when a pair ends."""
    for meeting in queries.meetings_ahead(mentorship):
        call_off(meeting, by, "")
