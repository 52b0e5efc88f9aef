"""What a host or a coordinator does with a group meeting: planned, moved, made larger or smaller, cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.community import emails, queries, seating
from mentorship.community.invitations import file_of
from mentorship.community.models import GroupKind, GroupMeeting, GroupState, Seat, SeatState
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.formats import when
from mentorship.mail.services import post
from mentorship.meetings.entries import later_stamp, new_uid, video_room
from mentorship.meetings.invitation import Method
from mentorship.meetings.wall_clock import wall_clock
from mentorship.programs.models import Cohort, CohortState

FARTHEST = timedelta(days=366)


class TimeHasPassed(Refusal):
    """The time is not in the future."""


class TooFarAhead(Refusal):
    """Nobody keeps a date that far away."""


class CohortIsClosed(Refusal):
    """A closed cohort plans nothing."""


class HostIsBusy(Refusal):
    """The host has another meeting then."""


class SeatsAreTaken(Refusal):
    """More people have a seat than there would be."""


class GroupHasChanged(Refusal):
    """Somebody moved it since this page was made."""


def plan(
    cohort: Cohort,
    by: Person,
    host: Person,
    *,
    kind: GroupKind,
    title: str,
    about: str,
    starts_at: datetime,
    minutes: int,
    seats: int,
    link: str = "",
) -> GroupMeeting:
    """A circle or a training session that everybody in the cohort may join; the host is invited at once."""
    if cohort.state == CohortState.closed:
        raise CohortIsClosed(f"{cohort.name} is closed, so nothing new is planned in it.")
    _refuse_unless_reachable(starts_at)
    seating.hold_people(Person.id == host.id)
    now = clock.now()
    group = GroupMeeting(
        cohort=cohort,
        host=host,
        kind=kind,
        title=title,
        about=about,
        uid=new_uid(),
        stamped_at=later_stamp(None, now),
        link=link or video_room(),
        seats=seats,
        created_at=now,
    )
    _set_time(group, starts_at, minutes, by.timezone)
    db.session.add(group)
    db.session.flush()
    _invite_host(group, by)
    record(by, "planned", group, kind=kind.value, seats=seats)
    return group


def move(group: GroupMeeting, by: Person, starts_at: datetime, *, seen: int | None = None) -> int | None:
    """The same entry at another time, for everybody in it; answer how many stand in line for want of that time. None,
    and nothing has changed, where it stands then already.

    Whoever has another meeting then loses the seat and stands in line, before all who asked later.
    """
    seating.hold(group)
    if group.state == GroupState.confirmed and group.starts_at == starts_at:
        return None
    _refuse_unless_changeable(group, by, seen)
    _refuse_unless_reachable(starts_at)
    was = group.starts_at
    minutes = (group.ends_at - group.starts_at) // timedelta(minutes=1)
    _set_time(group, starts_at, minutes, by.timezone)
    _next_version(group)
    db.session.flush()
    lost = _bring_along(group, by, was)
    record(by, "moved", group, sequence=group.sequence)
    _tell_the_line(group, was, lost)
    seating.pass_on(group)
    return len(lost)


def cancel(group: GroupMeeting, by: Person, reason: str, *, seen: int | None = None) -> None:
    """It does not take place: everybody in it and in line is told why. Cancelling twice changes nothing."""
    seating.hold(group)
    if group.state == GroupState.cancelled:
        return
    _refuse_unless_changeable(group, by, seen)
    group.state, group.cancel_reason = GroupState.cancelled, reason
    _next_version(group)
    record(by, "cancelled", group, sequence=group.sequence)
    for seat in queries.people_in(group, *queries.PLACES):
        seating.give_up(seat, seat.state)
        post(emails.cancelled(group, seat, file_of(group, seat, Method.CANCEL), by=by))
    for seat in queries.people_in(group, SeatState.waiting):
        post(emails.cancelled_in_line(group, seat, by=by))


def set_seats(group: GroupMeeting, by: Person, seats: int, *, waitlist_open: bool) -> None:
    """How many seats there are, and whether more people may stand in line. New seats go to whoever waits."""
    seating.hold(group)
    _refuse_unless_changeable(group, by, None)
    taken = queries.seats_taken([group.id])[group.id]
    if seats < taken:
        raise SeatsAreTaken(f"{taken} people have a seat already. Enter {taken} or more.")
    group.seats, group.waitlist_open = seats, waitlist_open
    db.session.flush()
    record(by, "set seats", group, seats=seats, waitlist="open" if waitlist_open else "closed")
    seating.pass_on(group)


def pass_on_seats(now: datetime) -> int:
    """Somebody in line was busy when a seat came free, and is free now: theirs it is. Answers how many, of one group
    meeting; the caller commits and asks again, so that nobody waits for two of them to be held at once."""
    group = queries.group_to_pass_on(now + seating.PASSED_ON)
    if group is None:
        return 0
    seating.hold(group)
    return seating.pass_on(group) if group.ahead(now) else 0


def close_past_groups(now: datetime) -> int:
    """What has ended counts as completed. Answers how many."""
    past = update(GroupMeeting).where(GroupMeeting.state == GroupState.confirmed, GroupMeeting.ends_at <= now)
    closed = db.session.execute(past.values(state=GroupState.completed).returning(GroupMeeting.id))
    return len(closed.all())


def _invite_host(group: GroupMeeting, by: Person) -> None:
    seat = seating.new_seat(group, group.host, SeatState.hosting)
    if not seating.sit(group, seat, SeatState.hosting):
        raise _host_is_busy(group, by)
    post(emails.hosting(group, seat, file_of(group, seat, Method.REQUEST), by=by))


def _bring_along(group: GroupMeeting, by: Person, was: datetime) -> list[Seat]:
    """Everybody with a place takes the new time; those who cannot stand in line, and are answered."""
    lost = []
    for seat in queries.people_in(group, *queries.PLACES):
        if seating.sit(group, seat, seat.state):
            post(emails.moved(group, seat, file_of(group, seat, Method.REQUEST), was=was, by=by))
            continue
        if seat.state == SeatState.hosting:
            raise _host_is_busy(group, by)
        seating.give_up(seat, SeatState.waiting)
        post(emails.lost(group, seat, file_of(group, seat, Method.CANCEL), was=was, by=by))
        lost.append(seat)
    return lost


def _tell_the_line(group: GroupMeeting, was: datetime, told: list[Seat]) -> None:
    for seat in queries.people_in(group, SeatState.waiting):
        if seat not in told:
            post(emails.moved_in_line(group, seat, was=was))


def _refuse_unless_reachable(starts_at: datetime) -> None:
    now = clock.now()
    if starts_at <= now:
        raise TimeHasPassed("That time has passed. Pick a later one.")
    if starts_at > now + FARTHEST:
        raise TooFarAhead("Pick a time within the next twelve months.")


def _refuse_unless_changeable(group: GroupMeeting, by: Person, seen: int | None) -> None:
    seating.refuse_unless_ahead(group)
    if seen is not None and seen != group.sequence:
        raise GroupHasChanged(
            f"This has moved to {when(group.starts_at, by.timezone)}. Look again before you change it."
        )


def _host_is_busy(group: GroupMeeting, by: Person) -> HostIsBusy:
    who = "You have" if group.host_id == by.id else f"{group.host.called} has"
    return HostIsBusy(f"{who} another meeting then. Pick another time.")


def _set_time(group: GroupMeeting, starts_at: datetime, minutes: int, zone: str) -> None:
    """The instant, and the wall time that whoever set it read off their clock."""
    group.starts_at, group.ends_at = starts_at, starts_at + timedelta(minutes=minutes)
    group.zone, group.wall_time = zone, wall_clock(starts_at, zone)


def _next_version(group: GroupMeeting) -> None:
    group.sequence += 1
    group.stamped_at = later_stamp(group.stamped_at, clock.now())
