"""After a first meeting each of the two says, for the coordinator alone, how it fits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.checkins.models import FitAnswer, FitCheck
from mentorship.checkins.queries import fit_checks_waiting, questions_to
from mentorship.checkins.services import say_fit
from mentorship.extensions import db
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.pairs import services as pairs
from mentorship.pairs.models import Mentorship, MentorshipState
from tests.pages import Browser


def kept() -> list[tuple[int, FitAnswer, str]]:
    rows = db.session.scalars(select(FitCheck).order_by(FitCheck.id))
    return [(row.person_id, row.answer, row.words) for row in rows]


def test_each_is_asked_in_words_of_their_own(
    client: Browser, pair: Mentorship, met: Meeting, amara: Person, ben: Person
) -> None:
    hers = client.signed_in(amara).get("checkins.fit", public_id=pair.public_id)
    his = client.signed_in(ben).get("checkins.fit", public_id=pair.public_id)

    assert hers.h1 == "Is Dr. Ben Osei the right person for what you need?"
    assert his.h1 == "Can you help with what Dr. Amara Lee needs?"
    assert "Only your coordinator reads your answer. Dr. Ben Osei never does." in hers.text


def test_an_answer_is_kept_and_can_be_changed(
    client: Browser, pair: Mentorship, met: Meeting, amara: Person
) -> None:
    browser = client.signed_in(amara)
    browser.post("checkins.fit", public_id=pair.public_id, answer="no", words="We talk past each other.")

    page = browser.post("checkins.fit", public_id=pair.public_id, answer="yes", words="")

    assert kept() == [(amara.id, FitAnswer.yes, "")]
    assert "Thank you" in page.text and "Change your answer" in page.text


def test_nothing_chosen_is_asked_for_in_words(
    client: Browser, pair: Mentorship, met: Meeting, amara: Person
) -> None:
    page = client.signed_in(amara).post("checkins.fit", public_id=pair.public_id, words="Hm.")

    assert page.error == "Choose one of the three answers."
    assert page.value("words") == "Hm."
    assert kept() == []


def test_nobody_is_asked_before_they_have_met(client: Browser, pair: Mentorship, amara: Person) -> None:
    browser = client.signed_in(amara)

    before = browser.get("checkins.fit", public_id=pair.public_id)
    sent = browser.post("checkins.fit", public_id=pair.public_id, answer="yes", words="")

    assert "after your first meeting" in before.text and before.value("answer") is None
    assert sent.status == 409 and "after your first meeting" in (sent.error or "")
    assert kept() == []


def test_a_meeting_that_did_not_take_place_is_none(pair: Mentorship, met: Meeting, client: Browser) -> None:
    met.state = MeetingState.no_show

    page = client.signed_in(pair.mentee).get("checkins.fit", public_id=pair.public_id)

    assert "Come back then." in page.text


def test_after_the_end_the_answer_stays_as_it_is(
    client: Browser, pair: Mentorship, met: Meeting, amara: Person, ben: Person
) -> None:
    say_fit(pair, amara, FitAnswer.unsure, "")
    pairs.end(pair, ben, MentorshipState.completed)
    db.session.commit()

    page = client.signed_in(amara).post("checkins.fit", public_id=pair.public_id, answer="yes", words="")

    assert page.status == 409 and "has ended" in (page.error or "")
    assert kept() == [(amara.id, FitAnswer.unsure, "")]


def test_the_database_keeps_one_fit_check_a_person(pair: Mentorship, met: Meeting, amara: Person) -> None:
    say_fit(pair, amara, FitAnswer.yes, "")
    again = {"mentorship_id": pair.id, "person_id": amara.id, "answer": FitAnswer.no, "words": ""}

    with pytest.raises(IntegrityError):
        db.session.execute(insert(FitCheck).values(**again, answered_at=clock.now()))


def test_whoever_never_answers_is_not_looked_at_for_a_mail_for_ever_and_still_asked_at_home(
    pair: Mentorship, met: Meeting, amara: Person
) -> None:
    after = {days: met.ends_at + timedelta(days=days) for days in (1, 200, 400)}

    looked_at = {days: len(fit_checks_waiting(instant)) for days, instant in after.items()}

    assert looked_at == {1: 1, 200: 1, 400: 0}
    with clock.moved_to(after[400]):
        assert questions_to(amara, [pair]) == {pair.id: "fit"}
