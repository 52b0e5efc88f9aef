"""Find programs, cohorts and who is in them. What a person may not see is not found."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.programs.models import (
    Application,
    ApplicationState,
    Cohort,
    CohortState,
    Program,
    ProgramCoordinator,
    Role,
)

JOINABLE = (CohortState.open, CohortState.matching, CohortState.running)
BELONGS = (ApplicationState.submitted, ApplicationState.approved)


def joinable_cohorts() -> list[Cohort]:
    """The cohorts that take members now, the next to start first."""
    query = select(Cohort).where(Cohort.state.in_(JOINABLE)).order_by(Cohort.starts_on, Cohort.id)
    return list(db.session.scalars(query))


def application_of(person: Person, role: Role) -> Application | None:
    """The newest application in this role, whatever came of it."""
    return db.session.scalar(_newest(person, role))


def applications_of(person: Person) -> list[Application]:
    """All of a person's applications, the newest cohort first."""
    return list(db.session.scalars(_newest(person)))


def approved_people(cohort: Cohort, role: Role) -> list[Person]:
    """Who is in the cohort in this role; nobody whose account is closed."""
    query = select(Person).join(Application, Application.person_id == Person.id)
    approved = query.filter(Application.cohort_id == cohort.id, Application.role == role)
    approved = approved.filter(Application.state == ApplicationState.approved, Person.disabled_at.is_(None))
    return list(db.session.scalars(approved.order_by(Person.id)))


def ways_to_join(person: Person) -> list[tuple[Cohort, Role]]:
    """The cohorts that this person can still ask to join, with the role; one application a cohort and role."""
    taken = {(application.cohort_id, application.role) for application in applications_of(person)}
    roles = [Role.mentee] * person.is_mentee + [Role.mentor] * person.is_mentor
    ways = ((cohort, role) for cohort in joinable_cohorts() for role in roles)
    return [(cohort, role) for cohort, role in ways if (cohort.id, role) not in taken]


def teams_of(applications: Sequence[Application]) -> dict[int, Person]:
    """Program id → the coordinator who has run it the longest, for the programs applied to."""
    programs = {application.cohort.program_id for application in applications}
    query = select(ProgramCoordinator).where(ProgramCoordinator.program_id.in_(programs))
    newest_first = db.session.scalars(query.order_by(ProgramCoordinator.id.desc()))
    return {row.program_id: row.person for row in newest_first}


def cohorts_of_coordinator(person: Person) -> list[Cohort]:
    """The cohorts of the programs that this person runs, the newest first."""
    return list(db.session.scalars(_coordinated(person).order_by(Cohort.starts_on.desc(), Cohort.id.desc())))


def cohort_for_coordinator(person: Person, public_id: str) -> Cohort | None:
    """A cohort of a program that this person runs."""
    return db.session.scalar(_coordinated(person).filter(Cohort.public_id == public_id))


def program_named(name: str) -> Program | None:
    """The program with this name."""
    return db.session.scalar(select(Program).filter_by(name=name))


def _newest(person: Person, role: Role | None = None) -> Select[Application]:
    query = (
        select(Application)
        .join(Cohort, Cohort.id == Application.cohort_id)
        .filter(Application.person_id == person.id)
    )
    query = query.filter(Application.role == role) if role else query
    return query.order_by(Cohort.starts_on.desc(), Application.id.desc()).limit(50)


def _coordinated(person: Person) -> Select[Cohort]:
    query = select(Cohort).join(ProgramCoordinator, ProgramCoordinator.program_id == Cohort.program_id)
    return query.filter(ProgramCoordinator.person_id == person.id)
