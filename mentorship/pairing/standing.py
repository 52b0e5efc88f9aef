"""Whether a mentee may ask, and why not; a mentor who is hidden from them never comes this far."""

from __future__ import annotations

from dataclasses import dataclass

from mentorship.accounts.models import Person
from mentorship.errors import Refusal
from mentorship.formats import plural
from mentorship.pairing import queries
from mentorship.pairing.models import MentorRequest
from mentorship.pairing.suggestions import Candidate
from mentorship.pairs.services import AlreadyPaired, MentorIsFull
from mentorship.profiles.services import MEMBERS_NEED, MENTEES_NEED, MENTORS_NEED
from mentorship.programs.models import Application, ApplicationState, Cohort, CohortState, Role
from mentorship.programs.queries import BELONGS, applications_of

ASKING = (CohortState.open, CohortState.matching, CohortState.running)
ANSWERS = {
    "specialty": "your specialty",
    "practice_model": "how you practice, or plan to",
    "practice_state": "your state",
    "languages": "the languages you speak",
    "stage": "where you are on the way",
    "needs": "what you want help with",
    "offers": "what you can help with",
}


class NotApprovedYet(Refusal):
    """The coordinator has not let this mentee in."""


class CohortIsNotAsking(Refusal):
    """The cohort takes no requests now."""


class TooManyRequests(Refusal):
    """As many requests are open as the cohort allows."""


class AlreadyAsked(Refusal):
    """A request to this mentor is open."""


class MentorIsPaused(Refusal):
    """The mentor takes no requests now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mentee stands before any particular mentor is looked at."""

    cohort: Cohort | None
    """None for somebody who has not applied."""
    requests: list[MentorRequest]
    obstacle: Refusal | None
    """Why nobody can be asked at all, for now."""
    asked: frozenset[int] = frozenset()
    """The mentors whom they ever asked, whatever came of it."""

    def request_to(self, mentor_id: int) -> MentorRequest | None:
        return next((request for request in self.requests if request.mentor_id == mentor_id), None)


def standing_of(mentee: Person) -> Standing:
    """The cohort that a mentee looks in, what they have asked, and what keeps them from asking."""
    own = [application for application in applications_of(mentee) if application.role == Role.mentee]
    application = next((one for one in own if one.state in BELONGS), None)
    if application is None:
        return Standing(
            None, [], NotApprovedYet("Join a cohort first; its mentors are the ones you can ask.")
        )
    ever = queries.requests_by(mentee)
    requests = [request for request in ever if request.is_open]
    asked = frozenset(request.mentor_id for request in ever)
    return Standing(application.cohort, requests, _obstacle(application, mentee, requests), asked)


def _obstacle(application: Application, mentee: Person, requests: list[MentorRequest]) -> Refusal | None:
    cohort = application.cohort
    if application.state != ApplicationState.approved:
        return NotApprovedYet(
            f"{cohort.program.organization} is checking your application to {cohort.name}, usually within two "
            "working days. Until then you can look around; you can ask as soon as you are in."
        )
    if cohort.state not in ASKING:
        return CohortIsNotAsking(f"{cohort.name} takes no requests now. Your coordinator can tell you more.")
    mentor = queries.mentor_now(cohort, mentee)
    if mentor:
        return AlreadyPaired(f"You work with {mentor.called}. In one cohort there is one mentor at a time.")
    if len(requests) >= cohort.open_requests:
        return TooManyRequests(
            f"You have {plural(len(requests), 'open request')}, the most at one time. "
            "Wait for an answer, or take one back."
        )
    return None


def why_not(standing: Standing, candidate: Candidate) -> Refusal | None:
    """Why this mentor cannot be asked now; None when nothing stands in the way."""
    mentor = candidate.row.called
    if standing.request_to(candidate.row.id):
        return AlreadyAsked(f"{mentor} has your note already.")
    if candidate.known:
        return AlreadyPaired(
            f"You and {mentor} have worked together. This time someone new is the better choice."
        )
    if standing.obstacle:
        return standing.obstacle
    if candidate.row.paused:
        return MentorIsPaused(f"{mentor} takes no new requests for now.")
    if not candidate.free:
        return MentorIsFull(f"{mentor} has no free place right now.")
    return None


def missing_answers(person: Person) -> list[str]:
    """What a profile still lacks before it can be matched, in words."""
    wanted = MEMBERS_NEED + MENTEES_NEED + (MENTORS_NEED if person.is_mentor else ())
    profile = queries.answers_of([person.id]).get(person.id)
    return [ANSWERS[name] for name in wanted if not (profile and getattr(profile, name))]
