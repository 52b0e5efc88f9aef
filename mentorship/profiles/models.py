"""What a physician needs and offers, where and how they practice, what they disclose."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentorship.accounts.models import Person
from mentorship.database import Base, HasPublicId

MOST_NEEDS, MOST_OFFERS, MOST_VALUES = 5, 10, 3


class Need(Base):
    """A topic that a mentee wants help with; rank 1 is the most wanted."""

    __tablename__ = "need"
    __table_args__ = (
        UniqueConstraint("profile_id", "topic"),
        UniqueConstraint("profile_id", "rank"),
        CheckConstraint("rank BETWEEN 1 AND 5", name="rank"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    topic: Mapped[str]
    rank: Mapped[int]


class Offer(Base):
    """A topic that a mentor can help with: depth 1 some, 2 solid, 3 has taught it."""

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("profile_id", "topic"),
        CheckConstraint("depth BETWEEN 1 AND 3", name="depth"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    topic: Mapped[str]
    depth: Mapped[int] = mapped_column(default=2)
    last_year: Mapped[int | None]


class Profile(HasPublicId, Base):
    """One physician's answers, for either role. Empty answers are unknown, never wrong."""

    __tablename__ = "profile"
    __table_args__ = (CheckConstraint("capacity BETWEEN 0 AND 20", name="capacity"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    degree: Mapped[str] = mapped_column(default="MD")
    npi: Mapped[str | None]
    specialty: Mapped[str | None]
    practice_model: Mapped[str | None]
    stage: Mapped[str | None]
    opened_year: Mapped[int | None]
    """When this physician opened their own practice."""
    practice_state: Mapped[str | None]
    licensed_states: Mapped[list[str]] = mapped_column(default=list)
    market: Mapped[str] = mapped_column(default="")
    """Local market, as a town or three-digit ZIP; never shown."""
    languages: Mapped[list[str]] = mapped_column(default=lambda: ["en"])
    about: Mapped[str] = mapped_column(default="")
    """Two or three sentences in their own words."""
    values: Mapped[list[str]] = mapped_column(default=list)
    style: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Slider slug → 1 (left) … 5 (right)."""
    employer: Mapped[str] = mapped_column(default="")
    """Never shown to other members; colleagues of the same employer never meet here."""
    wanted_language: Mapped[str | None]
    wants_same_state: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int] = mapped_column(default=2)
    reply_days: Mapped[int] = mapped_column(default=3)
    meeting_link: Mapped[str] = mapped_column(default="")
    paused: Mapped[bool] = mapped_column(default=False)
    """Takes no new requests for now."""
    completed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    needs: Mapped[list[Need]] = relationship(
        order_by=Need.rank, cascade="all, delete-orphan", lazy="selectin"
    )
    offers: Mapped[list[Offer]] = relationship(
        order_by=Offer.id, cascade="all, delete-orphan", lazy="selectin"
    )
    disclosures: Mapped[list[Disclosure]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    exclusions: Mapped[list[Exclusion]] = relationship(
        order_by="Exclusion.id", cascade="all, delete-orphan", lazy="selectin"
    )


class DisclosureKind(enum.StrEnum):
    """Interests that the other side sees before it says yes."""

    vendor_paid = "vendor_paid"
    seeks_deal = "seeks_deal"


class Disclosure(Base):
    """An interest of a mentor, in their own words."""

    __tablename__ = "disclosure"
    __table_args__ = (UniqueConstraint("profile_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    kind: Mapped[DisclosureKind]
    words: Mapped[str]
    declared_at: Mapped[datetime]


class ExclusionKind(enum.StrEnum):
    """Why two people must not be matched; private, never shown to anybody else."""

    family = "family"
    partner = "partner"
    decides = "decides"
    other = "other"


class Exclusion(Base):
    """Somebody, by e-mail address, whom this physician must not be matched with."""

    __tablename__ = "exclusion"
    __table_args__ = (UniqueConstraint("profile_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(index=True)
    kind: Mapped[ExclusionKind]
