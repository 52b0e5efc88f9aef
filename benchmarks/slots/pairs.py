"""Made-up pairs: two people in two zones, their hours, and their busy times over eight weeks with a clock change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from mentorship.availability.slots import Hours, Interval, Weekly

SINCE = datetime(2026, 10, 5, tzinfo=UTC)
UNTIL = SINCE + timedelta(weeks=8)
MINUTES, STEP, BUFFER, BUSY = 45, 15, 10, 60
ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "America/St_Johns", "Europe/London",
    "Asia/Kolkata", "Asia/Kathmandu",
)  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One person: zone, what they said, and when they are busy."""

    zone: ZoneInfo
    hours: Hours
    busy: tuple[Interval, ...]


def pair(seed: int) -> tuple[Side, Side]:
    """A mentor and a mentee; the same seed makes the same two."""
    chance = Random(seed)
    return _side(chance), _side(chance)


def _side(chance: Random) -> Side:
    week = tuple(
        Weekly(day, start, start + chance.choice((120, 180, 240)))
        for day in range(7)
        for start in chance.sample((420, 660, 900, 1140), chance.choice((1, 2, 2, 3)))
    )
    first = date(2026, 10, 5)
    days = sorted(chance.sample(range(56), 4))
    trip = first + timedelta(days=chance.randrange(50))
    hours = Hours(
        week=week,
        instead={first + timedelta(days=day): () for day in days[:2]}
        | {
            first + timedelta(days=day): (Weekly((first + timedelta(days=day)).weekday(), 540, 720),)
            for day in days[2:]
        },
        away=((trip, trip + timedelta(days=4)),),
        protected=tuple(Weekly(day, 780, 900) for day in range(5)),
    )
    minute = int(SINCE.timestamp()) // 60
    starts = sorted(chance.randrange(0, 56 * 1440, 15) for _ in range(BUSY))
    busy = tuple(Interval(minute + start, minute + start + chance.choice((30, 60, 90))) for start in starts)
    return Side(ZoneInfo(chance.choice(ZONES)), hours, busy)
