"""What is on its way, what got stuck, and what nobody wants."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, func, or_, select, text

from mentorship import clock
from mentorship.extensions import db
from mentorship.mail.models import (
    GIVEN_UP,
    WAITING,
    Category,
    MailOptOut,
    MailState,
    OutgoingMail,
    WorkerBeat,
)

TOO_LONG = timedelta(minutes=15)


def worker_seen_and_mail_stuck() -> tuple[datetime | None, bool]:
    """When any worker last showed that it runs, and whether anything is over 15 minutes late. What waits for its next
    try, because one mailbox is full, is not late."""
    last = select(func.max(WorkerBeat.at)).scalar_subquery()
    late = exists().where(text(WAITING), OutgoingMail.ready_at < clock.now() - TOO_LONG)
    seen, stuck = db.session.execute(select(last, late)).one()
    return seen, stuck


def stuck_mail(person_ids: Select[int] | Collection[int]) -> Sequence[OutgoingMail]:
    """Mail to these people that should have left over 15 minutes ago, or was given up for good; newest first."""
    query = select(OutgoingMail).where(OutgoingMail.person_id.in_(person_ids))
    query = query.where(or_(_waiting_too_long(), text(GIVEN_UP)))
    return db.session.scalars(query.order_by(OutgoingMail.created_at.desc()).limit(200)).all()


def mail_in(states: Collection[MailState], most: int) -> Sequence[OutgoingMail]:
    """Mail in these states, newest first."""
    query = select(OutgoingMail).where(OutgoingMail.state.in_(states))
    return db.session.scalars(
        query.order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc()).limit(most)
    ).all()


def mail_by_state() -> dict[MailState, int]:
    """How many mails are in each state."""
    query = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    return dict(db.session.execute(query).all())


def mail_called(public_id: str) -> OutgoingMail | None:
    """The mail with this id."""
    return db.session.scalar(select(OutgoingMail).filter_by(public_id=public_id))


def never_written(public_ids: Collection[str]) -> Sequence[str]:
    """Which of these hold no message, because the letter could not be written."""
    query = select(OutgoingMail.public_id).where(OutgoingMail.public_id.in_(public_ids))
    return db.session.scalars(query.where(OutgoingMail.message == b"").order_by(OutgoingMail.id)).all()


def posted_keys(keys: Iterable[str]) -> set[str]:
    """Which of these dedupe keys have been used."""
    return set(
        db.session.scalars(select(OutgoingMail.dedupe_key).where(OutgoingMail.dedupe_key.in_(list(keys))))
    )


def unwanted_by(person_id: int) -> set[Category]:
    """The categories that a person has switched off."""
    return set(db.session.scalars(select(MailOptOut.category).filter_by(person_id=person_id)))


def person_called(public_id: str) -> int | None:
    """The id behind a person's public id."""
    people = _people()
    return db.session.scalar(select(people.c.id).where(people.c.public_id == public_id))


def is_open_and_wants(person_id: int, category: Category) -> tuple[bool, bool]:
    """May this person still be written to (a disabled account is left alone), and is this category wanted?"""
    people = _people()
    is_open = exists().where(people.c.id == person_id, people.c.disabled_at.is_(None))
    return db.session.scalar(select(is_open)) or False, category not in unwanted_by(person_id)


def may_be_written_to() -> ColumnElement[bool]:
    """The same as a condition on a mail's row."""
    people = _people()
    is_open = exists().where(people.c.id == OutgoingMail.person_id, people.c.disabled_at.is_(None))
    off = exists().where(
        MailOptOut.person_id == OutgoingMail.person_id, MailOptOut.category == OutgoingMail.category
    )
    return and_(is_open, ~off)


def _people() -> FromClause:
    return OutgoingMail.metadata.tables["person"]  # the rooms above this one know it as Person


def _waiting_too_long() -> ColumnElement[bool]:
    limit = clock.now() - TOO_LONG
    return and_(
        text(WAITING),
        OutgoingMail.created_at < limit,
        or_(OutgoingMail.ready_at < limit, OutgoingMail.attempts > 0),
    )
