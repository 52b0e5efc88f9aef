"""An answer that a calendar sent by mail: bytes in, a value out. It knows no web, no database, no clock.

Nothing in such a mail is trusted but whose answer it claims to be and what it says; who may say so is decided in
replying.py. Of the calendar file only a handful of lines of one event reach `icalendar`, so that nothing in it costs
time: no rules to expand, no zones to learn. Zones are the well-known ones by name, because a definition in the file
would also be used for the next file that is read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from mentorship.mail.inbox import MOST_OCTETS

MOST_LINES = 200
KINDS = ("text/calendar", "application/ics")
METHODS = ("REPLY", "COUNTER")
KEPT = re.compile(r"(METHOD|VERSION|UID|SEQUENCE|DTSTAMP|DTSTART|ATTENDEE)[;:]", re.IGNORECASE)
BREAK, FOLD = re.compile("\r\n|\r|\n"), re.compile("(\r\n|\r|\n)[ \t]")
WRITTEN_BY_MACHINES = re.compile("mailer-daemon|postmaster|no-?reply|bounce", re.IGNORECASE)


class NoAnswer(Exception):
    """The mail holds no calendar's answer. `by_person` when somebody seems to have written it by hand."""

    def __init__(self, *, by_person: bool) -> None:
        self.by_person = by_person


class Unreadable(Exception):
    """There is an answer in it, but nobody can tell which. The text says why, for the coordinator."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One person's answer to one version of a meeting."""

    method: str
    uid: str
    sequence: int | None
    """None when the calendar left it out."""
    stamp: datetime | None
    """When it was said, by the sender's clock."""
    attendees: tuple[tuple[str, str], ...]
    """(address, PARTSTAT) of each; a good answer has one."""
    starts_at: datetime | None
    """A COUNTER's other time, else the time that is answered; None when it is missing or in a zone unknown here."""


def opened(octets: bytes) -> Message:
    """The mail, its parts told apart."""
    return message_from_bytes(octets)


def senders(mail: Message) -> list[str]:
    """Who says they wrote it. Some services write in their own name and put the person into Reply-To."""
    lines = [str(line) for name in ("From", "Reply-To") for line in mail.get_all(name, [])]
    return [address for _, address in getaddresses(lines) if "@" in address]


def fingerprint(octets: bytes, mail: Message) -> str:
    """The same for a mail that came twice, by whatever way."""
    name = str(mail.get("Message-ID", "")).strip()
    own = b"".join(_octets(part) for part in _calendars(mail))
    return hashlib.sha256(
        f"{name}\n".encode("utf-8", "replace") + own if name and own else octets
    ).hexdigest()


def read(octets: bytes, mail: Message) -> Reply:
    """The answer in this mail; NoAnswer or Unreadable when there is none."""
    if len(octets) > MOST_OCTETS:
        raise Unreadable("The mail is far too long for an answer.")
    if mail.get_content_type() == "multipart/report":  # it quotes our own invitation
        raise NoAnswer(by_person=False)
    files = [_lines(_text(part)) for part in _calendars(mail)]
    answers = [lines for lines in files if _method(lines) in METHODS]
    if not answers:
        raise NoAnswer(by_person=_by_person(mail))
    return _reply(answers[0])


def _calendars(mail: Message) -> Iterator[Message]:
    for part in mail.walk():
        if part.get_content_type() in KINDS or str(part.get_filename() or "").lower().endswith(".ics"):
            yield part


def _octets(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    try:
        return _octets(part).decode(part.get_content_charset() or "utf-8").removeprefix("\ufeff")
    except (LookupError, ValueError):
        return _octets(part).decode("latin-1")


def _lines(text: str) -> list[str]:
    """The file's lines, unfolded."""
    return BREAK.split(FOLD.sub("", text))


def _method(lines: list[str]) -> str:
    found = (line.partition(":")[2].strip().upper() for line in lines if line.upper().startswith("METHOD"))
    return next(found, "")


def _by_person(mail: Message) -> bool:
    """Whether somebody's hand wrote it, as far as its head tells."""
    automatic = str(mail.get("Auto-Submitted", "no")).strip().lower() != "no" or "X-Autoreply" in mail
    in_bulk = str(mail.get("Precedence", "")).strip().lower() in ("bulk", "junk", "list", "auto_reply")
    nobody = str(mail.get("Return-Path", "")).strip() == "<>"
    return not (
        automatic or in_bulk or nobody or any(WRITTEN_BY_MACHINES.match(who) for who in senders(mail))
    )


def _reply(lines: list[str]) -> Reply:
    from icalendar import Calendar  # takes a tenth of a second, and most processes read no answers

    try:
        events = Calendar.from_ical("\r\n".join(_thinned(lines))).events
        (event,) = events
        uid, sequence = str(event["UID"]).strip(), event.get("SEQUENCE")
        return Reply(
            method=_method(lines),
            uid=uid,
            sequence=None if sequence is None else int(sequence),
            stamp=_instant(event.get("DTSTAMP"), floating=UTC),
            attendees=tuple((_address(one), _answer(one)) for one in _all(event.get("ATTENDEE"))),
            starts_at=_instant(event.get("DTSTART")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, IndexError):
        raise Unreadable("The answer in it is not written as calendars write it.") from None


def _thinned(lines: list[str]) -> list[str]:
    """The few lines that matter, of events and of the calendar around them; whatever else is nested goes."""
    kept, inside = list[str](), list[str]()
    for line in lines:
        word, _, name = line.strip().upper().partition(":")
        if word == "BEGIN":
            inside.append(name)
        if inside in (["VCALENDAR"], ["VCALENDAR", "VEVENT"]) and (
            word in ("BEGIN", "END") or KEPT.match(line)
        ):
            kept.append(line.strip())
        if word == "END" and inside:
            inside.pop()
    if len(kept) > MOST_LINES:
        raise Unreadable("The answer in it is far too long.")
    return kept


def _all(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _address(attendee: object) -> str:
    """Apple's calendars put the address into EMAIL when the value is one of their own names."""
    value = str(attendee)
    told = str(getattr(attendee, "params", {}).get("EMAIL", ""))
    return value[7:].strip() if value.lower().startswith("mailto:") else told.strip()


def _answer(attendee: object) -> str:
    return str(getattr(attendee, "params", {}).get("PARTSTAT", "NEEDS-ACTION")).upper()


def _instant(value: object, floating: object = None) -> datetime | None:
    """An aware instant, or None for a mere day and for a time in a zone that only its sender knows."""
    moment = getattr(value, "dt", None)
    if not isinstance(moment, datetime):
        return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC) if floating is UTC else None
    return moment.astimezone(UTC)
