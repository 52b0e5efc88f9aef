"""The answers: one fit check of each of a pair, one pulse of each at every step."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorship.database import Base

FIRST_PULSE, PULSE_EVERY = 30, 60
"""Days: the first pulse of a pair comes at day 30, then one every 60 days."""


class FitAnswer(enum.StrEnum):
    """Whether it is the right person, or somebody one can help."""

    yes = "yes"
    unsure = "unsure"
    no = "no"


class PulseAnswer(enum.StrEnum):
    """How it is going."""

    well = "well"
    slowly = "slowly"
    stuck = "stuck"


class FitCheck(Base):
    """What one of a pair said about the fit after their first meeting. The partner never reads it."""

    __tablename__ = "fit_check"
    __table_args__ = (
        UniqueConstraint("mentorship_id", "person_id"),
        CheckConstraint("answer IN ('yes', 'unsure', 'no')", name="answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    answer: Mapped[FitAnswer]
    words: Mapped[str] = mapped_column(default="")
    """For the coordinator."""
    answered_at: Mapped[datetime]


class Pulse(Base):
    """What one of a pair said at one step about how it goes. The partner never reads it."""

    __tablename__ = "pulse"
    __table_args__ = (
        UniqueConstraint("mentorship_id", "person_id", "day"),
        CheckConstraint("answer IN ('well', 'slowly', 'stuck')", name="answer"),
        CheckConstraint(f"day >= {FIRST_PULSE} AND (day - {FIRST_PULSE}) % {PULSE_EVERY} = 0", name="day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    day: Mapped[int]
    """The step: 30, 90, 150 … days after the pair began."""
    answer: Mapped[PulseAnswer]
    words: Mapped[str] = mapped_column(default="")
    """For the coordinator."""
    answered_at: Mapped[datetime]


def pulse_day(started_at: datetime, now: datetime) -> int | None:
    """The newest step that a pair has reached: 30, 90, 150 …; None before the first."""
    passed = (now - started_at) // timedelta(days=1)
    return passed - (passed - FIRST_PULSE) % PULSE_EVERY if passed >= FIRST_PULSE else None
