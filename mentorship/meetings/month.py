"""One month of a calendar, week by week from Sunday. Pure: dates in, dates out."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of this century."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def before(self) -> Month | None:
        """The month before; None at the beginning of the century."""
        return month_of(str(self.first - timedelta(days=1)))

    @property
    def after(self) -> Month | None:
        return month_of(str(self.first + timedelta(days=31)))

    @property
    def weeks(self) -> list[list[date | None]]:
        """Seven days a week; None for a day of another month."""
        weeks = calendar.Calendar(calendar.SUNDAY).monthdatescalendar(self.year, self.number)
        return [[day if day.month == self.number else None for day in week] for week in weeks]

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """The instants at which it begins and ends on this zone's clocks."""
        following = date(self.year + self.number // 12, self.number % 12 + 1, 1)
        begins, ends = (
            datetime(day.year, day.month, 1, tzinfo=ZoneInfo(zone)) for day in (self.first, following)
        )
        return begins.astimezone(UTC), ends.astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"


def month_of(text: str) -> Month | None:
    """The month that a date, or its beginning, names: '2026-12' or '2026-12-24'; None for any other text."""
    found = MONTH.fullmatch(text[:7])
    return Month(int(found[1]), int(found[2])) if found else None
