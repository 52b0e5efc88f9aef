"""Keep somebody's weekly hours and limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from mentorship.accounts.models import Person
from mentorship.availability import day_windows, summaries
from mentorship.availability.limits import Limits
from mentorship.availability.models import WEEKDAYS, SchedulingLimits, WeeklyWindow
from mentorship.availability.slots import Weekly
from mentorship.errors import Refusal
from mentorship.extensions import db

LEAST_A_MONTH, MOST_A_MONTH = 30, 6000


class BudgetTooSmall(Refusal):
    """Not one meeting fits into the month."""


class BudgetTooLarge(Refusal):
    """Nobody means that much."""


class NoLength(Refusal):
    """No meeting has a length that is allowed."""


def set_hours(person: Person, windows: Iterable[Weekly]) -> None:
    """Replace somebody's weekly hours, or refuse and leave them as they are."""
    wanted = sorted(windows, key=lambda window: (window.weekday, window.starts))
    for weekday, name in enumerate(WEEKDAYS):
        day_windows.check(name, day_windows.of_day(wanted, weekday))
    # The person's row is the lock: two savings at once wait for each other.
    db.session.execute(select(Person.id).filter_by(id=person.id).with_for_update())
    db.session.execute(delete(WeeklyWindow).filter_by(person_id=person.id))
    db.session.add_all(
        WeeklyWindow(person_id=person.id, weekday=w.weekday, starts_minute=w.starts, ends_minute=w.ends)
        for w in wanted
    )
    db.session.flush()


def set_limits(person: Person, limits: Limits) -> None:
    """Replace what somebody allows others to book, or refuse and leave it as it is."""
    if not limits.lengths:
        raise NoLength("Tick at least one length.")
    budget = limits.monthly_minutes
    if budget is not None and budget < max(LEAST_A_MONTH, min(limits.lengths)):
        least = max(LEAST_A_MONTH, min(limits.lengths))
        raise BudgetTooSmall(
            f"No meeting fits into {budget} minutes a month. Enter at least {least}, or nothing."
        )
    if budget is not None and budget > MOST_A_MONTH:
        raise BudgetTooLarge(f"Enter at most {MOST_A_MONTH:,} minutes a month, or nothing for no limit.")
    db.session.execute(select(Person.id).filter_by(id=person.id).with_for_update())
    db.session.merge(
        SchedulingLimits(
            person_id=person.id,
            buffer_minutes=limits.buffer_minutes,
            notice_hours=limits.notice_hours,
            window_days=limits.window_days,
            monthly_minutes=budget,
            lengths=list(limits.lengths),
            suits_best=limits.suits_best,
        )
    )
    db.session.flush()


def what_it_means(windows: Sequence[Weekly]) -> str:
    """What saving these windows leads to, in a sentence or two."""
    hours = sum(day_windows.minutes((window.starts, window.ends)) for window in windows) / 60
    if not hours:
        return "Your week is empty now. We cannot propose times by ourselves until you add hours."
    a_week = "1 hour" if hours == 1 else f"{hours:g} hours"
    return f"Saved, {a_week} a week: {summaries.of_week(windows)}. We propose meeting times in them."
