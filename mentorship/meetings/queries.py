"""Meetings, loaded through the people who may see them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ScalarResult, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import contains_eager, defaultload, joinedload, lazyload
from sqlalchemy.orm.interfaces import ORMOption

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.meetings.models import (
    TOOK_PLACE,
    Answer,
    Attendance,
    CalendarReply,
    Meeting,
    MeetingNote,
    MeetingState,
    MoveProposal,
    ReplyState,
)
from mentorship.meetings.wall_clock import wall_clock
from mentorship.pairs.models import Mentorship
from mentorship.pairs.queries import BARE, of_person

UPCOMING = (MeetingState.held, MeetingState.confirmed)
NOT_MET = (MeetingState.cancelled, MeetingState.no_show)
REMEMBERED = timedelta(days=30)
Month = tuple[int, int]
"""Year and month, (2026, 12), on some person's own calendar."""


def meeting_for(person: Person, public_id: str) -> Meeting | None:
    """The meeting with this id, for one of the two who attend."""
    query = _of_person(person).where(Meeting.public_id == public_id)
    return db.session.scalar(query.options(_bare(), joinedload(Meeting.move_proposal)))


def meetings_of(person: Person) -> list[Meeting]:
    """Everything on somebody's calendar here, by time: what is ahead, and what ended in the last thirty days."""
    recent = Meeting.ends_at > clock.now() - REMEMBERED
    query = _of_person(person).where(recent, _not_called_off(), _standing()).options(_bare())
    return list(db.session.scalars(query.order_by(Meeting.starts_at)))


def dated_meetings(person: Person, since: datetime, until: datetime | None) -> list[Meeting]:
    """Every meeting of a person, cancelled ones too, that ends after `since` or was changed after it, and begins before
    `until`; by time. So is one for which such a time is proposed. A held time that has lapsed waits for nobody."""
    query = _of_person(person).outerjoin(Meeting.move_proposal)
    query = query.where(_standing()).options(_bare(), contains_eager(Meeting.move_proposal))
    query = query.where(
        or_(Meeting.ends_at > since, Meeting.stamped_at > since, MoveProposal.ends_at > since)
    )
    if until is not None:
        query = query.where(or_(Meeting.starts_at < until, MoveProposal.starts_at < until))
    return list(db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)))


def next_meeting(mentorship: Mentorship) -> Meeting | None:
    """The pair's soonest meeting that is ahead or under way."""
    return _ahead(mentorship).first()


def meetings_ahead(mentorship: Mentorship) -> list[Meeting]:
    """All of a pair's meetings that are ahead or under way, soonest first."""
    return list(_ahead(mentorship))


def series_of(meeting: Meeting) -> list[Meeting]:
    """The meetings that were planned together with this one, itself too, by time; what was called off is left out."""
    if meeting.series is None:
        return []
    together = Meeting.series == meeting.series
    query = _of_pair(meeting.mentorship).where(together, _not_called_off(), _standing())
    query = query.options(lazyload(Meeting.wrap_ups)).execution_options(populate_existing=True)
    return list(db.session.scalars(query.order_by(Meeting.starts_at)))


def meetings_of_pair(mentorship: Mentorship) -> list[Meeting]:
    """Everything ahead and past, newest first; what was called off beforehand is left out."""
    query = _of_pair(mentorship).where(_not_called_off(), _standing())
    return list(db.session.scalars(query.order_by(Meeting.starts_at.desc())))


def pairs_that_met(mentorship_ids: Collection[int]) -> set[int]:
    """Those of these pairs with at least one meeting that took place."""
    query = select(Meeting.mentorship_id).where(
        Meeting.mentorship_id.in_(mentorship_ids), Meeting.state == MeetingState.completed
    )
    return set(db.session.scalars(query.distinct()))


def last_start(mentorship: Mentorship) -> datetime | None:
    """When the pair last met, as far as anybody knows."""
    query = select(Meeting.starts_at).where(Meeting.mentorship_id == mentorship.id)
    query = query.where(Meeting.state.in_(TOOK_PLACE), Meeting.ends_at <= clock.now())
    return db.session.scalar(query.order_by(Meeting.starts_at.desc()).limit(1))


class Taken(NamedTuple):
    """Time that a meeting, another time proposed for one (without state), or a seat (without meeting_id) takes from
    somebody; what did not take place costs no minutes of a budget."""

    attendance_id: int
    meeting_id: int | None
    person_id: int
    starts_at: datetime
    ends_at: datetime
    state: MeetingState | None

    @property
    def minutes(self) -> int:
        return 0 if self.state in NOT_MET else (self.ends_at - self.starts_at) // timedelta(minutes=1)


def time_taken(
    person_ids: Collection[int], since: datetime, until: datetime, *, other_than: Meeting | None = None
) -> list[Taken]:
    """The time that is taken from these people between two instants; what is held until it lapses."""
    given = {"ids": list(person_ids), "since": since, "until": until, "now": clock.now()}
    rows = db.session.execute(_taking(), {**given, "other": other_than.id if other_than else 0})
    return [Taken._make(row) for row in rows]


@cache
def _taking() -> Select[int, int | None, int, datetime, datetime, MeetingState]:
    """Put together once: on the page of a pair's times, making statements takes longer than anything else."""
    kept = or_(
        Meeting.id.is_(None),
        Meeting.state != MeetingState.held,
        Meeting.expires_at.is_(None),
        Meeting.expires_at > bindparam("now"),
    )
    asked = or_(MoveProposal.id.is_(None), MoveProposal.expires_at > bindparam("now"))
    times = (Attendance.person_id, Attendance.starts_at, Attendance.ends_at)
    meeting_id = func.coalesce(Attendance.meeting_id, MoveProposal.meeting_id)
    query = select(Attendance.id, meeting_id, *times, Meeting.state)
    query = query.outerjoin(Meeting, Meeting.id == Attendance.meeting_id)
    return query.outerjoin(MoveProposal, MoveProposal.id == Attendance.kept_for_id).where(
        Attendance.person_id.in_(bindparam("ids", expanding=True)),
        Attendance.active,
        Attendance.starts_at < bindparam("until"),
        Attendance.ends_at > bindparam("since"),
        func.coalesce(meeting_id, -1) != bindparam("other"),
        kept,
        asked,
    )


def about_times(mentorship: Mentorship, partner: Person) -> str:
    """What mails are about that ask this partner for times."""
    return f"times:{mentorship.public_id}:{partner.public_id}"


def asked_for_times_at(mentorship: Mentorship, partner: Person) -> datetime | None:
    """When this partner was last asked for times."""
    about = OutgoingMail.about == about_times(mentorship, partner)
    return db.session.scalar(select(func.max(OutgoingMail.created_at)).where(about))


def month_of(instant: datetime, zone: ZoneInfo) -> Month:
    local = instant.astimezone(zone)
    return local.year, local.month


def moves_to_answer(person: Person) -> list[MoveProposal]:
    """Other times that partners propose to this person, the soonest to answer first; the meetings are at hand."""
    query = select(MoveProposal).join(MoveProposal.meeting).join(Meeting.mentorship).where(of_person(person))
    query = query.where(MoveProposal.asked_by_id != person.id, MoveProposal.expires_at > clock.now())
    return list(db.session.scalars(query.order_by(MoveProposal.expires_at)))


def meeting_with_uid(uid: str) -> Meeting | None:
    """The meeting that calendars know by this name; for their answers, who have nothing else to show."""
    return db.session.scalar(select(Meeting).filter_by(uid=uid))


def other_time_for(meeting: Meeting, person: Person) -> CalendarReply | None:
    """The newest time that the partner's calendar has proposed instead of the present one, until they answer anew."""
    still_unsure = and_(
        Attendance.meeting_id == meeting.id,
        Attendance.person_id == CalendarReply.person_id,
        Attendance.answer == Answer.tentative,
    )
    query = select(CalendarReply).filter_by(meeting_id=meeting.id, state=ReplyState.taken)
    query = query.where(exists().where(still_unsure))
    query = query.where(CalendarReply.person_id != person.id, CalendarReply.received_at >= meeting.stamped_at)
    newest = db.session.scalars(
        query.order_by(CalendarReply.received_at.desc(), CalendarReply.id.desc())
    ).first()
    return newest if newest and newest.proposed_at and newest.proposed_at > clock.now() else None


def drifted_meetings() -> list[tuple[Meeting, str]]:
    """Dates ahead whose agreed local time is not what clocks will show then; each with what they will show.

    It happens when a zone's rules change after the date was made.
    """
    ahead = select(Meeting).where(Meeting.state.in_(UPCOMING), Meeting.ends_at > clock.now(), _standing())
    shown = (
        (meeting, wall_clock(meeting.starts_at, meeting.zone))
        for meeting in db.session.scalars(ahead.order_by(Meeting.starts_at))
    )
    return [(meeting, shows) for meeting, shows in shown if shows != meeting.wall_time]


def notes_for(meeting: Meeting, person: Person) -> list[MeetingNote]:
    """What this person may read of what was written about a meeting: their own notes, and shared ones."""
    readable = or_(MeetingNote.person_id == person.id, MeetingNote.shared)
    query = select(MeetingNote).filter_by(meeting_id=meeting.id).where(readable)
    return list(db.session.scalars(query.order_by(MeetingNote.id)))


def own_note(person: Person, public_id: str) -> MeetingNote | None:
    """The note with this id, for whoever wrote it."""
    return db.session.scalar(select(MeetingNote).filter_by(public_id=public_id, person_id=person.id))


def meeting_of(note: MeetingNote) -> Meeting:
    return db.session.get_one(Meeting, note.meeting_id)


def _of_pair(mentorship: Mentorship) -> Select[Meeting]:
    """The pair is at hand already: it is not read again with each meeting."""
    return select(Meeting).filter_by(mentorship_id=mentorship.id).options(lazyload(Meeting.mentorship))


def _ahead(mentorship: Mentorship) -> ScalarResult[Meeting]:
    return db.session.scalars(_whatever_is_ahead(), {"pair": mentorship.id, "now": clock.now()})


@cache
def _whatever_is_ahead() -> Select[Meeting]:
    """Put together once, as every page of a pair asks it. The pair is at hand already: it is not read again."""
    standing = or_(
        Meeting.state == MeetingState.confirmed,
        Meeting.expires_at.is_(None),
        Meeting.expires_at > bindparam("now"),
    )
    query = select(Meeting).where(Meeting.mentorship_id == bindparam("pair"), Meeting.state.in_(UPCOMING))
    query = query.where(Meeting.ends_at > bindparam("now"), standing)
    query = query.options(lazyload(Meeting.mentorship)).order_by(Meeting.starts_at)
    # Whoever holds the pair decides on rows as they are now, not as a page loaded them before.
    return query.execution_options(populate_existing=True)


def _standing() -> ColumnElement[bool]:
    return or_(
        Meeting.state != MeetingState.held, Meeting.expires_at.is_(None), Meeting.expires_at > clock.now()
    )


def _not_called_off() -> ColumnElement[bool]:
    """Everything but what was cancelled beforehand; what somebody called moved afterwards has a wrap-up."""
    return or_(Meeting.state != MeetingState.cancelled, Meeting.wrap_ups.any())


def _bare() -> ORMOption:
    """Without what a pair has agreed and aims at: it is read where it is asked for."""
    return defaultload(Meeting.mentorship).options(*BARE)


def _of_person(person: Person) -> Select[Meeting]:
    return select(Meeting).join(Mentorship, Meeting.mentorship_id == Mentorship.id).where(of_person(person))
