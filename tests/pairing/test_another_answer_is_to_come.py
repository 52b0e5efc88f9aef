"""Whom a mentee named as the next one is not asked while another request is open, and the mentee reads so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.pairing import queries, services
from mentorship.pairing.models import MentorRequest, RequestState
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import Browser
from tests.pairing.test_ask_the_next import FRIDAY, NO, WHY, mails, newest, olga, request_, time_is_over

__all__ = ["olga", "request_"]
UNLESS = "unless another request of yours is still open then"


@pytest.fixture
def other(cohort: Cohort, amara: Person, request_: MentorRequest) -> MentorRequest:
    """Amara has asked a third mentor as well, three days later."""
    third = factories.mentor(cohort, "Third Choice", offers={"prior-authorization": 3})
    with clock.moved_to(FRIDAY + timedelta(days=3)):
        made = services.ask(amara, third, why=WHY, cadence_weeks=4, meeting_minutes=45)
    db.session.commit()
    return made


@pytest.mark.parametrize("end", ["no", "expiry"])
def test_the_mail_says_why_the_next_was_not_asked(
    amara: Person, olga: Person, request_: MentorRequest, other: MentorRequest, end: str
) -> None:
    if end == "no":
        with clock.moved_to(FRIDAY + timedelta(days=4)):
            services.decline_request(request_, NO)
    else:
        time_is_over()

    assert (queries.open_requests_of(amara), mails(olga)) == ([other], [])
    assert (
        "Your request to Dr. Third Choice was still open, so Dr. Olga Next was not asked. "
        "Whether to ask them is up to you."
    ) in newest(amara)
    assert "See your request to Dr. Third Choice" in newest(amara)


def test_it_is_said_before_on_both_pages(
    client: Browser, cohort: Cohort, amara: Person, request_: MentorRequest
) -> None:
    third = factories.mentor(cohort, "Third Choice", offers={"prior-authorization": 3})

    with clock.moved_to(FRIDAY):
        browser = client.signed_in(amara)
        asking = browser.get("pairing.ask", public_id=third.public_id)
        asked = browser.get("pairing.request_page", public_id=request_.public_id)

    assert (asking.text.count(UNLESS), asked.text.count(UNLESS)) == (2, 2)


def test_an_answer_that_came_a_moment_ago_no_longer_keeps_the_next_from_being_asked(
    amara: Person, olga: Person, request_: MentorRequest, other: MentorRequest
) -> None:
    with clock.moved_to(FRIDAY + timedelta(days=4)):
        read_before = queries.open_requests_of(amara)
        elsewhere = update(MentorRequest).filter_by(id=other.id).values(state=RequestState.declined)
        db.session.execute(elsewhere.execution_options(synchronize_session=False))
        services.decline_request(request_, NO)

    assert len(read_before) == 2
    assert [one.mentor for one in queries.open_requests_of(amara)] == [olga]


def test_whoever_says_no_is_promised_nothing_about_who_is_next(
    client: Browser, ben: Person, request_: MentorRequest, other: MentorRequest
) -> None:
    with clock.moved_to(FRIDAY + timedelta(days=4)):
        page = client.signed_in(ben).post("pairing.decline", public_id=request_.public_id, reason=NO.value)

    assert page.notice == "Thank you for answering. They have a kind note, and know what comes next."
