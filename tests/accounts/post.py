"""The mails that a test's people got, and the links in them."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default

from sqlalchemy import select

from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail


def mails_to(address: str) -> list[OutgoingMail]:
    """Oldest first."""
    query = select(OutgoingMail).filter_by(to_address=address).order_by(OutgoingMail.id)
    return list(db.session.scalars(query))


def kinds_to(address: str) -> list[str]:
    """What was sent, as 'room.name'."""
    return [mail.template for mail in mails_to(address)]


def words_of_mail(mail: OutgoingMail) -> str:
    """The text part."""
    body = message_from_bytes(mail.message, policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def link_to(address: str, start: str) -> str:
    """The path in the newest mail to this address that begins with `start`."""
    links = re.findall(r"http://localhost(/\S+)", words_of_mail(mails_to(address)[-1]))
    return next(link for link in links if link.startswith(start))
