"""A mentorship once agreed: its rhythm, goals and agreement."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentorship.accounts.models import Person
from mentorship.database import Base, HasPublicId
from mentorship.programs.models import Cohort


class MentorshipState(enum.StrEnum):
    """proposed until both have agreed; every state up to concluding holds one of the mentor's places."""

    proposed = "proposed"
    active = "active"
    paused = "paused"
    concluding = "concluding"
    completed = "completed"
    ended_early = "ended_early"


OPEN = "state IN ('proposed', 'active', 'paused', 'concluding')"
LASTING = "ended_at IS NULL"
OPEN_STATES = (
    MentorshipState.proposed,
    MentorshipState.active,
    MentorshipState.paused,
    MentorshipState.concluding,
)
WORKING = (MentorshipState.proposed, MentorshipState.active, MentorshipState.concluding)
"""Open, and not resting."""


class Mentorship(HasPublicId, Base):
    """A mentor and a mentee who work together.

    `place` is the mentor's numbered place (1 … capacity) that the pair takes. No two open pairs of a mentor
    share a number, so that two accepts at once cannot both take the last one.
    """

    __tablename__ = "mentorship"
    __table_args__ = (
        Index(
            "uq_mentorship_place",
            "mentor_id",
            "place",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index(
            "uq_mentorship_mentee",
            "cohort_id",
            "mentee_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        CheckConstraint("place >= 1", name="place"),
        CheckConstraint("mentor_id <> mentee_id", name="two_people"),
        CheckConstraint("paused_until IS NULL OR state = 'paused'", name="rests"),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    place: Mapped[int]
    state: Mapped[MentorshipState] = mapped_column(default=MentorshipState.proposed)
    purpose: Mapped[str] = mapped_column(default="")
    """What the mentee asked for, in their words."""
    cadence_weeks: Mapped[int]
    meeting_minutes: Mapped[int]
    started_at: Mapped[datetime]
    paused_until: Mapped[date | None]
    """The day on which a pair that rests works together again by itself; None while it rests: nobody said."""
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")

    cohort: Mapped[Cohort] = relationship(lazy="joined", innerjoin=True)
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id], lazy="joined", innerjoin=True)
    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id], lazy="joined", innerjoin=True)
    goals: Mapped[list[Goal]] = relationship(order_by="Goal.id", lazy="selectin")
    signatures: Mapped[list[AgreementSignature]] = relationship(lazy="selectin")

    @property
    def people(self) -> tuple[Person, Person]:
        return self.mentor, self.mentee

    def other(self, person: Person) -> Person:
        """The partner of one of the two."""
        return self.mentee if person.id == self.mentor_id else self.mentor

    def signed_by(self, person: Person) -> bool:
        return any(signature.person_id == person.id for signature in self.signatures)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Pause(Base):
    """A time in which a pair rests or rested: it is taken out of every count of days. One at a time."""

    __tablename__ = "pause"
    __table_args__ = (
        Index(
            "uq_pause_lasting",
            "mentorship_id",
            unique=True,
            sqlite_where=text(LASTING),
            postgresql_where=text(LASTING),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AgreementSignature(Base):
    """'I agree', by one of the two, to the agreement as it read then."""

    __tablename__ = "agreement_signature"
    __table_args__ = (UniqueConstraint("mentorship_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agreement: Mapped[str]
    """The version of the text, e.g. '2026-11'."""
    agreed_at: Mapped[datetime]


class GoalState(enum.StrEnum):
    """Dropping a goal is not failure."""

    planned = "planned"
    under_way = "under_way"
    done = "done"
    changed = "changed"
    dropped = "dropped"


class Goal(HasPublicId, Base):
    """'By … I will … so that …', about one topic."""

    __tablename__ = "goal"

    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), index=True)
    words: Mapped[str]
    topic: Mapped[str | None]
    due_on: Mapped[date | None]
    state: Mapped[GoalState] = mapped_column(default=GoalState.planned)
    created_at: Mapped[datetime]
