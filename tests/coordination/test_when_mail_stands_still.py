"""A coordinator sees on every page that mail and reminders stand still; nobody else is bothered with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.queries import stuck_mail
from mentorship.mail.services import beat, drain
from tests.mail.fault_server import going_wrong
from tests.mail.letters import posted
from tests.mail.smtp_server import sending_to
from tests.pages import Browser

STANDING_STILL = "Mail and reminders are standing still."


@pytest.mark.parametrize("page", ["coordination.index", "home.index", "mail.preferences"])
def test_without_a_worker_a_coordinator_reads_so_on_every_page(
    client: Browser, cora: Person, page: str
) -> None:
    browser = client.signed_in(cora)

    before = browser.get(page).text
    beat("worker")
    db.session.commit()
    after = browser.get(page).text

    assert STANDING_STILL in before and "No worker has shown itself" in before
    assert STANDING_STILL not in after


def test_mail_that_waits_too_long_is_said_too(client: Browser, cora: Person, amara: Person) -> None:
    posted(amara)

    with clock.moved_to(clock.now() + timedelta(minutes=20)):
        beat("worker")
        page = client.signed_in(cora).get("coordination.index")

    assert STANDING_STILL in page.text and "15 minutes" in page.text
    assert amara.email not in page.text


def test_one_full_mailbox_is_listed_and_stops_nothing(
    app: Flask, client: Browser, cora: Person, amara: Person
) -> None:
    mail = posted(amara)

    with going_wrong({b"RCPT": b"452 mailbox full\r\n"}) as faults, sending_to(app, faults.url):
        for minutes in (0, 10, 30):
            with clock.moved_to(mail.created_at + timedelta(minutes=minutes)):
                drain()
    with clock.moved_to(mail.created_at + timedelta(minutes=40)):
        beat("worker")
        db.session.commit()
        page, ready = client.signed_in(cora).get("coordination.index"), client.get("home.ready")
        listed = stuck_mail([amara.id])

    assert mail.attempts == 3
    assert STANDING_STILL not in page.text and ready.status == 200
    assert listed == [mail]


def test_members_and_strangers_are_not_bothered(client: Browser, amara: Person) -> None:
    pages = [client.signed_in(amara).get("home.index"), client.get("home.index")]

    assert not any(STANDING_STILL in page.text for page in pages)
