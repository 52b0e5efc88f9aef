"""Find profiles."""

from __future__ import annotations

from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.profiles.models import Profile


def profile_of(person: Person) -> Profile | None:
    """This person's own answers; None before the first one."""
    return db.session.scalar(select(Profile).filter_by(person_id=person.id))
