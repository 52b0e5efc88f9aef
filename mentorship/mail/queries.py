"""What is on its way, what got stuck, and what nobody wants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, text

from mentorship import clock
from mentorship.extensions import db
from mentorship.mail.models import GIVEN_UP, WAITING, Category, MailOptOut, OutgoingMail, WorkerBeat

TOO_LONG = timedelta(minutes=15)


def worker_seen_at() -> datetime | None:
    """When any worker last showed that it runs."""
    return db.session.scalar(select(func.max(WorkerBeat.at)))


def stuck_mail() -> Sequence[OutgoingMail]:
    """Mail that should have left over 15 minutes ago, and mail given up for good; oldest first."""
    query = select(OutgoingMail).where(or_(_waiting_too_long(), text(GIVEN_UP)))
    return db.session.scalars(query.order_by(OutgoingMail.created_at)).all()


def mail_is_stuck() -> bool:
    """Does anything wait for over 15 minutes? One address that refuses its mail does not count."""
    return db.session.scalar(select(OutgoingMail.id).where(_waiting_too_long()).limit(1)) is not None


def mail_to(person_ids: Iterable[int]) -> Sequence[OutgoingMail]:
    """All mail to these people, newest first."""
    query = select(OutgoingMail).where(OutgoingMail.person_id.in_(list(person_ids)))
    return db.session.scalars(query.order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())).all()


def posted_keys(keys: Iterable[str]) -> set[str]:
    """Which of these dedupe keys have been used."""
    return set(
        db.session.scalars(select(OutgoingMail.dedupe_key).where(OutgoingMail.dedupe_key.in_(list(keys))))
    )


def next_due() -> datetime | None:
    """When the next waiting mail may leave; None when none waits."""
    return db.session.scalar(select(func.min(OutgoingMail.ready_at)).where(text(WAITING)))


def unwanted_by(person_id: int) -> set[Category]:
    """The categories that a person has switched off."""
    return set(db.session.scalars(select(MailOptOut.category).filter_by(person_id=person_id)))


def is_open(person_id: int) -> bool:
    """May this person still be written to? A disabled account is left alone."""
    people = OutgoingMail.metadata.tables["person"]  # the rooms above this one know it as Person
    return db.session.scalar(select(people.c.disabled_at).where(people.c.id == person_id)) is None


def _waiting_too_long() -> ColumnElement[bool]:
    limit = clock.now() - TOO_LONG
    return and_(
        text(WAITING),
        OutgoingMail.created_at < limit,
        or_(OutgoingMail.ready_at < limit, OutgoingMail.attempts > 0),
    )
