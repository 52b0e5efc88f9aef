"""What somebody's hours offer, as the tests look at it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from mentorship.accounts.models import Person
from mentorship.availability.queries import hours_of
from mentorship.availability.slots import Interval, offered


def offered_to(person: Person, since: datetime, until: datetime) -> list[Interval]:
    """Every stretch between two instants that they offer, whatever else takes their time."""
    return offered(hours_of([person.id])[person.id], ZoneInfo(person.timezone), since, until)
