"""Programs, their dated cohorts, who runs them, and who applied."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentorship.accounts.models import Person
from mentorship.database import Base, HasPublicId


class CohortState(enum.StrEnum):
    """The life of an intake."""

    draft = "draft"
    open = "open"
    matching = "matching"
    running = "running"
    closing = "closing"
    closed = "closed"


class Role(enum.StrEnum):
    """What somebody joins a cohort as."""

    mentee = "mentee"
    mentor = "mentor"


class ApplicationState(enum.StrEnum):
    """Where an application stands."""

    submitted = "submitted"
    approved = "approved"
    declined = "declined"
    withdrawn = "withdrawn"


class Program(HasPublicId, Base):
    """What a society offers, year after year."""

    __tablename__ = "program"

    name: Mapped[str]
    organization: Mapped[str]


class ProgramCoordinator(Base):
    """Who runs a program; only they see its cohorts."""

    __tablename__ = "program_coordinator"
    __table_args__ = (UniqueConstraint("program_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Cohort(HasPublicId, Base):
    """One dated intake of a program."""

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="dates"),
        CheckConstraint("cadence_weeks BETWEEN 1 AND 12", name="cadence"),
    )

    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"), index=True)
    name: Mapped[str]
    state: Mapped[CohortState] = mapped_column(default=CohortState.draft)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    cadence_weeks: Mapped[int] = mapped_column(default=4)
    meeting_minutes: Mapped[int] = mapped_column(default=45)
    open_requests: Mapped[int] = mapped_column(default=3)
    """How many requests a mentee may have open at once."""
    answer_days: Mapped[int] = mapped_column(default=5)
    """Working days a mentor has to answer a request."""

    program: Mapped[Program] = relationship(lazy="joined", innerjoin=True)


class Application(HasPublicId, Base):
    """Somebody's wish to join a cohort in one role, and the coordinator's answer."""

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("cohort_id", "person_id", "role"),
        CheckConstraint("peer_id IS NULL OR wants_peer_at IS NOT NULL", name="peer_was_wanted"),
        CheckConstraint("peer_id <> person_id", name="peer_is_another"),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.submitted)
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    method: Mapped[str] = mapped_column(default="")
    """How the coordinator checked who this is, e.g. 'membership roll'."""
    reason: Mapped[str] = mapped_column(default="")
    """Why it was declined, in words the applicant reads."""
    wants_peer_at: Mapped[datetime | None]
    """Since when a mentee who waits would like to talk with a colleague who waits as well."""
    peer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The colleague they were introduced to; that happens once."""

    cohort: Mapped[Cohort] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])
    peer: Mapped[Person | None] = relationship(foreign_keys=[peer_id])
