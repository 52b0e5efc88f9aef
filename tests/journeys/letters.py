"""Read what the SMTP server received, with libraries that the site does not write with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import icalendar
import vobject

from tests.mail.smtp_server import Inbox, Received


@dataclass(frozen=True)
class Entry:
    """What a calendar would make of an invitation."""

    method: str
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    status: str
    stamp: datetime


def newest_to(inbox: Inbox, address: str, about: str = "") -> Received:
    """The newest mail to an address whose subject has these words."""
    fitting = [mail for mail in inbox.to(address) if about.lower() in mail.subject.lower()]
    assert fitting, (
        f"no mail about {about!r} to {address}; there are {[mail.subject for mail in inbox.to(address)]}"
    )
    return fitting[-1]


def newest_invitation(inbox: Inbox, address: str) -> Received:
    """The newest mail to an address that carries a calendar file."""
    carrying = [mail for mail in inbox.to(address) if mail.calendars]
    assert carrying, f"no invitation to {address}"
    return carrying[-1]


def link_in(mail: Received, part: str) -> str:
    """The first link of the text part whose address has this part."""
    links = [link for link in re.findall(r"https?://\S+", mail.text) if part in link]
    assert links, f"no link with {part!r} in:\n{mail.text}"
    return links[0].rstrip(".,)")


def entry_in(mail: Received) -> Entry:
    """The invitation of a mail, read alike by two libraries, from both parts with the same bytes."""
    inline, attached = mail.calendars
    assert inline == attached
    calendar = icalendar.Calendar.from_ical(inline)
    event = calendar.walk("VEVENT")[0]
    other = vobject.readOne(inline.decode()).vevent
    assert (other.uid.value, other.dtstart.value) == (str(event["UID"]), event.start)
    return Entry(
        method=str(calendar["METHOD"]),
        uid=str(event["UID"]),
        sequence=int(event["SEQUENCE"]),
        starts_at=event.start,
        ends_at=event.end,
        status=str(event["STATUS"]),
        stamp=event["DTSTAMP"].dt,
    )
