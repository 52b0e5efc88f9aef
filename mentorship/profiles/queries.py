"""Find profiles."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.profiles.models import Profile


def profile_of(person: Person) -> Profile | None:
    """This person's own answers; None before the first one."""
    return db.session.scalar(select(Profile).filter_by(person_id=person.id))


def profiles_of(person_ids: Iterable[int]) -> dict[int, Profile]:
    """Person id → profile, for everybody who has one."""
    found = db.session.scalars(select(Profile).where(Profile.person_id.in_(set(person_ids))))
    return {profile.person_id: profile for profile in found}
