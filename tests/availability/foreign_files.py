"""Calendar files as others write them, well and badly; all of them made here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SINCE = datetime(2026, 11, 27, 12, tzinfo=UTC)
UNTIL = SINCE + timedelta(weeks=26, days=1)
CHICAGO = "America/Chicago"


def event(*lines: str, uid: str = "") -> str:
    """One entry; at the tenth of December, 15:00 to 16:00 UTC, unless its lines say otherwise."""
    timed = any(line.startswith("DTSTART") for line in lines)
    usual = () if timed else ("DTSTART:20261210T150000Z", "DTEND:20261210T160000Z")
    return "\r\n".join(
        (
            "BEGIN:VEVENT",
            *([f"UID:{uid}"] if uid else ()),
            "SUMMARY:Mrs. Miller",
            *usual,
            *lines,
            "END:VEVENT",
        )
    )


def at(start: str, end: str, *lines: str, uid: str = "", zone: str = "") -> str:
    """One entry from start to end."""
    name = f";TZID={zone}" if zone else ""
    return event(f"DTSTART{name}:{start}", f"DTEND{name}:{end}", *lines, uid=uid)


def zone(name: str, offset: str) -> str:
    """A zone that keeps one offset, as Outlook writes them."""
    return "\r\n".join(
        (
            "BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:16010101T000000", f"TZOFFSETFROM:{offset}",
            f"TZOFFSETTO:{offset}", "END:STANDARD", "END:VTIMEZONE",
        )
    )  # fmt: skip


def file(*parts: str) -> bytes:
    """A whole calendar."""
    return "\r\n".join(
        ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", *parts, "END:VCALENDAR", "")
    ).encode()


NOT_CLOSED = "its entries are not closed where they should be"
NOTHING = "none of its entries can be understood"
PAUSE = "one of its entries repeats without a pause"
BROKEN_OFF = "the file breaks off before its end"
NO_CALENDAR = "what is there is no calendar"
HALF = ("20261210T150000", "20261210T160000")
DAILY = "RRULE:FREQ=DAILY"
OLD = ("DTSTART:20200101T150000Z", "DTEND:20200101T153000Z")

CORPUS: dict[str, tuple[bytes, int | str]] = {
    "nothing at all": (b"", NO_CALENDAR),
    "blank lines": (b"\r\n\r\n  \r\n", NO_CALENDAR),
    "a web page": (b"<!DOCTYPE html><html><p>Sign in</p></html>", "it leads to a web page, not to a calendar"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 50, NO_CALENDAR),
    "random zeros": (b"\x00" * 5_000, NO_CALENDAR),
    "an empty calendar": (file(), 0),
    "one entry": (file(event()), 1),
    "with a byte order mark": (b"\xef\xbb\xbf" + file(event()), 1),
    "in UTF-16": (file(event()).decode().encode("utf-16"), NO_CALENDAR),
    "in Latin-1": (file(event("LOCATION:Caf\u00e9")).decode().encode("latin-1"), 1),
    "with line feeds alone": (file(event()).replace(b"\r\n", b"\n"), 1),
    "with carriage returns alone": (file(event()).replace(b"\r\n", b"\r"), 1),
    "without an end": (file(event())[:-20], BROKEN_OFF),
    "cut in the middle of an entry": (file(event(), event())[:-150], BROKEN_OFF),
    "an entry that is not closed": (file(event().replace("\r\nEND:VEVENT", "")), NOT_CLOSED),
    "an end too many": (file("END:VEVENT", event()), NOT_CLOSED),
    "two calendars in one file": (file(event()) + file(at("20261211T150000Z", "20261211T160000Z")), 2),
    "the same entry twice": (file(event(), event()), 1),
    "garbage between the lines": (file("no colon here", ":", ";;;:;", event("GARBAGE", "=?;:", "DTEND")), 1),
    "folded in the middle of words": (
        file(event()).replace(b"DTSTART", b"DTST\r\n ART").replace(b"2026", b"20\r\n\t26"), 1,
    ),
    "a NUL in a title": (file(event("LOCATION:\x00\x07")), 1),
    "no start": (file(event(), "BEGIN:VEVENT\r\nUID:x\r\nSUMMARY:y\r\nEND:VEVENT"), 1),
    "nothing but entries without start": (file("BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT"), NOTHING),
    "a day that is none": (file(event(), at("20261332T100000Z", "20261332T110000Z")), 1),
    "an hour that is none": (file(event(), at("20261211T250000Z", "20261211T260000Z")), 1),
    "a leap second": (file(at("20261211T235960Z", "20261212T010000Z")), 1),
    "the year one, every day": (file(event(), event("DTSTART:00010101T100000Z", "DURATION:PT1H", DAILY)), 1),
    "the year 9999": (file(event(), at("99991231T230000Z", "99991231T235959Z", DAILY)), 1),
    "an end before the start": (file(event(), at("20261211T150000Z", "20051211T160000Z")), 1),
    "an end at the start": (file(event(), at("20261211T150000Z", "20261211T150000Z")), 1),
    "a duration below zero": (file(event(), event("DTSTART:20261211T150000Z", "DURATION:-PT1H")), 1),
    "a duration of words": (file(event(), event("DTSTART:20261211T150000Z", "DURATION:one hour")), 1),
    "a duration of ten thousand years": (file(event("DTSTART:20261211T150000Z", "DURATION:P3650000D")), 1),
    "every second": (file(event("RRULE:FREQ=SECONDLY")), PAUSE),
    "every minute since 2020": (file(event(*OLD, "RRULE:FREQ=MINUTELY")), PAUSE),
    "every minute by another name": (
        file(event(*OLD, f"{DAILY};BYHOUR=1,2;BYMINUTE={','.join(map(str, range(60)))}")), PAUSE,
    ),
    "an interval of zero": (file(event(f"{DAILY};INTERVAL=0")), PAUSE),
    "an interval of words": (file(event(), event(f"{DAILY};INTERVAL=often", uid="x")), 1),
    "a frequency of words": (file(event(), event("RRULE:FREQ=OFTEN", uid="x")), 1),
    "a rule of nothing": (file(event(), event("RRULE:;;=", uid="x")), 1),
    "a hundred thousand exceptions": (
        file(event(*OLD, DAILY, *("EXDATE:" + ",".join(["20200102T150000Z"] * 1_000) for _ in range(100)))),
        "one of its entries makes more than 2,000 exceptions",
    ),
    "every hour since 2024": (file(at("20240101T000000Z", "20240101T003000Z", "RRULE:FREQ=HOURLY")), 4_392),
    "twenty-one thousand entries": (file(*(event() for _ in range(20_001))), "it holds more than 20,000 entries"),
    "busier than anybody": (
        file(*(at(f"202612{day:02}T{h:02}{m:02}00Z", f"202612{day:02}T{h:02}{m:02}30Z")
               for day in range(1, 29) for h in range(24) for m in range(0, 60, 6))),
        "it holds more than 5,000 busy times in half a year",
    ),
    "calendars inside calendars": (b"BEGIN:VCALENDAR\r\n" * 20_000 + b"END:VCALENDAR\r\n" * 20_000, NOT_CLOSED),
    "a line of three megabytes": (file(event("LOCATION:" + "x" * 3_000_000)), 1),
    "a million parameters": (file(event("DTSTART" + ";A=b" * 100_000 + ":20261210T150000Z", "DURATION:PT1H")), 1),
    "quotes that never close": (file(event('DTSTART;TZID="' * 2_000 + ":20261210T150000Z"), event()), 1),
    "an exception without its series": (file(event("RECURRENCE-ID:20261209T150000Z", uid="x")), 1),
    "to-dos, journals and alarms": (
        file("BEGIN:VTODO\r\nDTSTART:20261210T150000Z\r\nEND:VTODO", "BEGIN:VJOURNAL\r\nEND:VJOURNAL",
             event("BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT99H", "END:VALARM")),
        1,
    ),
    "a zone that makes no sense": (
        file("BEGIN:VTIMEZONE\r\nTZID:Odd\r\nBEGIN:STANDARD\r\nEND:STANDARD\r\nEND:VTIMEZONE", at(*HALF, zone="Odd")),
        1,
    ),
    "a zone that repeats every second": (
        file(zone("Odd", "-0500").replace("TZOFF", "RRULE:FREQ=SECONDLY\r\nTZOFF", 1), at(*HALF, zone="Odd")),
        1,
    ),
}  # fmt: skip
"""What it is → (the file, how many busy times it has, or the clause that says why it cannot be read)."""
