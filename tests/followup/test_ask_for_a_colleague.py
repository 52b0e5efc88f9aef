"""Amara waits for a mentor: the mail and her home page offer a colleague; one button asks, one takes it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup import peers
from mentorship.followup.models import Action
from mentorship.followup.queue import keep_queue, open_actions
from mentorship.mail.models import OutgoingMail
from mentorship.programs.models import Application, Cohort
from tests import factories
from tests.factories import BEGINNING
from tests.mail.smtp_server import Inbox
from tests.meetings.test_many_book_at_once import at_once, poster
from tests.pages import Browser

WorkAt = Callable[[datetime], None]
OFFER = "Talk with a colleague who waits as well"
A_DAY_LATER = BEGINNING + timedelta(hours=26)


def application_of(person: Person) -> Application:
    return db.session.scalars(select(Application).filter_by(person_id=person.id)).one()


@pytest.fixture
def link(inbox: Inbox, work_at: WorkAt, amara: Person) -> str:
    """The path of the offer in the mail that says where Amara stands."""
    work_at(A_DAY_LATER)
    [mail] = [mail for mail in inbox.to(amara.email) if "Where your search" in mail.subject]
    assert OFFER in mail.text
    [path] = re.findall(r"http://localhost(/c/\S+)", mail.text)
    return str(path)


@pytest.fixture
def action(noise: None, cohort: Cohort, amara: Person) -> Action:
    """Amara and Ola both asked, and stand in Cora's queue."""
    for person in (
        amara,
        factories.mentee(cohort, "Ola Moss", needs=["denials-appeals"], specialty="207R00000X"),
    ):
        peers.wish(application_of(person))
    keep_queue(clock.now())
    db.session.commit()
    return db.session.scalars(select(Action).filter_by(rule=peers.RULE)).one()


def here(action: Action) -> dict[str, str]:
    return {"public_id": action.cohort.public_id, "action_id": action.public_id}


def introductions() -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail).filter_by(template="followup.introduced")))


def test_the_mail_offers_a_colleague_even_when_no_mentor_and_no_meeting_is_free(
    client: Browser, link: str
) -> None:
    page = client.open(link)

    assert page.h1 == OFFER
    assert "Your name, your specialty and your e-mail address go to that colleague" in page.text


def test_the_link_only_shows_and_its_button_asks_and_takes_back(
    client: Browser, amara: Person, link: str
) -> None:
    client.open(link)
    opened = application_of(amara).wants_peer_at

    asked = client.send(link, {"act": "introduce"})
    wished = application_of(amara).wants_peer_at
    client.send(link, {"act": "stop"})

    assert "We tell you as soon as a colleague wants it, too." in asked.text
    assert (opened, application_of(amara).wants_peer_at) == (None, None)
    assert wished


def test_the_next_mail_says_that_the_wish_stands(
    client: Browser, inbox: Inbox, work_at: WorkAt, amara: Person, link: str
) -> None:
    client.send(link, {"act": "introduce"})
    inbox.received.clear()

    work_at(A_DAY_LATER + timedelta(days=14))

    [mail] = inbox.to(amara.email)
    assert "We tell you as soon as a colleague wants it, too." in mail.text
    assert OFFER not in mail.text


def test_at_home_who_waits_finds_the_offer_and_then_their_wish(client: Browser, amara: Person) -> None:
    browser = client.signed_in(amara)
    before = browser.get("home.index").text
    browser.post("followup.peer", public_id=application_of(amara).public_id, act="introduce")

    after = browser.get("home.index").text

    assert OFFER in before
    assert "You asked to talk with a colleague who waits as well" in after


def test_who_has_a_mentor_reads_that_it_is_for_those_who_wait(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    factories.mentorship(cohort, ben, amara)
    browser, where = client.signed_in(amara), application_of(amara).public_id

    page = browser.get("followup.peer", public_id=where)
    refused = browser.post("followup.peer", public_id=where, act="introduce", status=409)

    assert "You are not waiting at the moment." in page.text
    assert "You are not waiting for a mentor at the moment" in (refused.error or "")
    assert OFFER not in browser.get("home.index").text


def test_one_click_introduces_both_and_each_reads_the_others_name_specialty_and_address(
    client: Browser, cohort: Cohort, cora: Person, amara: Person, action: Action
) -> None:
    browser = client.signed_in(cora)
    page = browser.get("coordination.action", **here(action))
    words = page.value("words") or ""

    browser.post("coordination.action", **here(action), to="both", words=words)
    browser.post("coordination.action", **here(action), to="both", words=words)
    keep_queue(clock.now())

    to_amara, to_ola = sorted(introductions(), key=lambda mail: mail.person_id)
    [said, _], ola = [mail.message.decode() for mail in (to_amara, to_ola)], application_of(amara).peer
    assert words.startswith("Hello Dr. Amara Lee and Dr. Ola Moss,")
    assert ola
    assert ola.name == "Ola Moss"
    assert ola.email in said
    assert "Internal medicine" in said
    assert amara.email in to_ola.message.decode()
    assert open_actions(cohort, cora, clock.now()) == ([], [])


def test_once_introduced_nobody_is_offered_another(
    client: Browser, cora: Person, cohort: Cohort, amara: Person, action: Action
) -> None:
    peers.introduce(action, cora, "Here you are.")
    db.session.commit()
    browser, where = client.signed_in(amara), application_of(amara).public_id

    page = browser.post("followup.peer", public_id=where, act="stop")

    assert page.h1 == "You and Dr. Ola Moss know each other"
    assert OFFER not in browser.get("home.index").text
    assert peers.twos() == []


def test_who_takes_it_back_before_the_click_is_not_introduced(
    client: Browser, cora: Person, amara: Person, action: Action
) -> None:
    peers.take_back(application_of(amara))
    with pytest.raises(peers.WishIsGone):
        peers.introduce(action, cora, "Here you are.")
    db.session.rollback()
    peers.take_back(application_of(amara))
    db.session.commit()

    page = client.signed_in(cora).post(
        "coordination.action", **here(action), to="both", words="Here you are."
    )

    assert "Its cause is gone." in page.text
    assert introductions() == []


def test_of_two_coordinators_and_somebody_who_takes_it_back_at_once_one_is_first(
    client: Browser, cohort: Cohort, cora: Person, amara: Person, action: Action
) -> None:
    colleague = factories.coordinator(cohort, "Carl Second")
    queue, own = (
        f"/coordination/{cohort.public_id}/actions/{action.public_id}",
        application_of(amara).public_id,
    )
    deeds = [
        poster(client.signed_in(who), queue, {"to": "both", "words": "Hello."}) for who in (cora, colleague)
    ]
    deeds.append(poster(client.signed_in(amara), f"/applications/{own}/colleague", {"act": "stop"}))

    answers = at_once(deeds)

    db.session.expire_all()
    known = [
        application.peer_id for application in db.session.scalars(select(Application)) if application.peer_id
    ]
    assert set(answers) <= {200, 303, 409}
    assert len(introductions()) == len(known)
    assert len(known) in (0, 2)


def test_a_strangers_link_and_application_open_nothing(client: Browser, amara: Person, dev: Person) -> None:
    where = application_of(amara).public_id

    assert client.signed_in(dev).get("followup.peer", public_id=where, status=404)
