from __future__ import annotations

from datetime import timedelta
from string import ascii_letters, digits

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts import links
from mentorship.accounts.links import token_for
from mentorship.accounts.models import Person, UsedLink
from mentorship.extensions import db
from tests import factories
from tests.accounts.crowd import at_once
from tests.accounts.post import kinds_to, link_to
from tests.pages import Browser

NEW = "seven slow rivers bend"


@pytest.fixture
def link(client: Browser, amara: Person) -> str:
    """What the mail held."""
    client.post("accounts.forgot", email=amara.email)
    return link_to(amara.email, "/reset/")


def test_a_forgotten_password_is_replaced_by_the_mailed_link(
    client: Browser, app, amara: Person, link: str
) -> None:
    page = client.open(link)
    answer = client.send(link, {"password": NEW}, follow=False)
    later = Browser(app).post("accounts.sign_in", email=amara.email, password=NEW, follow=False)

    assert page.h1 == "Choose a new password"
    assert (answer.status, answer.location, later.location) == (303, "/", "/")
    assert kinds_to(amara.email) == ["accounts.reset", "accounts.password_changed"]


def test_the_old_password_no_longer_fits(client: Browser, app, amara: Person, link: str) -> None:
    client.send(link, {"password": NEW}, follow=False)

    page = Browser(app).post("accounts.sign_in", email=amara.email, password=factories.PASSWORD)

    assert page.error is not None and "not right" in page.error


def test_a_reset_ends_all_other_sessions(client: Browser, amara: Person, link: str) -> None:
    elsewhere = client.signed_in(amara)
    elsewhere.get("accounts.settings")

    client.send(link, {"password": NEW}, follow=False)

    assert elsewhere.open("/settings", 302).location == "/sign-in?next=%2Fsettings"
    assert client.get("accounts.settings").value("name") == "Amara Lee"


def test_a_reset_ends_every_link_made_before(client: Browser, app, amara: Person, link: str) -> None:
    other = f"/reset/{token_for('accounts.reset', amara, amara.public_id)}"

    client.send(link, {"password": NEW}, follow=False)

    assert Browser(app).open(other, 410).h1 == "This link cannot be used"


def test_a_used_link_is_used_up(client: Browser, app, amara: Person, link: str) -> None:
    client.send(link, {"password": NEW}, follow=False)
    changed = amara.password_hash

    page = Browser(app).send(link, {"password": "eight loud geese argue"})

    assert page.h1 == "This link has done its work"
    assert page.all("a", href="/sign-in")
    assert amara.password_hash == changed


def test_a_used_link_is_used_up_however_its_signature_is_spelled(client: Browser, amara: Person) -> None:
    token = token_for("accounts.reset", amara, amara.public_id)
    spellings = [token[:-1] + letter for letter in ascii_letters + digits + "-_"]
    good = [spelling for spelling in spellings if is_good(spelling)]

    links.use_once(token)

    assert len(good) > 1
    assert all(links.was_used(spelling) for spelling in good)


def is_good(token: str) -> bool:
    try:
        return bool(links.read("accounts.reset", token))
    except links.LinkRefused:
        return False


def test_of_fifty_uses_at_once_one_wins(app, amara: Person, link: str) -> None:
    answers = at_once(app, 50, lambda: Browser(app).send(link, {"password": NEW}, follow=False).status)

    assert answers.count(303) == 1
    assert set(answers) <= {303, 200, 410}
    assert len(db.session.scalars(select(UsedLink)).all()) == 1
    assert kinds_to(amara.email).count("accounts.password_changed") == 1


def test_after_an_hour_the_link_is_over(client: Browser, link: str) -> None:
    with clock.moved_to(clock.now() + timedelta(hours=1, seconds=1)):
        page = client.open(link, 410)

    assert "expired" in page.text
    assert page.all("form", action="/forgot")


def test_opening_the_link_uses_nothing_up(client: Browser, link: str) -> None:
    for _ in range(3):
        client.open(link)

    assert client.send(link, {"password": NEW}, follow=False).status == 303


def test_a_weak_password_leaves_the_link_good(client: Browser, link: str) -> None:
    page = client.send(link, {"password": "amaralee12"})

    assert page.error is not None and "one of the first passwords" in page.error
    assert client.send(link, {"password": NEW}, follow=False).status == 303


def test_a_confirming_link_resets_nothing(client: Browser, amara: Person) -> None:
    page = client.send(f"/reset/{token_for('accounts.confirm', amara, amara.public_id)}", {"password": NEW})

    assert page.status == 410
    assert amara.password_hash == factories.PASSWORD_HASH


def test_somebody_signed_in_as_another_person_resets_nothing(
    client: Browser, dev: Person, amara: Person, link: str
) -> None:
    page = client.signed_in(dev).send(link, {"password": NEW})

    assert page.status == 403
    assert amara.password_hash == factories.PASSWORD_HASH


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Browser, app, amara: Person) -> None:
    known, unknown = (
        Browser(app).post("accounts.forgot", email=email) for email in (amara.email, "nobody@example.com")
    )

    assert known.notice is not None and unknown.notice is not None
    assert known.notice.replace(amara.email, "X") == unknown.notice.replace("nobody@example.com", "X")
    assert kinds_to("nobody@example.com") == []


def test_a_reset_confirms_the_address_too(client: Browser, amara: Person, link: str) -> None:
    amara.confirmed_at = None

    client.send(link, {"password": NEW}, follow=False)

    assert amara.confirmed_at is not None


def test_a_reset_lets_the_owner_in_who_was_locked_out(client: Browser, app, amara: Person, link: str) -> None:
    noisy = Browser(app)
    noisy.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    for _ in range(12):
        noisy.post("accounts.sign_in", email=amara.email, password="not the password")
    client.send(link, {"password": NEW}, follow=False)

    answer = Browser(app).post("accounts.sign_in", email=amara.email, password=NEW, follow=False)

    assert answer.location == "/"


def test_mails_point_to_the_sites_own_address_whatever_host_was_claimed(
    client: Browser, amara: Person
) -> None:
    client.client.environ_base["HTTP_HOST"] = "evil.example"
    client.client.environ_base["HTTP_X_FORWARDED_HOST"] = "evil.example"

    client.client.post("/forgot", data={"email": amara.email, "csrf_token": client.csrf_token()})
    db.session.expire_all()

    assert link_to(amara.email, "/reset/")
