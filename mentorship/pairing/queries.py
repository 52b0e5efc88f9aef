"""Requests, runs and the rows that suggestions rest on, loaded through the people who may see them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from mentorship.accounts.models import Person
from mentorship.availability.models import SchedulingLimits
from mentorship.extensions import db
from mentorship.pairing.models import (
    OPEN_REQUESTS,
    UNDECIDED_STATES,
    LearnedWeights,
    MatchRun,
    MentorRequest,
    Proposal,
    RequestState,
    RunState,
    WeightsState,
)
from mentorship.pairs.models import OPEN_STATES, Mentorship, MentorshipState
from mentorship.profiles.models import Exclusion, ExclusionKind, Profile
from mentorship.programs.models import Application, ApplicationState, Cohort, ProgramCoordinator, Role


@dataclass(frozen=True, slots=True)
class MentorRow:
    """What a list says of a mentor and what decides whether they can be asked: one light row, never cached."""

    id: int
    public_id: str
    name: str
    email: str
    timezone: str
    capacity: int
    reply_days: int
    paused: bool
    updated_at: datetime
    lengths: list[int] | None
    """Of meetings, in minutes; None is every length there is."""
    discloses: bool
    """They have told us something that is to be read before they are asked."""
    readers: list[int] | None = None
    """The lengths that whoever reads of this mentor allows; known where they could ask at once."""

    @property
    def called(self) -> str:
        return f"Dr. {self.name}"


def mentor_in(cohort: Cohort, public_id: str, reader: Person) -> list[MentorRow]:
    """The one with this id, with the lengths that the reader allows, or nobody."""
    query = _approved(cohort).where(Person.public_id == public_id)
    return [MentorRow(*row) for row in db.session.execute(_with_lengths_of(reader, query))]


def mentors_in(cohort: Cohort, reader: Person | None = None) -> list[MentorRow]:
    """The approved mentors of a cohort who have answers, with the lengths that the reader allows."""
    query = _approved(cohort)
    return [
        MentorRow(*row) for row in db.session.execute(_with_lengths_of(reader, query) if reader else query)
    ]


def _with_lengths_of(reader: Person, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    own = select(SchedulingLimits.lengths).where(SchedulingLimits.person_id == reader.id)
    return query.add_columns(own.scalar_subquery())


def _approved(cohort: Cohort) -> Select[*tuple[Any, ...]]:
    query = _mentor_rows().join(Application, Application.person_id == Person.id)
    return query.where(
        Application.cohort_id == cohort.id,
        Application.role == Role.mentor,
        Application.state == ApplicationState.approved,
        Person.disabled_at.is_(None),
    )


def mentors_with(person_ids: Collection[int]) -> list[MentorRow]:
    """These people as mentors, also when they have left."""
    return [MentorRow(*row) for row in db.session.execute(_mentor_rows().where(Person.id.in_(person_ids)))]


def _mentor_rows() -> Select[*tuple[Any, ...]]:
    columns = (Person.id, Person.public_id, Person.name, Person.email, Person.timezone)
    answers = (Profile.capacity, Profile.reply_days, Profile.paused, Profile.updated_at)
    query = select(*columns, *answers, SchedulingLimits.lengths, Profile.disclosures.any())
    query = query.join(Profile, Profile.person_id == Person.id).order_by(Person.id)
    return query.outerjoin(SchedulingLimits, SchedulingLimits.person_id == Person.id)


def mentees_without_pair(cohort: Cohort) -> list[Person]:
    """The approved mentees of a cohort who have no open pair in it."""
    paired = (
        select(Mentorship.mentee_id).filter_by(cohort_id=cohort.id).where(Mentorship.state.in_(OPEN_STATES))
    )
    query = select(Person).join(Application, Application.person_id == Person.id)
    query = query.where(
        Application.cohort_id == cohort.id,
        Application.role == Role.mentee,
        Application.state == ApplicationState.approved,
        Person.disabled_at.is_(None),
        Person.id.not_in(paired),
    )
    return list(db.session.scalars(query.order_by(Person.id)))


def answers_of(person_ids: Collection[int]) -> dict[int, Profile]:
    """Person id → profile with needs, offers and disclosures, in two queries however many there are."""
    query = select(Profile).where(Profile.person_id.in_(person_ids))
    query = query.options(
        joinedload(Profile.needs),
        selectinload(Profile.offers),
        joinedload(Profile.disclosures),
        lazyload(Profile.exclusions),
    )
    return {profile.person_id: profile for profile in db.session.scalars(query).unique()}


def exclusions_touching(
    person_ids: Collection[int], emails: Collection[str]
) -> list[tuple[int, str, ExclusionKind]]:
    """(whose, about which address, why) of the exclusions that these people made or that name them."""
    query = select(Profile.person_id, Exclusion.email, Exclusion.kind).join(
        Profile, Exclusion.profile_id == Profile.id
    )
    query = query.where(or_(Profile.person_id.in_(person_ids), Exclusion.email.in_(emails)))
    return list(db.session.execute(query))


def pairs_of_mentees(mentee_ids: Collection[int]) -> set[tuple[int, int]]:
    """(mentee id, mentor id) of every pair that is or once was."""
    query = select(Mentorship.mentee_id, Mentorship.mentor_id).where(Mentorship.mentee_id.in_(mentee_ids))
    return set(db.session.execute(query))


def coordinator_ids(cohort: Cohort) -> frozenset[int]:
    """Who runs the cohort's program."""
    return frozenset(
        db.session.scalars(select(ProgramCoordinator.person_id).filter_by(program_id=cohort.program_id))
    )


def open_requests_of(mentee: Person) -> list[MentorRequest]:
    """What a mentee has asked and not been answered, the oldest first."""
    return _open_requests(MentorRequest.mentee_id == mentee.id)


def open_requests_to(mentor: Person) -> list[MentorRequest]:
    """What waits for a mentor (or for the answer to the mentor's question), the oldest first."""
    return _open_requests(MentorRequest.mentor_id == mentor.id)


def _open_requests(condition: ColumnElement[bool]) -> list[MentorRequest]:
    query = select(MentorRequest).where(condition, MentorRequest.state.in_(OPEN_REQUESTS))
    return list(db.session.scalars(query.order_by(MentorRequest.sent_at, MentorRequest.id)))


def requests_by(mentee: Person) -> list[MentorRequest]:
    """What a mentee has ever asked, the oldest first; as it is now, for whoever has just held them."""
    query = select(MentorRequest).filter_by(mentee_id=mentee.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query.order_by(MentorRequest.sent_at, MentorRequest.id)))


def request_that_followed(request: MentorRequest) -> MentorRequest | None:
    """The one to the mentor who was to be asked next, once this one has ended."""
    if request.answered_at is None:
        return None
    query = select(MentorRequest).filter_by(mentee_id=request.mentee_id, mentor_id=request.next_mentor_id)
    return db.session.scalar(
        query.where(MentorRequest.sent_at >= request.answered_at).order_by(MentorRequest.id).limit(1)
    )


def requests_of(person: Person) -> list[MentorRequest]:
    """Everything somebody asked or was asked, open ones first, then the newest."""
    query = select(MentorRequest).where(_concerns(person))
    return sorted(
        db.session.scalars(query.order_by(MentorRequest.sent_at.desc(), MentorRequest.id.desc()).limit(200)),
        key=lambda request: not request.is_open,
    )


def request_for(person: Person, public_id: str) -> MentorRequest | None:
    """A request, for one of its two."""
    return db.session.scalar(
        select(MentorRequest).where(MentorRequest.public_id == public_id, _concerns(person))
    )


def _concerns(person: Person) -> ColumnElement[bool]:
    return or_(MentorRequest.mentor_id == person.id, MentorRequest.mentee_id == person.id)


def mentorship_from(request: MentorRequest) -> str | None:
    """The public id of the pair that an accepted request led to."""
    query = select(Mentorship.public_id).filter_by(
        cohort_id=request.cohort_id, mentor_id=request.mentor_id, mentee_id=request.mentee_id
    )
    return db.session.scalar(query.order_by(Mentorship.id.desc()).limit(1))


def mentor_now(cohort: Cohort, mentee: Person) -> Person | None:
    """Whom this mentee works with in the cohort."""
    query = select(Person).join(Mentorship, Mentorship.mentor_id == Person.id)
    return db.session.scalar(
        query.where(
            Mentorship.cohort_id == cohort.id,
            Mentorship.mentee_id == mentee.id,
            Mentorship.state.in_(OPEN_STATES),
        )
    )


def requests_past(now: datetime) -> list[MentorRequest]:
    """Open requests whose time is over."""
    return _open_requests(MentorRequest.expires_at <= now)


def requests_sent_before(instant: datetime) -> list[MentorRequest]:
    """Requests that a mentor has had since before this instant and not answered."""
    query = select(MentorRequest).where(
        MentorRequest.state == RequestState.pending, MentorRequest.sent_at <= instant
    )
    return list(db.session.scalars(query.order_by(MentorRequest.id)))


def request_still_stands(rest: str) -> bool:
    """Whether 'public_id:state', said in a mail that is about to leave, is still so."""
    public_id, _, state = rest.partition(":")
    return db.session.scalar(select(MentorRequest.state).filter_by(public_id=public_id)) == state


def latest_run(cohort: Cohort) -> MatchRun | None:
    """The run that was asked for last, whatever became of it."""
    query = select(MatchRun).filter_by(cohort_id=cohort.id)
    return db.session.scalar(query.order_by(MatchRun.asked_at.desc(), MatchRun.id.desc()).limit(1))


def draft_run(cohort: Cohort) -> MatchRun | None:
    """The cohort's one draft."""
    return db.session.scalar(select(MatchRun).filter_by(cohort_id=cohort.id, state=RunState.draft))


def runs_to_compute() -> list[int]:
    """Drafts that wait for the worker, the oldest first."""
    query = select(MatchRun.id).filter_by(state=RunState.draft, finished_at=None)
    return list(db.session.scalars(query.order_by(MatchRun.asked_at, MatchRun.id)))


def proposal_in(cohort: Cohort, public_id: str) -> Proposal | None:
    """A proposal of one of this cohort's runs."""
    query = select(Proposal).join(MatchRun, Proposal.run_id == MatchRun.id)
    return db.session.scalar(query.where(MatchRun.cohort_id == cohort.id, Proposal.public_id == public_id))


def past_mentorships(program_id: int, started_before: datetime) -> list[Mentorship]:
    """The program's pairs that have ended, and those at work since before this instant, the oldest first."""
    ended = (MentorshipState.completed, MentorshipState.ended_early)
    long_enough = (Mentorship.state != MentorshipState.proposed) & (Mentorship.started_at <= started_before)
    query = select(Mentorship).join(Cohort, Mentorship.cohort_id == Cohort.id)
    query = query.where(Cohort.program_id == program_id, or_(Mentorship.state.in_(ended), long_enough))
    query = query.options(lazyload(Mentorship.goals), lazyload(Mentorship.signatures))
    return list(db.session.scalars(query.order_by(Mentorship.started_at, Mentorship.id)))


def weights_in_use(program_id: int) -> LearnedWeights | None:
    """The learned weights that the program uses; None where the starting weights hold."""
    return db.session.scalar(select(LearnedWeights).filter_by(program_id=program_id, state=WeightsState.used))


def undecided_weights(program_id: int) -> LearnedWeights | None:
    """Weights that are being worked out, or that wait for a coordinator."""
    query = select(LearnedWeights).filter_by(program_id=program_id)
    return db.session.scalar(query.where(LearnedWeights.state.in_(UNDECIDED_STATES)))


def weights_of(program_id: int, public_id: str) -> LearnedWeights | None:
    """Weights of this program, whatever became of them."""
    return db.session.scalar(select(LearnedWeights).filter_by(program_id=program_id, public_id=public_id))


def weights_asked_for() -> list[LearnedWeights]:
    """Those that wait for the worker, the oldest first."""
    query = select(LearnedWeights).filter_by(state=WeightsState.asked)
    return list(db.session.scalars(query.order_by(LearnedWeights.asked_at, LearnedWeights.id)))
