"""Whether a time may be taken and a meeting changed; asked while both people are held, or it proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.limits import Limits
from mentorship.extensions import db
from mentorship.formats import clock_time, when
from mentorship.meetings import queries
from mentorship.meetings.limiting import Wanted, busy_elsewhere, outside_hours, own_limit, partners_limit
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.meetings.proposing import proposals
from mentorship.meetings.refusals import (
    AlreadyBooked,
    BusyElsewhere,
    MeetingHasChanged,
    MeetingIsOver,
    OutsideHours,
    TimeHasPassed,
    TimeJustTaken,
    TooFarAhead,
)
from mentorship.meetings.sides import both_sides
from mentorship.pairs.models import Mentorship

IF_AGREED = "Tick the box if you two agreed on it."
OVERLAPS = ("attendance_overlap", "ex_attendance_overlap")


def refuse_unless_takeable(
    mentorship: Mentorship,
    person: Person,
    starts_at: datetime,
    *,
    moving: Meeting | None = None,
    agreed: bool = False,
    anyway: bool = False,
) -> None:
    """The time must be ahead, free for both, and within what the partner allows.

    `agreed` passes the partner's hours and their calendar elsewhere, `anyway` the person's own limits; nothing passes
    the partner's notice, days away, protected time, buffer and budget.
    """
    if starts_at <= clock.now():
        raise TimeHasPassed("That time has passed. Pick a later one.")
    if starts_at > clock.now() + Limits().farthest:
        raise TooFarAhead("Pick a time within the next six months.", own=False)
    mine, theirs = _as_both_see_it(mentorship, person, starts_at, moving)
    own = mine.touches(mine.side.taken)
    if own or theirs.touches(theirs.side.taken):
        raise just_taken(mentorship, person, starts_at, own=own, moving=moving)
    if refusal := partners_limit(theirs):
        raise refusal
    if not agreed:
        _refuse_unless_welcome(theirs)
    if not anyway and (refusal := own_limit(mine)):
        raise refusal


def _as_both_see_it(
    mentorship: Mentorship, person: Person, starts_at: datetime, moving: Meeting | None
) -> tuple[Wanted, Wanted]:
    """The meeting that is asked for, to the person and to their partner, from the rows as they are now."""
    ends_at = starts_at + timedelta(minutes=mentorship.meeting_minutes)
    both = both_sides(mentorship, starts_at, ends_at, moving=moving)
    sides = (both.of(person), both.partner_of(person))
    mine, theirs = (Wanted(side, starts_at, both.minutes, both.now) for side in sides)
    return mine, theirs


def _refuse_unless_welcome(theirs: Wanted) -> None:
    partner = theirs.side.person
    if busy := busy_elsewhere(theirs):
        raise BusyElsewhere(f"{busy} {IF_AGREED}")
    if outside_hours(theirs):
        at = clock_time(theirs.starts_at, partner.timezone)
        raise OutsideHours(f"That is {at} for {partner.called}, outside the hours they gave. {IF_AGREED}")


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
            raise just_taken(mentorship, person, starts_at, own=False) from None
        if "mentorship_id" in str(error.orig) and (ahead := queries.next_meeting(mentorship)):
            raise already_booked(ahead, person) from None
        raise


def already_booked(ahead: Meeting, person: Person) -> AlreadyBooked:
    at = when(ahead.starts_at, person.timezone)
    if ahead.state != MeetingState.held:
        return AlreadyBooked(f"You already have a date: {at}. Move it, or meet first.")
    partner = ahead.mentorship.other(person).called
    if ahead.booked_by_id == person.id:
        return AlreadyBooked(
            f"{partner} has not answered your proposal yet: {at}. Change it, or take it back."
        )
    return AlreadyBooked(f"{partner} asks for {at}. Answer that first.")


def just_taken(
    mentorship: Mentorship, person: Person, starts_at: datetime, *, own: bool, moving: Meeting | None = None
) -> TimeJustTaken:
    """The refusal, with up to three times near the one that was wanted."""
    local = starts_at.astimezone(ZoneInfo(person.timezone))
    moment = f"{local:%A} at {clock_time(starts_at, person.timezone)}"
    taken = f"You have another meeting on {moment}." if own else f"Someone just took {moment}."
    free = proposals(mentorship, person, moving=moving, near=starts_at).times
    others = {0: "Pick another time.", 1: "This one is still free.", 2: "These two are still free."}
    return TimeJustTaken(f"{taken} {others.get(len(free), 'These three are still free.')}", free)
