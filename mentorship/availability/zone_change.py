"""What another time zone would move: meetings are instants and stay; hours stay what the clock on the wall shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from mentorship.availability.booked import Booked, lies_in
from mentorship.availability.slots import Hours
from mentorship.formats import clock_time, when


@dataclass(frozen=True, slots=True)
class Moved:
    """A date that stands, as the old and as the new clock show it."""

    booked: Booked
    was: str
    becomes: str  # '' when both clocks show the same
    leaves_hours: bool
    """It lies in the hours as they are now, and would not in the same hours on the new clock."""


def moved(booked: Sequence[Booked], hours: Hours, old: str, new: str) -> list[Moved]:
    """Every date ahead, by time, with what a change from one zone to another does to it."""
    return [
        Moved(
            one,
            when(one.starts_at, old),
            _becomes(one, old, new),
            bool(hours.week) and lies_in(one, hours, old) and not lies_in(one, hours, new),
        )
        for one in booked
    ]


def _becomes(one: Booked, old: str, new: str) -> str:
    """'4:00 pm', with its day where that is another one."""
    before, after = (one.starts_at.astimezone(ZoneInfo(zone)) for zone in (old, new))
    if before.replace(tzinfo=None) == after.replace(tzinfo=None):
        return ""
    return clock_time(one.starts_at, new) if before.date() == after.date() else when(one.starts_at, new)
