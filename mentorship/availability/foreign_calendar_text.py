"""A calendar file taken apart: the few properties that say when somebody is busy, and the zones that it defines.

Own, strict and quick, because most of a foreign file is not for us: titles, places, guests, years that are over.
"""

from __future__ import annotations

import contextlib
import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

zoneinfo.reset_tzpath([])  # as the site does: the tzdata package, not the operating system
ZONES = {name.casefold(): name for name in zoneinfo.available_timezones()}

MOST_ENTRIES, DEEPEST = 20_000, 8
NOT_CLOSED = "its entries are not closed where they should be"
KEPT = {
    "UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE", "STATUS", "TRANSP", "SEQUENCE",
    "X-MICROSOFT-CDO-BUSYSTATUS",
}  # fmt: skip
LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[^":;]*(?:"[^"]*"[^":;]*)*)*):(.*)', re.DOTALL)


class Unreadable(Exception):
    """The whole file cannot be used, and why: a clause that fits behind 'Could not be read: '."""


@dataclass(frozen=True, slots=True)
class Line:
    """DTSTART;TZID=Europe/Berlin:20261124T090000, taken apart."""

    name: str
    zone: str
    value: str
    later_too: bool = False  # RANGE=THISANDFUTURE


@dataclass
class Foreign:
    """What is kept of one calendar."""

    events: list[list[Line]] = field(default_factory=list)
    zones: dict[str, tzinfo] = field(default_factory=dict)
    zone: str = ""  # of the whole calendar, where it says one
    loose: set[str] = field(default_factory=set)  # entries that name no zone that anybody knows
    odd: int = 0  # entries that are left out
    cut: int = 0  # entries of which only the beginning counts
    has_busy_lists: bool = False  # VFREEBUSY, which nobody takes apart here


def calendars_in(data: bytes) -> Iterator[list[str]]:
    """The unfolded lines of each calendar in a file."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in re.sub(r"\n[ \t]", "", text).split("\n") if line.strip()]
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        page = bool(lines) and lines[0].lstrip().startswith("<")
        raise Unreadable(
            "it leads to a web page, not to a calendar" if page else "what is there is no calendar"
        )
    if lines[-1].strip().upper() != "END:VCALENDAR":
        raise Unreadable("the file breaks off before its end")
    begin = 0
    for number, line in enumerate(lines):
        if line.strip().upper() == "END:VCALENDAR":
            yield lines[begin : number + 1]
            begin = number + 1


def taken_apart(lines: list[str]) -> Foreign:
    """The few properties that say when somebody is busy, and the zones that the file defines."""
    found, open_, zones = Foreign(), list[str](), list[list[str]]()
    for text in lines:
        name = text.partition(":")[0].partition(";")[0].upper()
        inside = open_[1:2] == ["VTIMEZONE"]
        if name == "BEGIN" and len(open_) < DEEPEST:
            open_.append(_value(text).upper())
            if open_[1:] == ["VEVENT"]:
                found.events.append([])
            elif open_[1:] == ["VFREEBUSY"]:
                found.has_busy_lists = True
            elif open_[1:] == ["VTIMEZONE"]:
                zones.append([text])
        elif name == "BEGIN" or (name == "END" and (not open_ or open_.pop() != _value(text).upper())):
            raise Unreadable(NOT_CLOSED)
        elif open_[1:] == ["VEVENT"] and name in KEPT and (line := _line(name, text)):
            found.events[-1].append(line)
        elif len(open_) == 1 and name == "X-WR-TIMEZONE":
            found.zone = _value(text)
        if inside:
            zones[-1].append(text)
    if open_:
        raise Unreadable(NOT_CLOSED)
    if len(found.events) > MOST_ENTRIES:
        raise Unreadable(f"it holds more than {MOST_ENTRIES:,} entries")
    found.zones = dict(filter(None, map(_defined, zones)))
    return found


def _value(text: str) -> str:
    return text.partition(":")[2].strip()


def _line(name: str, text: str) -> Line | None:
    parts = LINE.fullmatch(text)
    if not parts:
        return None
    zone = re.search(r';TZID=("[^"]*"|[^;]*)', parts[2], re.IGNORECASE)
    later_too = ";RANGE=THISANDFUTURE" in parts[2].upper()
    return Line(name, zone[1].strip('" ') if zone else "", parts[3].strip(), later_too)


def _defined(lines: list[str]) -> tuple[str, tzinfo] | None:
    """A zone that the file defines, under the name that it gives it; None when it makes no sense."""
    with contextlib.suppress(
        Exception
    ):  # whatever the library thinks of it, its entries then count as without zone
        component = Timezone.from_ical("\r\n".join(lines) + "\r\n")
        if isinstance(component, Timezone):
            zone = component.to_tz(lookup_tzid=False)
            datetime(2026, 1, 1, tzinfo=zone).utcoffset()
            return str(component["TZID"]), zone
    return None


def zone_called(name: str, defined: dict[str, tzinfo]) -> tzinfo | None:
    """The zone of that name: the world's, else as the file defines it, else Microsoft's; None if nobody knows it."""
    parts = name.strip("/").split("/")
    for tail in ("/".join(parts[start:]) for start in range(len(parts))):
        if tail.casefold() in ZONES:
            return ZoneInfo(ZONES[tail.casefold()])
    if name in defined:
        return defined[name]
    microsofts = WINDOWS_TO_OLSON.get(name)
    return ZoneInfo(microsofts) if microsofts else None
