"""A real mail server on loopback that keeps everything it takes, in order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

PATIENCE = 90.0


@dataclass(frozen=True)
class Received:
    """One message as it came over the wire (without the dots that SMTP doubles)."""

    sender: str
    to: str
    message: bytes
    connection: int
    """Messages with the same number came over the same connection."""

    @property
    def email(self) -> EmailMessage:
        return BytesParser(EmailMessage, policy=default).parsebytes(self.message)

    @property
    def subject(self) -> str:
        return str(self.email["Subject"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def calendars(self) -> list[bytes]:
        """The calendar parts' bytes: the inline one, then the attached one."""
        kinds = ("text/calendar", "application/ics")
        parts = [part for part in self.email.walk() if part.get_content_type() in kinds]
        return [part.get_payload(decode=True) for part in parts]  # bytes, as no part is a container

    def _part(self, kind: str) -> str:
        part = self.email.get_body((kind,))
        return part.get_content() if part else ""


@dataclass
class Inbox:
    """What a test sees of it."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    waits: float = 0.0
    """How long it takes, after it has kept a message, to say so."""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Received]:
        return [mail for mail in self.received if mail.to == address]

    def wait_for(self, count: int) -> list[Received]:
        """What has come, once it is this much."""
        until = time.monotonic() + PATIENCE
        while len(self.received) < count:
            assert time.monotonic() < until, f"{len(self.received)} mails came, not {count}"
            time.sleep(0.02)
        return self.received

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        content = bytes(envelope.original_content or b"")
        for to in envelope.rcpt_tos:
            self.received.append(Received(envelope.mail_from or "", to, content, id(session)))
        await asyncio.sleep(self.waits)
        return "250 OK"


class _OnAnyPort(Controller):
    """aiosmtpd's controller checks the port that it was given, so one that asks for any free port must tell it."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp_server() -> Iterator[Inbox]:
    """A server that runs inside the block."""
    inbox = Inbox()
    controller = _OnAnyPort(inbox, hostname="127.0.0.1", port=0)
    controller.start()
    inbox.port = controller.port
    try:
        yield inbox
    finally:
        controller.stop()


@contextmanager
def sending_to(app: Flask, url: str) -> Iterator[None]:
    """Inside the block the site's mail goes to this server."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, smtp_url=url)
    try:
        yield
    finally:
        app.extensions["settings"] = before
