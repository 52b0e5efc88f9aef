"""What somebody has set, in a line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from mentorship.availability.day_windows import of_day, said, written
from mentorship.availability.limits import DayPart, Limits
from mentorship.availability.models import WEEKDAYS, BusyFeed, TimeOff
from mentorship.availability.queries import Protected
from mentorship.availability.slots import Weekly
from mentorship.formats import listed, plural

ALL_DAYS, WORKDAYS, WEEKEND = tuple(range(7)), tuple(range(5)), (5, 6)
SHOWN = 2
LIKED = {
    DayPart.mornings: "mornings suit best",
    DayPart.midday: "the middle of the day suits best",
    DayPart.evenings: "evenings suit best",
}


def a_day(on: date, today: date) -> str:
    """'Fri Dec 4', with the year when it is another one."""
    return f"{on:%a %b} {on.day}" + (f", {on.year}" if on.year != today.year else "")


def days(first: date, last: date, today: date) -> str:
    """'Sun Dec 20–Sat Jan 2, 2027', or the one day."""
    return a_day(first, today) if first == last else f"{a_day(first, today)}–{a_day(last, today)}"


def weekdays(numbers: Sequence[int]) -> str:
    """'Mon–Fri', 'every day', 'Mon, Wed and Sat'."""
    known = {ALL_DAYS: "every day", WORKDAYS: "Mon–Fri", WEEKEND: "Sat and Sun"}
    return known.get(tuple(numbers)) or listed([WEEKDAYS[number][:3] for number in numbers])


def hours(windows: Sequence[Weekly], on: date) -> str:
    """'9–11 am', 'no meetings'."""
    return written(of_day(windows, on.weekday())) or "no meetings"


def of_week(week: Sequence[Weekly]) -> str:
    """'Mon–Fri 6–9 pm; Sat 9–11 am'."""
    alike: dict[str, list[int]] = {}
    for weekday in ALL_DAYS:
        alike.setdefault(written(of_day(week, weekday)), []).append(weekday)
    return "; ".join(f"{weekdays(numbers)} {times}" for times, numbers in alike.items() if times)


def of_days(instead: Mapping[date, Sequence[Weekly]], today: date) -> str:
    return _first([f"{a_day(on, today)}: {hours(windows, on)}" for on, windows in instead.items()])


def of_away(time_off: Sequence[TimeOff], today: date) -> str:
    return _first([days(one.first_day, one.last_day, today) for one in time_off])


def of_protected(protected: Sequence[Protected]) -> str:
    return _first([f"{one.called or weekdays(one.weekdays)}, {said(one.window)}" for one in protected])


def of_limits(limits: Limits) -> str:
    """'At most 120 minutes a month; 30 or 45 minutes each; 1 day ahead at least'."""
    budget = limits.monthly_minutes
    return "; ".join(
        [
            *([f"At most {budget} minutes a month"] if budget else ["No limit a month"]),
            f"{listed([str(length) for length in limits.lengths], 'or')} minutes each",
            f"{_long(limits.notice_hours)} ahead at least",
            *([f"{limits.buffer_minutes} minutes kept free around each"] if limits.buffer_minutes else []),
            *([LIKED[limits.suits_best]] if limits.suits_best in LIKED else []),
        ]
    )


def _long(hours: int) -> str:
    return plural(hours, "hour") if hours < 24 or hours % 24 else plural(hours // 24, "day")


def of_calendars(feeds: Sequence[BusyFeed]) -> str:
    """'2 calendars read for when you are busy', '1 of 2 cannot be read'."""
    dead = sum(bool(feed.problem) for feed in feeds)
    if dead:
        return f"{dead} of {len(feeds)} cannot be read"
    return f"{plural(len(feeds), 'calendar')} read for when you are busy" if feeds else "None"


def _first(lines: Sequence[str]) -> str:
    """The first ones, and how many more; 'None' when there is nothing."""
    more = len(lines) - SHOWN
    return "; ".join([*lines[:SHOWN], *([plural(more, "more", "more")] if more > 0 else [])]) or "None"
