"""Who finds no time asks the partner for one, once a week at most."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentorship import clock
from mentorship.extensions import db
from mentorship.mail.models import MailState
from mentorship.mail.services import drain
from mentorship.meetings import asking, refusals, services
from tests import factories
from tests.meetings import post
from tests.meetings.conftest import MONDAY


@pytest.fixture
def away(pair, ben):
    """Ben is away for long."""
    factories.away(ben, date(2026, 11, 1), date(2027, 2, 1))


def test_the_page_without_times_offers_to_ask_and_says_when_it_was_done(client, away, pair, amara, ben):
    browser = client.signed_in(amara)
    before = browser.get("meetings.book", public_id=pair.public_id)

    page = browser.post("meetings.book", public_id=pair.public_id, act="times")

    [mail] = post.mails_to(ben)
    assert "Ask for other times" in before.text
    assert page.notice == "Dr. Ben Osei gets your question by mail, with a link to propose a time."
    assert "You asked Dr. Ben Osei for other times on Mon Nov 9, 9:00 am." in page.text
    assert "Ask for other times" not in page.text
    assert mail.subject == "Dr. Amara Lee asks you for times to meet"
    assert "You are away on every day on which your hours and Dr. Amara Lee's meet." in post.words(mail)


def test_the_link_in_the_mail_lets_the_partner_propose_without_signing_in(client, away, pair, amara, ben):
    asking.ask_for_times(pair, amara)
    path = post.links(post.mails_to(ben)[0], "/n/")[0]

    page = client.send(path, {"date": "2026-11-30", "time": "19:00", "act": "ask", "anyway": "y"})

    assert page.h1 == "You asked Dr. Amara Lee to meet"
    assert post.mails_to(amara)[0].subject == "Dr. Ben Osei asks: Mon Nov 30, 6:00 pm?"


def test_asking_again_within_a_week_is_refused_and_after_it_is_not(client, away, pair, amara, ben):
    asking.ask_for_times(pair, amara)
    browser = client.signed_in(amara)

    page = browser.post("meetings.book", 409, public_id=pair.public_id, act="times")
    with clock.moved_to(MONDAY + timedelta(days=8)):
        asking.ask_for_times(pair, amara)

    assert page.error == "Dr. Ben Osei has your question. You can ask again on Mon Nov 16, 9:00 am."
    assert len(post.mails_to(ben)) == 2


def test_each_of_the_two_may_ask_the_other(away, pair, amara, ben):
    asking.ask_for_times(pair, amara)
    asking.ask_for_times(pair, ben)

    assert [len(post.mails_to(person)) for person in (amara, ben)] == [1, 1]


def test_a_pair_with_a_date_asks_nothing(pair, amara):
    services.book(pair, amara, services.proposed_times(pair)[0])

    with pytest.raises(refusals.AlreadyBooked):
        asking.ask_for_times(pair, amara)


def test_the_question_does_not_leave_once_a_date_stands(pair, amara, ben):
    asking.ask_for_times(pair, amara)
    services.book(pair, ben, services.proposed_times(pair)[0])
    db.session.commit()

    drain()

    states = {mail.template: mail.state for mail in post.mails_to(ben)}
    assert states["meetings.times_asked"] == MailState.superseded


def test_the_question_claims_nothing_about_times_where_some_are_free(pair, amara, ben):
    asking.ask_for_times(pair, amara)

    [mail] = post.mails_to(ben, "meetings.times_asked")
    assert "No time that suits" not in post.words(mail)
