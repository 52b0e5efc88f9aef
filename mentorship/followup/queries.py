"""What time has made due, whether it still holds when the mail leaves, and whether the worker keeps up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import defaultload

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.queries import worker_seen_and_mail_stuck
from mentorship.meetings.models import TOOK_PLACE, Happened, Meeting, MeetingState, WrapUp
from mentorship.meetings.queries import UPCOMING, next_meeting
from mentorship.pairs.models import Mentorship, MentorshipState
from mentorship.pairs.queries import BARE

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
TOO_LATE_FOR_THE_DAY = timedelta(hours=4)
JUST_INVITED = timedelta(hours=6)
FORGOTTEN = timedelta(days=3)
FIRST_DATE_WITHIN, GRACE = timedelta(days=10), timedelta(days=14)
A_WEEK = timedelta(weeks=1)
SILENCE = timedelta(minutes=2)
MOVING = (MentorshipState.proposed, MentorshipState.active)
ASKED_ABOUT = (*TOOK_PLACE, MeetingState.no_show)
HAVE_A_DATE = (*UPCOMING, MeetingState.completed)
"""A meeting that took place lies ahead only by a clock that was set back; the pair has met all the same."""


def meetings_in_a_day(now: datetime) -> Sequence[Meeting]:
    """Meetings within 24 hours, while that is news: not just before the hour's reminder, nor after the invitation."""
    return _meetings(
        Meeting.state == MeetingState.confirmed,
        Meeting.starts_at <= now + A_DAY,
        Meeting.starts_at > now + TOO_LATE_FOR_THE_DAY,
        Meeting.stamped_at <= now - JUST_INVITED,
    )


def meetings_in_an_hour(now: datetime) -> Sequence[Meeting]:
    """Meetings that begin within the hour and have not begun."""
    return _meetings(
        Meeting.state == MeetingState.confirmed, Meeting.starts_at <= now + AN_HOUR, Meeting.starts_at > now
    )


def meetings_just_over(now: datetime) -> Sequence[Meeting]:
    """Meetings that ended in the last three days; nobody is asked about older ones."""
    return _meetings(
        Meeting.state.in_(ASKED_ABOUT), Meeting.ends_at <= now, Meeting.ends_at > now - FORGOTTEN
    )


def meetings_missed(now: datetime) -> Sequence[Meeting]:
    """Meetings of open pairs that, an hour ago or in the last three days, somebody said did not happen, with no date
    since. The hour is for the partner to say otherwise, and for a new date to be picked on the spot."""
    said = exists().where(
        WrapUp.meeting_id == Meeting.id,
        WrapUp.happened == Happened.no_show,
        WrapUp.answered_at.between(now - FORGOTTEN, now - AN_HOUR),
    )
    missed = _meetings(Meeting.state == MeetingState.no_show, said)
    return [meeting for meeting in missed if _wants_date(meeting.mentorship)]


def pairs_without_first_date(now: datetime) -> Sequence[Mentorship]:
    """Pairs that began ten days ago, have never met and have no date."""
    never_met = ~exists().where(*_took_place(now))
    query = _quiet_pairs(now).where(Mentorship.started_at <= now - FIRST_DATE_WITHIN, never_met)
    return db.session.scalars(query).all()


def pairs_without_next_date(now: datetime) -> list[tuple[Mentorship, datetime]]:
    """Pairs without a date a fortnight after the agreed rhythm called for one, and when they last met."""
    last = (
        select(func.max(Meeting.starts_at)).where(*_took_place(now)).correlate(Mentorship).scalar_subquery()
    )
    rows = db.session.execute(_quiet_pairs(now).add_columns(last).where(last <= now - GRACE - A_WEEK))
    return [(pair, met) for pair, met in rows if met <= now - GRACE - timedelta(weeks=pair.cadence_weeks)]


def is_ahead(uid_and_sequence: str) -> bool:
    """Does this version of a meeting stand, and has it not begun? A reminder is never late."""
    uid, _, sequence = uid_and_sequence.rpartition(":")
    query = select(Meeting.id).filter_by(uid=uid, sequence=int(sequence), state=MeetingState.confirmed)
    return db.session.scalar(query.where(Meeting.starts_at > clock.now())) is not None


def is_unanswered(uid_and_person: str) -> bool:
    """May this person still be asked how the meeting went?"""
    uid, _, person = uid_and_person.rpartition(":")
    answered = (
        select(WrapUp.meeting_id)
        .join(Person, Person.id == WrapUp.person_id)
        .where(Person.public_id == person)
    )
    query = (
        select(Meeting.id)
        .filter_by(uid=uid)
        .where(Meeting.state.in_(ASKED_ABOUT), Meeting.id.not_in(answered))
        .where(Meeting.ends_at > clock.now() - FORGOTTEN)
    )
    return db.session.scalar(query) is not None


def has_no_date(public_id: str) -> bool:
    """Does this pair still want a date?"""
    pair = db.session.scalar(select(Mentorship).filter_by(public_id=public_id))
    return pair is not None and _wants_date(pair)


def is_missed(uid: str) -> bool:
    """Does everybody still say that this meeting did not happen, and is there no new date?"""
    meeting = db.session.scalar(select(Meeting).filter_by(uid=uid))
    return meeting is not None and meeting.state == MeetingState.no_show and _wants_date(meeting.mentorship)


def why_not_ready(now: datetime) -> list[str]:
    """What keeps the site from doing its part, in sentences for the operator; empty when all is well."""
    (seen, stuck), trouble = worker_seen_and_mail_stuck(), []
    if seen is None or seen < now - SILENCE:
        trouble.append("No worker has shown itself for two minutes: start one with `flask worker`.")
    if stuck:
        trouble.append(
            "Mail has been waiting for over 15 minutes: see `flask mail list` and the worker's log."
        )
    return trouble


def _wants_date(pair: Mentorship) -> bool:
    return pair.state in MOVING and next_meeting(pair) is None and not _met_later(pair)


def _met_later(pair: Mentorship) -> bool:
    query = select(Meeting.id).filter_by(mentorship_id=pair.id, state=MeetingState.completed)
    return db.session.scalar(query.where(Meeting.ends_at > clock.now())) is not None


def _meetings(*which: ColumnElement[bool]) -> Sequence[Meeting]:
    query = select(Meeting).where(*which).options(defaultload(Meeting.mentorship).options(*BARE))
    return db.session.scalars(query.order_by(Meeting.id)).all()


def _quiet_pairs(now: datetime) -> Select[Mentorship]:
    """Open pairs with no date ahead, whose calendar nobody has touched for a week."""
    dates = exists().where(Meeting.mentorship_id == Mentorship.id)
    ahead = dates.where(Meeting.state.in_(HAVE_A_DATE), Meeting.ends_at > now)
    touched = dates.where(Meeting.stamped_at > now - A_WEEK)
    query = select(Mentorship).where(Mentorship.state.in_(MOVING), ~ahead, ~touched)
    return query.options(*BARE).order_by(Mentorship.id)


def _took_place(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Meeting.mentorship_id == Mentorship.id, Meeting.state.in_(TOOK_PLACE), Meeting.ends_at <= now)
