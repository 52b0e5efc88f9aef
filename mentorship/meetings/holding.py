"""Hold a pair and its people while something about their meetings is decided, and settle what time has settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.pairs.models import Mentorship
from mentorship.pairs.services import hold


def hold_both(mentorship: Mentorship) -> None:
    """Hold the pair, then both people, always in this order: nobody else books their time until this is done.

    The database would refuse an overlap by itself; but on PostgreSQL two that wait for each other end as a deadlock.
    """
    hold(mentorship)
    people = select(Person.id).where(Person.id.in_([person.id for person in mentorship.people]))
    db.session.execute(people.order_by(Person.id).with_for_update(key_share=True)).all()
    _close(Meeting.mentorship_id == mentorship.id, Meeting.ends_at <= clock.now())


def close_past_meetings(now: datetime) -> int:
    """Confirmed meetings whose end has passed count as completed until somebody says otherwise. Answers how many."""
    return _close(Meeting.ends_at <= now)


def _close(*which: object) -> int:
    past = update(Meeting).where(Meeting.state == MeetingState.confirmed, *which)  # type: ignore[arg-type]  # conditions
    closed = db.session.execute(past.values(state=MeetingState.completed).returning(Meeting.id))
    return len(closed.all())
