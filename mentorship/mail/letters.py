"""A letter: what one mail says, before it becomes bytes. The rooms' emails.py make these; post() sends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import current_app
from werkzeug.routing import Map

from mentorship.extensions import settings_of
from mentorship.mail.models import Category


class Recipient(Protocol):
    """Whoever gets the letter."""

    id: int
    public_id: str
    email: str
    name: str
    timezone: str

    @property
    def called(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one person. The text part and the HTML part are both made from these words."""

    to: Recipient
    category: Category
    kind: str
    """'room.name', e.g. 'pairing.asked': how the coordinator's list calls it."""
    subject: str
    """Who and what: 'Dr. Reyes asks to meet about prior authorization'."""
    lines: tuple[str, ...]
    """Paragraphs; the first says what to do."""
    why: str
    """The last line: why this mail came. 'You get this because …'"""
    dedupe_key: str
    """What this mail is, in words; a second letter with the same key is not sent."""
    button: tuple[str, str] | None = None
    """(label, absolute address)."""
    choices: tuple[tuple[str, str], ...] = ()
    """Further links below the button, (label, absolute address) each."""
    facts: tuple[tuple[str, str], ...] = ()
    """(label, value) rows: when, with whom, where."""
    after: tuple[str, ...] = ()
    """Paragraphs below the button."""
    about: str = ""
    """What must still be true when it is sent, 'kind:rest'; '' for nothing. See services.check_before_sending."""
    ready_at: datetime | None = None
    """Not before this instant; None is now."""
    until: datetime | None = None
    """Useless from this instant on, so that no try is made any more."""
    calendar: bytes = b""
    """An .ics file, carried inline and as an attachment, the same bytes twice."""
    calendar_method: str = ""
    """REQUEST or CANCEL, when there is one."""
    thread: str = ""
    """Mails with the same thread (a meeting's uid) refer to one another."""
    support: bool = False
    """Add 988 and the Physician Support Line."""


def absolute_url(endpoint: str, **values: Any) -> str:
    """An address for a mail. It begins with BASE_URL, never with what some request claimed as its host."""
    rules: Map = current_app.url_map
    base = settings_of(current_app).base_url.rstrip("/")
    scheme, _, host = base.partition("://")
    return rules.bind(host, url_scheme=scheme).build(endpoint, values, force_external=True)
