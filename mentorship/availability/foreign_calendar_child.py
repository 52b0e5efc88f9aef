"""Read a calendar that somebody else wrote: when is its owner busy? Run as a program of its own, under limits.

It loads nothing else of the site: it begins quickly, knows no secret, and what one file does to the calendar library
(which remembers the zones that files define) dies with it. The file comes in on standard
input, intervals go out on standard output; what an entry is about never leaves, not even into an error.
"""

from __future__ import annotations

import contextlib
import json
import re
import resource
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from math import prod
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event, vDuration, vRecur

from mentorship.availability.foreign_calendar_text import (
    Foreign,
    Line,
    Unreadable,
    calendars_in,
    taken_apart,
    zone_called,
)

CPU_SECONDS, MEMORY = 10, 512 * 1024 * 1024
MOST_BUSY, MOST_EXCEPTIONS, MOST_A_DAY = 5_000, 2_000, 48
LONGEST = timedelta(days=366)
"""An entry that goes on for longer is a slip of the year: it takes its first days only, and counts as odd."""
MARGIN = timedelta(days=2)  # no zone is farther from another than that
FREQUENCIES = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"}
STAMP = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?", re.ASCII)

Moment = date | datetime


class Odd(Exception):
    """This one entry cannot be understood."""


class Reader:
    """Turns the entries of one calendar into the library's; needs to know whose clock nameless times are on."""

    def __init__(self, calendar: Foreign, owner: ZoneInfo, since: datetime, until: datetime) -> None:
        self.calendar, self.since, self.until = calendar, since, until
        self.assumed = zone_called(calendar.zone, {}) or owner

    def series(self) -> dict[str, list[Event]]:
        """Entries that may matter between the two instants, those of one series together."""
        found: defaultdict[str, list[Event]] = defaultdict(list)
        for number, lines in enumerate(self.calendar.events):
            values = {line.name: line for line in reversed(lines)}  # of two, the first counts
            uid = values["UID"].value if "UID" in values else f"\0{number}"
            try:
                if self.matters(values):
                    event = self.event(uid, values, lines)
                    found[uid].append(event)
            except (Odd, ValueError, OverflowError):
                self.calendar.odd += 1
        return found

    def matters(self, values: dict[str, Line]) -> bool:
        """Whether an entry can touch the window at all; most of a long-lived calendar cannot."""
        if "DTSTART" not in values:
            raise Odd
        first, last = self.since - LONGEST - MARGIN, self.until + MARGIN
        day, rule = _day(values["DTSTART"].value), values["RRULE"].value if "RRULE" in values else ""
        if "RECURRENCE-ID" in values:
            instead_of = _day(values["RECURRENCE-ID"].value)
            near = any(first.date() <= one <= last.date() for one in (day, instead_of))
            return near or values["RECURRENCE-ID"].later_too
        if day > last.date():
            return False
        ended = re.search(r"UNTIL=(\d{8})", rule)
        if ended and "RDATE" not in values:
            return _day(ended[1]) >= first.date()
        return bool(rule) or "RDATE" in values or _last_day(day, values) >= (self.since - MARGIN).date()

    def event(self, uid: str, values: dict[str, Line], lines: list[Line]) -> Event:
        """The entry as the library takes it, with every moment in a zone, and ends after their starts."""
        start = self.moment(uid, values["DTSTART"])
        event = Event()
        event.add("UID", uid)
        event.add("DTSTART", start)
        event.add("DTEND", self.end(uid, start, values))
        event.add("SEQUENCE", int(values["SEQUENCE"].value) if "SEQUENCE" in values else 0)
        event.add("TRANSP", "TRANSPARENT" if _free(values) else "OPAQUE")
        if "RECURRENCE-ID" in values:
            line = values["RECURRENCE-ID"]
            parameters = {"RANGE": "THISANDFUTURE"} if line.later_too else {}
            event.add("RECURRENCE-ID", self.moment(uid, line), parameters=parameters)
        elif "RRULE" in values:
            event.add("RRULE", _rule(values["RRULE"].value, start))
        for name in ("EXDATE", "RDATE"):
            moments = self.listed(uid, name, start, lines)
            if moments and "RECURRENCE-ID" not in values:
                event.add(name, moments)
        return event

    def listed(self, uid: str, name: str, start: Moment, lines: list[Line]) -> list[Moment]:
        """All moments of a list, of the same kind as the start: a day alone means the start's hour on it."""
        texts = [
            (line, text) for line in lines if line.name == name for text in line.value.split(",") if text
        ]
        if len(texts) > MOST_EXCEPTIONS:
            raise Unreadable(f"one of its entries makes more than {MOST_EXCEPTIONS:,} exceptions")
        moments = [self.moment(uid, Line(name, line.zone, text.partition("/")[0])) for line, text in texts]
        if not isinstance(start, datetime):
            return [one.date() if isinstance(one, datetime) else one for one in moments]
        return [
            one.astimezone(start.tzinfo)
            if isinstance(one, datetime)
            else datetime.combine(one, start.timetz())
            for one in moments
        ]

    def moment(self, uid: str, line: Line) -> Moment:
        """A day, or an instant in a zone; one without a zone that is known is on the assumed clock, and noted."""
        found = STAMP.fullmatch(line.value)
        if not found or not 1000 < int(line.value[:4]) < 9000:
            raise Odd
        day = _day(line.value)
        if not found[2]:
            return day
        at = datetime.combine(day, time(int(found[2][:2]), int(found[2][2:4]), min(int(found[2][4:]), 59)))
        if found[3]:
            return at.replace(tzinfo=UTC)
        zone = zone_called(line.zone, self.calendar.zones) if line.zone else None
        if zone is None and not (
            line.zone == "" and self.calendar.zone and zone_called(self.calendar.zone, {})
        ):
            self.calendar.loose.add(uid)
        return at.replace(tzinfo=zone or self.assumed)

    def end(self, uid: str, start: Moment, values: dict[str, Line]) -> Moment:
        if "DTEND" in values:
            end = self.moment(uid, values["DTEND"])
        elif "DURATION" in values:
            end = start + min(LONGEST + timedelta(days=1), vDuration.from_ical(values["DURATION"].value))
        else:
            end = start if isinstance(start, datetime) else start + timedelta(days=1)
        if isinstance(start, datetime) and not isinstance(end, datetime):
            end = datetime.combine(end, time(), start.tzinfo)
        elif not isinstance(start, datetime) and isinstance(end, datetime):
            end = max(end.date(), start + timedelta(days=1))
        if end < start:  # both are of one kind by now
            raise Odd
        self.calendar.cut += end > start + LONGEST
        return min(end, start + LONGEST)


def _day(value: str) -> date:
    return date(int(value[:4]), int(value[4:6]), int(value[6:8]))


def _last_day(day: date, values: dict[str, Line]) -> date:
    """On which an entry ends, or may end where that is not written as a day."""
    if "DTEND" in values and STAMP.fullmatch(values["DTEND"].value):
        return max(day, _day(values["DTEND"].value))
    return day + LONGEST


def _free(values: dict[str, Line]) -> bool:
    says = {name: line.value.upper() for name, line in values.items()}
    return (
        says.get("TRANSP") == "TRANSPARENT"
        or says.get("STATUS") == "CANCELLED"
        or says.get("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"
    )


def _rule(text: str, start: Moment) -> vRecur:
    """How often an entry repeats, its last moment in the form that the library compares rightly."""
    rule: vRecur = vRecur.from_ical(text)
    often = rule.get("FREQ", [""])[0]
    times = prod(len(rule.get(part, [0])) for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    if often in ("SECONDLY", "MINUTELY") or 0 in rule.get("INTERVAL", [1]) or times > MOST_A_DAY:
        raise Unreadable("one of its entries repeats without a pause")
    if often not in FREQUENCIES:
        raise Odd
    if until := rule.get("UNTIL"):
        last = until[0]
        if not isinstance(start, datetime):
            last = last.date() if isinstance(last, datetime) else last
        elif not isinstance(last, datetime):
            last = datetime.combine(last, time(23, 59, 59), start.tzinfo).astimezone(UTC)
        elif last.tzinfo is None:
            last = last.replace(tzinfo=start.tzinfo).astimezone(UTC)
        rule["UNTIL"] = [last]
        rule.pop("COUNT", None)
    return rule


def busy_in(data: bytes, zone: str, since: datetime, until: datetime) -> dict[str, object]:
    """{busy: [[start, end], …] in seconds since 1970, assumed: how many on an assumed clock, odd: entries left out or
    cut}."""
    owner = ZoneInfo(zone)
    busy: dict[tuple[int, int], bool] = {}
    entries = odd = cut = 0
    elsewhere = False
    for lines in calendars_in(data):
        calendar = taken_apart(lines)
        entries += len(calendar.events)
        elsewhere = elsewhere or calendar.has_busy_lists
        for uid, events in Reader(calendar, owner, since, until).series().items():
            try:
                for interval in _occurrences(events, owner, since, until):
                    busy[interval] = busy.get(interval, False) or uid in calendar.loose
            except (MemoryError, Unreadable):
                raise
            except Exception:  # what the library cannot follow is one entry less, and said
                calendar.odd += 1
            if len(busy) > MOST_BUSY:
                raise Unreadable(f"it holds more than {MOST_BUSY:,} busy times in half a year")
        odd += calendar.odd
        cut += calendar.cut
    if elsewhere and not entries:
        raise Unreadable("it lists busy times in a form that we do not read")
    if entries and odd == entries:
        raise Unreadable("none of its entries can be understood")
    return {"busy": sorted(busy), "assumed": sum(busy.values()), "odd": odd + cut}


def _occurrences(
    events: list[Event], owner: ZoneInfo, since: datetime, until: datetime
) -> Iterator[tuple[int, int]]:
    found = events
    if len(events) > 1 or not {"RRULE", "RDATE"}.isdisjoint(events[0]):
        calendar = Calendar()
        for event in events:
            calendar.add_component(event)
        found = recurring_ical_events.of(calendar).between(since - MARGIN, until + MARGIN)
    for event in found:
        if event["TRANSP"] == "OPAQUE":
            start, end = (
                max(
                    since,
                    min(until, one if isinstance(one, datetime) else datetime.combine(one, time(), owner)),
                )
                for one in (event.start, event.end)
            )
            if end > start:
                yield int(start.timestamp()), int(end.timestamp())


def main(zone: str, since: str, until: str) -> None:
    """Read standard input, for an owner on this zone's clock and between two instants; answer in JSON."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    window = datetime.fromisoformat(since), datetime.fromisoformat(until)
    try:
        answer = busy_in(sys.stdin.buffer.read(), zone, *window)
    except Unreadable as reason:
        answer = {"refused": str(reason)}
    json.dump(answer, sys.stdout)
