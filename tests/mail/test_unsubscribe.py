"""One click in the mail program ends one kind of mail, without signing in; scanners that open the link end nothing."""

from __future__ import annotations

from email import message_from_bytes
from urllib.parse import urlsplit

import pytest

from mentorship.accounts.models import Person
from mentorship.mail import queries, services
from mentorship.mail.models import OPTIONAL, Category, OutgoingMail
from tests.mail.letters import letter, posted
from tests.pages import Browser

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path_in_header(mail: OutgoingMail) -> str:
    return urlsplit(message_from_bytes(mail.message)["List-Unsubscribe"].strip("<>")).path


@pytest.mark.parametrize("category", OPTIONAL)
def test_one_click_of_a_mail_program_ends_this_kind_at_once(
    client: Browser, amara: Person, ben: Person, category: Category
) -> None:
    mail = posted(amara, category=category)

    answer = client.client.post(path_in_header(mail), data=ONE_CLICK)

    assert message_from_bytes(mail.message)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answer.status_code == 200
    assert queries.unwanted_by(amara.id) == {category}
    assert queries.unwanted_by(ben.id) == set()
    assert services.post(letter(amara, category=category)) is None


def test_a_person_sees_a_button_first_and_the_outcome_after(client: Browser, amara: Person) -> None:
    path = path_in_header(posted(amara, category=Category.nudge))

    before = client.open(path)
    unchanged = queries.unwanted_by(amara.id)
    after = [client.send(path, {}, status=200) for _ in range(2)]

    assert before.h1 == "Stop nudges?" and unchanged == set()
    assert [page.h1 for page in after] == ["No more nudges"] * 2
    assert amara.name not in before.text, "whoever holds the mail need not learn more"


@pytest.mark.parametrize("category", [Category.account, Category.invitation, Category.request])
def test_mail_that_carries_out_what_somebody_did_has_no_such_header(
    amara: Person, category: Category
) -> None:
    message = message_from_bytes(posted(amara, category=category).message)

    assert message["List-Unsubscribe"] is None
    assert "/unsubscribe/" not in message.as_string()


def test_the_way_out_stands_in_the_mail_itself_too(amara: Person) -> None:
    mail = posted(amara, category=Category.reminder)

    text, html, *_ = (
        part.get_payload(decode=True).decode()  # bytes, as no part is a container
        for part in message_from_bytes(mail.message).walk()
        if not part.is_multipart()
    )

    assert path_in_header(mail) in text and path_in_header(mail) in html


def test_an_address_that_was_cut_off_says_what_to_do(client: Browser, amara: Person) -> None:
    path = path_in_header(posted(amara, category=Category.nudge))

    page = client.open(path[:-3], 410)

    assert "sign in and choose your mail there" in page.text
    assert queries.unwanted_by(amara.id) == set()
