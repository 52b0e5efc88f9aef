"""Reads somebody's free hours, as JSON or a CSV cell holds them."""

from __future__ import annotations

import re

from matching.files.answers import each, pieces
from matching.files.problems import Wrong, quoted
from matching.people import Window

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WINDOW = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2}):(\d\d)\s*[-–—]\s*(\d{1,2}):(\d\d)", re.ASCII)


def windows(value: object) -> tuple[Window, ...]:
    """Free hours every week, like `Mon 18:00-19:30`; an end at or before the start is on the next day."""
    return each(_window, pieces(value))


def _window(written: str) -> Window:
    found = _WINDOW.fullmatch(written.casefold())
    days = [n for n, day in enumerate(_DAYS) if found and day.startswith(found[1])]
    if found is None or not days:
        raise Wrong(f"{quoted(written)} is not written like Mon 18:00-19:30")
    start, end = (int(found[n]) * 60 + int(found[n + 1]) for n in (2, 4))
    if not (start < 24 * 60 and end <= 24 * 60 and int(found[3]) < 60 and int(found[5]) < 60):
        raise Wrong(f"{quoted(written)} is not a time of day")
    return Window(days[0], start, end)
