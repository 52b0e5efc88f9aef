"""Delivery to a mail server: one connection, reused, and every answer a server can give put into its class."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from mentorship import clock
from mentorship.faults import armed, point
from mentorship.mail.answers import Answer, Outcome
from mentorship.mail.message import one_line

TIMEOUT = 30.0
A_MINUTE = timedelta(minutes=1)
GREYLISTED = timedelta(minutes=5)
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
SIGN_IN_FIRST = (530, 534, 535, 538)
TOO_LARGE = 552


@dataclass
class Hold:
    """What is remembered between connections: until when nobody knocks again."""

    resume_at: datetime | None = None


class _InSteps(smtplib.SMTP):
    """A connection that a test can have killed in the middle of a message, or right behind it."""

    def send(self, s: Any) -> None:
        if not isinstance(s, bytes) or not (armed("mail.mid_data") or armed("mail.after_dot")):
            super().send(s)
            return
        super().send(s[: len(s) // 2])
        point("mail.mid_data")
        super().send(s[len(s) // 2 :])
        point("mail.after_dot")


class _EncryptedInSteps(_InSteps, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


class Smtp:
    """A mail server. The connection opens when first needed and serves until it breaks or is closed.

    While the server cannot be reached or does not let us in, `on_hold` is true for a minute: that is not the
    fault of any message, and asking again at once would only make it worse.
    """

    def __init__(self, url: str, sender: str, host: str, hold: Hold) -> None:
        self.url, self.sender, self.host = urlsplit(url), sender, host
        self.hold = hold
        self.server: smtplib.SMTP | None = None

    @property
    def on_hold(self) -> bool:
        return self.hold.resume_at is not None and clock.now() < self.hold.resume_at

    def send(self, to: str, message: bytes) -> Answer:
        """Hand one message over."""
        try:
            server = self.server = self.server or self._connected()
        except OSError as error:  # smtplib's own errors, time-outs and TLS failures are all of this kind
            return self._held(Answer(Outcome.hold, f"The mail server does not let us in: {_words(error)}"))
        try:
            server.sendmail(self.sender, [to], message)
        except OSError as error:
            return self._held(_answer(error))
        return Answer(Outcome.delivered)

    def close(self) -> None:
        """Say goodbye; what the server answers to that no longer matters."""
        server, self.server = self.server, None
        if server:
            try:
                server.quit()
            except OSError:
                server.close()

    def _connected(self) -> smtplib.SMTP:
        where = self.url.hostname or "", self.url.port or PORTS[self.url.scheme]
        if self.url.scheme == "smtps":
            context = ssl.create_default_context()
            server: _InSteps = _EncryptedInSteps(*where, self.host, timeout=TIMEOUT, context=context)
        else:
            server = _InSteps(*where, self.host, timeout=TIMEOUT)
        try:
            if self.url.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if self.url.username:
                server.login(unquote(self.url.username), unquote(self.url.password or ""))
        except OSError:
            server.close()
            raise
        point("mail.after_connect")
        return server

    def _held(self, answer: Answer) -> Answer:
        """After a hold or a broken line nothing is known about the connection: drop it."""
        if answer.outcome is Outcome.hold:
            self.hold.resume_at = clock.now() + A_MINUTE
        if self.server and (answer.outcome is Outcome.hold or answer.unclear):
            self.server.close()
            self.server = None
        return answer


def _answer(error: OSError) -> Answer:
    """The class of what went wrong after the server had let us in."""
    match error:
        case smtplib.SMTPSenderRefused():
            return _sender_refused(error)
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()))
            return _by_code(code, _said(code, words), GREYLISTED)
        case smtplib.SMTPDataError():
            return _by_code(error.smtp_code, _words(error))
        case smtplib.SMTPNotSupportedError():
            return Answer(Outcome.refused, _words(error))
        case _:  # the line broke, or what came back was no answer: the message may or may not have been taken
            return Answer(Outcome.later, _words(error), unclear=True)


def _sender_refused(error: smtplib.SMTPSenderRefused) -> Answer:
    """Every message has the same sender, so only its size can be this one's own fault."""
    if 500 <= error.smtp_code < 600 and error.smtp_code != TOO_LARGE:
        return Answer(Outcome.hold, f"The mail server refuses our sender: {_words(error)}")
    return _by_code(error.smtp_code, _words(error))


def _by_code(code: int, words: str, at_least: timedelta = timedelta(0)) -> Answer:
    if code in SIGN_IN_FIRST:
        return Answer(Outcome.hold, f"The mail server wants us to sign in: {words}")
    if 500 <= code < 600:
        return Answer(Outcome.refused, words)
    # A 421 announces that the server hangs up; a code that is none, that it lost its way.
    return Answer(Outcome.later, words, unclear=code == 421 or not 400 <= code < 500, at_least=at_least)


def _words(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return one_line(f"{type(error).__name__}: {error}", 200)


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    return one_line(f"{code} {text}", 200)
