"""Held times that nobody answered in time: they are given back, and whoever asked hears of it once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select

from mentorship.audit.services import record
from mentorship.extensions import db
from mentorship.mail.services import post
from mentorship.meetings import move_emails, proposal_emails
from mentorship.meetings.entries import next_version
from mentorship.meetings.models import Attendance, Meeting, MeetingState, MoveProposal


def of_people(person_ids: Collection[int]) -> ColumnElement[bool]:
    """The meetings that take one of these people's time."""
    theirs = select(Attendance.meeting_id).where(Attendance.person_id.in_(person_ids), Attendance.active)
    return Meeting.id.in_(theirs)


def let_lapse(which: ColumnElement[bool], now: datetime) -> int:
    """Give back what was kept too long, and answer how many times that were. Whoever calls this holds the people, so
    that nobody accepts one of them meanwhile."""
    lapsed = select(Meeting).where(which, Meeting.state == MeetingState.held, Meeting.expires_at <= now)
    meetings = db.session.scalars(lapsed.order_by(Meeting.id).execution_options(populate_existing=True)).all()
    for meeting in meetings:
        meeting.state = MeetingState.cancelled
        free_time(meeting)
        next_version(meeting)
        record(None, "lapsed", meeting, sequence=meeting.sequence)
        proposer = next(one for one in meeting.mentorship.people if one.id == meeting.booked_by_id)
        post(proposal_emails.lapsed(meeting, proposer))
    return len(meetings) + _let_moves_lapse(which, now)


def _let_moves_lapse(which: ColumnElement[bool], now: datetime) -> int:
    """The same for other times that were proposed for such meetings; the meetings stay where they are."""
    lapsed = select(MoveProposal).join(MoveProposal.meeting).where(which, MoveProposal.expires_at <= now)
    proposals = db.session.scalars(lapsed.order_by(MoveProposal.id)).all()
    for proposal in proposals:
        record(None, "proposed time lapsed", proposal.meeting)
        if proposal.meeting.starts_at > now:  # else nothing is left to move or cancel
            post(move_emails.lapsed(proposal))
        db.session.delete(proposal)
    db.session.flush()
    return len(proposals)


def let_go(meeting: Meeting) -> None:
    """Whatever other time was proposed for it is free again at once, for whatever is written next."""
    for proposal in db.session.scalars(select(MoveProposal).filter_by(meeting_id=meeting.id)):
        db.session.delete(proposal)
    db.session.flush()
    db.session.expire(meeting, ["move_proposal"])


def free_time(meeting: Meeting) -> None:
    """It takes nobody's time any more."""
    for attendance in meeting.attendances:
        attendance.active = False
