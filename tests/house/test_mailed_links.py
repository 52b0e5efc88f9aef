"""Mail scanners open every link of every mail, more than once: nothing happens by that."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from html import unescape

import pytest
from flask import Flask, url_for
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.services import forgot_password, sign_up
from mentorship.extensions import db
from mentorship.followup.services import tick
from mentorship.mail.models import OutgoingMail
from mentorship.meetings import services as meetings
from mentorship.meetings.models import MeetingState
from mentorship.pairing import services as pairing
from mentorship.pairs import pausing
from tests import factories
from tests.factories import PASSWORD_HASH
from tests.house import world as made
from tests.house.addresses import LINKS, NOT_MAILED
from tests.house.test_who_may_open_a_page import fingerprint
from tests.house.world import World
from tests.pages import Browser


def test_opening_every_link_of_every_mail_three_times_changes_nothing(app: Flask, noise: None) -> None:
    world = made.build()
    _write_every_kind_of_mail(world)
    links, before, opened = links_in_all_mails(), fingerprint(), set[str]()

    for method in ("HEAD", "GET") * 3:
        for link in links:
            scanner = Browser(app).client  # a new one each time: scanners keep no cookies
            status = scanner.open(link, method=method).status_code
            db.session.rollback()
            assert status in (200, 302, 303, 410), f"{method} {link} answered {status}"  # 410: last month's
            opened |= {endpoint_of(app, link)} if status in (200, 303) else set()

    assert fingerprint() == before
    assert opened >= set(LINKS) - NOT_MAILED


@pytest.mark.parametrize("endpoint", sorted(set(LINKS) - NOT_MAILED))
def test_a_link_that_somebody_cut_off_is_refused_in_words(client: Browser, app: Flask, endpoint: str) -> None:
    with app.test_request_context():
        path = url_for(endpoint, token="tcut-off")

    page = client.open(path, 410)

    assert page.h1 == "This link cannot be used"
    assert "incomplete" in page.text


def _write_every_kind_of_mail(world: World) -> None:
    """Everything that a pair, a request, a match and an account can cause by themselves and by the clock."""
    sign_up(
        email="new@example.com", name="New Name", timezone="UTC", role="mentee", password_hash=PASSWORD_HASH
    )
    forgot_password(world.people["mentor"].email)
    factories.mentee(world.cohort, "Wanda Waits")
    pairing.ask_for_more(world.asked, "Which payer is it?")
    pairing.answer_question(world.asked, "Two of them.")
    pairing.publish(world.run, world.people["coordinator"])
    world.over.state = MeetingState.no_show
    later = [time for time in meetings.proposed_times(world.pair) if time != world.ahead.starts_at]
    meetings.reschedule(world.ahead, world.people["mentee"], later[-1])
    db.session.commit()
    for instant in (
        world.ahead.starts_at - timedelta(hours=23),
        world.ahead.starts_at - timedelta(minutes=30),
        world.ahead.ends_at + timedelta(minutes=5),
        world.ahead.ends_at + timedelta(hours=42),  # a day after what is then their first meeting
    ):
        with clock.moved_to(instant):
            tick(clock.now())
            db.session.commit()
    pausing.pause_mentorship(world.pair, world.people["mentee"], (clock.now() + timedelta(days=20)).date())
    db.session.commit()
    with clock.moved_to(clock.now() + timedelta(days=18)):
        tick(clock.now())
        pausing.carry_on(world.pair, world.people["mentee"])
        db.session.commit()


def links_in_all_mails() -> list[str]:
    """The path of every address of ours in any part of any mail, each once."""
    found: set[str] = set()
    for message in db.session.scalars(select(OutgoingMail.message)):
        for part in message_from_bytes(message, policy=default).walk():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                words = unescape(content.decode("utf-8", "replace").replace("\r\n ", ""))
                found |= set(re.findall(r"http://localhost(/[^\s\"<>\\\\,;]*)", words))
    return sorted(found)


def endpoint_of(app: Flask, path: str) -> str:
    return str(app.url_map.bind("localhost").match(path.partition("?")[0], method="GET")[0])
