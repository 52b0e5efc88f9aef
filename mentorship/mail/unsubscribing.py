"""Addresses that switch one category of mail off for one person, in one click and without signing in (RFC 8058).

They stand in the mail's header, for the button that mail programs show, and at its end. They never expire, and they
can do nothing else; opening one changes nothing.
"""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from mentorship.errors import Refusal
from mentorship.mail import queries
from mentorship.mail.letters import Recipient, absolute_url
from mentorship.mail.models import OPTIONAL, Category

FIRST = "u"
"""Signed tokens may begin with a dot, and many proxies hide paths that do."""


class UnsubscribeRefused(Refusal):
    """The address is broken, or of somebody who is no longer here."""


def address_for(person: Recipient, category: Category) -> str:
    """Where this person switches this category off; '' for mail that cannot be switched off."""
    if category not in OPTIONAL:
        return ""
    return absolute_url("mail.unsubscribe", token=token_for(person, category))


def token_for(person: Recipient, category: Category) -> str:
    return FIRST + str(_signer().dumps([person.public_id, category]))


def read(token: str) -> tuple[int, Category]:
    """(the person's id, the category) of a good token; else UnsubscribeRefused."""
    try:
        public_id, category = (
            _signer().loads(token.removeprefix(FIRST)) if token.startswith(FIRST) else ("", "")
        )
        person_id, known = queries.person_called(public_id), Category(category)
    except (BadSignature, ValueError, TypeError):
        person_id = None
    if person_id is None:
        raise UnsubscribeRefused(
            "The address is incomplete. Copy it whole, or sign in and choose your mail there."
        )
    return person_id, known


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="mail.unsubscribe")
