"""Group meetings that are near, one place at a time, and whether a reminder of one is still right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.community.models import GroupMeeting, GroupState, Seat
from mentorship.community.queries import PLACES
from mentorship.extensions import db
from mentorship.followup.queries import A_DAY, AN_HOUR, JUST_INVITED, TOO_LATE_FOR_THE_DAY


def seats_in_a_day(now: datetime) -> Sequence[Seat]:
    """Places in what begins within 24 hours, while that is news: not right after the invitation."""
    near = GroupMeeting.starts_at <= now + A_DAY, GroupMeeting.starts_at > now + TOO_LATE_FOR_THE_DAY
    return db.session.scalars(_places(*near, Seat.stamped_at <= now - JUST_INVITED)).all()


def seats_in_an_hour(now: datetime) -> Sequence[Seat]:
    """Places in what begins within the hour and has not begun."""
    near = GroupMeeting.starts_at <= now + AN_HOUR, GroupMeeting.starts_at > now
    return db.session.scalars(_places(*near)).all()


def version(seat: Seat) -> str:
    return f"{seat.group.uid}:{seat.sequence}"


def is_ahead(uid_sequence_and_person: str) -> bool:
    """Does this person still have this version of the place, and has it not begun?"""
    uid, sequence, person = uid_sequence_and_person.rsplit(":", 2)
    query = _places(GroupMeeting.uid == uid, GroupMeeting.starts_at > clock.now())
    query = query.join(Person, Person.id == Seat.person_id)
    query = query.where(Seat.sequence == int(sequence), Person.public_id == person)
    return db.session.scalar(query) is not None


def _places(*which: ColumnElement[bool]) -> Select[Seat]:
    query = select(Seat).join(Seat.group).options(contains_eager(Seat.group))
    query = query.where(GroupMeeting.state == GroupState.confirmed, Seat.state.in_(PLACES), *which)
    return query.order_by(Seat.id)
