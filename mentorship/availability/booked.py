"""What is booked at times that somebody takes back. Rooms above, where meetings live, tell of them by `count_also`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.slots import Hours, Interval, Weekly, offered

AHEAD = timedelta(days=3 * 366)
ALWAYS = tuple(Weekly(weekday, 0, 1440) for weekday in range(7))


@dataclass(frozen=True, slots=True)
class Booked:
    """A date in somebody's calendar here: when, with whom or what, and where its page is."""

    starts_at: datetime
    ends_at: datetime
    words: str
    endpoint: str
    public_id: str


Provider = Callable[[Person, datetime, datetime], list[Booked]]
"""(person, since, until) → what takes their time between the two."""
_providers: dict[str, Provider] = {}


def count_also(kind: str, provider: Provider) -> None:
    """Let a room say what somebody has booked."""
    _providers[kind] = provider


def booked_ahead(person: Person) -> list[Booked]:
    """Everything from now on that all rooms know of, by time."""
    return booked_since(person, clock.now())


def booked_since(person: Person, since: datetime) -> list[Booked]:
    """The same from some other instant on."""
    until = clock.now() + AHEAD
    found = [one for provider in _providers.values() for one in provider(person, since, until)]
    return sorted(found, key=lambda one: (one.starts_at, one.public_id))


def outside(booked: Iterable[Booked], zone: str, *, exceptions: Hours) -> list[Booked]:
    """Those that lie, in part or whole, in what these exceptions take from the clock of this zone."""
    left = replace(exceptions, week=ALWAYS)
    return [one for one in booked if not lies_in(one, left, zone)]


def lies_in(one: Booked, hours: Hours, zone: str) -> bool:
    """Whether all of it is offered by these hours on the clock of this zone."""
    inside = offered(hours, ZoneInfo(zone), one.starts_at, one.ends_at)
    return inside == [Interval.covering(one.starts_at, one.ends_at)]
