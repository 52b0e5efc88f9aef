"""Who has which place: taken, asked for, given up, passed on. Each change and its mail stand together.

Whatever changes places first holds the group meeting and then everybody in it, in the order of their numbers, like
those who book a meeting of two: so nobody waits for each other for ever, and the queue is the same for all.
"""

from __future__ import annotations

import enum
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.community import emails, queries
from mentorship.community.invitations import file_of
from mentorship.community.models import GroupMeeting, Seat, SeatState
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.formats import clock_time, when
from mentorship.mail.services import post
from mentorship.meetings.entries import later_stamp
from mentorship.meetings.invitation import Method
from mentorship.meetings.lapsing import let_lapse, of_people
from mentorship.meetings.models import Answer, Attendance, Meeting
from mentorship.meetings.queries import Taken, time_taken

OVERLAPS = ("attendance_overlap", "ex_attendance_overlap")
PASSED_ON = timedelta(hours=2)
"""Until how long before the beginning a free seat goes to whoever waits: nobody is surprised by a date that is now."""


class GroupIsOver(Refusal):
    """It was cancelled or has begun: nobody comes or goes any more."""


class GroupIsFull(Refusal):
    """No seat is free, and nobody more stands in line."""


class AnotherMeetingThen(Refusal):
    """The person's time is taken; the sentence says by what."""


class Left(enum.Enum):
    """What somebody gave up, and what became of it."""

    nothing = enum.auto()
    the_line = enum.auto()
    a_free_seat = enum.auto()
    a_seat_passed_on = enum.auto()


class HostStays(Refusal):
    """Whoever hosts does not leave, but moves or cancels."""


def take_seat(group: GroupMeeting, person: Person) -> Seat:
    """A seat, or a place in line when none is free. Asked for twice, it is taken once."""
    hold(group, person)
    refuse_unless_ahead(group)
    seat = queries.seat_of(person, group)
    if seat and seat.takes_time:
        return seat
    refuse_unless_free(group, person)
    pass_on(group)
    if seat and seat.takes_time:  # it has just been passed on to this very person
        return seat
    return _seated(group, person, seat) if queries.free_seats(group) else _in_line(group, person, seat)


def leave(group: GroupMeeting, person: Person) -> Left:
    """Give up a seat, or a place in line; the next in line gets the seat, while there is time to be told."""
    hold(group, person)
    seat = queries.seat_of(person, group)
    if seat is None or seat.state == SeatState.left:
        return Left.nothing
    if seat.state == SeatState.hosting:
        raise HostStays("You host this. Move or cancel it, or ask your coordinator to.")
    refuse_unless_ahead(group)
    record(person, "left", group)
    if not seat.takes_time:
        seat.state = SeatState.left
        db.session.flush()
        return Left.the_line
    give_up(seat, SeatState.left)
    passed_on = pass_on(group) > 0
    post(emails.left(group, seat, file_of(group, seat, Method.CANCEL), passed_on=passed_on))
    return Left.a_seat_passed_on if passed_on else Left.a_free_seat


def pass_on(group: GroupMeeting) -> int:
    """Free seats go to those who wait, in the order in which they asked; answer how many.

    Whoever has another meeting then is passed over and keeps their place in line.
    """
    free = queries.free_seats(group)
    if not free or too_late_to_pass_on(group):
        return 0
    promoted = 0
    for seat in queries.people_in(group, SeatState.waiting):
        if promoted < free and seat.person.is_active and sit(group, seat, SeatState.seated):
            promoted += 1
            record(None, "promoted", group, person=seat.person.public_id)
            post(emails.promoted(group, seat, file_of(group, seat, Method.REQUEST)))
    return promoted


def too_late_to_pass_on(group: GroupMeeting) -> bool:
    """Whether a free seat is for whoever takes it first, because it begins soon."""
    return clock.now() > group.starts_at - PASSED_ON


def sit(group: GroupMeeting, seat: Seat, state: SeatState) -> bool:
    """Take the person's time for it. False, and nothing has changed, when another meeting has that time."""
    try:
        with db.session.begin_nested():
            _take_time(group, seat)
            seat.state = state
            db.session.flush()
    except IntegrityError as error:
        if any(name in str(error.orig) for name in OVERLAPS):
            db.session.refresh(seat)
            return False
        raise
    return True


def give_up(seat: Seat, state: SeatState) -> None:
    """The person's time is their own again; their calendar will be told."""
    if seat.attendance:
        seat.attendance.active = False
    seat.state = state
    next_version(seat)
    db.session.flush()


def next_version(seat: Seat) -> None:
    """The next file that this person's calendar gets."""
    seat.sequence += 1
    seat.stamped_at = later_stamp(seat.stamped_at, clock.now())


def hold(group: GroupMeeting, *people: Person) -> None:
    """Nobody else changes this group meeting, or books the time of anybody in it, until this is done."""
    db.session.refresh(group, with_for_update={"of": GroupMeeting, "key_share": True})
    theirs = select(Seat.person_id).filter_by(group_meeting_id=group.id).where(Seat.state != SeatState.left)
    hold_people(or_(Person.id.in_(theirs), Person.id.in_([person.id for person in people])))


def hold_people(which: ColumnElement[bool]) -> None:
    """Hold these people, always in the same order. A time that was asked for and never answered is theirs again."""
    query = select(Person.id).where(which).order_by(Person.id).with_for_update(key_share=True)
    let_lapse(of_people(db.session.scalars(query).all()), clock.now())


def refuse_unless_ahead(group: GroupMeeting) -> None:
    if not group.ahead(clock.now()):
        has = "has begun" if group.starts_at <= clock.now() else "was cancelled"
        raise GroupIsOver(f"“{group.title}” {has}, so seats do not change hands any more.")


def refuse_unless_free(group: GroupMeeting, person: Person) -> None:
    """Nobody is at two meetings at once; they read which one has their time."""
    instead = what_is_instead(group, person)
    if instead:
        raise AnotherMeetingThen(f"{instead} Move or leave that one first.")


def what_is_instead(group: GroupMeeting, person: Person) -> str | None:
    """What has this person's time then: 'You meet Dr. Ben Osei then: Tue Nov 24, 7:00 pm to 7:45 pm.'"""
    taken = time_taken([person.id], group.starts_at, group.ends_at)
    return _said(taken[0], person) if taken else None


def _said(taken: Taken, person: Person) -> str:
    spell = f"{when(taken.starts_at, person.timezone)} to {clock_time(taken.ends_at, person.timezone)}"
    if taken.meeting_id:
        partner = db.session.get_one(Meeting, taken.meeting_id).mentorship.other(person)
        only_kept = "A time is kept for you and" if taken.state is None else "You meet"
        return f"{only_kept} {partner.called} then: {spell}."
    other = queries.group_at(taken.attendance_id)
    return f"You are in “{other.title if other else 'another group'}” then: {spell}."


def _seated(group: GroupMeeting, person: Person, seat: Seat | None) -> Seat:
    seat = seat or new_seat(group, person, SeatState.left)
    if not sit(group, seat, SeatState.seated):
        raise AnotherMeetingThen("Another meeting has just taken that time of yours. Look at your calendar.")
    record(person, "took a seat", group)
    post(emails.seated(group, seat, file_of(group, seat, Method.REQUEST)))
    return seat


def _in_line(group: GroupMeeting, person: Person, seat: Seat | None) -> Seat:
    if too_late_to_pass_on(group):
        raise GroupIsFull("All seats are taken. A seat that comes free now is for whoever takes it first.")
    if seat and seat.state == SeatState.waiting:
        return seat
    if not group.waitlist_open:
        raise GroupIsFull("All seats are taken, and the waitlist is closed.")
    seat = seat or new_seat(group, person, SeatState.waiting)
    seat.state, seat.asked_at = SeatState.waiting, clock.now()
    record(person, "joined the waitlist", group)
    db.session.flush()
    return seat


def new_seat(group: GroupMeeting, person: Person, state: SeatState) -> Seat:
    """A place that nobody was invited to yet."""
    now = clock.now()
    seat = Seat(group=group, person=person, state=state, asked_at=now, stamped_at=later_stamp(None, now))
    db.session.add(seat)
    db.session.flush()
    return seat


def _take_time(group: GroupMeeting, seat: Seat) -> None:
    if seat.attendance is None:
        seat.attendance = Attendance(person_id=seat.person_id)
    else:
        next_version(seat)
    attendance = seat.attendance
    attendance.starts_at, attendance.ends_at, attendance.active = group.starts_at, group.ends_at, True
    attendance.answer, attendance.answered_at = Answer.accepted, clock.now()
