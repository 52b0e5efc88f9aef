"""A time that one of the two asks for: kept for both until the other accepts, declines or asks for another."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.availability.queries import limits_of
from mentorship.extensions import db
from mentorship.formats import when
from mentorship.mail.services import post
from mentorship.meetings import emails, proposal_emails, queries
from mentorship.meetings.answering import ask, record_answer
from mentorship.meetings.changing import end_proposal, new_meeting, set_time, tell_both
from mentorship.meetings.checking import (
    already_booked,
    clashes_as_refusals,
    refuse_unless_changeable,
    refuse_unless_takeable,
)
from mentorship.meetings.entries import later_stamp, next_version
from mentorship.meetings.holding import hold_both
from mentorship.meetings.invitation import Method
from mentorship.meetings.models import Answer, Meeting, MeetingState
from mentorship.meetings.proposing import ASK_AGAIN, asked_lately, why_no_times
from mentorship.meetings.refusals import AskedLately, MeetingHasChanged, NotYoursToAnswer, ProposalHasEnded
from mentorship.pairs.models import Mentorship
from mentorship.pairs.services import hold

KEPT = timedelta(hours=48)
"""How long a time that was asked for is kept, unless the notice that the other asks for leaves less."""


def propose(mentorship: Mentorship, person: Person, starts_at: datetime, *, anyway: bool = True) -> Meeting:
    """Keep this time for both and ask the partner, whose hours and calendar need not allow it. `anyway` as for book."""
    hold_both(mentorship)
    ahead = queries.meetings_ahead(mentorship)
    same = next((meeting for meeting in ahead if meeting.starts_at == starts_at), None)
    if same:
        return same
    if ahead:
        raise already_booked(ahead[0], person)
    refuse_unless_takeable(mentorship, person, starts_at, agreed=True, anyway=anyway)
    meeting = new_meeting(mentorship, person, starts_at)
    meeting.state, meeting.expires_at = MeetingState.held, kept_until(mentorship.other(person), starts_at)
    with clashes_as_refusals(mentorship, person, starts_at):
        db.session.add(meeting)
    record(person, "proposed", meeting)
    _ask(meeting, person)
    return meeting


def propose_instead(
    meeting: Meeting, person: Person, starts_at: datetime, *, seen: int | None = None, anyway: bool = True
) -> Meeting:
    """Another time in the place of one that waits for an answer; whoever names it asks the other."""
    hold_both(meeting.mentorship)
    db.session.refresh(meeting)
    if meeting.waits(clock.now()) and meeting.starts_at == starts_at:
        return meeting if meeting.booked_by_id == person.id else accept(meeting, person)
    _refuse_unless_waiting(meeting, person, seen)
    refuse_unless_takeable(meeting.mentorship, person, starts_at, moving=meeting, agreed=True, anyway=anyway)
    was = meeting.starts_at
    with clashes_as_refusals(meeting.mentorship, person, starts_at):
        set_time(meeting, starts_at)
        ask(meeting, person)
        meeting.booked_by_id = person.id
        meeting.expires_at = kept_until(meeting.mentorship.other(person), starts_at)
        next_version(meeting)
    record(person, "proposed another time", meeting, sequence=meeting.sequence)
    _ask(meeting, person, instead_of=was)
    return meeting


def accept(meeting: Meeting, person: Person, *, seen: int | None = None) -> Meeting:
    """The date stands, and both get the invitation. Accepting twice changes nothing."""
    hold_both(meeting.mentorship)
    db.session.refresh(meeting)
    if meeting.state == MeetingState.confirmed and seen in (None, meeting.sequence):
        return meeting
    _refuse_unless_waiting(meeting, person, seen)
    if meeting.booked_by_id == person.id:
        partner = meeting.mentorship.other(person).called
        raise NotYoursToAnswer(f"You proposed this time, so {partner} answers.")
    if not record_answer(meeting, person, Answer.accepted):
        raise ProposalHasEnded("This proposal has just ended. Pick a date instead.")
    meeting.state, meeting.expires_at = MeetingState.confirmed, None
    meeting.stamped_at = later_stamp(meeting.stamped_at, clock.now())
    record(person, "accepted", meeting, sequence=meeting.sequence)
    tell_both(meeting, Method.REQUEST, emails.invited)
    return meeting


def decline(meeting: Meeting, person: Person, *, seen: int | None = None) -> None:
    """The time is free again and the other hears of it; the one who asked may take it back in the same way."""
    _hold_proposal(meeting, person, seen)
    end_proposal(meeting, person)


def say(meeting: Meeting, person: Person, answer: Answer, *, seen: int | None = None) -> None:
    """Yes or No to a date that stands. A No tells the partner and cancels nothing; either of the two may move it."""
    hold_both(meeting.mentorship)
    db.session.refresh(meeting)
    refuse_unless_changeable(meeting, person, seen)
    record_answer(meeting, person, answer)


def ask_for_times(mentorship: Mentorship, person: Person) -> None:
    """Ask the partner to propose a time, once a week at most."""
    hold(mentorship)
    ahead, partner = queries.next_meeting(mentorship), mentorship.other(person)
    if ahead:
        raise already_booked(ahead, person)
    asked_at = asked_lately(mentorship, partner)
    if asked_at:
        again = when(asked_at + ASK_AGAIN, person.timezone)
        raise AskedLately(f"{partner.called} has your question. You can ask again on {again}.")
    cause = why_no_times(mentorship, partner)
    post(proposal_emails.times_asked(mentorship, partner, cause=cause, now=clock.now()))
    record(person, "asked for times", mentorship)


def _ask(meeting: Meeting, person: Person, *, instead_of: datetime | None = None) -> None:
    db.session.flush()
    post(proposal_emails.proposed(meeting, meeting.mentorship.other(person), instead_of=instead_of))


def kept_until(partner: Person, starts_at: datetime) -> datetime:
    """Two days, unless the partner's notice before the start comes sooner; where that leaves next to nothing, half of
    the time that is left."""
    now = clock.now()
    notice_begins = starts_at - limits_of([partner.id])[partner.id].notice
    until = min(now + KEPT, max(notice_begins, now + (starts_at - now) / 2))
    return until.replace(microsecond=0)


def _hold_proposal(meeting: Meeting, person: Person, seen: int | None) -> None:
    hold_both(meeting.mentorship)
    db.session.refresh(meeting)
    _refuse_unless_waiting(meeting, person, seen)


def _refuse_unless_waiting(meeting: Meeting, person: Person, seen: int | None) -> None:
    at = when(meeting.starts_at, person.timezone)
    if meeting.state == MeetingState.confirmed:
        raise MeetingHasChanged(f"This date stands already: {at}. Move or cancel it instead.")
    if meeting.state != MeetingState.held:
        raise ProposalHasEnded(f"This proposal has ended, so {at} is free again. Pick a date instead.")
    if seen is not None and seen != meeting.sequence:
        raise MeetingHasChanged(f"The proposal is now {at}. Look again before you answer.")
