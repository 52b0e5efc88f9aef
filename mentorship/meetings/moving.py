"""Another time that one of the two proposes for a date that stands; it stays where it is until the other says yes."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.availability.slots import Interval, subtract
from mentorship.extensions import db
from mentorship.formats import when
from mentorship.mail.services import post
from mentorship.meetings import move_emails
from mentorship.meetings.answering import ask, record_answer
from mentorship.meetings.asking import kept_until
from mentorship.meetings.changing import set_time, tell_both
from mentorship.meetings.checking import (
    clashes_as_refusals,
    refuse_unless_changeable,
    refuse_unless_takeable,
)
from mentorship.meetings.entries import next_version
from mentorship.meetings.holding import hold_both
from mentorship.meetings.invitation import Method
from mentorship.meetings.lapsing import let_go
from mentorship.meetings.models import Answer, Attendance, Meeting, MeetingState, MoveProposal
from mentorship.meetings.refusals import (
    MeetingHasChanged,
    MeetingIsOver,
    NotYoursToAnswer,
    ProposalHasEnded,
    SameTime,
)


def propose_move(
    meeting: Meeting, person: Person, starts_at: datetime, *, seen: int | None, anyway: bool
) -> bool:
    """Keep this time, too, and ask the partner, whose hours and calendar need not allow it. A time that was proposed
    before is given back; proposing what the partner proposes is a yes. Answers whether the meeting has moved so.
    `seen` and `anyway` as for reschedule."""
    before = _held(meeting)
    _refuse_unless_ahead(meeting, person, starts_at, seen)
    if before and before.starts_at == starts_at:
        agreed = before.asked_by_id != person.id
        if agreed:
            _move(meeting, person, before)
        return agreed
    let_go(meeting)
    refuse_unless_takeable(meeting.mentorship, person, starts_at, moving=meeting, agreed=True, anyway=anyway)
    with clashes_as_refusals(meeting.mentorship, person, starts_at):
        proposal = _new_proposal(meeting, person, starts_at)
        db.session.add(proposal)
    record(person, "proposed another time", meeting, sequence=meeting.sequence)
    post(move_emails.asked(proposal, instead_of=before.starts_at if before else None))
    return False


def accept_move(meeting: Meeting, person: Person, wanted: datetime | None, *, seen: int | None) -> None:
    """The meeting moves to the time that was proposed, and both get it. Accepting twice changes nothing."""
    proposal = _held(meeting)
    if proposal is None and meeting.upcoming and meeting.starts_at == wanted:
        return
    asked = _asked(meeting, person, proposal, wanted, seen)
    if asked.asked_by_id == person.id:
        raise NotYoursToAnswer(
            f"You proposed this time, so {meeting.mentorship.other(person).called} answers."
        )
    _move(meeting, person, asked)


def decline_move(meeting: Meeting, person: Person, wanted: datetime | None, *, seen: int | None) -> None:
    """The time is free again, the date stands as it was, and the other hears; the one who asked may take it back so."""
    asked = _asked(meeting, person, _held(meeting), wanted, seen)
    own = asked.asked_by_id == person.id
    record(person, "took the proposal back" if own else "declined the proposal", meeting)
    post(move_emails.withdrawn(asked) if own else move_emails.turned_down(asked))
    let_go(meeting)


def _move(meeting: Meeting, person: Person, asked: MoveProposal) -> None:
    """One change to the same calendar entry, as if whoever proposed the time had moved it and the other said yes."""
    was, starts_at, proposer = meeting.starts_at, asked.starts_at, asked.asked_by
    let_go(meeting)
    with clashes_as_refusals(meeting.mentorship, person, starts_at):
        set_time(meeting, starts_at)
        meeting.booked_by_id = proposer.id
        ask(meeting, proposer)
        next_version(meeting)
    record_answer(meeting, person, Answer.accepted)
    record(person, "accepted another time", meeting, sequence=meeting.sequence)
    tell_both(meeting, Method.REQUEST, partial(move_emails.agreed, was=was, proposer=proposer))


def _new_proposal(meeting: Meeting, person: Person, starts_at: datetime) -> MoveProposal:
    """With the time it takes from both beyond what the date itself takes already."""
    ends_at = starts_at + timedelta(minutes=meeting.mentorship.meeting_minutes)
    present = [Interval.covering(meeting.starts_at, meeting.ends_at)]
    beyond = subtract([Interval.covering(starts_at, ends_at)], present)
    kept = [
        Attendance(person_id=somebody.id, starts_at=span.starts_at, ends_at=span.ends_at)
        for somebody in meeting.mentorship.people
        for span in beyond
    ]
    return MoveProposal(
        meeting=meeting,
        asked_by_id=person.id,
        starts_at=starts_at,
        ends_at=ends_at,
        expires_at=min(kept_until(meeting.mentorship.other(person), starts_at), _in_time(meeting)),
        kept=kept,
    )


def _in_time(meeting: Meeting) -> datetime:
    """An hour before the date, so that whoever gets no answer can still cancel it; half of what is left, if that is
    little."""
    now = clock.now()
    return max(meeting.starts_at - timedelta(hours=1), now + (meeting.starts_at - now) / 2).replace(
        microsecond=0
    )


def _held(meeting: Meeting) -> MoveProposal | None:
    """What is proposed for this meeting, as it stands now that nobody else changes it."""
    hold_both(meeting.mentorship)
    db.session.refresh(meeting)
    db.session.refresh(meeting, ["move_proposal"])
    return meeting.other_time(clock.now())


def _refuse_unless_ahead(meeting: Meeting, person: Person, starts_at: datetime, seen: int | None) -> None:
    refuse_unless_changeable(meeting, person, seen)
    if meeting.state == MeetingState.held:
        raise MeetingHasChanged("This time is only proposed. Answer it, or propose another.")
    if meeting.starts_at <= clock.now():
        raise MeetingIsOver("This meeting has begun. Move it at once, or wrap it up afterwards.")
    if meeting.starts_at == starts_at:
        raise SameTime("You meet at that time already. Propose another.")


def _asked(
    meeting: Meeting, person: Person, proposal: MoveProposal | None, wanted: datetime | None, seen: int | None
) -> MoveProposal:
    """The proposal that somebody answers, if it is still the one they saw."""
    refuse_unless_changeable(meeting, person, seen)
    if proposal and proposal.starts_at == wanted:
        return proposal
    if proposal:
        now_is = when(proposal.starts_at, person.timezone)
        raise MeetingHasChanged(f"The time proposed is now {now_is}. Look again before you answer.")
    stands = when(meeting.starts_at, person.timezone)
    raise ProposalHasEnded(f"That proposal has ended. Your date stands as it was: {stands}.")
