"""The days until which a pair may rest, on the clock of whoever chooses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.pairs.models import Mentorship

SHORTEST, LONGEST = timedelta(days=7), timedelta(days=183)


def days_to_choose(mentorship: Mentorship, person: Person) -> tuple[date, date]:
    """The first and the last day until which somebody may let a pair rest, or rest longer than it does already."""
    now = today(person, clock.now())
    return max(now + SHORTEST, mentorship.paused_until or date.min), now + LONGEST


def today(person: Person, now: datetime) -> date:
    """The date where this person is."""
    return now.astimezone(ZoneInfo(person.timezone)).date()
