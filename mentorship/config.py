"""Settings: every setting, its type, its default and its meaning. The only reader of the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
DEMO_SECRET = "demo-only-secret-that-production-refuses"  # noqa: S105 - its very point is to be refused
MODES = ("production", "demo", "test")
NUMBERS = ("port", "proxies", "quiet_from", "quiet_until", "mails_a_month")


class SettingsRefused(SystemExit):
    """The site does not start with these settings; the one line says which and why."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator may set, each by the environment variable of the same name in capitals."""

    app_env: str = "production"
    """production, demo (embedded database, mailbox page) or test."""
    secret_key: str = field(default="", repr=False)
    """Signs sessions and links. At least 32 characters; keep it out of the repository."""
    database_url: str = ""
    """sqlite:///path or postgresql+psycopg://…; empty means instance/hallway.sqlite."""
    port: int = 8000
    """Where the demo listens."""
    base_url: str = ""
    """What every link in a mail begins with; https in production, else localhost by default."""
    smtp_url: str = field(default="", repr=False)
    """smtp://user:password@host:port, smtps://… for TLS from the start, smtp+starttls://… to upgrade.
    Empty is allowed in demo mode only: mail is then laid into instance/mailbox."""
    mail_from: str = "hallway@example.org"
    """The sender of every mail and the organizer of every meeting."""
    inbox_url: str = field(default="", repr=False)
    """Where calendars' answers arrive, read each minute: imaps://user:password@host/folder or maildir:/path.
    Empty, with no INBOX_SECRET either: invitations ask for no answer by mail."""
    inbox_secret: str = field(default="", repr=False)
    """The end of the address /inbox/… to which a mail server may post such mails. At least 32 characters."""
    site_name: str = "Hallway"
    tagline: str = "Independent, not alone."
    meeting_base_url: str = "https://meet.jit.si/"
    """A random room is added for meetings whose mentor has no video link of their own."""
    support_line: str = "Physician Support Line 1-888-409-0141, 8 am to 1 am Eastern, every day"
    """Shown beside 988 where the work gets personal. Last checked November 2026."""
    instance_dir: str = str(ROOT / "instance")
    """Where the embedded database and the demo mailbox live."""
    quiet_from: int = 21
    quiet_until: int = 7
    """Between these hours, on everybody's own clock, only what is urgent or was just asked for is sent."""
    mails_a_month: int = 12
    """The most reminders, follow-ups and nudges that anybody gets in 30 days."""
    proxies: int = 0
    """How many proxies in front of the site may be believed about addresses."""

    fault: str = ""
    """Where the process dies, for the tests that kill it: a name from mentorship/faults.py. Production refuses it."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the environment; raise SettingsRefused, in one line, for what must not start."""
        environ = os.environ if environ is None else environ
        given: dict[str, Any] = {
            name: environ[name.upper()] for name in cls.__dataclass_fields__ if environ.get(name.upper())
        }
        for name in [name for name in NUMBERS if name in given]:
            if not given[name].isdecimal():
                raise SettingsRefused(
                    f"{name.upper()} must be a whole number, like {getattr(cls, name) or 1}."
                )
            given[name] = int(given[name])
        return cls(**given).checked()

    def checked(self) -> Settings:
        """The same settings with demo defaults filled in, or SettingsRefused."""
        if self.app_env not in MODES:
            raise SettingsRefused(f"APP_ENV must be one of {', '.join(MODES)}, not {self.app_env!r}.")
        for refuse in (_secret, _base_url, _smtp_url, _inbox, _database_url, _quiet_hours, _fault):
            complaint = refuse(self)
            if complaint:
                raise SettingsRefused(complaint)
        return self if self.base_url else replace(self, base_url=f"http://localhost:{self.port}")

    @property
    def production(self) -> bool:
        return self.app_env == "production"

    @property
    def demo(self) -> bool:
        return self.app_env == "demo"

    @property
    def signing_key(self) -> str:
        """The secret key; outside production a fixed one stands in for a missing one."""
        return self.secret_key or DEMO_SECRET

    @property
    def database(self) -> str:
        """The address SQLAlchemy connects to, with the driver named."""
        url = self.database_url or f"sqlite:///{Path(self.instance_dir) / 'hallway.sqlite'}"
        for short in ("postgres://", "postgresql://"):
            url = url.replace(short, "postgresql+psycopg://", 1) if url.startswith(short) else url
        return url

    @property
    def mailbox_dir(self) -> Path | None:
        """Where demo mode lays its mail; None as soon as a real server is named."""
        return None if self.smtp_url else Path(self.instance_dir) / "mailbox"

    @property
    def reads_answers(self) -> bool:
        """Whether what calendars answer by mail arrives here."""
        return bool(self.inbox_url or self.inbox_secret)

    @property
    def host(self) -> str:
        """The host of base_url, for message ids and meeting uids."""
        return urlsplit(self.base_url).hostname or "localhost"


def _secret(settings: Settings) -> str | None:
    if not settings.production:
        return None
    if not settings.secret_key:
        return (
            "SECRET_KEY is missing. Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if settings.secret_key == DEMO_SECRET or len(settings.secret_key) < 32:
        return "SECRET_KEY is the default or too short: it needs at least 32 characters nobody else knows."
    return None


def _base_url(settings: Settings) -> str | None:
    if not settings.base_url and not settings.production:
        return None
    parts = urlsplit(settings.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return f"BASE_URL must be a web address like https://hallway.example.org, not {settings.base_url!r}."
    if settings.production and parts.scheme != "https":
        return f"BASE_URL must begin with https:// in production, not {settings.base_url!r}."
    return None


def _smtp_url(settings: Settings) -> str | None:
    if not settings.smtp_url:
        return "SMTP_URL is missing: smtp+starttls://user:password@host:587" if settings.production else None
    try:
        parts = urlsplit(settings.smtp_url)
        good = parts.scheme in ("smtp", "smtps", "smtp+starttls") and parts.hostname and parts.port != 0
    except ValueError:
        good = None
    # The address itself is not repeated: it may hold a password.
    return None if good else "SMTP_URL must look like smtp+starttls://user:password@host:587."


def _inbox(settings: Settings) -> str | None:
    if settings.inbox_secret and not re.fullmatch(r"[A-Za-z0-9_-]{32,}", settings.inbox_secret):
        return "INBOX_SECRET must be at least 32 letters, digits, - or _ that nobody else knows."
    if not settings.inbox_url or settings.inbox_url.startswith("maildir:/"):
        return None
    try:
        parts = urlsplit(settings.inbox_url)
        good = parts.scheme in ("imaps", "imap") and parts.hostname and parts.username and parts.port != 0
    except ValueError:
        good = None
    # As above, the address itself is not repeated.
    return None if good else "INBOX_URL must look like imaps://user:password@host/folder or maildir:/path."


def _database_url(settings: Settings) -> str | None:
    if settings.database.startswith(("sqlite:///", "postgresql+psycopg://")):
        return None
    return "DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://."


def _quiet_hours(settings: Settings) -> str | None:
    if max(settings.quiet_from, settings.quiet_until) < 24 and settings.quiet_from != settings.quiet_until:
        return None
    return "QUIET_FROM and QUIET_UNTIL must be two different hours from 0 to 23, like 21 and 7."


def _fault(settings: Settings) -> str | None:
    return (
        "FAULT is for tests, it kills the site. Take it out."
        if settings.fault and settings.production
        else None
    )
