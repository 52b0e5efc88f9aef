"""What a coordinator looks at: one cohort's people, pairs, waiting mentees and mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.mail.queries import stuck_mail
from mentorship.meetings.models import TOOK_PLACE, CalendarReply, Meeting, MeetingState, ReplyState
from mentorship.pairing.models import OPEN_REQUESTS, MatchRun, MentorRequest, RunState, Waiting
from mentorship.pairs.models import OPEN_STATES, Mentorship, MentorshipState
from mentorship.profiles.models import Profile
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Application, ApplicationState, Cohort, Role


@dataclass(frozen=True, slots=True)
class PairRow:
    """An open pair and where its meetings stand."""

    mentorship: Mentorship
    next_meeting: datetime | None
    last_meeting: datetime | None

    @property
    def undated(self) -> bool:
        """Does it work together and have no date?"""
        return self.next_meeting is None and self.mentorship.state != MentorshipState.paused


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A mentee without a mentor, since when, and why."""

    person: Person
    since: datetime
    cause: str


def applications_to(cohort: Cohort) -> list[Application]:
    """Every application, the unread first, the oldest first among them."""
    unread = Application.state != ApplicationState.submitted
    query = (
        select(Application)
        .filter_by(cohort_id=cohort.id)
        .order_by(unread, Application.submitted_at, Application.id)
    )
    return list(db.session.scalars(query))


def counts(cohort: Cohort) -> Counter[tuple[Role, ApplicationState]]:
    """How many applications there are, by role and state."""
    query = select(Application.role, Application.state, func.count()).filter_by(cohort_id=cohort.id)
    grouped = db.session.execute(query.group_by(Application.role, Application.state))
    return Counter({(role, state): number for role, state, number in grouped})


def pairs_of(cohort: Cohort, now: datetime) -> list[PairRow]:
    """The open pairs, those without a next date first, then by the next date."""
    own = Meeting.mentorship_id == Mentorship.id
    ahead = select(func.min(Meeting.starts_at)).where(
        own, Meeting.state == MeetingState.confirmed, Meeting.ends_at > now
    )
    behind = select(func.max(Meeting.starts_at)).where(
        own, Meeting.state.in_(TOOK_PLACE), Meeting.ends_at <= now
    )
    query = (
        select(Mentorship, ahead.scalar_subquery(), behind.scalar_subquery())
        .where(Mentorship.cohort_id == cohort.id, Mentorship.state.in_(OPEN_STATES))
        .options(lazyload(Mentorship.goals), lazyload(Mentorship.signatures))
    )
    rows = [PairRow(*row) for row in db.session.execute(query)]
    return sorted(rows, key=lambda row: (not row.undated, row.next_meeting or row.mentorship.started_at))


def waiting_in(cohort: Cohort) -> list[WaitingRow]:
    """Approved mentees without an open pair, who waits longest first, each with the newest known cause."""
    paired = (
        select(Mentorship.mentee_id).filter_by(cohort_id=cohort.id).where(Mentorship.state.in_(OPEN_STATES))
    )
    approved = db.session.scalars(
        select(Application)
        .filter_by(cohort_id=cohort.id, role=Role.mentee, state=ApplicationState.approved)
        .where(Application.person_id.not_in(paired))
        .order_by(Application.decided_at, Application.id)
    ).all()
    causes = _causes(cohort)
    asked = _mentors_asked(cohort, [application.person_id for application in approved])
    return [
        WaitingRow(
            application.person,
            application.decided_at or application.submitted_at,
            asked.get(application.person_id)
            or causes.get(application.person_id, "No match has been run since this person joined."),
        )
        for application in approved
    ]


def application_in(cohort: Cohort, public_id: str) -> Application | None:
    """One application to this cohort."""
    return db.session.scalar(select(Application).filter_by(cohort_id=cohort.id, public_id=public_id))


def profile_behind(application: Application) -> Profile | None:
    """The answers of whoever applied."""
    return profile_of(application.person)


def unpaired_mentees(cohort: Cohort) -> list[Person]:
    """Approved mentees without an open pair, by name."""
    return sorted((row.person for row in waiting_in(cohort)), key=lambda person: person.name)


def people_by_public_id(cohort: Cohort) -> dict[str, Person]:
    """Everybody who ever applied, by public id."""
    return {person.public_id: person for person in people_of(cohort).values()}


def mail_in_trouble(cohort: Cohort) -> Sequence[OutgoingMail]:
    """Mail to members that is late or was given up."""
    return stuck_mail(select(Application.person_id).filter_by(cohort_id=cohort.id))


def draft_is_open(cohort: Cohort) -> bool:
    """Does a match wait for the coordinator?"""
    return (
        db.session.scalar(select(MatchRun.id).filter_by(cohort_id=cohort.id, state=RunState.draft))
        is not None
    )


def unclear_replies(cohort: Cohort) -> list[tuple[CalendarReply, Person | None, Meeting | None]]:
    """Answers by mail that could not be placed, about this cohort's meetings or from its people, newest first; each
    with the person and the meeting, as far as they are known."""
    newest = _unclear_replies(cohort).order_by(CalendarReply.received_at.desc(), CalendarReply.id.desc())
    return [(reply, person, meeting) for reply, person, meeting in db.session.execute(newest.limit(200))]


def unclear_reply(cohort: Cohort, public_id: str) -> CalendarReply | None:
    """One of them."""
    return db.session.scalar(_unclear_replies(cohort).where(CalendarReply.public_id == public_id))


def _unclear_replies(cohort: Cohort) -> Select[CalendarReply, Person, Meeting]:
    members = select(Application.person_id).filter_by(cohort_id=cohort.id)
    pairs = select(Mentorship.id).filter_by(cohort_id=cohort.id)
    placed = and_(CalendarReply.meeting_id.is_(None), CalendarReply.person_id.in_(members))
    query = select(CalendarReply, Person, Meeting)
    query = query.outerjoin(Person, CalendarReply.person_id == Person.id)
    query = query.outerjoin(Meeting, CalendarReply.meeting_id == Meeting.id)
    query = query.where(CalendarReply.state.in_((ReplyState.unmatched, ReplyState.unreadable)))
    # A reply without a meeting has no pair either, which an inner join would drop.
    return query.where(or_(Meeting.mentorship_id.in_(pairs), placed)).options(
        lazyload(Meeting.wrap_ups),
        joinedload(Meeting.mentorship, innerjoin=False).options(
            lazyload(Mentorship.goals), lazyload(Mentorship.signatures)
        ),
    )


def people_of(cohort: Cohort) -> dict[int, Person]:
    """Everybody who ever applied, by id."""
    query = (
        select(Person)
        .join(Application, Application.person_id == Person.id)
        .where(Application.cohort_id == cohort.id)
    )
    return {person.id: person for person in db.session.scalars(query)}


def _causes(cohort: Cohort) -> dict[int, str]:
    """The binding cause that the newest published run found, by mentee."""
    newest = select(MatchRun.id).filter_by(cohort_id=cohort.id, state=RunState.published)
    newest = newest.order_by(MatchRun.published_at.desc()).limit(1)
    query = select(Waiting.mentee_id, Waiting.cause).where(Waiting.run_id == newest.scalar_subquery())
    return dict(db.session.execute(query).all())


def _mentors_asked(cohort: Cohort, mentee_ids: Sequence[int]) -> dict[int, str]:
    """Whose answer a mentee waits for, in words, by mentee."""
    query = select(MentorRequest).filter_by(cohort_id=cohort.id)
    query = query.where(MentorRequest.mentee_id.in_(mentee_ids), MentorRequest.state.in_(OPEN_REQUESTS))
    return {
        r.mentee_id: f"Has asked {r.mentor.called}, who has not answered yet."
        for r in db.session.scalars(query)
    }
