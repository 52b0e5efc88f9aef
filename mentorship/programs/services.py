"""Join a cohort, be let in or kindly refused; begin programs and cohorts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.accounts.queries import person_by_email
from mentorship.accounts.signing_in import end_all_sessions
from mentorship.audit.services import record
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.mail.services import post
from mentorship.programs import emails, queries
from mentorship.programs.models import (
    Application,
    ApplicationState,
    Cohort,
    CohortState,
    Program,
    ProgramCoordinator,
    Role,
)


class CohortIsNotOpen(Refusal):
    """The cohort takes no members now."""


class AlreadyApplied(Refusal):
    """One application a cohort and role."""


class AlreadyDecided(Refusal):
    """Somebody answered this application before."""


class OwnApplication(Refusal):
    """Nobody lets themselves in."""


class WordsMissing(Refusal):
    """An answer to an application needs its method or its reason."""


class NotPossible(Refusal):
    """An operator's command cannot be done; the sentence says why."""


def apply(person: Person, cohort: Cohort, role: Role) -> Application:
    """Ask to join; the coordinators see it at once."""
    if cohort.state not in queries.JOINABLE:
        raise CohortIsNotOpen(f"{cohort.name} takes no new members now.")
    application = Application(
        cohort_id=cohort.id,
        person_id=person.id,
        role=role,
        state=ApplicationState.submitted,
        submitted_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(application)
            db.session.flush()
    except IntegrityError:
        raise AlreadyApplied(f"You have already asked to join {cohort.name} as a {role}.") from None
    record(person, "applied", application, role=role)
    return application


def approve(application: Application, coordinator: Person, method: str) -> None:
    """Let somebody in, noting how the coordinator checked who it is; they are told what comes next."""
    if not method.strip():
        raise WordsMissing("Say how you checked who this is.")
    _decide(application, coordinator, ApplicationState.approved, method=method.strip())
    post(emails.approved(application))


def decline(application: Application, coordinator: Person, reason: str) -> None:
    """Refuse somebody, with a reason that they will read."""
    if not reason.strip():
        raise WordsMissing("Write one sentence; the applicant reads it.")
    _decide(application, coordinator, ApplicationState.declined, reason=reason.strip())
    post(emails.declined(application))


def add_program(name: str, organization: str) -> Program:
    """Begin a program; names are told apart by operators, so there is one of each."""
    if queries.program_named(name):
        raise NotPossible(f"There is a program called {name!r} already.")
    program = Program(name=name, organization=organization)
    db.session.add(program)
    db.session.flush()
    record(None, "added_program", program)
    return program


def add_cohort(name: str, program_name: str, starts_on: date, ends_on: date) -> Cohort:
    """Begin a cohort that takes members from now on."""
    if ends_on <= starts_on:
        raise NotPossible("A cohort ends after it starts.")
    program = _program(program_name)
    cohort = Cohort(
        program_id=program.id, name=name, state=CohortState.open, starts_on=starts_on, ends_on=ends_on
    )
    db.session.add(cohort)
    db.session.flush()
    record(None, "added_cohort", cohort)
    return cohort


def add_coordinator(email: str, program_name: str) -> Person:
    """Let somebody run a program; the new right begins with a new sign-in.

    Who never applied to a cohort is staff from now on: neither mentee nor mentor.
    """
    program, person = _program(program_name), person_by_email(email)
    if person is None or person.confirmed_at is None:
        raise NotPossible(f"Nobody with a confirmed account has the address {email}. They sign up first.")
    try:
        with db.session.begin_nested():
            db.session.add(ProgramCoordinator(program_id=program.id, person_id=person.id))
            db.session.flush()
    except IntegrityError:
        raise NotPossible(f"{person.name} runs {program.name} already.") from None
    person.is_coordinator = True
    if not queries.applications_of(person):
        person.is_mentee = person.is_mentor = False
    end_all_sessions(person)
    record(None, "made_coordinator", person, program=program.public_id)
    return person


def _program(name: str) -> Program:
    program = queries.program_named(name)
    if program is None:
        raise NotPossible(f"There is no program called {name!r}. Add it with: flask program add")
    return program


def _decide(
    application: Application,
    coordinator: Person,
    state: ApplicationState,
    *,
    method: str = "",
    reason: str = "",
) -> None:
    """Answer an application that nobody has answered; of two coordinators at once the first wins."""
    if application.person_id == coordinator.id:
        raise OwnApplication("This is your own application. Another coordinator of the program reads it.")
    waiting = update(Application).where(
        Application.id == application.id, Application.state == ApplicationState.submitted
    )
    answer = waiting.values(
        state=state, method=method, reason=reason, decided_at=clock.now(), decided_by_id=coordinator.id
    )
    if not db.session.scalar(answer.returning(Application.id)):
        db.session.refresh(application)
        raise AlreadyDecided(f"This application is {application.state} already.")
    db.session.refresh(application)
    record(coordinator, str(state), application, method=method)
