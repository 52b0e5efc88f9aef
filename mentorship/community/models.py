"""Meetings of more than two: circles and training sessions, with seats and a waitlist."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentorship.accounts.models import Person
from mentorship.database import Base, HasPublicId
from mentorship.meetings.models import Attendance
from mentorship.programs.models import Cohort


class GroupKind(enum.StrEnum):
    """A circle is of peers; a training session has somebody who teaches."""

    circle = "circle"
    training = "training"


class GroupState(enum.StrEnum):
    """confirmed takes everybody's time."""

    confirmed = "confirmed"
    cancelled = "cancelled"
    completed = "completed"


class GroupMeeting(HasPublicId, Base):
    """One appointment of many, with one calendar entry for life. The host has a place besides the seats.

    The database itself refuses more seated people than seats (triggers; migration 0008).
    """

    __tablename__ = "group_meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("seats BETWEEN 1 AND 200", name="seats"),
        CheckConstraint("sequence >= 0", name="sequence"),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[GroupKind]
    title: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    stamped_at: Mapped[datetime]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    zone: Mapped[str]
    wall_time: Mapped[str]
    """The local time that was set there, 'YYYY-MM-DDTHH:MM', whatever happens to the zone's rules."""
    link: Mapped[str]
    seats: Mapped[int]
    waitlist_open: Mapped[bool] = mapped_column(default=True)
    """Whether more people may join the queue; whoever is in it stays."""
    state: Mapped[GroupState] = mapped_column(default=GroupState.confirmed)
    cancel_reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship(lazy="joined", innerjoin=True)
    host: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    @property
    def named(self) -> str:
        """'Circle: Denials': what stands in calendars and subjects."""
        return f"{self.kind.capitalize()}: {self.title}"

    def ahead(self, now: datetime) -> bool:
        """Whether it takes place and has not begun: until then people come and go."""
        return self.state == GroupState.confirmed and self.starts_at > now


class SeatState(enum.StrEnum):
    """seated and hosting take the person's time; waiting is the queue, by when they asked."""

    seated = "seated"
    waiting = "waiting"
    left = "left"
    hosting = "hosting"


class Seat(Base):
    """One person's place in a group meeting, or in the queue for one."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("group_meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_meeting_id: Mapped[int] = mapped_column(ForeignKey("group_meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[SeatState]
    asked_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(default=0)
    """Of this guest's own file; it never falls, whatever they and the host change."""
    stamped_at: Mapped[datetime]
    attendance_id: Mapped[int | None] = mapped_column(ForeignKey("attendance.id"))
    """Their time. Whoever has none was never invited, so there is nothing for their calendar to forget."""

    group: Mapped[GroupMeeting] = relationship(innerjoin=True)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    attendance: Mapped[Attendance | None] = relationship()

    @property
    def takes_time(self) -> bool:
        return self.state in (SeatState.seated, SeatState.hosting)
