"""What an invitation says, before it is a file: the values, and their words as a calendar may read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote

BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls, lone surrogates, and the marks that would turn the direction of the words after a name.
UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
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


def guests(invitation: Invitation) -> tuple[Guest, ...]:
    """Who stands in the file; in a copy to keep, nobody."""
    return () if invitation.method is Method.PUBLISH else invitation.attendees


def status(invitation: Invitation) -> str:
    """STATUS in the standard's words."""
    if invitation.method is Method.CANCEL:
        return "CANCELLED"
    return "TENTATIVE" if invitation.tentative else "CONFIRMED"


def description(invitation: Invitation) -> str:
    """With the link at its end, because few calendars show CONFERENCE."""
    words = prose(invitation.description)
    if invitation.link and invitation.link not in words:
        words = f"{words}\n\n{invitation.link}".strip()
    return words


def prose(text: str) -> str:
    """Text of several lines, without anything that a calendar could take for more than text."""
    return UNWANTED.sub("", BREAK.sub("\n", text).replace("\t", " ")).strip()


def one_line(text: str) -> str:
    return prose(text).replace("\n", " ")


def mailto(address: str) -> str:
    """The address as a URI that no calendar misreads; else InvitationRefused."""
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    if not LOCAL_PART.fullmatch(local) or not DOMAIN.fullmatch(domain):
        raise InvitationRefused("not an e-mail address that a calendar can hold")
    return f"mailto:{quote(local, safe=UNCODED)}@{domain}"


def whole_seconds(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)
