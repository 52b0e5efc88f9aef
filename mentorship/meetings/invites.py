"""A meeting, or all of somebody's meetings, as an .ics file; the only file that imports `ics`.

`ics` writes the file. What it gets wrong is repaired here: names in CN go unquoted, which lets a name smuggle
in an address; attendees come in random order; METHOD comes after the event; nothing is folded; the last line
has no end; UID and raw lines are not checked. Before a file leaves, `checked` has `icalendar` read it back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mentorship.meetings.invitation import (
    LINK,
    Guest,
    Invitation,
    InvitationRefused,
    Method,
    Party,
    description,
    guests,
    mailto,
    one_line,
    status,
    whole_seconds,
)
from mentorship.meetings.read_back import compare

PRODID = "-//Hallway//Meetings//EN"
OCTETS_IN_A_LINE = 75
LOOK_AGAIN = "PT1H"
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
UID = re.compile(r"[A-Za-z0-9._@-]{1,255}")


def checked(invitation: Invitation) -> bytes:
    """The file, once a second library has read from it what was meant; else InvitationDisagrees."""
    file = build(invitation)
    compare(invitation.method, [invitation], file)
    return file


def checked_feed(name: str, meetings: Sequence[Invitation]) -> bytes:
    """All of somebody's meetings as one calendar to subscribe to, read back by the second library like any file.

    Nobody is asked to answer, so no guest stands in it; a meeting whose method is CANCEL stands as cancelled.
    """
    published = [replace(meeting, attendees=()) for meeting in meetings]
    file = _file(Method.PUBLISH, published, feed=one_line(name))
    compare(Method.PUBLISH, published, file)
    return file


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
        created=whole_seconds(invitation.stamp),  # ics writes it as DTSTAMP
        begin=whole_seconds(invitation.starts_at),
        end=whole_seconds(invitation.ends_at),
        name=one_line(invitation.title),
        description=description(invitation),
        location=invitation.link,
        status=status(invitation),
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
        ("ORGANIZER", _common_name(organizer), mailto(organizer.email)),
    ]
    for guest in guests(invitation):
        answer = {"PARTSTAT": ["ACCEPTED" if guest.accepted else "NEEDS-ACTION"]}
        # Where no mailbox reads answers, none is asked for: people answer by the links in the mail.
        rsvp = "TRUE" if guest.asked and not guest.accepted else "FALSE"
        role = {"CUTYPE": ["INDIVIDUAL"], "ROLE": ["REQ-PARTICIPANT"], "RSVP": [rsvp]}
        params = role | answer | _common_name(guest)
        lines.append(("ATTENDEE", params, mailto(guest.email)))
    if invitation.link:
        lines.append(("CONFERENCE", {"VALUE": ["URI"], "FEATURE": ["VIDEO"]}, invitation.link))
    return lines


def _lines_of_feed(name: str) -> list[Line]:
    """What the calendar is called, and how often to look again: the standard's words (RFC 7986) and the older ones."""
    text = name.translate({ord(mark): f"\\{mark}" for mark in "\\;,"})
    every = [("REFRESH-INTERVAL", {"VALUE": ["DURATION"]}, LOOK_AGAIN), ("X-PUBLISHED-TTL", {}, LOOK_AGAIN)]
    return [("NAME", {}, text), ("X-WR-CALNAME", {}, text), *every]


def _refuse_what_cannot_be_written(invitation: Invitation) -> None:
    instants = (invitation.stamp, invitation.starts_at, invitation.ends_at)
    if any(instant.tzinfo is None for instant in instants):
        raise InvitationRefused("an instant has no zone")
    if whole_seconds(invitation.starts_at) >= whole_seconds(invitation.ends_at):
        raise InvitationRefused("the meeting ends before it has begun")
    if not UID.fullmatch(invitation.uid) or not 0 <= invitation.sequence < 2**31:
        raise InvitationRefused("uid or sequence is not one")
    if invitation.link and not LINK.fullmatch(invitation.link):
        raise InvitationRefused("the link is not an http address in ASCII")
    if not one_line(invitation.title):
        raise InvitationRefused("the title is empty")


def _common_name(person: Party | Guest) -> dict[str, list[str]]:
    """CN, always quoted. Not every calendar reads an escaped quote inside it, so a quote becomes a prime;
    a caret would begin such an escape (RFC 6868), a backslash begins one in some calendars.
    """
    name = one_line(person.name).translate({ord('"'): "'", ord("^"): "ˆ", ord("\\"): "/"}).strip()
    return {"CN": [f'"{name or person.email}"']}


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
