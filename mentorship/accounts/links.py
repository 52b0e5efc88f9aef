"""Signed links in mails: whom they are for, what they may do, until when.

Opening one changes nothing; its page's button acts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person, UsedLink
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.mail.letters import absolute_url

A_FORTNIGHT = timedelta(days=14)
FIRST = "t"


class LinkRefused(Refusal):
    """The link is broken, belongs to another purpose, or has been overtaken."""


class LinkExpired(LinkRefused):
    """The link was good once."""


class LinkUsed(LinkRefused):
    """The link has done its one deed."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a good link says."""

    person: Person
    subject: str
    """The public id of what it is about."""
    version: int
    """The subject's version when the link was made, e.g. a meeting's sequence."""


def token_for(
    purpose: str, person: Person, subject: str, *, version: int = 0, lasts: timedelta = A_FORTNIGHT
) -> str:
    """A token that only the endpoint with this purpose takes."""
    until = int((clock.now() + lasts).timestamp())
    # Signed tokens may begin with a dot, and many proxies hide paths that do; hence the letter.
    return FIRST + str(
        _signer(purpose).dumps([person.public_id, person.link_version, subject, version, until])
    )


def signed_url(
    endpoint: str, person: Person, subject: str, *, version: int = 0, lasts: timedelta = A_FORTNIGHT
) -> str:
    """The absolute address of an endpoint that takes <token>; the endpoint's name is the purpose."""
    return absolute_url(endpoint, token=token_for(endpoint, person, subject, version=version, lasts=lasts))


def read(purpose: str, token: str) -> Claims:
    """The claims of a good link; LinkRefused, with a sentence for its page, for any other."""
    try:
        person_id, link_version, subject, version, until = _signer(purpose).loads(_signed_part(token))
    except (BadSignature, ValueError, TypeError):
        raise LinkRefused(
            "This link is incomplete. Copy the whole address from the mail, or sign in."
        ) from None
    if clock.now() > datetime.fromtimestamp(until, UTC):
        raise LinkExpired("This link has expired. Sign in to see where things stand.")
    person = db.session.scalar(select(Person).where(Person.public_id == person_id))
    if person is None or person.disabled_at or person.link_version != link_version:
        raise LinkRefused("This link no longer works. Sign in to see where things stand.")
    return Claims(person, subject, version)


def was_used(token: str) -> bool:
    """Whether this one-use link has done its deed."""
    return db.session.get(UsedLink, _hash(token)) is not None


def use_once(token: str) -> None:
    """Mark a one-use link as used, in the transaction of its effect; LinkUsed for all but the first."""
    try:
        with db.session.begin_nested():
            db.session.add(UsedLink(link_hash=_hash(token), used_at=clock.now()))
            db.session.flush()
    except IntegrityError:
        raise LinkUsed("This link has been used already. Ask for a new one if you still need it.") from None


def _signed_part(token: str) -> str:
    if not token.startswith(FIRST):
        raise BadSignature("no token of ours")
    return token.removeprefix(FIRST)


def _hash(token: str) -> str:
    """Of what is signed, not of the signature: the last letter of a signature can be spelled in four ways."""
    return hashlib.sha256(token.rpartition(".")[0].encode()).hexdigest()


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=f"link:{purpose}")
