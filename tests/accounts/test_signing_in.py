from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import LoginSession, Person, SignInTry
from mentorship.extensions import db
from tests import factories
from tests.accounts.crowd import at_once
from tests.pages import Browser, Page

WRONG = "The address or the password is not right."
TOO_MANY = "Too many tries in a row."
ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "//evil.example/settings",
    "/%09/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/@evil.example",
    "@evil.example",
    "evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\n/evil.example",
    "/%2F/evil.example",
    "//[evil",
    "/\u2028/evil.example",
    "/settings\\..\\\\evil.example",
]


def sign_in(client: Browser, email: str, password: str = factories.PASSWORD, **more: str) -> Page:
    return client.post("accounts.sign_in", email=email, password=password, follow=False, **more)


def test_the_right_password_opens_the_door(client: Browser, amara: Person) -> None:
    answer = sign_in(client, amara.email.upper())

    assert (answer.status, answer.location) == (303, "/")
    assert client.get("accounts.settings").value("name") == "Amara Lee"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    client: Browser, app, amara: Person
) -> None:
    stranger = "n" * len(amara.email.partition("@")[0]) + "@example.com"

    known, unknown = (sign_in(Browser(app), email, "not the password") for email in (amara.email, stranger))

    assert known.error is not None and WRONG in known.error
    assert (known.status, known.text) == (unknown.status, unknown.text)
    assert len(known.html) == len(unknown.html)
    assert dict(known.response.headers).keys() == dict(unknown.response.headers).keys()


def test_the_typed_address_stays_and_the_password_does_not(client: Browser, amara: Person) -> None:
    page = sign_in(client, amara.email, "not the password")

    assert page.value("email") == amara.email
    assert "not the password" not in page.html


def test_a_closed_account_looks_like_none(client: Browser, amara: Person) -> None:
    amara.disabled_at = clock.now()

    page = sign_in(client, amara.email)

    assert page.error is not None and WRONG in page.error


def test_a_page_that_asked_for_the_door_opens_behind_it(client: Browser, amara: Person) -> None:
    turned_away = client.open("/settings", 302)
    form = client.open(turned_away.location)

    answer = sign_in(client, amara.email, next=form.value("next") or "")

    assert form.notice == "Sign in to open this page."
    assert answer.location == "/settings"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_to_another_site(client: Browser, app, amara: Person, target: str) -> None:
    by_form = sign_in(client, amara.email, next=target)
    already_in = client.open(f"/sign-in?{urlencode({'next': target})}", 303)

    assert by_form.location == already_in.location == "/"


@pytest.mark.parametrize("target", ["/sign-out", "/no/such/page", "/sign-in", "/sign-up?role=mentor"])
def test_a_page_that_cannot_be_opened_afterwards_leads_home(
    client: Browser, amara: Person, target: str
) -> None:
    assert sign_in(client, amara.email, next=target).location == "/"


def test_own_pages_keep_their_question_part(client: Browser, amara: Person) -> None:
    assert (
        sign_in(client, amara.email, next="/settings?from=mail#zone").location == "/settings?from=mail#zone"
    )


def test_the_eleventh_try_within_five_minutes_is_not_even_read(client: Browser, amara: Person) -> None:
    pages = [sign_in(client, amara.email, "not the password") for _ in range(10)]

    locked = sign_in(client, amara.email)

    assert all(page.error is not None and WRONG in page.error for page in pages)
    assert locked.error is not None and TOO_MANY in locked.error


def test_after_five_minutes_the_owner_gets_in(client: Browser, amara: Person) -> None:
    for _ in range(15):
        sign_in(client, amara.email, "not the password")

    with clock.moved_to(clock.now() + timedelta(minutes=5, seconds=1)):
        answer = sign_in(client, amara.email)

    assert answer.location == "/"


def test_one_place_cannot_try_many_accounts(client: Browser, amara: Person) -> None:
    for number in range(10):
        sign_in(client, f"nobody{number}@example.com", "not the password")

    assert TOO_MANY in (sign_in(client, amara.email).error or "")


def test_a_claimed_address_of_the_visitor_is_not_believed(client: Browser, amara: Person) -> None:
    for number in range(10):
        client.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"10.0.0.{number}"
        sign_in(client, f"nobody{number}@example.com", "not the password")

    assert TOO_MANY in (sign_in(client, amara.email).error or "")


def test_another_place_is_not_locked_out_with_a_noisy_one(
    client: Browser, app, amara: Person, ben: Person
) -> None:
    for _ in range(10):
        sign_in(client, amara.email, "not the password")
    elsewhere = Browser(app)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"

    assert sign_in(elsewhere, ben.email).location == "/"


def test_right_passwords_are_not_counted(client: Browser, app, amara: Person) -> None:
    answers = [sign_in(Browser(app), amara.email).location for _ in range(12)]

    assert answers == ["/"] * 12


def test_of_many_guesses_at_once_ten_are_read(app, noise, amara: Person) -> None:
    email = amara.email

    errors = at_once(app, 24, lambda: sign_in(Browser(app), email, "not the password").error or "")

    assert sum(WRONG in error for error in errors) <= 10
    assert sum(WRONG in error or TOO_MANY in error for error in errors) == 24


def test_the_counter_keeps_no_address(client: Browser, amara: Person) -> None:
    sign_in(client, amara.email, "not the password")

    keys = db.session.scalars(select(SignInTry.key)).all()
    assert len(keys) == 2
    assert all(len(key) == 64 and amara.email not in key and "127.0.0.1" not in key for key in keys)


def test_signing_out_makes_a_copied_cookie_worthless(client: Browser, app, amara: Person) -> None:
    sign_in(client, amara.email)
    thief = Browser(app)
    thief.client.set_cookie("hallway", client.client.get_cookie("hallway").value)
    thief.get("accounts.settings")

    page = client.post("accounts.sign_out", follow=False)

    assert page.location == "/"
    assert thief.open("/settings", 302).location == "/sign-in?next=%2Fsettings"


def test_signing_out_twice_does_no_harm(client: Browser, amara: Person) -> None:
    browser = client.signed_in(amara)

    pages = [browser.post("accounts.sign_out", follow=False) for _ in range(2)]

    assert [page.status for page in pages] == [303, 303]


def test_signing_in_gives_a_new_session(client: Browser, amara: Person) -> None:
    with client.client.session_transaction() as session:
        session["_user_id"], session["csrf_token"], session["planted"] = "planted", "c" * 40, "yes"

    sign_in(client, amara.email)

    with client.client.session_transaction() as session:
        assert session["_user_id"] != "planted"
        assert "planted" not in session and session.get("csrf_token") != "c" * 40


def test_the_database_alone_opens_no_session(client: Browser, amara: Person) -> None:
    sign_in(client, amara.email)

    with client.client.session_transaction() as session:
        token = session["_user_id"]
    assert db.session.scalar(select(LoginSession).filter_by(token_hash=token)) is None


def test_a_closed_account_is_signed_out_at_once(client: Browser, amara: Person) -> None:
    sign_in(client, amara.email)
    amara.disabled_at = clock.now()

    assert client.open("/settings", 302).location == "/sign-in?next=%2Fsettings"


def test_a_very_long_password_is_not_hashed(client: Browser, amara: Person) -> None:
    page = sign_in(client, amara.email, "p" * 400_000)

    assert page.error is not None and "at most 200 characters" in page.error


def test_where_to_go_next_is_shown_without_what_no_page_may_hold(client):
    page = client.open("/sign-in?next=%E2%80%A9%C2%85%0B/hours", 200)

    assert page.value("next").strip().endswith("/hours")
