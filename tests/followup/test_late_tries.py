"""What was written by day and could not be delivered then does not arrive at night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail import services as mail
from mentorship.mail.models import Category, MailState, OutgoingMail
from tests import factories
from tests.mail.fault_server import HANG_UP, going_wrong
from tests.mail.letters import posted
from tests.mail.smtp_server import Inbox, sending_to

EVENING = datetime(2026, 9, 16, 1, 55, tzinfo=UTC)  # five to nine in Chicago
NIGHT = EVENING + timedelta(minutes=35)
MORNING = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)  # seven there
CAN_WAIT = [Category.reminder, Category.follow_up, Category.nudge]
CANNOT = [category for category in Category if category not in CAN_WAIT]


def failed_in_the_evening(app: Flask, to: Person, **changes: object) -> OutgoingMail:
    """A mail whose first try, just before the night, met a server in trouble."""
    with clock.moved_to(EVENING), going_wrong({b"MAIL": HANG_UP}) as trouble, sending_to(app, trouble.url):
        written = posted(to, **changes)
        mail.drain()
    assert written.attempts == 1
    return written


def drained_at(instant: datetime) -> int:
    with clock.moved_to(instant):
        return mail.drain()


@pytest.mark.parametrize("category", CAN_WAIT)
def test_a_late_try_waits_for_the_morning_and_is_no_try(
    app: Flask, inbox: Inbox, amara: Person, category: Category
) -> None:
    written = failed_in_the_evening(app, amara, category=category)

    sent = [drained_at(instant) for instant in (NIGHT, NIGHT + timedelta(hours=3), MORNING)]

    assert sent == [0, 0, 1]
    assert (written.state, written.attempts) == (MailState.sent, 1)
    assert [kept.message for kept in inbox.to(amara.email)] == [written.message]


@pytest.mark.parametrize("category", CANNOT)
def test_what_somebody_waits_for_leaves_at_night_all_the_same(
    app: Flask, inbox: Inbox, amara: Person, category: Category
) -> None:
    failed_in_the_evening(app, amara, category=category)

    assert drained_at(NIGHT) == 1


def test_time_that_somebody_protects_is_waited_out(inbox: Inbox, amara: Person) -> None:
    noon = datetime(2026, 9, 16, 17, 0, tzinfo=UTC)
    factories.protects(amara, [(2, 11 * 60, 13 * 60 + 20)])
    with clock.moved_to(noon):
        waiting = posted(amara, category=Category.nudge)

    sent = [drained_at(noon + timedelta(minutes=minutes)) for minutes in (1, 80, 91)]

    assert sent == [0, 0, 1]
    assert waiting.attempts == 0


def test_what_waits_for_the_morning_keeps_its_order_and_nobody_else_waiting(
    app: Flask, inbox: Inbox, amara: Person, ben: Person
) -> None:
    ben.timezone = "Asia/Tokyo"
    db.session.commit()
    order = [
        failed_in_the_evening(app, amara, category=category, subject=category.value).subject
        for category in CAN_WAIT
    ]
    by_day_there = failed_in_the_evening(app, ben, category=Category.nudge)

    at_night = drained_at(NIGHT)
    drained_at(MORNING)

    assert (at_night, by_day_there.state) == (1, MailState.sent)
    assert [kept.subject for kept in inbox.to(amara.email)] == order


def test_what_the_night_makes_useless_is_not_given_up_as_undeliverable(
    app: Flask, inbox: Inbox, amara: Person
) -> None:
    written = failed_in_the_evening(
        app, amara, category=Category.reminder, until=MORNING - timedelta(hours=1)
    )

    drained_at(NIGHT)
    drained_at(MORNING)

    assert inbox.to(amara.email) == []
    assert written.state is MailState.superseded
    assert written.last_error is not None
    assert written.last_error.startswith("It would be useless by the end of the night")
