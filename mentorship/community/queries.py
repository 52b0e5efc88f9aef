"""Group meetings, loaded through the people who may see them, and who has which place in them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, lazyload

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.community.models import GroupMeeting, GroupState, Seat, SeatState
from mentorship.extensions import db
from mentorship.meetings.models import Attendance
from mentorship.meetings.wall_clock import wall_clock
from mentorship.programs.models import Application, ApplicationState, Cohort, ProgramCoordinator

PLACES = (SeatState.seated, SeatState.hosting)


def group_for(person: Person, public_id: str) -> GroupMeeting | None:
    """The group meeting with this id, for whoever is in its cohort, hosts it or runs its program."""
    return db.session.scalar(
        select(GroupMeeting).where(GroupMeeting.public_id == public_id, _seen_by(person))
    )


def group_run_by(person: Person, public_id: str) -> GroupMeeting | None:
    """The same, for its host and for whoever runs its program: they may change it."""
    return db.session.scalar(select(GroupMeeting).where(GroupMeeting.public_id == public_id, _run_by(person)))


def groups_ahead(person: Person) -> list[tuple[GroupMeeting, Seat | None]]:
    """What takes place in somebody's cohorts and is not over, by time; each with their place in it, if there is one."""
    own = and_(Seat.group_meeting_id == GroupMeeting.id, Seat.person_id == person.id)
    query = select(GroupMeeting, Seat).outerjoin(Seat, own).options(lazyload(Seat.person))
    query = query.where(_seen_by(person), GroupMeeting.state == GroupState.confirmed)
    query = query.where(GroupMeeting.ends_at > clock.now())
    return [
        (group, seat)
        for group, seat in db.session.execute(query.order_by(GroupMeeting.starts_at, GroupMeeting.id))
    ]


def group_with_uid(uid: str) -> GroupMeeting | None:
    """The group meeting that calendars know by this name; for their answers."""
    return db.session.scalar(select(GroupMeeting).filter_by(uid=uid))


def runs(person: Person, group: GroupMeeting) -> bool:
    """Whether somebody is its host or runs its program."""
    query = select(GroupMeeting.id).where(GroupMeeting.id == group.id, _run_by(person))
    return db.session.scalar(query) is not None


def seats_taken(group_ids: Collection[int]) -> dict[int, int]:
    """How many have a seat, by group meeting; the host has none."""
    query = select(Seat.group_meeting_id, func.count()).where(
        Seat.group_meeting_id.in_(group_ids), Seat.state == SeatState.seated
    )
    taken = dict(db.session.execute(query.group_by(Seat.group_meeting_id)).all())
    return {group_id: taken.get(group_id, 0) for group_id in group_ids}


def seat_of(person: Person, group: GroupMeeting) -> Seat | None:
    """This person's place as the database has it now."""
    query = select(Seat).filter_by(person_id=person.id, group_meeting_id=group.id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def people_in(group: GroupMeeting, *states: SeatState) -> list[Seat]:
    """Places in these states, as the database has them now, in the order in which people asked."""
    query = select(Seat).filter_by(group_meeting_id=group.id).where(Seat.state.in_(states))
    query = query.order_by(Seat.asked_at, Seat.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def waiting_places(person: Person, group_ids: Collection[int]) -> dict[int, int]:
    """Where somebody stands in line (the first is 1), in those of these where they wait."""
    query = select(Seat.group_meeting_id, Seat.person_id).where(
        Seat.group_meeting_id.in_(group_ids), Seat.state == SeatState.waiting
    )
    lines: dict[int, list[int]] = {}
    for group_id, person_id in db.session.execute(query.order_by(Seat.asked_at, Seat.id)):
        lines.setdefault(group_id, []).append(person_id)
    return {group_id: line.index(person.id) + 1 for group_id, line in lines.items() if person.id in line}


def free_seats(group: GroupMeeting) -> int:
    return max(0, group.seats - seats_taken([group.id])[group.id])


def dated_seats(person: Person, since: datetime, until: datetime | None) -> list[Seat]:
    """Every place that somebody was ever invited to, also given up or cancelled, that ends after `since` or was changed
    after it, and begins before `until`; by time."""
    query = select(Seat).join(Seat.group).options(contains_eager(Seat.group))
    query = query.where(Seat.person_id == person.id, Seat.attendance_id.is_not(None))
    query = query.where(or_(GroupMeeting.ends_at > since, Seat.stamped_at > since))
    if until is not None:
        query = query.where(GroupMeeting.starts_at < until)
    return list(db.session.scalars(query.order_by(GroupMeeting.starts_at, GroupMeeting.id)))


def group_to_pass_on(until: datetime) -> GroupMeeting | None:
    """One that begins after `until` and has a free seat for somebody in line whose time is free."""
    busy = exists().where(
        Attendance.person_id == Seat.person_id,
        Attendance.active,
        Attendance.starts_at < GroupMeeting.ends_at,
        Attendance.ends_at > GroupMeeting.starts_at,
    )
    of_this = Seat.group_meeting_id == GroupMeeting.id
    waits = exists().where(of_this, Seat.state == SeatState.waiting, Person.id == Seat.person_id)
    waits = waits.where(Person.disabled_at.is_(None), ~busy.correlate(Seat, GroupMeeting))
    seated = select(func.count()).where(of_this, Seat.state == SeatState.seated).correlate(GroupMeeting)
    query = select(GroupMeeting).where(
        GroupMeeting.state == GroupState.confirmed, GroupMeeting.starts_at > until
    )
    query = query.where(waits.correlate(GroupMeeting), seated.scalar_subquery() < GroupMeeting.seats)
    return db.session.scalar(query.order_by(GroupMeeting.starts_at, GroupMeeting.id).limit(1))


def drifted_groups() -> list[tuple[GroupMeeting, str]]:
    """What is ahead and whose planned local time is not what clocks will show then; each with what they will show."""
    query = select(GroupMeeting).where(GroupMeeting.state == GroupState.confirmed)
    ahead = db.session.scalars(
        query.where(GroupMeeting.ends_at > clock.now()).order_by(GroupMeeting.starts_at)
    )
    shown = ((group, wall_clock(group.starts_at, group.zone)) for group in ahead)
    return [(group, shows) for group, shows in shown if shows != group.wall_time]


def group_at(attendance_id: int) -> GroupMeeting | None:
    """What takes this time of somebody."""
    query = select(GroupMeeting).join(Seat, Seat.group_meeting_id == GroupMeeting.id)
    return db.session.scalar(query.where(Seat.attendance_id == attendance_id))


def is_newest_file(uid_sequence_and_person: str) -> bool:
    """Whether 'uid:sequence:person' is still the newest version of somebody's own file."""
    uid, sequence, person = uid_sequence_and_person.rsplit(":", 2)
    query = select(Seat.id).join(Seat.group).join(Person, Person.id == Seat.person_id)
    query = query.where(GroupMeeting.uid == uid, Seat.sequence == int(sequence), Person.public_id == person)
    return db.session.scalar(query) is not None


def still_waits(uid_sequence_and_person: str) -> bool:
    """Whether 'uid:sequence:person' is still in line for this version of a group meeting."""
    uid, sequence, person = uid_sequence_and_person.rsplit(":", 2)
    query = select(Seat.id).join(Seat.group).join(Person, Person.id == Seat.person_id)
    query = query.where(GroupMeeting.uid == uid, GroupMeeting.sequence == int(sequence))
    query = query.where(Person.public_id == person, Seat.state == SeatState.waiting)
    return db.session.scalar(query) is not None


def _seen_by(person: Person) -> ColumnElement[bool]:
    cohorts = select(Application.cohort_id).where(
        Application.person_id == person.id, Application.state == ApplicationState.approved
    )
    return or_(GroupMeeting.cohort_id.in_(cohorts), _run_by(person))


def _run_by(person: Person) -> ColumnElement[bool]:
    return or_(GroupMeeting.host_id == person.id, GroupMeeting.cohort_id.in_(_coordinated(person)))


def _coordinated(person: Person) -> Select[int]:
    query = select(Cohort.id).join(ProgramCoordinator, ProgramCoordinator.program_id == Cohort.program_id)
    return query.where(ProgramCoordinator.person_id == person.id)
