"""Delivery into a folder, where no mail server is named: the demo's mailbox, and a way to read it."""

from __future__ import annotations

import mailbox
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from mentorship.mail.answers import Answer, Outcome

MOST_SHOWN = 200


class Maildir:
    """A folder that takes every message."""

    on_hold = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, to: str, message: bytes) -> Answer:
        mailbox.Maildir(str(self.folder)).add(message)
        return Answer(Outcome.delivered)

    def close(self) -> None:
        """Nothing stays open."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message as it lies in the folder."""

    key: str
    email: EmailMessage

    @property
    def to(self) -> str:
        return str(self.email["To"])

    @property
    def subject(self) -> str:
        return str(self.email["Subject"])

    @property
    def at(self) -> datetime:
        moment: datetime = self.email["Date"].datetime
        return moment

    @property
    def text(self) -> str:
        return self._part("plain") or ""

    @property
    def html(self) -> str | None:
        return self._part("html")

    @property
    def calendar(self) -> bytes | None:
        """The .ics file, as attached."""
        files = [
            part for part in self.email.iter_attachments() if part.get_content_type() == "application/ics"
        ]
        content: bytes | None = files[0].get_content() if files else None
        return content

    def _part(self, kind: str) -> str | None:
        part = self.email.get_body((kind,))
        return str(part.get_content()) if isinstance(part, EmailMessage) else None


def newest(folder: Path) -> list[Delivered]:
    """What was delivered last, first."""
    arrived = folder.joinpath("new").glob("*")
    files = sorted(arrived, key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)[:MOST_SHOWN]
    return [_read(file.name, file.read_bytes()) for file in files]


def delivered(folder: Path, key: str) -> Delivered | None:
    """The message with this key, if there is one; the key comes from an address and is only ever compared."""
    known = {file.name: file for file in folder.joinpath("new").glob("*")}
    return _read(key, known[key].read_bytes()) if key in known else None


def _read(key: str, message: bytes) -> Delivered:
    return Delivered(key, BytesParser(EmailMessage, policy=default).parsebytes(message))
