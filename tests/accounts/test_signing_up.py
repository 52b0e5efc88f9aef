from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from mentorship.accounts.models import Person
from mentorship.accounts.queries import person_by_email
from mentorship.audit.models import AuditEntry
from mentorship.extensions import db
from tests import factories
from tests.accounts.crowd import at_once
from tests.accounts.post import kinds_to, link_to, mails_to, words_of_mail
from tests.pages import Browser, Page

NEWCOMER = {
    "role": "mentee",
    "name": "Grace Kim",
    "email": "grace.kim@example.com",
    "password": "four quiet herons wade",
    "timezone": "America/Denver",
}


def sign_up(client: Browser, **changes: object) -> Page:
    return client.post("accounts.sign_up", **{**NEWCOMER, **changes})


def without_secrets(page: Page) -> str:
    return re.sub(r'name="csrf_token"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="csrf_token"', "", page.html)


def test_a_newcomer_is_told_to_look_for_the_mail(client: Browser) -> None:
    page = sign_up(client)

    assert page.h1 == "Check your mail"
    assert "grace.kim@example.com" in page.text
    assert kinds_to("grace.kim@example.com") == ["accounts.confirm"]


def test_a_newcomer_is_in_the_role_and_zone_of_their_choice_and_not_yet_confirmed(client: Browser) -> None:
    sign_up(client, role="mentor")

    person = person_by_email("grace.kim@example.com")
    assert person is not None
    assert (person.is_mentee, person.is_mentor, person.is_coordinator) == (False, True, False)
    assert (person.name, person.timezone, person.confirmed_at) == ("Grace Kim", "America/Denver", None)
    assert db.session.scalars(
        select(AuditEntry.action).filter_by(subject=f"Person:{person.public_id}")
    ).all() == ["signed_up"]


def test_a_known_address_gets_the_same_answer_as_a_new_one(client: Browser, app) -> None:
    factories.person("Known One", email="aaaaa@example.com")

    answers = [
        (Browser(app).post("accounts.sign_up", follow=False, **{**NEWCOMER, "email": email}), email)
        for email in ("aaaaa@example.com", "bbbbb@example.com")
    ]
    pages = [sign_up(Browser(app), email=email) for email in ("aaaaa@example.com", "bbbbb@example.com")]

    assert len({(page.status, page.location) for page, _ in answers}) == 1
    assert without_secrets(pages[0]).replace("aaaaa", "bbbbb") == without_secrets(pages[1])


def test_a_known_address_gets_a_mail_that_says_so(client: Browser) -> None:
    factories.person("Known One", email="known@example.com")

    sign_up(client, email="known@example.com")

    (mail,) = mails_to("known@example.com")
    assert mail.subject == "You already have an account at Hallway"
    assert "Somebody just tried to sign up with your address" in words_of_mail(mail)
    assert link_to("known@example.com", "/forgot") and link_to("known@example.com", "/sign-in")


@pytest.mark.parametrize(
    "spelling", ["known@example.com", "KNOWN@Example.COM", "ｋｎｏｗｎ@example.com", "  known@example.com "]
)
def test_a_second_sign_up_changes_nothing_about_the_account(client: Browser, spelling: str) -> None:
    known = factories.person("Known One", email="known@example.com", is_mentee=True)

    sign_up(client, email=spelling, name="Somebody Else", role="mentor", password="another password entirely")

    db.session.refresh(known)
    assert (known.name, known.is_mentor, known.password_hash) == ("Known One", False, factories.PASSWORD_HASH)
    assert (
        db.session.scalar(select(func.count()).select_from(Person).filter_by(email="known@example.com")) == 1
    )


def test_until_the_address_is_confirmed_the_last_sign_up_counts(client: Browser, app) -> None:
    sign_up(Browser(app), name="An Impostor", password="the impostor knows this")
    first = link_to("grace.kim@example.com", "/confirm/")

    sign_up(client)

    person = person_by_email("grace.kim@example.com")
    assert person is not None and person.name == "Grace Kim"
    assert client.open(first, 410).h1 == "This link cannot be used"
    assert client.open(link_to("grace.kim@example.com", "/confirm/")).h1 == "Confirm your address"


def test_of_many_sign_ups_at_once_with_one_address_one_account_comes(app, noise) -> None:
    answers = at_once(app, 4, lambda: sign_up(Browser(app), follow=False).location)

    assert answers == ["/sign-up/mail"] * 4
    assert (
        db.session.scalar(select(func.count()).select_from(Person).filter_by(email="grace.kim@example.com"))
        == 1
    )


def test_what_was_typed_stays_when_something_is_missing(client: Browser) -> None:
    page = sign_up(client, role=None, password="short")

    assert page.error is not None
    assert "Choose whether you would like a mentor or would like to mentor." in page.error
    assert "Use at least 10 characters." in page.error
    assert (page.value("name"), page.value("email"), page.value("timezone")) == (
        "Grace Kim",
        "grace.kim@example.com",
        "America/Denver",
    )
    assert mails_to("grace.kim@example.com") == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("email", "", "Enter your e-mail address, like amara.lee@example.com."),
        ("email", "grace.kim", "Enter a full e-mail address, like amara.lee@example.com."),
        ("email", "grace@exa mple.com", "Enter a full e-mail address"),
        ("email", "a@b.example\r\nBcc: x@y.example", "invisible character"),
        ("email", "gr\x00ace@example.com", "invisible character"),
        ("email", "grace\u2028@example.com", "invisible character"),
        ("email", "grâce@example.com", "plain letters and digits"),
        ("email", "g" * 300 + "@example.com", "at most 254 characters"),
        ("name", " \u200b\x00 ".replace("\u200b", ""), "Enter your first and last name."),
        ("name", "x" * 81, "Shorten this by 1 characters"),
        ("name", "Win now at evil.com", "without web or e-mail addresses"),
        ("name", "https://evil.example", "without web or e-mail addresses"),
        ("password", "p" * 201, "at most 200 characters"),
        ("password", "a bell\x07 and words", "all of them visible"),
        ("role", "coordinator", "Choose whether you would like a mentor"),
        ("timezone", "", "Choose your time zone from the list."),
        ("timezone", "Mars/Olympus", "Choose your time zone from the list."),
    ],
)
def test_bad_input_gets_a_clear_sentence(client: Browser, field: str, typed: str, sentence: str) -> None:
    page = sign_up(client, **{field: typed})

    assert page.status == 200
    assert page.error is not None and sentence in page.error
    assert person_by_email("grace.kim@example.com") is None


def test_a_megabyte_is_refused_before_it_is_read(client: Browser) -> None:
    page = sign_up(client, name="x" * 1_000_000)

    assert page.status == 413
    assert page.h1 == "That was too much at once"


def test_a_very_long_name_is_refused_and_kept(client: Browser) -> None:
    page = sign_up(client, name="," * 200_000)

    assert page.error is not None and "Shorten this by 199,920 characters" in page.error
    assert page.value("name") == "," * 200_000


def test_bytes_that_are_no_text_do_no_harm(client: Browser) -> None:
    page = client.send("/sign-up", {**NEWCOMER, "name": b"Grace \xed\xa0\x80 Kim"})

    assert page.h1 == "Check your mail"


def test_titles_that_the_site_adds_itself_are_left_out(client: Browser) -> None:
    sign_up(client, name="Dr. Grace Kim, MD")

    person = person_by_email("grace.kim@example.com")
    assert person is not None and person.called == "Dr. Grace Kim"


def test_fields_that_no_form_asks_for_change_nothing(client: Browser) -> None:
    sign_up(
        client,
        is_coordinator="1",
        is_mentor="1",
        confirmed_at="2026-01-01",
        id="1",
        public_id="x",
        link_version="9",
    )

    person = person_by_email("grace.kim@example.com")
    assert person is not None
    assert (person.is_coordinator, person.is_mentor, person.confirmed_at, person.link_version) == (
        False,
        False,
        None,
        1,
    )
    assert person.public_id != "x"


def test_the_door_for_mentors_is_open_at_the_right_side(client: Browser) -> None:
    page = client.get("accounts.sign_up", role="mentor")
    by_link = client.open("/sign-up?role=mentor")

    assert page.h1 == "Create your account"
    assert by_link.value("role") == "mentor"


def test_nobody_has_an_address_flooded_with_mail(client: Browser) -> None:
    pages = [sign_up(client) for _ in range(6)]

    assert [page.error is None for page in pages] == [True] * 5 + [False]
    assert len(mails_to("grace.kim@example.com")) == 5


def test_who_is_signed_in_needs_no_second_account(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).open("/sign-up", 303)

    assert page.location == "/"
