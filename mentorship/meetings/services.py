"""What happens to a meeting: booked, moved, cancelled, over, wrapped up. Each change and its mails stand together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.formats import clock_time, when
from mentorship.mail.letters import Letter
from mentorship.mail.services import post
from mentorship.meetings import emails, entries, queries
from mentorship.meetings.invites import Method
from mentorship.meetings.models import Attendance, Happened, Meeting, MeetingState, WrapUp
from mentorship.meetings.proposing import (
    FARTHEST,
    MINIMUM_NOTICE,
    OutsideHours,
    outside_hours,
    proposed_times,
)
from mentorship.meetings.wall_clock import wall_clock
from mentorship.pairs.models import Mentorship
from mentorship.pairs.services import PairHasEnded, hold

__all__ = ["PairHasEnded", "book", "cancel", "close_past_meetings", "proposed_times", "reschedule", "wrap_up"]

OVERLAPS = ("attendance_overlap", "ex_attendance_overlap")


class TimeHasPassed(Refusal):
    """The time is not in the future."""


class TooSoon(Refusal):
    """Less than the minimum notice away."""


class TooFarAhead(Refusal):
    """Nobody keeps a date that far away."""


class TimeJustTaken(Refusal):
    """One of the two has another meeting then; `alternatives` are free."""

    def __init__(self, sentence: str, alternatives: list[datetime]) -> None:
        super().__init__(sentence)
        self.alternatives = alternatives


class AlreadyBooked(Refusal):
    """A pair has one next date at a time."""


class MeetingIsOver(Refusal):
    """What is past or cancelled neither moves nor is cancelled."""


class MeetingHasChanged(Refusal):
    """Somebody changed the meeting since this page or mail was made."""


class NotOverYet(Refusal):
    """A meeting is wrapped up after its end."""


def book(mentorship: Mentorship, person: Person, starts_at: datetime, *, agreed: bool = True) -> Meeting:
    """The pair's next meeting, with invitations to both. Asked twice for the same time, it is booked once.

    A time outside the hours that the partner gave needs `agreed`.
    """
    _hold(mentorship)
    ahead = queries.next_meeting(mentorship)
    if ahead and ahead.starts_at == starts_at:
        return ahead
    if ahead:
        raise _already_booked(ahead, person)
    _refuse_unless_free(mentorship, person, starts_at)
    _refuse_unless_welcome(mentorship, person, starts_at, agreed)
    meeting = _new_meeting(mentorship, person, starts_at)
    with _clashes_as_refusals(mentorship, person, starts_at):
        db.session.add(meeting)
    record(person, "booked", meeting)
    _tell_both(meeting, Method.REQUEST, emails.invited)
    return meeting


def reschedule(
    meeting: Meeting, person: Person, starts_at: datetime, *, seen: int | None = None, agreed: bool = True
) -> Meeting:
    """The same calendar entry at another time. `seen` is the version that the person decided on, when known."""
    mentorship = meeting.mentorship
    _hold(mentorship)
    db.session.refresh(meeting)
    if meeting.upcoming and meeting.starts_at == starts_at:
        return meeting
    _refuse_unless_changeable(meeting, person, seen)
    _refuse_unless_free(mentorship, person, starts_at, moving=meeting)
    _refuse_unless_welcome(mentorship, person, starts_at, agreed)
    was = meeting.starts_at
    with _clashes_as_refusals(mentorship, person, starts_at):
        _set_time(meeting, starts_at)
        meeting.booked_by_id = person.id
        _next_version(meeting)
    record(person, "moved", meeting, sequence=meeting.sequence)
    _tell_both(meeting, Method.REQUEST, partial(emails.moved, was=was, by=person))
    return meeting


def cancel(meeting: Meeting, person: Person, reason: str, *, seen: int | None = None) -> None:
    """It does not take place. The reason goes to both; cancelling twice changes nothing."""
    _hold(meeting.mentorship)
    db.session.refresh(meeting)
    if meeting.state == MeetingState.cancelled:
        return
    _refuse_unless_changeable(meeting, person, seen)
    _cancel(meeting, person, reason)


def cancel_upcoming(mentorship: Mentorship, by: Person) -> None:
    """What follows for meetings when a pair ends."""
    ahead = queries.next_meeting(mentorship)
    if ahead:
        _cancel(ahead, by, "")


def wrap_up(meeting: Meeting, person: Person, happened: Happened, next_step: str) -> WrapUp:
    """What one of the two says about a meeting that is over; they may say it again, differently."""
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    if not meeting.over(clock.now()):
        raise NotOverYet(
            f"This meeting ends on {when(meeting.ends_at, person.timezone)}. Come back after it."
        )
    answer = meeting.wrap_up_by(person)
    if answer is None:
        if not meeting.open_for_wrap_up(person):
            raise MeetingIsOver("This meeting was cancelled beforehand, so there is nothing to wrap up.")
        answer = WrapUp(person_id=person.id)
        meeting.wrap_ups.append(answer)
    answer.happened, answer.next_step, answer.answered_at = happened, next_step, clock.now()
    meeting.state = _outcome([wrap_up.happened for wrap_up in meeting.wrap_ups])
    db.session.flush()
    record(person, "wrapped up", meeting, happened=happened.value)
    return answer


def finish_step(meeting: Meeting, person: Person) -> None:
    """Somebody has done their next step."""
    answer = meeting.wrap_up_by(person)
    if answer and answer.next_step and answer.done_at is None:
        answer.done_at = clock.now()


def close_past_meetings(now: datetime) -> int:
    """Confirmed meetings whose end has passed count as completed until somebody says otherwise. Answers how many."""
    return _close(Meeting.ends_at <= now)


def _close(*which: object) -> int:
    past = update(Meeting).where(Meeting.state == MeetingState.confirmed, *which)  # type: ignore[arg-type]  # conditions
    closed = db.session.execute(past.values(state=MeetingState.completed).returning(Meeting.id))
    return len(closed.all())


def _hold(mentorship: Mentorship) -> None:
    """Hold the pair, then both people, always in this order: nobody else books their time until this is done.

    The database would refuse an overlap by itself; but on PostgreSQL two that wait for each other end as a deadlock.
    """
    hold(mentorship)
    people = select(Person.id).where(Person.id.in_([person.id for person in mentorship.people]))
    db.session.execute(people.order_by(Person.id).with_for_update(key_share=True)).all()
    _close(Meeting.mentorship_id == mentorship.id, Meeting.ends_at <= clock.now())


def _refuse_unless_free(
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


def _refuse_unless_welcome(mentorship: Mentorship, person: Person, starts_at: datetime, agreed: bool) -> None:
    partner = mentorship.other(person)
    if agreed or not outside_hours(mentorship, partner, starts_at):
        return
    theirs = f"{clock_time(starts_at, partner.timezone)} for {partner.called}"
    raise OutsideHours(
        f"That is {theirs}, outside the hours they gave. Tick the box if you two agreed on it."
    )


def _refuse_unless_changeable(meeting: Meeting, person: Person, seen: int | None) -> None:
    if meeting.state == MeetingState.cancelled:
        raise MeetingIsOver("This meeting was cancelled. Pick a new date instead.")
    if not meeting.upcoming or meeting.over(clock.now()):
        raise MeetingIsOver("This meeting is over. Pick the next date instead.")
    if seen is not None and seen != meeting.sequence:
        raise MeetingHasChanged(
            f"This meeting has moved to {when(meeting.starts_at, person.timezone)}. Look again before you change it."
        )


def _new_meeting(mentorship: Mentorship, person: Person, starts_at: datetime) -> Meeting:
    meeting = Meeting(
        mentorship=mentorship,
        uid=entries.new_uid(),
        sequence=0,
        stamped_at=entries.later_stamp(None, clock.now()),
        link=entries.video_link(mentorship.mentor),
        state=MeetingState.confirmed,
        booked_by_id=person.id,
        created_at=clock.now(),
        attendances=[Attendance(person_id=somebody.id, active=True) for somebody in mentorship.people],
    )
    _set_time(meeting, starts_at)
    return meeting


def _set_time(meeting: Meeting, starts_at: datetime) -> None:
    """The instant, both people's time, and the wall time on which they agreed (the mentor's)."""
    ends_at = starts_at + timedelta(minutes=meeting.mentorship.meeting_minutes)
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    for attendance in meeting.attendances:
        attendance.starts_at, attendance.ends_at = starts_at, ends_at
    meeting.zone = meeting.mentorship.mentor.timezone
    meeting.wall_time = wall_clock(starts_at, meeting.zone)


def _next_version(meeting: Meeting) -> None:
    meeting.sequence += 1
    meeting.stamped_at = entries.later_stamp(meeting.stamped_at, clock.now())


def _cancel(meeting: Meeting, person: Person, reason: str) -> None:
    meeting.state, meeting.cancel_reason = MeetingState.cancelled, reason
    for attendance in meeting.attendances:
        attendance.active = False
    _next_version(meeting)
    record(person, "cancelled", meeting, sequence=meeting.sequence)
    _tell_both(meeting, Method.CANCEL, partial(emails.cancelled, by=person))


def _tell_both(meeting: Meeting, method: Method, letter: Callable[[Meeting, Person, bytes], Letter]) -> None:
    db.session.flush()
    file = entries.file_of(meeting, method)
    for person in meeting.mentorship.people:
        post(letter(meeting, person, file))


@contextmanager
def _clashes_as_refusals(mentorship: Mentorship, person: Person, starts_at: datetime) -> Iterator[None]:
    """Write what the block changes; when the database finds a clash, undo that much and refuse in words."""
    try:
        with db.session.begin_nested():
            yield
            db.session.flush()
    except IntegrityError as error:
        if any(name in str(error.orig) for name in OVERLAPS):
            raise _just_taken(mentorship, person, starts_at, own=False) from None
        if "mentorship_id" in str(error.orig) and (ahead := queries.next_meeting(mentorship)):
            raise _already_booked(ahead, person) from None
        raise


def _just_taken(mentorship: Mentorship, person: Person, starts_at: datetime, *, own: bool) -> TimeJustTaken:
    local = starts_at.astimezone(ZoneInfo(person.timezone))
    moment = f"{local:%A} at {clock_time(starts_at, person.timezone)}"
    taken = f"You have another meeting on {moment}." if own else f"Someone just took {moment}."
    free = proposed_times(mentorship)
    others = {0: "Pick another time.", 1: "This one is still free.", 2: "These two are still free."}
    return TimeJustTaken(f"{taken} {others.get(len(free), 'These three are still free.')}", free)


def _already_booked(ahead: Meeting, person: Person) -> AlreadyBooked:
    return AlreadyBooked(
        f"You already have a date: {when(ahead.starts_at, person.timezone)}. Move it, or meet first."
    )


def _outcome(answers: list[Happened]) -> MeetingState:
    """One who says that they met is believed; a no-show needs nobody's blame, only a new date."""
    if Happened.yes in answers:
        return MeetingState.completed
    return MeetingState.no_show if Happened.no_show in answers else MeetingState.cancelled
