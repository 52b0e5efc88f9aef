"""A mentor answers from the link in the mail, without signing in."""

from __future__ import annotations

import re
from datetime import timedelta
from quopri import decodestring

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.links import signed_url
from mentorship.accounts.models import Person
from mentorship.accounts.signing_in import end_all_sessions
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.pairing import services
from mentorship.pairing.models import MentorRequest, RequestState
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import Browser


@pytest.fixture
def request_(amara: Person, ben: Person) -> MentorRequest:
    """Amara has asked Ben."""
    request = services.ask(amara, ben, why="Forms eat my evenings.", cadence_weeks=4, meeting_minutes=45)
    db.session.commit()
    return request


def link_in_newest_mail(to: Person) -> str:
    """The path of the signed link in the text that somebody was sent last."""
    query = select(OutgoingMail).filter_by(person_id=to.id).order_by(OutgoingMail.id.desc())
    mail = db.session.scalars(query).first()
    assert mail is not None
    found = re.search(r"http://localhost(/r/[\w.~-]+)", decodestring(mail.message).decode("utf-8", "replace"))
    assert found is not None
    return found[1]


def test_opening_the_link_shows_the_request_and_changes_nothing(
    client: Browser, ben: Person, request_: MentorRequest
) -> None:
    page = client.open(link_in_newest_mail(ben))

    assert page.h1 == "Dr. Amara Lee asks to meet"
    assert "Forms eat my evenings." in page.text
    assert request_.state == RequestState.pending


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"act": "accept"}, RequestState.accepted),
        ({"act": "decline", "reason": "no_time"}, RequestState.declined),
        ({"act": "ask_more", "question": "Which EHR?"}, RequestState.more_info),
    ],
)
def test_the_button_behind_the_link_acts_and_a_second_use_shows_what_came_of_it(
    client: Browser, ben: Person, request_: MentorRequest, fields: dict[str, str], state: RequestState
) -> None:
    link = link_in_newest_mail(ben)

    done = client.send(link, fields)
    again = client.open(link)

    assert request_.state == state
    assert done.status == again.status == 200
    assert services.outcome_of(request_) in again.text or state == RequestState.more_info


def test_acting_twice_through_the_link_explains_itself(
    client: Browser, ben: Person, request_: MentorRequest
) -> None:
    link = link_in_newest_mail(ben)
    client.send(link, {"act": "decline", "reason": "no_time"})

    page = client.send(link, {"act": "accept"})

    assert page.error == "Dr. Ben Osei has answered: not this time."
    assert request_.state == RequestState.declined


@pytest.mark.parametrize("field", ["words", "question"])
def test_words_that_come_too_late_are_not_lost(
    client: Browser, ben: Person, request_: MentorRequest, field: str
) -> None:
    link, act = link_in_newest_mail(ben), {"words": "decline", "question": "ask_more"}[field]
    client.send(link, {"act": "accept"})

    late = client.send(link, {"act": act, "reason": "no_time", field: "A sentence that took me a while."})

    assert late.error == "Dr. Ben Osei said yes. Dr. Ben Osei and Dr. Amara Lee work together now."
    assert "A sentence that took me a while." in late.text


def test_the_mentee_answers_a_question_through_their_own_link(
    client: Browser, amara: Person, request_: MentorRequest
) -> None:
    services.ask_for_more(request_, "Which EHR?")
    db.session.commit()

    client.send(link_in_newest_mail(amara), {"act": "answer", "answer": "A small one."})

    assert (request_.state, request_.answer) == (RequestState.pending, "A small one.")


@pytest.mark.parametrize("act", ["accept", "decline", "ask_more", "", "nonsense"])
def test_the_mentees_link_does_not_do_the_mentors_acts(
    client: Browser, amara: Person, request_: MentorRequest, act: str
) -> None:
    services.ask_for_more(request_, "Which EHR?")
    db.session.commit()

    page = client.send(link_in_newest_mail(amara), {"act": act, "reason": "other"})

    assert page.status == 404
    assert request_.state == RequestState.more_info


def test_the_link_of_a_request_that_was_taken_back_explains_itself(
    client: Browser, ben: Person, request_: MentorRequest
) -> None:
    link = link_in_newest_mail(ben)
    services.withdraw_request(request_)
    db.session.commit()

    page = client.open(link)

    assert "Dr. Amara Lee has taken this request back." in page.html
    assert page.all("button", class_="btn-primary") == []


def test_an_expired_link_explains_itself(client: Browser, ben: Person, request_: MentorRequest) -> None:
    link = link_in_newest_mail(ben)

    with clock.moved_to(clock.now() + timedelta(days=40)):
        page = client.open(link, status=410)

    assert "This link has expired. Sign in to see where things stand." in page.html


def test_a_broken_link_explains_itself(client: Browser, ben: Person, request_: MentorRequest) -> None:
    link = link_in_newest_mail(ben)

    pages = [
        client.open(broken, status=410) for broken in (link[:-3], link[:-1] + "ä", "/r/x", "/r/" + "y" * 5000)
    ]

    assert all("This link is incomplete." in page.html for page in pages)


def test_a_link_made_for_something_else_is_refused(
    client: Browser, ben: Person, request_: MentorRequest
) -> None:
    token = signed_url("accounts.reset", ben, request_.public_id).rsplit("/", 1)[1]

    client.open(f"/r/{token}", status=410)

    assert request_.state == RequestState.pending


def test_a_good_link_about_somebody_elses_request_shows_nothing(
    client: Browser, cohort: Cohort, request_: MentorRequest
) -> None:
    other = factories.mentor(cohort, "Other Mentor")
    link = signed_url("pairing.by_link", other, request_.public_id).removeprefix("http://localhost")

    page = client.open(link, status=410)

    assert "Amara" not in page.html


def test_links_end_with_the_sessions_of_their_person(
    client: Browser, ben: Person, request_: MentorRequest
) -> None:
    link = link_in_newest_mail(ben)
    end_all_sessions(ben)

    page = client.open(link, status=410)

    assert "This link no longer works." in page.html


def test_a_link_needs_its_forms_token(client: Browser, ben: Person, request_: MentorRequest) -> None:
    link = link_in_newest_mail(ben)

    page = client.open(link, status=400, method="POST", data={"act": "accept"})

    assert page.h1 == "This form was open for too long"
    assert request_.state == RequestState.pending
