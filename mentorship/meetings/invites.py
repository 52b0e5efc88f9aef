"""A meeting, or all of somebody's meetings, as an .ics file; the only file that imports `ics`.

`ics` writes the file. What it gets wrong is repaired here: names in CN go unquoted, which lets a name smuggle
in an address; attendees come in random order; METHOD comes after the event; nothing is folded; the last line
has no end; UID and raw lines are not checked. Before a file leaves, `checked` has `icalendar` read it back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote

PRODID = "-//Hallway//Meetings//EN"
OCTETS_IN_A_LINE = 75
LOOK_AGAIN = "PT1H"
BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls, lone surrogates, and the marks that would turn the direction of the words after a name.
UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
UID = re.compile(r"[A-Za-z0-9._@-]{1,255}")
LINK = re.compile(r"https?://[A-Za-z0-9\[][A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*")
LOCAL_PART = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff\"(),:;<>@\[\\\]]+")
DOMAIN = re.compile(r"[A-Za-z0-9.-]+")
UNCODED = "!$&'*+-/=._~"  # what may stand in a mailto: address as it is


class Method(StrEnum):
    REQUEST = "REQUEST"  # an invitation, and every change of it
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"  # a copy to keep: nobody is asked to answer


class InvitationRefused(ValueError):
    """The values cannot stand in a calendar file."""


class InvitationDisagrees(Exception):
    """A second library does not read from the file what was meant; names the fields, never their values."""


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody invited; `accepted` when they need not answer, because they chose the time themselves."""

    name: str
    email: str
    accepted: bool
    asked: bool = False  # to answer by mail, because a mailbox reads such answers


@dataclass(frozen=True, slots=True)
class Invitation:
    """One version of one meeting. All instants aware; parts of a second do not count.

    The same uid for life, a higher sequence and a later stamp with every change; the organizer is the sender.
    """

    method: Method
    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    description: str
    organizer: Party
    attendees: tuple[Guest, ...]
    link: str | None
    tentative: bool = False  # a time that waits for somebody's answer


def checked(invitation: Invitation) -> bytes:
    """The file, once a second library has read from it what was meant; else InvitationDisagrees."""
    file = build(invitation)
    compare(invitation, file)
    return file


def checked_feed(name: str, meetings: Sequence[Invitation]) -> bytes:
    """All of somebody's meetings as one calendar to subscribe to, read back by the second library like any file.

    Nobody is asked to answer, so no guest stands in it; a meeting whose method is CANCEL stands as cancelled.
    """
    published = [replace(meeting, attendees=()) for meeting in meetings]
    file = _file(Method.PUBLISH, published, feed=_one_line(name))
    _compare(Method.PUBLISH, published, file)
    return file


def compare(invitation: Invitation, file: bytes) -> None:
    """Refuse, as InvitationDisagrees, a file from which `icalendar` reads anything but this invitation."""
    _compare(invitation.method, [invitation], file)


def _compare(method: Method, meetings: Sequence[Invitation], file: bytes) -> None:
    try:
        meant, read = [_meant(method, meeting) for meeting in meetings], _read(file)
    except ValueError as error:
        raise InvitationDisagrees("not readable") from error
    if len(read) != len(meant):
        raise InvitationDisagrees("not as many events as meetings")
    wrong = {
        field for one, other in zip(meant, read, strict=True) for field in one if one[field] != other[field]
    }
    if wrong:
        raise InvitationDisagrees(", ".join(sorted(wrong)))


def build(invitation: Invitation) -> bytes:
    """The invitation as an .ics file: UTF-8, CRLF, folded, always the same bytes; else InvitationRefused."""
    return _file(invitation.method, [invitation])


def _file(method: Method, meetings: Sequence[Invitation], feed: str | None = None) -> bytes:
    """One calendar with these events in this order: `ics` itself would shuffle them, so each is written alone."""
    from ics import Calendar  # takes half a second, and most requests write no invitation
    from ics.grammar.parse import ContentLine

    calendar = Calendar(creator=PRODID)
    calendar.scale = "gregorian"
    calendar.method = method.value
    if feed is not None:
        calendar.extra.extend(ContentLine(*line) for line in _lines_of_feed(feed))
    *head, end = calendar.serialize().split("\r\n")
    return _repaired([*head, *(line for meeting in meetings for line in _event(meeting)), end])


def _event(invitation: Invitation) -> list[str]:
    from ics import Event
    from ics.grammar.parse import ContentLine

    _refuse_what_cannot_be_written(invitation)
    event = Event(
        uid=invitation.uid,
        created=_whole_seconds(invitation.stamp),  # ics writes it as DTSTAMP
        begin=_whole_seconds(invitation.starts_at),
        end=_whole_seconds(invitation.ends_at),
        name=_one_line(invitation.title),
        description=_description(invitation),
        location=invitation.link,
        status=_status(invitation),
        transparent=False,
    )
    event.extra.extend(ContentLine(*line) for line in _lines_ics_cannot_write(invitation))
    lines: list[str] = event.serialize().split("\r\n")
    return lines


Line = tuple[str, dict[str, list[str]], str]


def _lines_ics_cannot_write(invitation: Invitation) -> list[Line]:
    """SEQUENCE and CONFERENCE, which it does not know, and people, whom it writes unquoted and shuffled."""
    organizer = invitation.organizer
    lines: list[Line] = [
        ("SEQUENCE", {}, str(invitation.sequence)),
        ("ORGANIZER", _common_name(organizer), _mailto(organizer.email)),
    ]
    for guest in _guests(invitation):
        answer = {"PARTSTAT": ["ACCEPTED" if guest.accepted else "NEEDS-ACTION"]}
        # Where no mailbox reads answers, none is asked for: people answer by the links in the mail.
        rsvp = "TRUE" if guest.asked and not guest.accepted else "FALSE"
        role = {"CUTYPE": ["INDIVIDUAL"], "ROLE": ["REQ-PARTICIPANT"], "RSVP": [rsvp]}
        params = role | answer | _common_name(guest)
        lines.append(("ATTENDEE", params, _mailto(guest.email)))
    if invitation.link:
        lines.append(("CONFERENCE", {"VALUE": ["URI"], "FEATURE": ["VIDEO"]}, invitation.link))
    return lines


def _lines_of_feed(name: str) -> list[Line]:
    """What the calendar is called, and how often to look again: the standard's words (RFC 7986) and the older ones."""
    text = name.translate({ord(mark): f"\\{mark}" for mark in "\\;,"})
    every = [("REFRESH-INTERVAL", {"VALUE": ["DURATION"]}, LOOK_AGAIN), ("X-PUBLISHED-TTL", {}, LOOK_AGAIN)]
    return [("NAME", {}, text), ("X-WR-CALNAME", {}, text), *every]


def _guests(invitation: Invitation) -> tuple[Guest, ...]:
    return () if invitation.method is Method.PUBLISH else invitation.attendees


def _status(invitation: Invitation) -> str:
    if invitation.method is Method.CANCEL:
        return "CANCELLED"
    return "TENTATIVE" if invitation.tentative else "CONFIRMED"


def _description(invitation: Invitation) -> str:
    """With the link at its end, because few calendars show CONFERENCE."""
    words = _prose(invitation.description)
    if invitation.link and invitation.link not in words:
        words = f"{words}\n\n{invitation.link}".strip()
    return words


def _refuse_what_cannot_be_written(invitation: Invitation) -> None:
    instants = (invitation.stamp, invitation.starts_at, invitation.ends_at)
    if any(instant.tzinfo is None for instant in instants):
        raise InvitationRefused("an instant has no zone")
    if _whole_seconds(invitation.starts_at) >= _whole_seconds(invitation.ends_at):
        raise InvitationRefused("the meeting ends before it has begun")
    if not UID.fullmatch(invitation.uid) or not 0 <= invitation.sequence < 2**31:
        raise InvitationRefused("uid or sequence is not one")
    if invitation.link and not LINK.fullmatch(invitation.link):
        raise InvitationRefused("the link is not an http address in ASCII")
    if not _one_line(invitation.title):
        raise InvitationRefused("the title is empty")


def _prose(text: str) -> str:
    """Text of several lines, without anything that a calendar could take for more than text."""
    return UNWANTED.sub("", BREAK.sub("\n", text).replace("\t", " ")).strip()


def _one_line(text: str) -> str:
    return _prose(text).replace("\n", " ")


def _common_name(person: Party | Guest) -> dict[str, list[str]]:
    """CN, always quoted. Not every calendar reads an escaped quote inside it, so a quote becomes a prime;
    a caret would begin such an escape (RFC 6868), a backslash begins one in some calendars.
    """
    name = _one_line(person.name).translate({ord('"'): "'", ord("^"): "ˆ", ord("\\"): "/"}).strip()
    return {"CN": [f'"{name or person.email}"']}


def _mailto(address: str) -> str:
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    if not LOCAL_PART.fullmatch(local) or not DOMAIN.fullmatch(domain):
        raise InvitationRefused("not an e-mail address that a calendar can hold")
    return f"mailto:{quote(local, safe=UNCODED)}@{domain}"


def _repaired(lines: Sequence[str]) -> bytes:
    """No control character in any line, each line within 75 octets, the last one ended too."""
    if any(CONTROL.search(line) for line in lines):
        raise InvitationRefused("a line holds a control character")
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


def _folded(line: str) -> str:
    """The line with a break before each character that would not fit; a character is never cut."""
    pieces, room = [""], OCTETS_IN_A_LINE
    for character in line:
        width = len(character.encode())
        if width > room:
            pieces.append(" ")
            room = OCTETS_IN_A_LINE - 1
        pieces[-1] += character
        room -= width
    return "\r\n".join(pieces)


def _whole_seconds(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def _meant(method: Method, invitation: Invitation) -> dict[str, object]:
    """What any calendar should read from the file."""
    return {
        "method": method.value,
        "uid": invitation.uid,
        "sequence": invitation.sequence,
        "stamp": _whole_seconds(invitation.stamp),
        "start": _whole_seconds(invitation.starts_at),
        "end": _whole_seconds(invitation.ends_at),
        "status": _status(invitation),
        "title": _one_line(invitation.title),
        "description": _description(invitation),
        "location": invitation.link or "",
        "organizer": _mailto(invitation.organizer.email),
        "attendees": [_mailto(guest.email) for guest in _guests(invitation)],
    }


def _read(file: bytes) -> list[dict[str, object]]:
    """The same, of each event, as `icalendar` reads it."""
    from icalendar import Calendar  # only the sender of invitations needs it

    calendar = Calendar.from_ical(file)
    if len(calendar.subcomponents) != len(calendar.events) or any(event.errors for event in calendar.events):
        raise InvitationDisagrees("not only sound events")
    return [
        {
            "method": calendar.method,
            "uid": event.uid,
            "sequence": event.sequence,
            "stamp": event.DTSTAMP,
            "start": event.DTSTART,
            "end": event.DTEND,
            "status": event.status,
            "title": event.summary,
            "description": event.description or "",
            "location": event.location or "",
            "organizer": event.organizer,
            "attendees": event.attendees,
        }
        for event in calendar.events
    ]
