"""The way out for mail: a mail server, or the demo's mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Protocol

from flask import current_app

from mentorship.config import Settings
from mentorship.extensions import settings_of
from mentorship.mail.answers import Answer
from mentorship.mail.maildir import Maildir
from mentorship.mail.smtp import Hold, Smtp


class Line(Protocol):
    """Something that takes messages."""

    @property
    def on_hold(self) -> bool:
        """Nothing gets through at the moment; not any message's fault."""

    def send(self, to: str, message: bytes) -> Answer: ...
    def close(self) -> None: ...


@contextmanager
def line() -> Iterator[Line]:
    """The way out that the settings name; whatever it opens is closed after the block."""
    settings = settings_of(current_app)
    way: Line = Maildir(settings.mailbox_dir) if settings.mailbox_dir else _server(settings)
    try:
        yield way
    finally:
        way.close()


def _server(settings: Settings) -> Smtp:
    return Smtp(settings.smtp_url, settings.mail_from, settings.host, _hold(settings.smtp_url))


@cache
def _hold(_url: str) -> Hold:
    """One for each server, remembered from one drain to the next."""
    return Hold()
