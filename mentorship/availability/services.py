"""Keep somebody's weekly hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from sqlalchemy import delete, select

from mentorship.accounts.models import Person
from mentorship.availability.models import MOST_WINDOWS_A_DAY, WEEKDAYS, WeeklyWindow
from mentorship.availability.slots import DAY, Weekly
from mentorship.errors import Refusal
from mentorship.extensions import db

LONGEST_OVERNIGHT = 12 * 60


class HoursOverlap(Refusal):
    """Two windows of one day share some time."""


class EndsTooLate(Refusal):
    """A window reaches so far into the next day that am and pm were mixed up."""


class TooManyWindows(Refusal):
    """A day has more windows than the page has rows."""


def set_hours(person: Person, windows: Iterable[Weekly]) -> None:
    """Replace somebody's weekly hours, or refuse and leave them as they are."""
    wanted = sorted(windows, key=lambda window: (window.weekday, window.starts))
    for weekday in range(7):
        check_day(weekday, [window for window in wanted if window.weekday == weekday])
    # The person's row is the lock: two savings at once wait for each other.
    db.session.execute(select(Person.id).filter_by(id=person.id).with_for_update())
    db.session.execute(delete(WeeklyWindow).filter_by(person_id=person.id))
    db.session.add_all(
        WeeklyWindow(person_id=person.id, weekday=w.weekday, starts_minute=w.starts, ends_minute=w.ends)
        for w in wanted
    )
    db.session.flush()


def check_day(weekday: int, windows: Sequence[Weekly]) -> None:
    """Refuse windows of one day, sorted by their start, that overlap, are too many, or cannot be meant."""
    name = WEEKDAYS[weekday]
    for window in windows:
        if _end(window) > DAY and _end(window) - window.starts > LONGEST_OVERNIGHT:
            raise EndsTooLate(f"{name}: {said(window)} is very long. Check am and pm.")
    for one, other in pairwise(windows):
        if other.starts < _end(one):
            raise HoursOverlap(f"{name}: {said(one)} and {said(other)} overlap. Make them one.")
    if len(windows) > MOST_WINDOWS_A_DAY:
        raise TooManyWindows(f"{name}: {MOST_WINDOWS_A_DAY} times a day fit here.")


def said(window: Weekly) -> str:
    """'6:00 pm–9:00 pm', with 'next day' where it ends after midnight."""
    overnight = " the next day" if _end(window) > DAY else ""
    return f"{_clock(window.starts)}–{_clock(window.ends)}{overnight}"


def what_it_means(windows: Sequence[Weekly]) -> str:
    """What saving these windows leads to, in a sentence or two."""
    hours = sum(_end(window) - window.starts for window in windows) / 60
    if not hours:
        return "Your week is empty now. We cannot propose times by ourselves until you add hours."
    return f"Saved: {hours:g} {'hour' if hours == 1 else 'hours'} a week. We propose meeting times in them."


def _end(window: Weekly) -> int:
    """Minutes after the first day's midnight; past 24 hours when the window ends on the next day."""
    return window.ends if window.ends > window.starts else window.ends + DAY


def _clock(minute: int) -> str:
    hour = minute // 60 % 24
    return f"{hour % 12 or 12}:{minute % 60:02} {'am' if hour < 12 else 'pm'}"
