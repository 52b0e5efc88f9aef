"""What differs from the weekly hours: single days, days away, and time that is never offered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability import day_windows
from mentorship.availability.day_windows import Times, said
from mentorship.availability.models import WEEKDAYS, DayOverride, ProtectedWindow, TimeOff
from mentorship.availability.queries import protected_of
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.formats import day

FARTHEST = timedelta(days=2 * 365)
LONGEST_AWAY = 366
MOST = 60


class DayIsOver(Refusal):
    """Nothing can be changed about a day that has passed."""


class TooFarAhead(Refusal):
    """Nobody knows that far ahead."""


class WrongOrder(Refusal):
    """The last day lies before the first."""


class AwayAlready(Refusal):
    """These days are taken off already."""


class ProtectedAlready(Refusal):
    """Something else is protected from the same minute."""


class TooManyExceptions(Refusal):
    """A list that long is the wrong tool."""


def today_of(person: Person) -> date:
    """The date on somebody's own clock."""
    return clock.now().astimezone(ZoneInfo(person.timezone)).date()


def set_day(person: Person, on_day: date, windows: Sequence[Times]) -> None:
    """Offer these windows on a date instead of its weekday's; none at all when there are none."""
    _check_date(person, on_day)
    day_windows.check(day(on_day), windows)
    _lock(person)
    usual_again(person, on_day)
    _check_room(_how_many(DayOverride.on_day, person, DayOverride.on_day >= today_of(person)))
    times: Sequence[Times] | Sequence[tuple[None, None]] = windows or [(None, None)]
    db.session.add_all(
        DayOverride(person_id=person.id, on_day=on_day, starts_minute=starts, ends_minute=ends)
        for starts, ends in times
    )
    db.session.flush()


def usual_again(person: Person, on_day: date) -> None:
    """Let a date be like every other of its weekday."""
    db.session.execute(delete(DayOverride).filter_by(person_id=person.id, on_day=on_day))


def go_away(person: Person, first_day: date, last_day: date) -> TimeOff:
    """Offer nothing from the first to the last of these days, both included."""
    _check_date(person, last_day)
    if last_day < first_day:
        raise WrongOrder("The last day is before the first. Swap them, or check the year.")
    if (last_day - first_day).days >= LONGEST_AWAY:
        raise TooFarAhead("That is more than a year. Clear your weekly hours instead.")
    _lock(person)
    ahead = select(TimeOff).filter_by(person_id=person.id).where(TimeOff.last_day >= today_of(person))
    for known in db.session.scalars(ahead):
        if known.first_day <= first_day and last_day <= known.last_day:
            raise AwayAlready("You have taken these days off already.")
    _check_room(_how_many(TimeOff.public_id, person, TimeOff.last_day >= today_of(person)))
    time_off = TimeOff(person_id=person.id, first_day=first_day, last_day=last_day)
    db.session.add(time_off)
    db.session.flush()
    return time_off


def come_back(person: Person, public_id: str) -> None:
    """Offer the usual hours again on days that were taken off."""
    db.session.execute(delete(TimeOff).filter_by(person_id=person.id, public_id=public_id))


def protect(person: Person, weekdays: Collection[int], window: Times, called: str) -> None:
    """Never offer this time on these weekdays, whatever the weekly hours say."""
    day_windows.check(called or "Protected time", [window])
    _lock(person)
    same = select(ProtectedWindow).filter_by(person_id=person.id, starts_minute=window[0])
    for row in db.session.scalars(same.where(ProtectedWindow.weekday.in_(weekdays))):
        is_ = said((row.starts_minute, row.ends_minute))
        raise ProtectedAlready(f"{WEEKDAYS[row.weekday]} {is_} is protected already. Remove that one first.")
    _check_room(len(protected_of(person)))
    db.session.add_all(
        ProtectedWindow(
            person_id=person.id,
            weekday=weekday,
            starts_minute=window[0],
            ends_minute=window[1],
            called=called,
        )
        for weekday in sorted(set(weekdays))
    )
    db.session.flush()


def unprotect(person: Person, called: str, window: Times) -> None:
    """Let what goes by this name, at these times, be offered again."""
    starts, ends = window
    db.session.execute(
        delete(ProtectedWindow).filter_by(
            person_id=person.id, called=called, starts_minute=starts, ends_minute=ends
        )
    )


def _check_date(person: Person, on_day: date) -> None:
    today = today_of(person)
    if on_day < today:
        raise DayIsOver(f"{day(on_day)}, {on_day.year}, is over. Choose a day from today on.")
    if on_day > today + FARTHEST:
        raise TooFarAhead("That is more than two years ahead. Check the year.")


def _how_many(column: InstrumentedAttribute[Any], person: Person, ahead: ColumnElement[bool]) -> int:
    query = select(func.count(func.distinct(column))).where(column.class_.person_id == person.id, ahead)
    return db.session.scalar(query) or 0


def _check_room(known: int) -> None:
    """Refuse when the list that the person sees is full."""
    if known >= MOST:
        raise TooManyExceptions(f"You have {MOST} of these already. Remove some first.")


def _lock(person: Person) -> None:
    """The person's row is the lock: two savings at once wait for each other."""
    db.session.execute(select(Person.id).filter_by(id=person.id).with_for_update())
