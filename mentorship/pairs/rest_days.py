"""The days until which a pair may rest, on the clock of whoever chooses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mentorship import clock
from mentorship.accounts.models import Person

SHORTEST, LONGEST = timedelta(days=7), timedelta(days=183)


def days_to_choose(person: Person) -> tuple[date, date]:
    """The first and the last day until which somebody may let a pair rest."""
    now = today(person, clock.now())
    return now + SHORTEST, now + LONGEST


def today(person: Person, now: datetime) -> date:
    """The date where this person is."""
    return now.astimezone(ZoneInfo(person.timezone)).date()
