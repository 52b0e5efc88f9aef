"""How things are said: times in the reader's zone, plurals, names. Plain functions, most of them Jinja filters too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from flask import Flask
from flask_login import current_user

from mentorship.extensions import settings_of


class Named(Protocol):
    """Somebody with a name and a time zone."""

    @property
    def called(self) -> str: ...
    @property
    def timezone(self) -> str: ...


def clock_time(instant: datetime, zone: str) -> str:
    """'7:00 pm'."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


def day(value: date | datetime, zone: str = "UTC") -> str:
    """'Tue Nov 24'; the year is added when it is not obvious."""
    local = value.astimezone(ZoneInfo(zone)) if isinstance(value, datetime) else value
    return f"{local:%a %b} {local.day}"


def full_date(value: date | datetime, zone: str = "UTC") -> str:
    """'Nov 24, 2026'."""
    local = value.astimezone(ZoneInfo(zone)) if isinstance(value, datetime) else value
    return f"{local:%b} {local.day}, {local.year}"


def when(instant: datetime, zone: str | None = None) -> str:
    """'Tue Nov 24, 7:00 pm' in the given zone, else in the reader's."""
    zone = zone or readers_zone()
    return f"{day(instant, zone)}, {clock_time(instant, zone)}"


def when_for_both(instant: datetime, reader: Named, other: Named) -> str:
    """'Tue Nov 24, 7:00 pm your time · 8:45 am Wed for Dr. Shrestha'; one time when both clocks agree."""
    mine, theirs = (instant.astimezone(ZoneInfo(person.timezone)) for person in (reader, other))
    if mine.replace(tzinfo=None) == theirs.replace(tzinfo=None):
        return f"{when(instant, reader.timezone)} for both of you"
    other_day = "" if mine.date() == theirs.date() else f" {theirs:%a}"
    return (
        f"{when(instant, reader.timezone)} your time · "
        f"{clock_time(instant, other.timezone)}{other_day} for {other.called}"
    )


def readers_zone() -> str:
    """The zone of whoever reads this page; UTC for strangers."""
    zone: str = getattr(current_user, "timezone", None) or "UTC"
    return zone


def plural(count: int, one: str, many: str = "") -> str:
    """'1 mentor', '3 mentors', 'no mentors'."""
    noun = one if count == 1 else many or f"{one}s"
    return f"{count or 'no'} {noun}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def rhythm(weeks: int) -> str:
    """'every week', 'every 2 weeks', 'once a month' (four weeks)."""
    return {1: "every week", 4: "once a month"}.get(weeks, f"every {weeks} weeks")


def initials(name: str) -> str:
    """'AL' for 'Amara Lee': first and last."""
    letters = [word[0].upper() for word in name.replace("-", " ").split() if word[0].isalpha()]
    return "".join(letters[:1] + letters[1:][-1:]) or "?"


def tint(name: str) -> int:
    """A number from 1 to 6 that stays with a name: the tint behind the initials."""
    return sum(map(ord, name)) % 6 + 1


def fit_words(score: float) -> str:
    """A score in words; people over-trust percentages."""
    return "Strong fit" if score >= 0.65 else "Good fit" if score >= 0.45 else "Worth a look"


def workdays_after(start: datetime, days: int) -> datetime:
    """The instant this many Monday-to-Friday days later."""
    moment = start
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return moment


def init_app(app: Flask) -> None:
    settings = settings_of(app)
    for filter_ in (clock_time, day, full_date, when, plural, listed, rhythm, initials, tint, fit_words):
        app.add_template_filter(filter_)
    app.add_template_global(when_for_both)
    app.jinja_env.globals.update(
        site_name=settings.site_name, tagline=settings.tagline, support_line=settings.support_line
    )
    app.jinja_env.globals["endpoints"] = app.view_functions
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
