"""Outgoing mail as rows, what each person wants to receive, and the workers' sign of life."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mentorship.database import Base, HasPublicId


class MailState(enum.StrEnum):
    """From row to wire: claimed holds a lease, sending is committed before the server is asked. What an operator has
    put aside is held: no worker takes it."""

    ready = "ready"
    claimed = "claimed"
    sending = "sending"
    sent = "sent"
    failed = "failed"
    unsure = "unsure"
    superseded = "superseded"
    held = "held"


WAITING = "state IN ('ready', 'claimed', 'sending')"
SENDING = "state = 'sending'"
GIVEN_UP = "state IN ('failed', 'unsure')"


class Category(enum.StrEnum):
    """Why a mail comes. The OPTIONAL ones can be switched off; the others carry out what somebody did."""

    account = "account"
    invitation = "invitation"
    request = "request"
    reminder = "reminder"
    hour_before = "hour_before"
    follow_up = "follow_up"
    nudge = "nudge"


OPTIONAL = (Category.reminder, Category.hour_before, Category.follow_up, Category.nudge)


class OutgoingMail(HasPublicId, Base):
    """One message to one person, rendered to bytes in the transaction that caused it."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index(
            "ix_outgoing_mail_waiting", "ready_at", sqlite_where=text(WAITING), postgresql_where=text(WAITING)
        ),
        Index(
            "ix_outgoing_mail_given_up",
            "created_at",
            sqlite_where=text(GIVEN_UP),
            postgresql_where=text(GIVEN_UP),
        ),
        Index(
            "ix_outgoing_mail_sending",
            "person_id",
            sqlite_where=text(SENDING),
            postgresql_where=text(SENDING),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    to_address: Mapped[str]
    category: Mapped[Category]
    template: Mapped[str]
    subject: Mapped[str]
    message_id: Mapped[str] = mapped_column(unique=True)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    """Says in words what this mail is, e.g. 'reminder-24h:<uid>:<sequence>:<person>': a second one is refused."""
    about: Mapped[str] = mapped_column(index=True)
    """What must still be true when it is sent, e.g. 'meeting:<uid>:<sequence>'; '' for nothing."""
    state: Mapped[MailState] = mapped_column(default=MailState.ready)
    ready_at: Mapped[datetime]
    send_before: Mapped[datetime | None]
    """When it becomes useless, e.g. when the meeting that it is about begins."""
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease: Mapped[str | None]
    """The fencing token of the worker that holds the row; a late finisher with an old one changes nothing."""
    last_error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    message: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """The final bytes; last and loaded on demand, because lists of mail do not need them."""


class MailOptOut(Base):
    """A category that a person does not want."""

    __tablename__ = "mail_opt_out"
    __table_args__ = (UniqueConstraint("person_id", "category"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    category: Mapped[Category]


class WorkerBeat(Base):
    """When each worker last showed that it runs."""

    __tablename__ = "worker_beat"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
