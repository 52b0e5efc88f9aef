"""A link in the mail opens the question without signing in; opening changes nothing, sending does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.links import token_for
from mentorship.accounts.models import Person
from mentorship.checkins.models import FitCheck, Pulse
from mentorship.extensions import db
from mentorship.meetings.models import Meeting
from mentorship.pairs import services as pairs
from mentorship.pairs.models import Mentorship, MentorshipState
from tests.pages import Browser

DAY = timedelta(days=1)


def fit_link(pair: Mentorship, person: Person) -> str:
    return f"/f/{token_for('checkins.fit_by_link', person, pair.public_id)}"


def test_the_link_says_what_is_chosen_and_keeps_nothing_until_it_is_sent(
    client: Browser, pair: Mentorship, met: Meeting, amara: Person
) -> None:
    link = fit_link(pair, amara)

    page = client.open(f"{link}?answer=unsure")
    before = db.session.scalars(select(FitCheck)).all()
    client.send(link, {"answer": page.value("answer"), "words": ""})

    assert page.value("answer") == "unsure" and before == []
    assert [row.answer for row in db.session.scalars(select(FitCheck))] == ["unsure"]


def test_another_answer_from_an_old_mail_opens_the_form_again(
    client: Browser, pair: Mentorship, met: Meeting, amara: Person
) -> None:
    link = fit_link(pair, amara)
    client.send(link, {"answer": "yes", "words": ""})

    [same], [other] = (client.open(f"{link}?answer={said}").all("details") for said in ("yes", "no"))

    assert same.get("open") is None and other.get("open") is not None


@pytest.mark.parametrize("nonsense", ["maybe", "%00", "<b>", "yes%0d%0a", "é" * 300])
def test_nonsense_in_the_link_chooses_nothing(
    client: Browser, pair: Mentorship, met: Meeting, amara: Person, nonsense: str
) -> None:
    page = client.open(f"{fit_link(pair, amara)}?answer={nonsense}")

    assert page.value("answer") is None


def test_a_pulse_is_answered_by_link(client: Browser, pair: Mentorship, ben: Person) -> None:
    with clock.moved_to(pair.started_at + 30 * DAY):
        link = f"/h/{token_for('checkins.pulse_by_link', ben, pair.public_id)}"
        page = client.send(link, {"answer": "stuck", "words": "No dates."})

    assert "could use a hand" in page.text
    assert [row.person_id for row in db.session.scalars(select(Pulse))] == [ben.id]


def test_an_old_link_explains_itself(client: Browser, pair: Mentorship, met: Meeting, amara: Person) -> None:
    link = fit_link(pair, amara)

    with clock.moved_to(clock.now() + 15 * DAY):
        page = client.open(link, 410)

    assert "This link has expired. Sign in to see where things stand." in page.text


def test_after_the_end_the_link_says_that_nothing_is_asked(
    client: Browser, pair: Mentorship, met: Meeting, amara: Person, ben: Person
) -> None:
    link = fit_link(pair, amara)
    pairs.end(pair, ben, MentorshipState.ended_early)

    page = client.open(link)

    assert "Your work with Dr. Ben Osei has ended, so nothing is asked any more." in page.text
    assert page.value("answer") is None


def test_every_page_names_somebody_to_talk_to(
    client: Browser, pair: Mentorship, met: Meeting, amara: Person
) -> None:
    browser = client.signed_in(amara)

    pages = [browser.get(f"checkins.{name}", public_id=pair.public_id).text for name in ("fit", "pulse")]

    for text in pages:
        assert "988" in text and "1-888-409-0141" in text and "Nobody reads this in real time." in text
