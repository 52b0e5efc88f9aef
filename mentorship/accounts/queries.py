"""Find people."""

from __future__ import annotations

from sqlalchemy import select

from mentorship.accounts.addresses import normalized
from mentorship.accounts.models import Person
from mentorship.extensions import db


def person_by_email(email: str) -> Person | None:
    """Whoever has this address, however it was typed."""
    return db.session.scalar(select(Person).filter_by(email=normalized(email)))


def password_hash_of(email: str) -> str | None:
    """The hash to check a password against; None where nobody may sign in."""
    query = select(Person.password_hash).filter_by(email=normalized(email), disabled_at=None)
    return db.session.scalar(query)
