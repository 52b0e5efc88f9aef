"""When a mail that nobody waits for may reach somebody: after the night, outside the time that they protect."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.availability import quiet
from mentorship.availability.queries import hours_of
from mentorship.extensions import db, settings_of


def night() -> quiet.Night:
    """The hours in which nobody is written to, on everybody's own clock."""
    settings = settings_of(current_app)
    return settings.quiet_from, settings.quiet_until


def calm_time(person: Person, now: datetime) -> datetime:
    """The first instant from now on at which this person may be written to."""
    return calm_from(person.id, now)


def calm_from(person_id: int, now: datetime) -> datetime:
    """The same, of whom only the id is at hand."""
    zone = db.session.scalar(select(Person.timezone).where(Person.id == person_id)) or "UTC"
    return quiet.calm_from(hours_of([person_id])[person_id], ZoneInfo(zone), now, night())
