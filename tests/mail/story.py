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
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from sqlalchemy import select

from mentorship import clock
from mentorship.accounts import services as accounts
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup.services import tick
from mentorship.mail.models import OutgoingMail
from mentorship.meetings import services as meetings
from mentorship.meetings.models import Happened
from mentorship.pairing import services as pairing
from mentorship.pairing.models import DeclineReason, MentorRequest
from mentorship.pairs import services as pairs
from mentorship.programs import services as programs
from mentorship.programs.models import Application, ApplicationState
from tests import factories
from tests.factories import PASSWORD_HASH
from tests.house import world as made
from tests.house.world import World

SNAPSHOTS = Path(__file__).parent / "snapshots"
BEGINNING = datetime(2026, 9, 15, 15, 0, tzinfo=UTC)
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
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
    for chapter in (_people_come, _requests_are_answered, _a_date_is_moved_missed_and_cancelled):
        chapter(world)
        db.session.commit()
    for day in DAYS:
        with clock.moved_to(BEGINNING + day * A_DAY):
            tick(clock.now())
            db.session.commit()
    with clock.moved_to(BEGINNING + LAST * A_DAY):
        pairs.end_early(world.pair, world.people["mentee"], "We covered it.")
        db.session.commit()


def _people_come(world: World) -> None:
    mentor, coordinator = world.people["mentor"], world.people["coordinator"]
    for email in ("new@example.com", mentor.email):
        accounts.sign_up(
            email=email, name="New Name", timezone="UTC", role="mentee", password_hash=PASSWORD_HASH
        )
    accounts.forgot_password(mentor.email)
    accounts.change_password(mentor, PASSWORD_HASH)
    factories.mentee(world.cohort, "Una Unfit", state=ApplicationState.submitted)
    unfit = db.session.scalars(select(Application).order_by(Application.id.desc())).first()
    assert unfit
    programs.decline(unfit, coordinator, "We only take physicians in Texas this year.")
    programs.approve(world.applied, coordinator, "NPI registry")


def _requests_are_answered(world: World) -> None:
    mentor, other = world.people["mentor"], world.people["other mentor"]
    pairing.ask_for_more(world.asked, "Which payer is it?")
    pairing.answer_question(world.asked, "Two of them.")
    names, wanted = ("Ann Able", "Bob Best", "Cat Cole"), ["prior-authorization", "denials-appeals"]
    accepted, declined, _overtaken = (
        _asks(factories.mentee(world.cohort, name, needs=wanted), other) for name in names
    )
    pairing.decline_request(declined, DeclineReason.no_time, "Ask me again in the spring.")
    _asks(accepted.mentee, mentor)
    pairing.accept_request(accepted)
    db.session.commit()
    pairing.publish(world.run, world.people["coordinator"])


def _asks(mentee: Person, mentor: Person) -> MentorRequest:
    return pairing.ask(mentee, mentor, why="My claims keep bouncing.", cadence_weeks=4, meeting_minutes=45)


def _a_date_is_moved_missed_and_cancelled(world: World) -> None:
    """And the reminders before it, hour by hour."""
    mentee, mentor, meeting = world.people["mentee"], world.people["mentor"], world.ahead
    later = [time for time in meetings.proposed_times(world.pair) if time != meeting.starts_at]
    meetings.reschedule(meeting, mentee, later[-1])
    db.session.commit()
    for instant in (
        meeting.starts_at - 23 * AN_HOUR,
        meeting.starts_at - AN_HOUR / 2,
        meeting.ends_at + AN_HOUR / 12,
    ):
        with clock.moved_to(instant):
            tick(clock.now())
            db.session.commit()
    with clock.moved_to(meeting.ends_at + AN_HOUR):
        meetings.wrap_up(meeting, mentor, Happened.no_show, "")
        db.session.commit()
    with clock.moved_to(meeting.ends_at + 3 * AN_HOUR):
        tick(clock.now())
        db.session.commit()
        again = meetings.book(world.pair, mentee, meetings.proposed_times(world.pair)[0])
        meetings.cancel(again, mentee, "My clinic day was moved.")


def first_of_each_kind() -> dict[str, EmailMessage]:
    """kind → the first mail of it, in the order in which they were written."""
    found: dict[str, EmailMessage] = {}
    for mail in db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)):
        if mail.template not in found:
            found[mail.template] = BytesParser(EmailMessage, policy=default).parsebytes(mail.message)
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
    words = re.sub(r"(https?://\S*/)[\w.-]{16,}", r"\1…", words)
    return re.sub(r"\.\d+@example", "@example", words)


if __name__ == "__main__":
    words = [sys.executable, "-m", "pytest", "-q", "tests/mail/test_how_mails_read.py"]
    sys.exit(subprocess.call(words, env={**os.environ, "WRITE_SNAPSHOTS": "1"}))
