"""A mentee asks a mentor to meet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.pairing import queries, services
from mentorship.pairing.models import MentorRequest
from mentorship.pairing.standing import AlreadyAsked
from mentorship.pairs.models import MentorshipState
from mentorship.profiles.models import Disclosure, DisclosureKind
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import ApplicationState, Cohort, CohortState
from tests import factories
from tests.pages import Browser, Page, words_of

WHY = "Our prior authorizations take two hours a day. How did you cut that?"
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def ask(client: Browser, mentee: Person, mentor: Person, **fields: str) -> Page:
    filled: dict[str, Any] = {"why": WHY, "cadence_weeks": "2", "meeting_minutes": "60", **fields}
    return client.signed_in(mentee).post("pairing.ask", public_id=mentor.public_id, **filled)


def mails() -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def discloses(mentor: Person, words: str) -> None:
    profile = profile_of(mentor)
    assert profile is not None
    profile.disclosures.append(Disclosure(kind=DisclosureKind.vendor_paid, words=words, declared_at=MONDAY))
    db.session.commit()


def test_the_mentor_gets_the_note_and_the_mentee_reads_until_when(
    client: Browser, amara: Person, ben: Person
) -> None:
    with clock.moved_to(MONDAY):
        page = ask(client, amara, ben)

    request = queries.open_requests_to(ben)[0]
    assert page.notice == "Dr. Ben Osei has your note. You will hear by Mon Nov 30, 9:00 am at the latest."
    assert (request.why, request.cadence_weeks, request.meeting_minutes) == (WHY, 2, 60)
    assert [(mail.to_address, mail.subject) for mail in mails()] == [
        (ben.email, "Dr. Amara Lee asks to meet about prior authorization")
    ]


def test_the_form_begins_with_the_cohorts_rhythm_and_says_what_happens_next(
    client: Browser, amara: Person, ben: Person
) -> None:
    with clock.moved_to(MONDAY):
        page = client.signed_in(amara).get("pairing.ask", public_id=ben.public_id)

    assert (page.value("cadence_weeks"), page.value("meeting_minutes")) == ("4", "45")
    assert "You hear by Mon Nov 30, 9:00 am at the latest: yes, no, or a question first." in page.text
    assert "No patient details. No fees or payer rates." in page.text


def test_working_days_are_counted_on_the_mentors_own_calendar(amara: Person, ben: Person) -> None:
    sunday_evening_in_chicago = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    with clock.moved_to(sunday_evening_in_chicago):
        request = services.ask(amara, ben, why=WHY, cadence_weeks=4, meeting_minutes=45)

    assert request.expires_at.date().isoformat() == "2026-11-28"  # Friday evening there


def test_disclosures_are_read_and_ticked_first(client: Browser, amara: Person, ben: Person) -> None:
    discloses(ben, "I advise a billing company.")

    page = ask(client, amara, ben)

    assert page.error == "Read what this mentor has told us, then tick that you want to go on."
    assert "I advise a billing company." in page.text
    assert page.value("why") == WHY
    assert ask(client, amara, ben, seen="y").notice is not None


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"why": ""}, "Say in a sentence or two what you would like help with."),
        ({"why": "\x00 \x07"}, "Say in a sentence or two what you would like help with."),
        ({"why": "a" * 1201}, "Shorten this by 1 characters; 1,200 fit here."),
        ({"cadence_weeks": "52"}, "Choose how often, from once a week to once a month."),
        ({"cadence_weeks": "often"}, "Choose how often, from once a week to once a month."),
        ({"cadence_weeks": "9" * 40}, "Choose how often, from once a week to once a month."),
        ({"meeting_minutes": "1"}, "Choose one of these lengths."),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field(
    client: Browser, amara: Person, ben: Person, fields: dict[str, str], complaint: str
) -> None:
    page = ask(client, amara, ben, **fields)

    assert page.error == complaint
    assert db.session.scalar(select(func.count(MentorRequest.id))) == 0


def test_a_megabyte_of_words_is_refused_by_a_page(client: Browser, amara: Person, ben: Person) -> None:
    page = ask(client, amara, ben, why="word " * 200_000)

    assert page.status == 413
    assert page.h1 == "That was too much at once"


def test_what_is_invisible_is_cleaned_and_the_rest_is_kept(
    client: Browser, amara: Person, ben: Person
) -> None:
    ask(client, amara, ben, why="Bill\x00ing\u2028 and <b>coding</b>")

    assert queries.open_requests_to(ben)[0].why == "Billing and <b>coding</b>"


def test_one_mentor_is_asked_once_at_a_time(client: Browser, amara: Person, ben: Person) -> None:
    ask(client, amara, ben)

    page = ask(client, amara, ben)

    assert page.error == "Dr. Ben Osei has your note already."
    assert len(queries.open_requests_of(amara)) == 1


def test_no_more_requests_are_open_than_the_cohort_allows(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    cohort.open_requests = 1
    ask(client, amara, factories.mentor(cohort, "First Choice", offers={"prior-authorization": 2}))

    page = ask(client, amara, ben)

    assert (
        page.error == "You have 1 open request, the most at one time. Wait for an answer, or take one back."
    )


def test_a_full_mentor_cannot_be_asked(client: Browser, amara: Person, ben: Person) -> None:
    profile = profile_of(ben)
    assert profile is not None
    profile.capacity = 0

    page = ask(client, amara, ben)

    assert page.error == "Dr. Ben Osei has no free place right now."
    assert queries.open_requests_of(amara) == []


def test_whoever_was_too_late_finds_their_words_on_the_page(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    words = "My appeals come back, and nobody tells me why."
    for name in ("First Mentee", "Second Mentee"):
        factories.mentorship(cohort, ben, factories.mentee(cohort, name))

    page = client.signed_in(amara).post(
        "pairing.ask", 409, public_id=ben.public_id, why=words, cadence_weeks=4, meeting_minutes=45
    )

    assert page.error == "Dr. Ben Osei has no free place right now."
    assert words in page.text


def test_a_paused_mentor_cannot_be_asked(client: Browser, amara: Person, ben: Person) -> None:
    profile = profile_of(ben)
    assert profile is not None
    profile.paused = True

    page = ask(client, amara, ben)

    assert page.error == "Dr. Ben Osei takes no new requests for now."


def test_whoever_works_with_a_mentor_asks_no_other(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    factories.mentorship(cohort, factories.mentor(cohort, "Own Mentor"), amara)

    page = ask(client, amara, ben)

    assert page.error == "You work with Dr. Own Mentor. In one cohort there is one mentor at a time."


def test_a_pair_that_was_is_not_made_again(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    factories.mentorship(cohort, ben, amara, state=MentorshipState.ended_early)

    page = ask(client, amara, ben)

    assert (
        page.error == "You and Dr. Ben Osei have worked together. This time someone new is the better choice."
    )


def test_before_approval_nobody_is_asked(client: Browser, cohort: Cohort, ben: Person) -> None:
    applicant = factories.mentee(
        cohort, "Early Bird", needs=["prior-authorization"], state=ApplicationState.submitted
    )

    page = ask(client, applicant, ben)

    assert page.error is not None
    assert "you can ask as soon as you are in" in page.error
    assert queries.open_requests_to(ben) == []


def test_a_closing_cohort_takes_no_requests(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    cohort.state = CohortState.closing

    page = ask(client, amara, ben)

    assert page.error == "Fall cohort takes no requests now. Your coordinator can tell you more."


def test_the_service_itself_refuses_what_the_page_would_not_send(amara: Person, ben: Person) -> None:
    services.ask(amara, ben, why=WHY, cadence_weeks=4, meeting_minutes=45)

    with pytest.raises(AlreadyAsked):
        services.ask(amara, ben, why=WHY, cadence_weeks=4, meeting_minutes=45)


def test_a_mentors_page_shows_offers_in_words_and_the_one_act(
    client: Browser, amara: Person, ben: Person
) -> None:
    page = client.signed_in(amara).get("pairing.mentor", public_id=ben.public_id)

    assert page.h1 == "Dr. Ben Osei"
    assert "Prior authorization: has taught it, last in 2025" in page.text
    assert [words_of(e) for e in page.all("a", class_="btn-primary")] == ["Ask Dr. Ben Osei to meet"]
