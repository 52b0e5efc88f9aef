"""Counting tries in the database, where every worker sees them: sign-ins that failed, mails asked for."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, func, select

from mentorship import clock
from mentorship.accounts.models import SignInTry
from mentorship.errors import Refusal
from mentorship.extensions import db

A_DAY = timedelta(days=1)


class TooManyTries(Refusal):
    """Wait a little."""


@dataclass(frozen=True, slots=True)
class Counter:
    """How many tries one account, or one place on the net, has within a while."""

    of: str
    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """What is counted per account and per place, and what is said beyond it."""

    account: Counter
    place: Counter
    sentence: str


FIVE_MINUTES, AN_HOUR = timedelta(minutes=5), timedelta(hours=1)
SIGNING_IN = Limits(
    Counter("sign-in account", 10, FIVE_MINUTES),
    Counter("sign-in place", 10, FIVE_MINUTES),
    "Too many tries in a row. Wait five minutes, then try again, or reset your password.",
)
MAIL = Limits(
    Counter("mail account", 5, AN_HOUR),
    Counter("mail place", 60, AN_HOUR),
    "Several mails went out already. Look in the spam folder too, or try again in an hour.",
)


@dataclass(frozen=True, slots=True)
class Try:
    """One try that has been noted."""

    limits: Limits
    keys: dict[str, Counter]
    ids: list[int]


def note(limits: Limits, account: str, place: str) -> Try:
    """Note a try. Commit before asking check(): that is what makes the count exact among many workers."""
    now = clock.now()
    db.session.execute(delete(SignInTry).where(SignInTry.at < now - A_DAY))
    keys = {_key(limits.account, account): limits.account, _key(limits.place, place): limits.place}
    rows = [SignInTry(key=key, at=now) for key in keys]
    db.session.add_all(rows)
    db.session.flush()
    return Try(limits, keys, [row.id for row in rows])


def check(noted: Try) -> None:
    """Raise TooManyTries when this one is too many. A refused try does not count: no lock lasts for good."""
    for key, counter in noted.keys.items():
        recent = select(func.count()).where(SignInTry.key == key, SignInTry.at > clock.now() - counter.within)
        if (db.session.scalar(recent) or 0) > counter.most:
            _forget(noted)
            raise TooManyTries(noted.limits.sentence)


def succeeded(noted: Try) -> None:
    """It was the owner: neither this try nor the account's earlier ones count."""
    _forget(noted)
    db.session.execute(delete(SignInTry).where(SignInTry.key == next(iter(noted.keys))))


def forget_account(limits: Limits, account: str) -> None:
    """The account's owner has shown who they are in another way."""
    db.session.execute(delete(SignInTry).where(SignInTry.key == _key(limits.account, account)))


def _forget(noted: Try) -> None:
    db.session.execute(delete(SignInTry).where(SignInTry.id.in_(noted.ids)))


def _key(counter: Counter, whose: str) -> str:
    return hmac.new(
        str(current_app.secret_key).encode(), f"{counter.of}:{whose}".encode(), hashlib.sha256
    ).hexdigest()
