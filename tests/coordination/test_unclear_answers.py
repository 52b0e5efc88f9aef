"""Cora sees answers that nobody could place, for her own cohort, and sets them aside."""

from __future__ import annotations

import pytest

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings import services
from mentorship.meetings.models import CalendarReply, ReplyState
from mentorship.meetings.proposing import proposed_times
from mentorship.meetings.replying import take_in
from mentorship.programs.models import Cohort
from tests import factories
from tests.meetings import answers
from tests.pages import Browser


@pytest.fixture
def unclear(cohort: Cohort, amara: Person, ben: Person) -> list[CalendarReply | None]:
    """An alias that answers, and words written by hand; and the same by somebody of another program."""
    pair = factories.mentorship(cohort, ben, amara)
    meeting = services.book(pair, amara, proposed_times(pair)[0])
    alias = answers.answer_file(meeting, "ben@alias.example", "ACCEPTED", meeting.stamped_at)
    elsewhere = db.session.query(Person).filter_by(name="Nils Noise").one()
    mails = [
        answers.as_gmail(alias, "ben@alias.example"),
        answers.by_hand(amara.email),
        answers.by_hand(elsewhere.email),
    ]
    rows = [take_in(mail) for mail in mails]
    db.session.commit()
    return rows


def test_only_the_own_cohorts_answers_are_listed(
    client: Browser, cohort: Cohort, cora: Person, unclear: list[CalendarReply | None]
) -> None:
    front = client.signed_in(cora).get("coordination.cohort", public_id=cohort.public_id)

    page = client.signed_in(cora).get("coordination.replies", public_id=cohort.public_id)

    assert "2 answers by mail to look at" in front.text
    assert "ben@alias.example" in page.text
    assert "Dr. Amara Lee and Dr. Ben Osei" in page.text
    assert "Dr. Amara Lee wrote by hand" in page.text
    assert "Noise" not in page.text


def test_what_is_set_aside_is_gone_from_the_list(
    client: Browser, cohort: Cohort, cora: Person, unclear: list[CalendarReply | None]
) -> None:
    first = unclear[0]
    assert first

    page = client.signed_in(cora).post(
        "coordination.set_reply_aside", public_id=cohort.public_id, reply_id=first.public_id
    )

    assert page.notice == "Set aside."
    assert "ben@alias.example" not in page.text
    assert first.state == ReplyState.set_aside


def test_answers_of_other_cohorts_stay_where_they_are(
    client: Browser, cohort: Cohort, cora: Person, unclear: list[CalendarReply | None]
) -> None:
    elsewhere = unclear[2]
    assert elsewhere

    client.signed_in(cora).post(
        "coordination.set_reply_aside", 404, public_id=cohort.public_id, reply_id=elsewhere.public_id
    )

    assert elsewhere.state == ReplyState.unreadable


def test_an_empty_list_says_what_would_be_there(client: Browser, cohort: Cohort, cora: Person) -> None:
    page = client.signed_in(cora).get("coordination.replies", public_id=cohort.public_id)

    assert "Every answer found its meeting" in page.text
