"""The demo shows every mail as it arrives; no other site has the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from mentorship.accounts.models import Person
from mentorship.mail import maildir, services
from tests.mail.letters import posted
from tests.pages import Browser

INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Mentoring é\r\nEND:VCALENDAR\r\n".encode()
PAGES = ("mail.message", "mail.message_html", "mail.message_calendar")


@pytest.fixture
def demo(app: Flask) -> Iterator[Flask]:
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, app_env="demo")
    yield app
    app.extensions["settings"] = before


def newest_key(app: Flask) -> str:
    return maildir.newest(app.extensions["settings"].mailbox_dir)[0].key


def test_an_empty_mailbox_says_what_will_be_there(demo: Flask, client: Browser) -> None:
    page = client.get("mail.mailbox")

    assert "No mail yet" in page.text


def test_the_newest_mail_stands_first(demo: Flask, client: Browser, amara: Person, ben: Person) -> None:
    posted(amara, subject="The older one")
    posted(ben, subject="The newer <b>one</b>")
    services.drain()

    page = client.get("mail.mailbox")

    subjects = [link.text for cell in page.all("th", scope="row") for link in cell]
    assert subjects == ["The newer <b>one</b>", "The older one"]
    assert ben.email in page.text


def test_a_mail_is_shown_in_all_its_parts(demo: Flask, client: Browser, amara: Person) -> None:
    posted(amara, calendar=INVITATION, calendar_method="REQUEST", lines=("Book <i>it</i>.",))
    services.drain()
    key = newest_key(demo)

    page = client.get("mail.message", key=key)
    html = client.client.get(f"/dev/mailbox/{key}/html")
    file = client.client.get(f"/dev/mailbox/{key}/invite.ics")

    assert page.h1 == "Dr. Osei said yes"
    assert "Book <i>it</i>." in page.text
    assert "SUMMARY:Mentoring é" in page.text
    assert [frame.get("src") for frame in page.all("iframe")] == [f"/dev/mailbox/{key}/html"]
    assert "Book &lt;i&gt;it&lt;/i&gt;." in html.get_data(as_text=True)
    assert file.data == INVITATION
    assert file.mimetype == "text/calendar"


def test_a_mail_can_do_nothing_in_its_frame(demo: Flask, client: Browser, amara: Person) -> None:
    posted(amara)
    services.drain()

    answer = client.client.get(f"/dev/mailbox/{newest_key(demo)}/html")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy


def test_a_mail_without_a_calendar_file_has_none_to_fetch(
    demo: Flask, client: Browser, amara: Person
) -> None:
    posted(amara)
    services.drain()

    client.get("mail.message_calendar", key=newest_key(demo), status=404)


@pytest.mark.parametrize("key", ["nobody", "..", "%2e%2e%2fnew", "x" * 300])
def test_a_key_that_is_none_finds_nothing(demo: Flask, client: Browser, amara: Person, key: str) -> None:
    posted(amara)
    services.drain()

    for endpoint in PAGES:
        client.get(endpoint, key=key, status=404)


def test_no_other_site_has_the_mailbox(client: Browser, amara: Person) -> None:
    posted(amara)
    services.drain()

    client.get("mail.mailbox", status=404)
    for endpoint in PAGES:
        client.get(endpoint, key=newest_key(client.app), status=404)
