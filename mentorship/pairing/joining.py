"""What happens when two people become a pair, however it came about."""

from __future__ import annotations

from sqlalchemy import select, update

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.mail.services import post
from mentorship.pairing import emails
from mentorship.pairing.models import OPEN_REQUESTS, MentorRequest, RequestState
from mentorship.pairs.models import Mentorship
from mentorship.pairs.services import open_mentorship
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort


class RequestMovedOn(Refusal):
    """Somebody, or the clock, was faster."""


def join(
    cohort: Cohort,
    mentor: Person,
    mentee: Person,
    *,
    purpose: str,
    cadence_weeks: int,
    meeting_minutes: int,
) -> Mentorship:
    """Open the mentorship in one of the mentor's places, and spare the other mentors an answer."""
    profile = profile_of(mentor)
    mentorship = open_mentorship(
        cohort,
        mentor,
        mentee,
        capacity=profile.capacity if profile else 0,
        purpose=purpose,
        cadence_weeks=cadence_weeks,
        meeting_minutes=meeting_minutes,
    )
    _supersede_open_requests(cohort, mentee, mentor)
    return mentorship


def hold(mentee: Person) -> None:
    """Let whatever else concerns this mentee's search wait until this transaction ends."""
    db.session.execute(select(Person.id).where(Person.id == mentee.id).with_for_update(key_share=True))


def move(
    request: MentorRequest,
    state: RequestState,
    within: tuple[RequestState, ...] = OPEN_REQUESTS,
    **values: object,
) -> None:
    """Change a request that is in one of these states, and in no other: the database compares and sets."""
    still_there = update(MentorRequest).where(MentorRequest.id == request.id, MentorRequest.state.in_(within))
    changed = still_there.values(state=state, **values).returning(MentorRequest.id)
    if db.session.scalar(changed.execution_options(synchronize_session=False)) is None:
        db.session.refresh(request)
        raise RequestMovedOn(outcome_of(request))
    db.session.refresh(request)


def outcome_of(request: MentorRequest) -> str:
    """What became of a request that is over, to either of the two."""
    mentor, mentee = request.mentor.called, request.mentee.called
    return {
        RequestState.accepted: f"{mentor} said yes. {mentor} and {mentee} work together now.",
        RequestState.declined: f"{mentor} has answered: not this time.",
        RequestState.expired: "The time to answer is over, so this request has ended.",
        RequestState.withdrawn: f"{mentee} has taken this request back.",
        RequestState.superseded: f"{mentee} is working with another mentor now, so no answer is needed.",
    }.get(request.state, f"This waits for {mentee if request.state == RequestState.more_info else mentor}.")


def _supersede_open_requests(cohort: Cohort, mentee: Person, mentor: Person) -> None:
    """The mentee's other open requests end; their mentors are told. One to this very mentor needs no mail."""
    query = select(MentorRequest).filter_by(cohort_id=cohort.id, mentee_id=mentee.id)
    for request in db.session.scalars(
        query.where(MentorRequest.state.in_(OPEN_REQUESTS)).order_by(MentorRequest.id)
    ):
        move(request, RequestState.superseded, answered_at=clock.now())
        record(None, "superseded", request)
        if request.mentor_id != mentor.id:
            post(emails.superseded(request))
