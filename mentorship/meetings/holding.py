"""Hold a pair and its people while something about their meetings is decided, and settle what time has settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings.lapsing import let_lapse, of_people
from mentorship.meetings.models import Meeting, MeetingState, MoveProposal
from mentorship.pairs.models import Mentorship
from mentorship.pairs.services import hold


def hold_both(mentorship: Mentorship) -> None:
    """Hold the pair, then both people, always in this order: nobody else books their time until this is done.

    The database would refuse an overlap by itself; but on PostgreSQL two that wait for each other end as a deadlock.
    """
    hold(mentorship)
    ids = [person.id for person in mentorship.people]
    people = select(Person.id).where(Person.id.in_(ids)).order_by(Person.id)
    db.session.execute(people.with_for_update(key_share=True)).all()
    _close(Meeting.mentorship_id == mentorship.id, Meeting.ends_at <= clock.now())
    let_lapse(of_people(ids), clock.now())


def close_past_meetings(now: datetime) -> int:
    """Confirmed meetings whose end has passed count as completed until somebody says otherwise. Answers how many."""
    return _close(Meeting.ends_at <= now)


def release_lapsed(now: datetime) -> int:
    """Held times whose answer is overdue are given back, and whoever asked hears of it. Answers how many.

    Nobody is waited for: whose time is being booked at this moment is left to that booking, or to the next round.
    """
    overdue = select(Meeting.mentorship_id).where(
        Meeting.state == MeetingState.held, Meeting.expires_at <= now
    )
    moves = select(Meeting.mentorship_id).join(MoveProposal).where(MoveProposal.expires_at <= now)
    pairs = db.session.scalars(select(Mentorship).where(Mentorship.id.in_(overdue.union_all(moves)))).all()
    everybody = {person.id for pair in pairs for person in pair.people}
    people = select(Person.id).where(Person.id.in_(everybody)).order_by(Person.id)
    held = set(db.session.scalars(people.with_for_update(key_share=True, skip_locked=True)))
    ours = [pair.id for pair in pairs if all(person.id in held for person in pair.people)]
    return let_lapse(Meeting.mentorship_id.in_(ours), now)


def _close(*which: ColumnElement[bool]) -> int:
    past = update(Meeting).where(Meeting.state == MeetingState.confirmed, *which)
    closed = db.session.execute(past.values(state=MeetingState.completed).returning(Meeting.id))
    return len(closed.all())
