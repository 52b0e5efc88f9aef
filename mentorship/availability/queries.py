"""Find what people offer, what they are busy with elsewhere, and what they allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.availability.day_windows import Times
from mentorship.availability.limits import Limits
from mentorship.availability.models import (
    BusyTime,
    DayOverride,
    ProtectedWindow,
    SchedulingLimits,
    TimeOff,
    WeeklyWindow,
)
from mentorship.availability.slots import Hours, Interval, Weekly, offered
from mentorship.extensions import db


@dataclass(frozen=True, slots=True)
class Protected:
    """Time that is never offered, and the weekdays on which it comes back."""

    called: str
    window: Times
    weekdays: tuple[int, ...]

    @property
    def key(self) -> str:
        """What tells it from a person's others: '780-900 Documentation'."""
        return f"{self.window[0]}-{self.window[1]} {self.called}"

    @property
    def weekly(self) -> tuple[Weekly, ...]:
        return tuple(Weekly(weekday, *self.window) for weekday in self.weekdays)


def windows_of(person_ids: Iterable[int]) -> dict[int, tuple[Weekly, ...]]:
    """Person id → the windows of their week in order; people without hours are not in it."""
    query = select(WeeklyWindow).where(WeeklyWindow.person_id.in_(set(person_ids)))
    found: defaultdict[int, list[Weekly]] = defaultdict(list)
    for row in db.session.scalars(query.order_by(WeeklyWindow.weekday, WeeklyWindow.starts_minute)):
        found[row.person_id].append(Weekly(row.weekday, row.starts_minute, row.ends_minute))
    return {person_id: tuple(windows) for person_id, windows in found.items()}


def hours_of(person_ids: Collection[int]) -> dict[int, Hours]:
    """Person id → everything they said about their hours; everybody asked for is in it."""
    weeks, instead = windows_of(person_ids), _instead(person_ids)
    away: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    for time_off in db.session.scalars(select(TimeOff).where(TimeOff.person_id.in_(person_ids))):
        away[time_off.person_id].append((time_off.first_day, time_off.last_day))
    protected: defaultdict[int, list[Weekly]] = defaultdict(list)
    for row in db.session.scalars(select(ProtectedWindow).where(ProtectedWindow.person_id.in_(person_ids))):
        protected[row.person_id].append(Weekly(row.weekday, row.starts_minute, row.ends_minute))
    return {
        person_id: Hours(
            weeks.get(person_id, ()),
            instead.get(person_id, {}),
            tuple(away[person_id]),
            tuple(protected[person_id]),
        )
        for person_id in person_ids
    }


def _instead(person_ids: Collection[int]) -> dict[int, dict[date, tuple[Weekly, ...]]]:
    found: defaultdict[int, dict[date, tuple[Weekly, ...]]] = defaultdict(dict)
    query = (
        select(DayOverride).where(DayOverride.person_id.in_(person_ids)).order_by(DayOverride.starts_minute)
    )
    for row in db.session.scalars(query):
        days = found[row.person_id]
        days.setdefault(row.on_day, ())
        if row.starts_minute is not None and row.ends_minute is not None:
            window = Weekly(row.on_day.weekday(), row.starts_minute, row.ends_minute)
            days[row.on_day] = (*days[row.on_day], window)
    return found


def days_ahead(person: Person, today: date) -> dict[date, tuple[Weekly, ...]]:
    """Date → what it offers instead of its weekday's windows, from today on, in order."""
    instead = _instead([person.id]).get(person.id, {})
    return {on_day: instead[on_day] for on_day in sorted(instead) if on_day >= today}


def time_off_ahead(person: Person, today: date) -> list[TimeOff]:
    """Days away that are not over, in order."""
    query = select(TimeOff).filter_by(person_id=person.id).where(TimeOff.last_day >= today)
    return list(db.session.scalars(query.order_by(TimeOff.first_day, TimeOff.last_day)))


def protected_of(person: Person) -> list[Protected]:
    """Protected time by its name and times, each with its weekdays."""
    query = select(ProtectedWindow).filter_by(person_id=person.id).order_by(ProtectedWindow.weekday)
    found: defaultdict[tuple[str, int, int], list[int]] = defaultdict(list)
    for row in db.session.scalars(query.order_by(ProtectedWindow.starts_minute)):
        found[row.called, row.starts_minute, row.ends_minute].append(row.weekday)
    return [Protected(called, (starts, ends), tuple(days)) for (called, starts, ends), days in found.items()]


def offered_times(people: Sequence[Person], since: datetime, until: datetime) -> dict[int, list[Interval]]:
    """Person id → every stretch between two instants that they offer, whatever else takes their time."""
    hours = hours_of([person.id for person in people])
    return {
        person.id: offered(hours[person.id], ZoneInfo(person.timezone), since, until) for person in people
    }


def busy_times(person_ids: Collection[int], since: datetime, until: datetime) -> dict[int, list[Interval]]:
    """Person id → when their calendars elsewhere say that they are busy; everybody asked for is in it."""
    query = select(BusyTime).where(
        BusyTime.person_id.in_(person_ids), BusyTime.starts_at < until, BusyTime.ends_at > since
    )
    found: dict[int, list[Interval]] = {person_id: [] for person_id in person_ids}
    for row in db.session.scalars(query.order_by(BusyTime.starts_at)):
        found[row.person_id].append(Interval.covering(row.starts_at, row.ends_at))
    return found


def limits_of(person_ids: Collection[int]) -> dict[int, Limits]:
    """Person id → what they allow; everybody asked for is in it."""
    found = dict.fromkeys(person_ids, Limits())
    for row in db.session.scalars(select(SchedulingLimits).where(SchedulingLimits.person_id.in_(person_ids))):
        found[row.person_id] = Limits(
            row.buffer_minutes, row.notice_hours, row.window_days, row.monthly_minutes, tuple(row.lengths)
        )
    return found
