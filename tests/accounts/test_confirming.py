from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship import clock
from mentorship.accounts.links import token_for
from mentorship.accounts.models import Person
from mentorship.extensions import db
from tests import factories
from tests.accounts.crowd import at_once
from tests.accounts.post import kinds_to, link_to
from tests.pages import Browser

ADDRESS = "grace.kim@example.com"


@pytest.fixture
def grace(app) -> Person:
    """Signed up a minute ago, not yet confirmed."""
    person = factories.person("Grace Kim", email=ADDRESS, is_mentee=True)
    person.confirmed_at = None
    db.session.commit()
    return person


@pytest.fixture
def link(grace: Person) -> str:
    """What the mail held."""
    token = token_for("accounts.confirm", grace, grace.public_id, lasts=timedelta(days=3))
    return f"/confirm/{token}"


def test_the_whole_way_from_sign_up_to_the_first_question(client: Browser) -> None:
    client.post(
        "accounts.sign_up",
        role="mentee",
        name="Grace Kim",
        email=ADDRESS,
        password="four quiet herons wade",
        timezone="America/Denver",
    )

    page = client.open(link_to(ADDRESS, "/confirm/"))
    answer = client.send(link_to(ADDRESS, "/confirm/"), {}, follow=False)

    assert page.h1 == "Confirm your address"
    assert (answer.status, answer.location) == (303, "/profile/1")
    assert client.get("accounts.settings").value("name") == "Grace Kim"


def test_opening_the_link_confirms_nothing(client: Browser, grace: Person, link: str) -> None:
    for _ in range(3):
        client.open(link)
        client.open(link, method="HEAD")

    assert grace.confirmed_at is None


def test_a_second_press_is_answered_kindly(client: Browser, app, grace: Person, link: str) -> None:
    client.send(link, {}, follow=False)

    again = client.send(link, {})
    elsewhere = Browser(app).send(link, {})

    assert again.h1 == elsewhere.h1 == "This link has done its work"
    assert "Your address is confirmed already." in elsewhere.text
    assert Browser(app).open("/settings", 302).location == "/sign-in?next=%2Fsettings"


def test_of_many_presses_at_once_one_signs_in(app, noise, grace: Person, link: str) -> None:
    answers = at_once(app, 8, lambda: Browser(app).send(link, {}, follow=False).status)

    assert sorted(answers) == [200] * 7 + [303]


def test_an_expired_link_offers_a_new_mail(client: Browser, grace: Person, link: str) -> None:
    with clock.moved_to(clock.now() + timedelta(days=3, seconds=1)):
        page = client.open(link, 410)

    assert page.h1 == "This link cannot be used"
    assert "expired" in page.text
    assert page.all("form", action="/sign-up/mail")


def test_a_broken_link_explains_itself(client: Browser, grace: Person, link: str) -> None:
    for broken in (
        link[:-1],
        link[:-4] + "AAAA",
        "/confirm/x",
        "/confirm/" + "x" * 3000,
        "/confirm/%ED%A0%80",
    ):
        assert "incomplete" in client.open(broken, 410).text

    assert grace.confirmed_at is None


@pytest.mark.parametrize("purpose", ["accounts.reset", "pairing.by_link", "meetings.by_link", "confirm"])
def test_a_link_made_for_another_purpose_confirms_nothing(
    client: Browser, grace: Person, purpose: str
) -> None:
    page = client.send(f"/confirm/{token_for(purpose, grace, grace.public_id)}", {})

    assert page.status == 410
    assert grace.confirmed_at is None


def test_somebody_signed_in_as_another_person_is_told(
    client: Browser, dev: Person, grace: Person, link: str
) -> None:
    browser = client.signed_in(dev)

    pages = [browser.open(link, 403), browser.send(link, {})]

    assert {page.status for page in pages} == {403}
    assert "You are signed in as Dr. Dev Rao, and this link belongs to another account." in pages[1].text
    assert pages[0].all("form", action="/sign-out")
    assert grace.confirmed_at is None


def test_who_signs_in_unconfirmed_is_asked_to_confirm(client: Browser, grace: Person) -> None:
    page = client.post("accounts.sign_in", email=ADDRESS, password=factories.PASSWORD)

    assert page.h1 == "Check your mail"
    assert page.notice is not None and "not confirmed yet" in page.notice
    assert client.open("/settings", 302).location == "/sign-in?next=%2Fsettings"


def test_the_mail_can_be_sent_again_a_few_times(client: Browser, grace: Person) -> None:
    pages = [client.post("accounts.check_mail", email=ADDRESS) for _ in range(6)]

    assert pages[0].notice == "If this address is waiting to be confirmed, another mail is on its way."
    assert pages[5].error is not None and "Several mails went out already." in pages[5].error
    assert kinds_to(ADDRESS) == ["accounts.confirm"] * 5
    assert client.open(link_to(ADDRESS, "/confirm/")).h1 == "Confirm your address"


def test_asking_again_for_an_unknown_address_looks_the_same(client: Browser, grace: Person) -> None:
    known, unknown = (
        client.post("accounts.check_mail", email=email) for email in (ADDRESS, "nobody.xy@example.com")
    )

    assert known.text.replace(ADDRESS, "X") == unknown.text.replace("nobody.xy@example.com", "X")
    assert known.notice == unknown.notice
    assert kinds_to("nobody.xy@example.com") == []
