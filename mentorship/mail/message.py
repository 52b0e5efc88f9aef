"""The one builder of messages: words in, the bytes that go over the wire out. It knows no web, no database, no clock.

The headers are written here and not by Python's `email`: its own writer reads an encoded word in a value and lets
a line break out of it (CVE-2024-6923), raises for U+2028 and U+0085, and loses letters when it folds long names.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

LONGEST_SUBJECT, LONGEST_NAME = 180, 80
LINE = 76
OCTETS_IN_A_WORD = 39  # 64 characters as base64 with its frame: of the 75 allowed, and beside "Subject: "
# Controls, lone surrogates, line and paragraph separators, and marks that turn the direction of the words after them.
UNWANTED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Marks with a meaning in an address; mail programs misread them in names, quoted or not.
SPECIAL = re.compile(r'[()<>@,;:\\"\[\]]')
LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
NOT_FOR_IDS = re.compile(r"[^A-Za-z0-9._-]")


class MessageRefused(ValueError):
    """The message cannot be written. The text says why and repeats no address."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one message says. `key` names it on `host`; the same values always give the same bytes."""

    key: str
    host: str
    sender: Mailbox
    to: Mailbox
    date: datetime
    subject: str
    text: str
    html: str
    thread: str = ""
    """Messages with the same thread show as one conversation."""
    unsubscribe: str = ""
    """An https address at which one POST switches such mail off."""
    calendar: bytes = b""
    calendar_method: str = ""

    @property
    def message_id(self) -> str:
        return _identifier(self.key, self.host)


def build(message: Message) -> bytes:
    """The message as it goes over the wire: CRLF, seven-bit, lines of at most 78 octets; else MessageRefused."""
    content = EmailMessage(policy=SMTP)
    content.set_content(prose(message.text), cte="quoted-printable")
    content.add_alternative(prose(message.html), subtype="html", cte="quoted-printable")
    if message.calendar:
        _add_calendar(content, message)
    for number, part in enumerate(part for part in content.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{NOT_FOR_IDS.sub('-', message.key)}")  # "=_" stands in no encoded text
    return _headers(message).encode("ascii") + content.as_bytes()


def one_line(text: str, longest: int) -> str:
    """Text that may stand in a header: encoded words read, one line, nothing invisible, cut to length."""
    for _ in range(3):
        text = " ".join(UNWANTED.sub("", BREAK.sub(" ", _decoded(text))).split())
    text = text.replace("=?", "= ?")  # what still looks like an encoded word is not read as one
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def prose(text: str) -> str:
    """Text of several lines, '\\n' between them, without anything else that is neither seen nor a space."""
    return UNWANTED.sub("", BREAK.sub("\n", text.replace("\t", " ")))


def address(text: str) -> str:
    """The address as every server takes it, its domain in ASCII; MessageRefused when it is none."""
    local, _, domain = text.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    if not LOCAL_PART.fullmatch(local) or len(local) > 64 or not DOMAIN.fullmatch(domain):
        raise MessageRefused("not an e-mail address that every mail server takes")
    return f"{local}@{domain}"


def _headers(message: Message) -> str:
    headers = {
        "From": _mailbox(message.sender),
        "To": _mailbox(message.to),
        "Subject": _encoded(one_line(message.subject, LONGEST_SUBJECT) or "A message for you"),
        "Date": format_datetime(message.date),
        "Message-ID": message.message_id,
        "Auto-Submitted": "auto-generated",
    }
    if message.thread:
        headers["In-Reply-To"] = headers["References"] = _identifier(message.thread, message.host)
    if message.unsubscribe:
        headers["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return "".join(f"{_folded(f'{name}: {value}')}\r\n" for name, value in headers.items())


def _add_calendar(content: EmailMessage, message: Message) -> None:
    """The invitation twice, the same bytes: inline, so that mail programs offer Yes and No, and as a file."""
    if message.calendar_method not in ("REQUEST", "CANCEL"):
        raise MessageRefused("a calendar part needs its method")
    params = {"charset": "UTF-8", "method": message.calendar_method}
    content.add_alternative(message.calendar, maintype="text", subtype="calendar", params=params)
    content.add_attachment(message.calendar, maintype="application", subtype="ics", filename="invite.ics")


def _mailbox(mailbox: Mailbox) -> str:
    name = " ".join(SPECIAL.sub(" ", one_line(mailbox.name, LONGEST_NAME)).split())
    where = address(mailbox.address)
    if not name:
        return where
    return f"{_encoded(name)} <{where}>" if not name.isascii() else f'"{name}" <{where}>'


def _encoded(text: str) -> str:
    """ASCII as it is; anything else as encoded words (RFC 2047), no character cut in two."""
    if text.isascii():
        return text
    words = [b""]
    for character in text:
        octets = character.encode()
        if len(words[-1]) + len(octets) > OCTETS_IN_A_WORD:
            words.append(b"")
        words[-1] += octets
    return " ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in words)


def _folded(line: str) -> str:
    """The header with a break at a space before each word that would not fit; never one right after its name."""
    name, *words = re.findall(r" ?[^ ]+", line)
    lines = [name + words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) > LINE:
            lines.append("")
        lines[-1] += word
    return "\r\n".join(lines)


def _decoded(text: str) -> str:
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        return text


def _identifier(key: str, host: str) -> str:
    return f"<{NOT_FOR_IDS.sub('-', key)}@{host}>"
