"""What lies in the post: the mails that were written, and the calendar files in them as another library reads them."""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple

import icalendar

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail


class Entry(NamedTuple):
    """What a calendar learns from one mail."""

    method: str
    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    status: str


def mails_to(person: Person, kind: str = "") -> list[OutgoingMail]:
    """Mails to somebody, oldest first."""
    query = db.session.query(OutgoingMail).filter_by(person_id=person.id).order_by(OutgoingMail.id)
    return [mail for mail in query if mail.template.startswith(kind)]


def message(mail: OutgoingMail) -> EmailMessage:
    read = message_from_bytes(mail.message, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def words(mail: OutgoingMail) -> str:
    """The text part."""
    part = message(mail).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def links(mail: OutgoingMail, prefix: str) -> list[str]:
    """Paths in the text part that begin like this, e.g. '/m/'."""
    return [found for found in re.findall(r"http://localhost(/\S+)", words(mail)) if found.startswith(prefix)]


def files(mail: OutgoingMail) -> list[bytes]:
    """The calendar files in the mail, inline and attached."""
    kinds = ("text/calendar", "application/ics")
    return [
        part.get_payload(decode=True) for part in message(mail).walk() if part.get_content_type() in kinds
    ]


def calendar(mail: OutgoingMail) -> icalendar.Calendar:
    """The calendar file; both copies are the same bytes."""
    copies = files(mail)
    assert len(copies) == 2
    assert copies[0] == copies[1]
    return icalendar.Calendar.from_ical(copies[0])


def entry(mail: OutgoingMail) -> Entry:
    read = calendar(mail)
    event = read.events[0]
    return Entry(
        str(read["METHOD"]),
        str(event["UID"]),
        int(event["SEQUENCE"]),
        event["DTSTAMP"].dt,
        event["DTSTART"].dt,
        event["DTEND"].dt,
        str(event["STATUS"]),
    )
