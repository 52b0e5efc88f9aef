"""When a mail that nobody waits for may reach somebody: after the night, outside the time that they protect."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app

from mentorship.accounts.models import Person
from mentorship.availability import quiet
from mentorship.availability.queries import hours_of
from mentorship.extensions import settings_of


def night() -> quiet.Night:
    """The hours in which nobody is written to, on everybody's own clock."""
    settings = settings_of(current_app)
    return settings.quiet_from, settings.quiet_until


def calm_time(person: Person, now: datetime) -> datetime:
    """The first instant from now on at which this person may be written to."""
    return quiet.calm_from(hours_of([person.id])[person.id], ZoneInfo(person.timezone), now, night())
