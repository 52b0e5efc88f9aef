"""One long story at a fixed time in which the site writes every kind of mail; each kind's first mail, as it reads.

python -m tests.mail.story    # write tests/mail/snapshots/ anew, after a change of words that was meant
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from sqlalchemy import select

from mentorship import clock
from mentorship.extensions import db
from mentorship.followup.services import tick
from mentorship.mail.models import OutgoingMail
from mentorship.pairs import services as pairs
from tests.factories import BEGINNING
from tests.house import world as made
from tests.mail.chapters import A_DAY, CHAPTERS

SNAPSHOTS = Path(__file__).parent / "snapshots"
LAST = 200
DAYS = (*range(30), *range(30, LAST, 7))


@contextmanager
def stopped_clock() -> Iterator[None]:
    """Time passes only where the story says so: however slow the machine is, every mail has the same minute."""
    real, at = clock.now, BEGINNING

    def moved(instant: datetime) -> Iterator[None]:
        nonlocal at
        before, at = at, instant
        try:
            yield
        finally:
            at = before

    real_move = clock.moved_to
    clock.now, clock.moved_to = lambda: at, contextmanager(moved)
    try:
        yield
    finally:
        clock.now, clock.moved_to = real, real_move


def tell() -> None:
    """The whole story, by the site's own services and its clock. Expects the noise to be there."""
    world = made.build()
    for chapter in CHAPTERS:
        chapter(world)
        db.session.commit()
    for day in DAYS:
        with clock.moved_to(BEGINNING + day * A_DAY):
            tick(clock.now())
            db.session.commit()
    with clock.moved_to(BEGINNING + LAST * A_DAY):
        pairs.end_early(world.pair, world.people["mentee"], "We covered it.")
        db.session.commit()


def first_of_each_kind() -> dict[str, EmailMessage]:
    """kind → the first mail of it to anybody in the story, in the order in which they were written."""
    found: dict[str, EmailMessage] = {}
    for mail in db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)):
        message = BytesParser(EmailMessage, policy=default).parsebytes(mail.message)
        if "Noise" not in message["To"]:
            found.setdefault(mail.template, message)
    return found


def as_read(mail: EmailMessage) -> str:
    """What its reader sees, without what differs from run to run: secrets in addresses, numbers in the tests' own."""
    body = mail.get_body(("plain",))
    assert body
    head = [f"To: {mail['To']}", f"Subject: {mail['Subject']}"]
    params = [part["Content-Type"].params for part in mail.walk()]
    head += [f"Calendar: {known['method']}" for known in params if "method" in known]
    head += ["Can be switched off in one click"] * ("List-Unsubscribe" in mail)
    words = "\n".join([*head, "", body.get_content().replace("\r\n", "\n").rstrip(), ""])
    words = re.sub(r"(https?://\S*/)[\w.-]{16,}(\?\w+=[\w-]{16,})?", r"\1…", words)
    return re.sub(r"\.\d+@example", "@example", words)


if __name__ == "__main__":
    words = [sys.executable, "-m", "pytest", "-q", "tests/mail/test_how_mails_read.py", "-k", "reads_as"]
    sys.exit(subprocess.call(words, env={**os.environ, "WRITE_SNAPSHOTS": "1"}))
