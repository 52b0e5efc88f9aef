"""Whether a time may be taken and a meeting changed; asked while both people are held, or it proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.formats import clock_time, when
from mentorship.meetings import queries
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.meetings.proposing import FARTHEST, MINIMUM_NOTICE, outside_hours, proposed_times
from mentorship.meetings.refusals import (
    AlreadyBooked,
    MeetingHasChanged,
    MeetingIsOver,
    OutsideHours,
    TimeHasPassed,
    TimeJustTaken,
    TooFarAhead,
    TooSoon,
)
from mentorship.pairs.models import Mentorship

OVERLAPS = ("attendance_overlap", "ex_attendance_overlap")


def refuse_unless_free(
    mentorship: Mentorship, person: Person, starts_at: datetime, *, moving: Meeting | None = None
) -> None:
    """The time must be ahead, with notice, within reach, and free for both."""
    now = clock.now()
    if starts_at <= now:
        raise TimeHasPassed("That time has passed. Pick a later one.")
    if starts_at < now + MINIMUM_NOTICE:
        raise TooSoon("That is less than 24 hours away. Pick a time from tomorrow on.")
    if starts_at > now + FARTHEST:
        raise TooFarAhead("Pick a time within the next six months.")
    ends_at = starts_at + timedelta(minutes=mentorship.meeting_minutes)
    people = [somebody.id for somebody in mentorship.people]
    taken = queries.taken_times(people, starts_at, ends_at, other_than=moving)
    if taken:
        raise _just_taken(mentorship, person, starts_at, own=person.id in {time.person_id for time in taken})


def refuse_unless_welcome(mentorship: Mentorship, person: Person, starts_at: datetime, agreed: bool) -> None:
    partner = mentorship.other(person)
    if agreed or not outside_hours(mentorship, partner, starts_at):
        return
    theirs = f"{clock_time(starts_at, partner.timezone)} for {partner.called}"
    raise OutsideHours(
        f"That is {theirs}, outside the hours they gave. Tick the box if you two agreed on it."
    )


def refuse_unless_changeable(meeting: Meeting, person: Person, seen: int | None) -> None:
    if meeting.state == MeetingState.cancelled:
        raise MeetingIsOver("This meeting was cancelled. Pick a new date instead.")
    if not meeting.upcoming or meeting.over(clock.now()):
        raise MeetingIsOver("This meeting is over. Pick the next date instead.")
    if seen is not None and seen != meeting.sequence:
        raise MeetingHasChanged(
            f"This meeting has moved to {when(meeting.starts_at, person.timezone)}. Look again before you change it."
        )


@contextmanager
def clashes_as_refusals(mentorship: Mentorship, person: Person, starts_at: datetime) -> Iterator[None]:
    """Write what the block changes; when the database finds a clash, undo that much and refuse in words."""
    try:
        with db.session.begin_nested():
            yield
            db.session.flush()
    except IntegrityError as error:
        if any(name in str(error.orig) for name in OVERLAPS):
            raise _just_taken(mentorship, person, starts_at, own=False) from None
        if "mentorship_id" in str(error.orig) and (ahead := queries.next_meeting(mentorship)):
            raise already_booked(ahead, person) from None
        raise


def already_booked(ahead: Meeting, person: Person) -> AlreadyBooked:
    return AlreadyBooked(
        f"You already have a date: {when(ahead.starts_at, person.timezone)}. Move it, or meet first."
    )


def _just_taken(mentorship: Mentorship, person: Person, starts_at: datetime, *, own: bool) -> TimeJustTaken:
    local = starts_at.astimezone(ZoneInfo(person.timezone))
    moment = f"{local:%A} at {clock_time(starts_at, person.timezone)}"
    taken = f"You have another meeting on {moment}." if own else f"Someone just took {moment}."
    free = proposed_times(mentorship)
    others = {0: "Pick another time.", 1: "This one is still free.", 2: "These two are still free."}
    return TimeJustTaken(f"{taken} {others.get(len(free), 'These three are still free.')}", free)
