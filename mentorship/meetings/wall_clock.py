"""What somebody reads off the clock on their wall, as an instant. Twice a year a clock skips an hour or repeats one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from mentorship.formats import clock_time, day


class NotAnInstant(ValueError):
    """No instant, or two, carry this local time. Its text is the sentence for the person."""


def instant_of(on: date, at: time, zone: str) -> datetime:
    """The one instant at which clocks in the zone show this date and time; else NotAnInstant."""
    local = datetime.combine(on, at)
    try:
        earlier, later = (local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
        shown = earlier.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    except OverflowError:
        raise NotAnInstant("Enter a date within the next six months, like 12/03/2026.") from None
    said = f"{clock_time(local.replace(tzinfo=UTC), 'UTC')} on {day(on)}"
    if shown != local:
        raise NotAnInstant(
            f"{said} does not exist on your clock: clocks go ahead that night. Pick another time."
        )
    if earlier != later:
        raise NotAnInstant(f"{said} comes twice on your clock: clocks go back that night. Pick another time.")
    return earlier


def wall_clock(instant: datetime, zone: str) -> str:
    """What a clock in the zone shows at an instant, as meetings keep it: '2026-11-24T19:00'."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
