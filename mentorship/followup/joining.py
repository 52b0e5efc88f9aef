"""Who has begun to join and stopped half way, who looks for a mentor, and which mentors do not answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.formats import workdays_after
from mentorship.pairing.models import MatchRun, MentorRequest, RequestState, RunState, Waiting
from mentorship.pairing.queries import requests_sent_before
from mentorship.pairing.standing import ASKING
from mentorship.pairs.models import OPEN_STATES, Mentorship
from mentorship.profiles.models import Profile
from mentorship.programs.models import Application, ApplicationState, Cohort, Role
from mentorship.programs.queries import JOINABLE

RECENT = timedelta(days=60)
FIRST_STEP = timedelta(days=7)
REMIND_AFTER = 2
"""Working days."""
A_FORTNIGHT = timedelta(days=14)
DECIDED = (RequestState.accepted, RequestState.declined, RequestState.expired)


@dataclass(frozen=True, slots=True)
class Wait:
    """A mentee who is in, works with nobody and has asked nobody who could still answer."""

    application: Application
    since: datetime
    """When something last happened for them: let in, an answer, a match, the end of a pair."""
    place: int
    of: int
    cause: str
    """What the newest match found, or ''."""


def unfinished_profiles(now: datetime) -> Sequence[Person]:
    """Members with an account of a week or more whose profile lacks what a match needs."""
    finished = exists().where(Profile.person_id == Person.id, Profile.completed_at.is_not(None))
    return db.session.scalars(_members(now).where(~finished, ~_applied())).all()


def unfinished_applications(now: datetime) -> Sequence[Profile]:
    """Finished profiles of people who never asked to join, while some cohort takes members."""
    open_cohort = exists().where(Cohort.state.in_(JOINABLE))
    query = select(Profile).join(Person, Person.id == Profile.person_id)
    query = query.where(
        Profile.completed_at.between(now - RECENT, now - FIRST_STEP), *_member(), ~_applied(), open_cohort
    )
    return db.session.scalars(query.order_by(Profile.id)).all()


def never_asked(now: datetime) -> Sequence[Application]:
    """Mentees who have been in for a week, have no mentor and have asked nobody."""
    query = _who_never_asked().where(Application.decided_at.between(now - RECENT, now - FIRST_STEP))
    return db.session.scalars(query.order_by(Application.id)).all()


def has_never_asked(public_id: str) -> bool:
    """Is this still the application of a mentee who has asked nobody and has no mentor?"""
    query = _who_never_asked().where(Application.public_id == public_id)
    return db.session.scalar(query) is not None


def _who_never_asked() -> Select[Application]:
    asked = exists().where(
        MentorRequest.cohort_id == Application.cohort_id, MentorRequest.mentee_id == Application.person_id
    )
    paired = exists().where(
        Mentorship.cohort_id == Application.cohort_id, Mentorship.mentee_id == Application.person_id
    )
    return _mentees_in().where(~asked, ~paired)


def requests_to_remind_of(now: datetime) -> list[MentorRequest]:
    """Open requests on or after the second working day of the mentor's own calendar."""
    return [
        request
        for request in requests_sent_before(now)
        if workdays_after(request.sent_at.astimezone(ZoneInfo(request.mentor.timezone)), REMIND_AFTER)
        <= now
        < request.expires_at
    ]


def waits(now: datetime) -> list[Wait]:
    """Everybody who waits, by cohort in the order in which they were let in."""
    found: list[Wait] = []
    for group in _waiting().values():
        causes = _causes(group[0].cohort_id)
        moved = _last_moves(group[0].cohort_id, [application.person_id for application in group])
        for place, application in enumerate(group, start=1):
            cause, matched_at = causes.get(application.person_id, ("", None))
            let_in = application.decided_at or application.submitted_at
            since = max([let_in, *moved[application.person_id], *([matched_at] if matched_at else [])])
            found.append(Wait(application, since, place, len(group), cause))
    return found


def is_waiting(public_id: str) -> bool:
    """Does this application's mentee still wait?"""
    query = who_waits().where(Application.public_id == public_id)
    return db.session.scalar(query) is not None


def silences(now: datetime) -> list[tuple[MentorRequest, int]]:
    """The newest request to each mentor who let it end without a word in the last two weeks, and how many in a row."""
    recent = exists().where(
        MentorRequest.mentor_id == Person.id,
        MentorRequest.state == RequestState.expired,
        MentorRequest.answered_at > now - A_FORTNIGHT,
    )
    mentor_ids = db.session.scalars(select(Person.id).where(recent)).all()
    decided = select(MentorRequest).where(
        MentorRequest.mentor_id.in_(mentor_ids),
        MentorRequest.state.in_(DECIDED),
    )
    by_mentor: defaultdict[int, list[MentorRequest]] = defaultdict(list)
    for request in db.session.scalars(
        decided.order_by(MentorRequest.answered_at.desc(), MentorRequest.id.desc())
    ):
        by_mentor[request.mentor_id].append(request)
    counted = [(requests[0], _silent(requests)) for requests in by_mentor.values()]
    return [(request, in_a_row) for request, in_a_row in counted if in_a_row]


def is_silent(mentor_public_id: str) -> bool:
    """Did the newest request to this mentor that is decided end without a word from them?"""
    decided = select(MentorRequest).join(Person, Person.id == MentorRequest.mentor_id)
    decided = decided.where(Person.public_id == mentor_public_id, MentorRequest.state.in_(DECIDED))
    newest = decided.order_by(MentorRequest.answered_at.desc(), MentorRequest.id.desc()).limit(1)
    return _silent(db.session.scalars(newest).all()) > 0


def _silent(newest_first: Sequence[MentorRequest]) -> int:
    """How many in a row, up to now, ended although the mentor never wrote a word."""
    silent = 0
    for request in newest_first:
        if request.state != RequestState.expired or request.question:
            break
        silent += 1
    return silent


def _waiting() -> dict[int, list[Application]]:
    """Cohort id → who waits there, who was let in first first."""
    let_in = func.coalesce(Application.decided_at, Application.submitted_at)
    groups: defaultdict[int, list[Application]] = defaultdict(list)
    for application in db.session.scalars(who_waits().order_by(let_in, Application.id)):
        groups[application.cohort_id].append(application)
    return groups


def who_waits() -> Select[Application]:
    """Mentees who are in, have no mentor and no open request."""
    asked = exists().where(
        MentorRequest.cohort_id == Application.cohort_id,
        MentorRequest.mentee_id == Application.person_id,
        MentorRequest.state.in_((RequestState.pending, RequestState.more_info)),
    )
    paired = exists().where(
        Mentorship.cohort_id == Application.cohort_id,
        Mentorship.mentee_id == Application.person_id,
        Mentorship.state.in_(OPEN_STATES),
    )
    return _mentees_in().where(~asked, ~paired)


def _last_moves(cohort_id: int, mentee_ids: Sequence[int]) -> defaultdict[int, list[datetime]]:
    """Mentee id → when the last of their requests and of their pairs ended."""
    moves: defaultdict[int, list[datetime]] = defaultdict(list)
    ended = select(MentorRequest.mentee_id, func.max(MentorRequest.answered_at)).where(
        MentorRequest.cohort_id == cohort_id, MentorRequest.mentee_id.in_(mentee_ids)
    )
    parted = select(Mentorship.mentee_id, func.max(Mentorship.ended_at)).where(
        Mentorship.cohort_id == cohort_id, Mentorship.mentee_id.in_(mentee_ids)
    )
    for query in (ended.group_by(MentorRequest.mentee_id), parted.group_by(Mentorship.mentee_id)):
        for mentee_id, instant in db.session.execute(query):
            moves[mentee_id] += [instant] if instant else []
    return moves


def _causes(cohort_id: int) -> dict[int, tuple[str, datetime]]:
    """Mentee id → the cause that the newest published match found, and when it was published."""
    newest = select(MatchRun.id).filter_by(cohort_id=cohort_id, state=RunState.published)
    newest = newest.order_by(MatchRun.published_at.desc()).limit(1)
    query = select(Waiting.mentee_id, Waiting.cause, MatchRun.published_at).join(
        MatchRun, Waiting.run_id == MatchRun.id
    )
    rows = db.session.execute(query.where(MatchRun.id == newest.scalar_subquery()))
    return {mentee_id: (cause, instant) for mentee_id, cause, instant in rows if instant}


def _mentees_in() -> Select[Application]:
    query = select(Application).join(Cohort, Cohort.id == Application.cohort_id)
    query = query.join(Person, Person.id == Application.person_id)
    return query.where(
        Application.role == Role.mentee,
        Application.state == ApplicationState.approved,
        Cohort.state.in_(ASKING),
        Person.disabled_at.is_(None),
    )


def _members(now: datetime) -> Select[Person]:
    query = select(Person).where(*_member(), Person.confirmed_at.between(now - RECENT, now - FIRST_STEP))
    return query.order_by(Person.id)


def _member() -> tuple[ColumnElement[bool], ...]:
    return (
        or_(Person.is_mentee, Person.is_mentor),
        and_(Person.confirmed_at.is_not(None), Person.disabled_at.is_(None)),
    )


def _applied() -> ColumnElement[bool]:
    return exists().where(Application.person_id == Person.id)
