"""Mails as calendars write them when somebody presses Yes, Maybe, No, or proposes another time."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count
from quopri import encodestring

from mentorship.meetings.models import Meeting

_number = count(1)
NEW_YORK = """BEGIN:VTIMEZONE
TZID:Eastern Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE
"""
"""Named like Windows does; what it defines is nonsense, so that a test sees whether it was believed."""


def utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def answer_file(
    meeting: Meeting,
    who: str,
    said: str,
    at: datetime,
    *,
    method: str = "REPLY",
    sequence: int | None = None,
    start: str = "",
    zone: str = "",
    without: tuple[str, ...] = (),
) -> str:
    """The calendar file. `start` is a whole DTSTART line; `without` names lines to leave out."""
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Some calendar//EN",
        "VERSION:2.0",
        f"METHOD:{method}",
        *zone.splitlines(),
        "BEGIN:VEVENT",
        f"UID:{meeting.uid}",
        f"SEQUENCE:{meeting.sequence if sequence is None else sequence}",
        f"DTSTAMP:{utc(at)}",
        start or f"DTSTART:{utc(meeting.starts_at)}",
        "ORGANIZER:mailto:hallway@example.org",
        f'ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT={said};CN="Somebody, MD":mailto:{who}',
        "SUMMARY:Accepted: Mentoring",
        "RRULE:FREQ=SECONDLY",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(line for line in lines if not line.startswith(tuple(without) or "\0")) + "\r\n"


def as_gmail(file: str, sender: str) -> bytes:
    """Words, HTML and the file side by side, the file once more attached; sent by a machine in somebody's name."""
    mail = EmailMessage(policy=SMTP)
    _head(mail, sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("Somebody has answered this invitation.")
    mail.add_alternative("<p>Somebody has answered.</p>", subtype="html")
    mail.add_alternative(file.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    mail.add_attachment(file.encode(), maintype="application", subtype="ics", filename="invite.ics")
    return mail.as_bytes()


def as_outlook(file: str, sender: str) -> bytes:
    """Base64, no ORGANIZER, lines folded by tabs."""
    folded = "".join(
        line if line.startswith("ORGANIZER") is False and len(line) < 60 else f"{line[:50]}\r\n\t{line[50:]}"
        for line in file.splitlines(keepends=True)
        if not line.startswith("ORGANIZER")
    )
    return _by_hand(
        sender, "text/calendar; charset=utf-8; method=REPLY", "base64", b64encode(folded.encode())
    )


def as_apple(file: str, sender: str) -> bytes:
    """The service's own address in From, the person's in Reply-To; quoted-printable, the address in EMAIL."""
    told = file.replace("PARTSTAT=", f"EMAIL={sender};PARTSTAT=").replace(f"mailto:{sender}", "urn:uuid:7")
    body = encodestring(told.encode())
    return _by_hand(
        "noreply@mail.example", 'Text/Calendar; charset="UTF-8"', "quoted-printable", body, reply_to=sender
    )


def as_attachment(file: str, sender: str) -> bytes:
    """Only a file with a name, in another character set, below two more layers."""
    inner = EmailMessage(policy=SMTP)
    inner.set_content("See attached.")
    inner.add_attachment(file.encode(), maintype="application", subtype="octet-stream", filename="Answer.ICS")
    mail = EmailMessage(policy=SMTP)
    _head(mail, sender.upper())
    mail.make_mixed()
    mail.attach(inner)
    return mail.as_bytes()


SHAPES: list[Callable[[str, str], bytes]] = [as_gmail, as_outlook, as_apple, as_attachment]


def by_hand(sender: str, words: str = "Tuesday is bad for me.", **head: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    _head(mail, sender)
    for name, value in head.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(words)
    return mail.as_bytes()


def bounce(invitation: bytes) -> bytes:
    """A server's report that a mail of ours did not arrive, with our mail in it."""
    return b"\r\n".join([
        b"From: MAILER-DAEMON@mail.example", b"Message-ID: <bounce@mail.example>",
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', b"",
        b"--b", b"Content-Type: text/plain", b"", b"It did not arrive.",
        b"--b", b"Content-Type: message/rfc822", b"", invitation, b"--b--", b"",
    ])  # fmt: skip


def _head(mail: EmailMessage, sender: str) -> None:
    mail["From"], mail["To"] = f"Somebody <{sender}>", "hallway@example.org"
    mail["Subject"], mail["Message-ID"] = "Accepted: Mentoring", f"<{next(_number)}@mail.example>"


def _by_hand(sender: str, kind: str, encoding: str, body: bytes, reply_to: str = "") -> bytes:
    head = (
        f"From: <{sender}>\r\nMessage-ID: <{next(_number)}@mail.example>\r\nMIME-Version: 1.0\r\n"
        + (f"Reply-To: {reply_to}\r\n" if reply_to else "")
        + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    return head.encode() + body
