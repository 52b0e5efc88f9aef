"""When a person can meet: weekly windows and dated exceptions on their own wall clock, limits, busy times."""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import unquote, urlsplit

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorship.availability.limits import DayPart
from mentorship.database import Base, HasPublicId

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_WINDOWS_A_DAY = 6


class WeeklyWindow(Base):
    """Weekday 0 is Monday; minutes count from local midnight; an end at or before the start is the next day's."""

    __tablename__ = "weekly_window"
    __table_args__ = (
        UniqueConstraint("person_id", "weekday", "starts_minute"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(
            "starts_minute BETWEEN 0 AND 1439 AND ends_minute BETWEEN 1 AND 1440", name="minutes"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    weekday: Mapped[int]
    starts_minute: Mapped[int]
    ends_minute: Mapped[int]


class DayOverride(Base):
    """What one date offers instead of its weekday's windows: each row a window, or one row without times for none."""

    __tablename__ = "day_override"
    __table_args__ = (
        UniqueConstraint("person_id", "on_day", "starts_minute"),
        CheckConstraint("(starts_minute IS NULL) = (ends_minute IS NULL)", name="both_or_none"),
        CheckConstraint(
            "starts_minute BETWEEN 0 AND 1439 AND ends_minute BETWEEN 1 AND 1440", name="minutes"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    on_day: Mapped[date]
    starts_minute: Mapped[int | None]
    ends_minute: Mapped[int | None]


class TimeOff(HasPublicId, Base):
    """Days away, both ends included, on the person's own clock. Nothing is offered on them."""

    __tablename__ = "time_off"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="order"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]


class ProtectedWindow(Base):
    """Time that is never offered, whatever the weekly hours say: documentation, dinner, an evening without mail.

    Weekday and minutes are as in WeeklyWindow.
    """

    __tablename__ = "protected_window"
    __table_args__ = (
        UniqueConstraint("person_id", "weekday", "starts_minute"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(
            "starts_minute BETWEEN 0 AND 1439 AND ends_minute BETWEEN 1 AND 1440", name="minutes"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    weekday: Mapped[int]
    starts_minute: Mapped[int]
    ends_minute: Mapped[int]
    called: Mapped[str] = mapped_column(default="")
    """What the person calls it, for their own eyes."""


class SchedulingLimits(Base):
    """What somebody allows others to book. People without a row have the defaults."""

    __tablename__ = "scheduling_limits"
    __table_args__ = (
        CheckConstraint("buffer_minutes BETWEEN 0 AND 120", name="buffer"),
        CheckConstraint("notice_hours BETWEEN 2 AND 336", name="notice"),
        CheckConstraint("window_days BETWEEN 7 AND 182", name="window"),
        CheckConstraint("monthly_minutes BETWEEN 30 AND 6000", name="monthly"),
        CheckConstraint("suits_best IN ('any', 'mornings', 'midday', 'evenings')", name="suits_best"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    buffer_minutes: Mapped[int] = mapped_column(default=0)
    """Left free before and after each meeting and each busy time."""
    notice_hours: Mapped[int] = mapped_column(default=24)
    window_days: Mapped[int] = mapped_column(default=182)
    """How far ahead dates may be made."""
    monthly_minutes: Mapped[int | None]
    """The most time for mentoring in a month of the person's own calendar; None is no limit."""
    lengths: Mapped[list[int]] = mapped_column(default=lambda: [30, 45, 60])
    """Lengths of meetings offered, in minutes."""
    suits_best: Mapped[DayPart] = mapped_column(default=DayPart.any, server_default="any")
    """Proposed first; nothing is left out for it."""


class BusyFeed(HasPublicId, Base):
    """A calendar elsewhere, read for when its owner is busy. Its address is as secret as the calendar."""

    __tablename__ = "busy_feed"
    __table_args__ = (UniqueConstraint("person_id", "url"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    url: Mapped[str]
    added_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    """When it was last read well; what is kept is from then."""
    busy_count: Mapped[int] = mapped_column(default=0)
    assumed_zone: Mapped[int] = mapped_column(default=0)
    """How many of them named no zone of their own and were read on the owner's clock."""
    odd_count: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many entries could not be understood and are left out."""
    read_zone: Mapped[str] = mapped_column(default="", server_default="")
    """The owner's zone when it was read: whole days, and times without a zone, depend on it."""
    etag: Mapped[str] = mapped_column(default="")
    last_modified: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    """Why the last try failed, in a sentence for its owner; '' when it did not."""
    told_at: Mapped[datetime | None]
    """When the owner was told by mail that it has been dead for long."""

    @property
    def shown(self) -> str:
        """'calendar.google.com … f3a9': enough to tell one's own calendars apart, too little to read one."""
        parts = urlsplit(self.url)
        pieces = re.split(r"[/?&=]", f"{parts.path}/{parts.query}")
        secret = max(
            (piece for piece in pieces if "@" not in unquote(piece)), key=len
        )  # mail addresses say nothing
        return f"{parts.hostname} … {secret[-4:]}" if len(secret) >= 16 else f"{parts.hostname} …"


class BusyTime(Base):
    """From when until when a feed's owner is busy; what with is never kept."""

    __tablename__ = "busy_time"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        Index("ix_busy_time_person", "person_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("busy_feed.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
