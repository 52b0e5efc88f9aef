"""A mentor does not answer: a reminder, then the end, and who could be next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.pairing import queries, services
from mentorship.pairing.models import MentorRequest, RequestState
from mentorship.pairing.queries import request_still_stands
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import Browser

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def request_(amara: Person, ben: Person) -> MentorRequest:
    """Amara asked Ben on a Friday; five working days end on the next Friday."""
    with clock.moved_to(FRIDAY):
        request = services.ask(amara, ben, why="Forms.", cadence_weeks=4, meeting_minutes=45)
    db.session.commit()
    return request


def tick(after: timedelta) -> int:
    """The clock's work at some time after Friday."""
    with clock.moved_to(FRIDAY + after):
        ended = services.expire_requests(clock.now())
    db.session.commit()
    return ended


def subjects(to: Person) -> list[str]:
    query = select(OutgoingMail.subject).filter_by(person_id=to.id).order_by(OutgoingMail.id)
    return list(db.session.scalars(query))


def test_after_the_last_day_the_request_ends_once_and_names_who_could_be_next(
    cohort: Cohort, amara: Person, request_: MentorRequest
) -> None:
    following = factories.mentor(cohort, "Second Choice", offers={"prior-authorization": 1})
    before = tick(timedelta(days=6, hours=23))

    ended = [tick(timedelta(days=7, minutes=minutes)) for minutes in (1, 2, 60)]

    mail = db.session.scalars(select(OutgoingMail).filter_by(person_id=amara.id)).one()
    assert (before, ended) == (0, [1, 0, 0])
    assert request_.state == RequestState.expired
    assert mail.subject == "No answer from Dr. Ben Osei yet"
    assert f"/mentors/{following.public_id}".encode() in mail.message.replace(b"=\r\n", b"")


def test_a_question_that_stays_open_ends_the_request_without_blame(
    amara: Person, request_: MentorRequest
) -> None:
    with clock.moved_to(FRIDAY + timedelta(days=6)):
        services.ask_for_more(request_, "Which EHR?")

    assert tick(timedelta(days=8)) == 0
    assert tick(timedelta(days=15)) == 1

    assert subjects(amara)[-1] == "Your request to Dr. Ben Osei has ended"


def test_a_question_that_came_while_requests_were_ended_gives_the_mentee_their_time(
    monkeypatch: pytest.MonkeyPatch, amara: Person, request_: MentorRequest
) -> None:
    def found_just_before(now: datetime) -> list[MentorRequest]:
        more = {"state": RequestState.more_info, "expires_at": now + timedelta(days=7)}
        db.session.execute(update(MentorRequest).values(**more).execution_options(synchronize_session=False))
        return [request_]

    monkeypatch.setattr(queries, "requests_past", found_just_before)

    assert tick(timedelta(days=7, minutes=1)) == 0
    assert (request_.state, subjects(amara)) == (RequestState.more_info, [])


def test_a_yes_after_the_last_minute_is_refused_even_before_the_clock_has_worked(
    client: Browser, ben: Person, request_: MentorRequest
) -> None:
    with clock.moved_to(FRIDAY + timedelta(days=7, minutes=1)):
        browser = client.signed_in(ben)
        seen = browser.get("pairing.request_page", public_id=request_.public_id)
        page = browser.post("pairing.accept", public_id=request_.public_id)

    assert seen.all("button", class_="btn-primary") == []
    assert page.error == "The time to answer is over, so this request has ended."
    assert request_.state == RequestState.pending


def test_a_mail_about_a_request_that_moved_on_need_not_leave(request_: MentorRequest) -> None:
    about = f"{request_.public_id}:pending"
    assert request_still_stands(about)

    services.withdraw_request(request_)

    assert not request_still_stands(about)
