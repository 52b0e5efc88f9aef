"""Find what people offer, what they are busy with elsewhere, and what they allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Select,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)

from mentorship.accounts.models import Person
from mentorship.availability.day_windows import Times
from mentorship.availability.limits import Limits
from mentorship.availability.models import (
    BusyFeed,
    BusyTime,
    DayOverride,
    ProtectedWindow,
    SchedulingLimits,
    TimeOff,
    WeeklyWindow,
)
from mentorship.availability.slots import Hours, Interval, Weekly
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
    """Person id → everything they said about their hours; everybody asked for is in it. One query for all of it."""
    said: defaultdict[tuple[int, str], list[_Said]] = defaultdict(list)
    for row in db.session.execute(_everything_said(), {"ids": list(person_ids)}):
        said[row.person_id, row.kind].append(_Said(*row[2:]))
    return {
        person_id: Hours(
            tuple(row.weekly for row in said[person_id, "week"]),
            _by_day(said[person_id, "day"]),
            tuple((row.first_day, row.last_day) for row in said[person_id, "away"]),
            tuple(row.weekly for row in said[person_id, "protected"]),
        )
        for person_id in person_ids
    }


def absences_of(person_ids: Collection[int]) -> dict[int, Hours]:
    """Person id → hours that hold only the days away, for whoever counts days of many; everybody asked for is in it."""
    query = select(TimeOff.person_id, TimeOff.first_day, TimeOff.last_day).where(
        TimeOff.person_id.in_(person_ids)
    )
    away: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    for person_id, first_day, last_day in db.session.execute(query):
        away[person_id].append((first_day, last_day))
    nothing = Hours()
    return {one: Hours(away=tuple(away[one])) if one in away else nothing for one in person_ids}


class _Said(NamedTuple):
    """One row of what somebody said; what does not belong to its kind is None."""

    weekday: int
    starts_minute: int
    ends_minute: int
    first_day: date
    last_day: date

    @property
    def weekly(self) -> Weekly:
        return Weekly(self.weekday, self.starts_minute, self.ends_minute)


@cache
def _everything_said() -> CompoundSelect[Any]:
    """Put together once, because that takes longer than asking."""
    no_number, no_day = cast(null(), Integer), cast(null(), Date)

    def of(kind: str, table: type[Any], *values: Any) -> Select[Any]:
        columns = [value.label(name) for value, name in zip(values, _Said._fields, strict=True)]
        query = select(table.person_id, literal(kind).label("kind"), *columns)
        return query.where(table.person_id.in_(bindparam("ids", expanding=True)))

    w, d, a, p = WeeklyWindow, DayOverride, TimeOff, ProtectedWindow
    return union_all(
        of("week", w, w.weekday, w.starts_minute, w.ends_minute, no_day, no_day),
        of("day", d, no_number, d.starts_minute, d.ends_minute, d.on_day, no_day),
        of("away", a, no_number, no_number, no_number, a.first_day, a.last_day),
        of("protected", p, p.weekday, p.starts_minute, p.ends_minute, no_day, no_day),
    ).order_by("weekday", "starts_minute")


def _by_day(rows: list[_Said]) -> dict[date, tuple[Weekly, ...]]:
    days: dict[date, tuple[Weekly, ...]] = {row.first_day: () for row in rows}
    for row in rows:
        if row.starts_minute is not None:
            window = Weekly(row.first_day.weekday(), row.starts_minute, row.ends_minute)
            days[row.first_day] = (*days[row.first_day], window)
    return days


def days_ahead(person: Person, today: date) -> dict[date, tuple[Weekly, ...]]:
    """Date → what it offers instead of its weekday's windows, from today on, in order."""
    instead = hours_of([person.id])[person.id].instead
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


def busy_times(person_ids: Collection[int], since: datetime, until: datetime) -> dict[int, list[Interval]]:
    """Person id → when their calendars elsewhere say that they are busy; everybody asked for is in it."""
    query = select(BusyTime.person_id, BusyTime.starts_at, BusyTime.ends_at).where(
        BusyTime.person_id.in_(person_ids), BusyTime.starts_at < until, BusyTime.ends_at > since
    )
    found: dict[int, list[Interval]] = {person_id: [] for person_id in person_ids}
    for person_id, starts_at, ends_at in db.session.execute(query.order_by(BusyTime.starts_at)):
        found[person_id].append(Interval.covering(starts_at, ends_at))
    return found


def limits_of(person_ids: Collection[int]) -> dict[int, Limits]:
    """Person id → what they allow; everybody asked for is in it."""
    found = dict.fromkeys(person_ids, Limits())
    for row in db.session.scalars(select(SchedulingLimits).where(SchedulingLimits.person_id.in_(person_ids))):
        found[row.person_id] = Limits(
            row.buffer_minutes,
            row.notice_hours,
            row.window_days,
            row.monthly_minutes,
            tuple(row.lengths),
            row.suits_best,
        )
    return found


def feeds_of(person: Person) -> Sequence[BusyFeed]:
    """Somebody's calendars elsewhere, the oldest first."""
    return db.session.scalars(select(BusyFeed).filter_by(person_id=person.id).order_by(BusyFeed.id)).all()


def feed_of(person: Person, public_id: str) -> BusyFeed | None:
    """One of somebody's own calendars elsewhere."""
    return db.session.scalar(select(BusyFeed).filter_by(person_id=person.id, public_id=public_id))
