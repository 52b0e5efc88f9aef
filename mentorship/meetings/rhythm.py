"""The dates of a rhythm: every so many weeks at the same hour of one clock, without holidays and without clashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Stop:
    """One date of a rhythm: as the rhythm has it, a week later, or left out."""

    due: datetime
    """The instant at which the rhythm would have it."""
    starts_at: datetime | None
    """When it is to be; None when it is left out."""
    cause: str = ""
    """Why it is not at `due`, as a sentence."""

    @property
    def stands(self) -> bool:
        return self.starts_at is not None

    @property
    def is_later(self) -> bool:
        return self.stands and self.starts_at != self.due


def stops(
    after: datetime,
    zone: ZoneInfo,
    *,
    weeks: int,
    count: int,
    hindrance: Callable[[datetime, list[datetime]], str],
) -> list[Stop]:
    """The `count` dates that follow `after` every `weeks` weeks, at the hour that the zone's clock shows then.

    `hindrance(start, chosen)` is the sentence why no meeting can begin at `start` once those at `chosen` do; '' when
    one can. A date that cannot be is tried at the same hour a week later, unless the next date is due by then; the
    rhythm itself does not shift.
    """
    found: list[Stop] = []
    chosen: list[datetime] = []
    for number in range(1, count + 1):
        due = weeks_later(after, zone, weeks * number)
        cause = hindrance(due, chosen)
        later = weeks_later(due, zone, 1)
        if not cause:
            found.append(Stop(due, due))
        elif weeks > 1 and not hindrance(later, chosen):
            found.append(Stop(due, later, cause))
        else:
            found.append(Stop(due, None, cause))
        chosen += [start for start in (found[-1].starts_at,) if start is not None]
    return found


def weeks_later(start: datetime, zone: ZoneInfo, weeks: int) -> datetime:
    """The same hour of the zone's clock some weeks on, in UTC. An hour that the clock skips then is the one after it,
    of one that it shows twice it is the first."""
    return (start.astimezone(zone) + weeks * A_WEEK).replace(fold=0).astimezone(UTC)


def holiday_on(days: Iterable[date]) -> str:
    """The name of the first federal holiday of the United States among these days; '' when there is none."""
    for day in days:
        if name := _federal_holidays(day.year).get(day):
            return name
    return ""


@cache
def _federal_holidays(year: int) -> dict[date, str]:
    from holidays import country_holidays  # takes a fifth of a second, and only plans of several dates ask

    return dict(country_holidays("US", years=year))
