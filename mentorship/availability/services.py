"""Keep somebody's weekly hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from mentorship.accounts.models import Person
from mentorship.availability import day_windows, summaries
from mentorship.availability.models import WEEKDAYS, WeeklyWindow
from mentorship.availability.slots import Weekly
from mentorship.extensions import db


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


def what_it_means(windows: Sequence[Weekly]) -> str:
    """What saving these windows leads to, in a sentence or two."""
    hours = sum(day_windows.minutes((window.starts, window.ends)) for window in windows) / 60
    if not hours:
        return "Your week is empty now. We cannot propose times by ourselves until you add hours."
    a_week = "1 hour" if hours == 1 else f"{hours:g} hours"
    return f"Saved, {a_week} a week: {summaries.of_week(windows)}. We propose meeting times in them."
