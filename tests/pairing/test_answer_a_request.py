"""A mentor answers a request on its page; the mentee answers back or takes it back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.audit.models import AuditEntry
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.pairing import services
from mentorship.pairing.models import MentorRequest, RequestState
from mentorship.pairs.models import Mentorship
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import Browser


@pytest.fixture
def request_(amara: Person, ben: Person) -> MentorRequest:
    """Amara has asked Ben."""
    return asked(amara, ben)


def asked(mentee: Person, mentor: Person) -> MentorRequest:
    request = services.ask(
        mentee, mentor, why="Two hours a day go to forms.", cadence_weeks=2, meeting_minutes=30
    )
    db.session.commit()
    return request


def subjects(to: Person) -> list[str]:
    """What somebody was written, the oldest first."""
    query = select(OutgoingMail.subject).filter_by(person_id=to.id).order_by(OutgoingMail.id)
    return list(db.session.scalars(query))


def test_the_mentor_reads_who_asks_what_and_until_when(
    client: Browser, ben: Person, request_: MentorRequest
) -> None:
    page = client.signed_in(ben).get("pairing.request_page", public_id=request_.public_id)

    assert page.h1 == "Dr. Amara Lee asks to meet"
    for words in (
        "Two hours a day go to forms.",
        "Every 2 weeks, 30 minutes",
        "You have 2 of 2 places free.",
        "Prior authorization, Denials and appeals",
    ):
        assert words in page.text


def test_a_yes_makes_the_pair_and_tells_both(
    client: Browser, amara: Person, ben: Person, request_: MentorRequest
) -> None:
    page = client.signed_in(ben).post("pairing.accept", public_id=request_.public_id)

    pair = db.session.scalars(select(Mentorship).filter_by(mentee_id=amara.id)).one()
    assert request_.state == RequestState.accepted
    assert (pair.mentor_id, pair.cadence_weeks, pair.meeting_minutes, pair.purpose) == (
        ben.id,
        2,
        30,
        request_.why,
    )
    assert f"/mentorships/{pair.public_id}" in page.links
    assert subjects(amara)[-1] == "Dr. Ben Osei said yes"
    assert subjects(ben)[-1] == "You and Dr. Amara Lee are a pair now"


def test_a_yes_spares_the_other_mentors_an_answer(
    client: Browser, cohort: Cohort, amara: Person, ben: Person, request_: MentorRequest
) -> None:
    other = factories.mentor(cohort, "Second Choice", offers={"prior-authorization": 1})
    second = asked(amara, other)

    client.signed_in(ben).post("pairing.accept", public_id=request_.public_id)

    assert second.state == RequestState.superseded
    assert subjects(other)[-1] == "Dr. Amara Lee has found a mentor"


def test_after_the_last_place_other_requests_stay_and_the_page_says_so(
    client: Browser, cohort: Cohort, ben: Person, request_: MentorRequest
) -> None:
    profile = profile_of(ben)
    assert profile is not None
    profile.capacity = 1
    late = asked(factories.mentee(cohort, "Late Comer", needs=["prior-authorization"]), ben)
    browser = client.signed_in(ben)

    done = browser.post("pairing.accept", public_id=request_.public_id)
    full = browser.post("pairing.accept", public_id=late.public_id)

    assert "Other requests to you stay open until you answer" in done.text
    assert full.error == "Dr. Ben Osei has no free place."
    assert "All your places are taken, so you cannot say yes right now." in full.text
    assert late.state == RequestState.pending


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("no_time", "Dr. Ben Osei has no time for another mentee right now."),
        ("not_my_field", "Dr. Ben Osei thinks that another mentor knows this better"),
        ("conflict", "Dr. Ben Osei cannot take this on, for a reason that lies with them"),
        ("other", "Dr. Ben Osei cannot say yes this time."),
    ],
)
def test_a_no_reaches_the_mentee_as_a_kind_sentence_with_who_could_be_next(
    client: Browser,
    cohort: Cohort,
    amara: Person,
    ben: Person,
    request_: MentorRequest,
    reason: str,
    kind: str,
) -> None:
    following = factories.mentor(cohort, "Second Choice", offers={"prior-authorization": 1})

    client.signed_in(ben).post(
        "pairing.decline", public_id=request_.public_id, reason=reason, words="Try in May."
    )

    page = client.signed_in(amara).get("pairing.request_page", public_id=request_.public_id)
    mail = db.session.scalars(select(OutgoingMail).filter_by(person_id=amara.id)).one()
    assert kind in page.text
    assert "Try in May." in page.text
    assert mail.subject == "Dr. Ben Osei cannot meet this time"
    assert f"/mentors/{following.public_id}".encode() in mail.message.replace(b"=\r\n", b"")


def test_a_no_needs_a_reason_and_loses_no_words(
    client: Browser, ben: Person, request_: MentorRequest
) -> None:
    page = client.signed_in(ben).post(
        "pairing.decline", public_id=request_.public_id, reason="mood", words="So sorry."
    )

    assert page.error == "Choose a reason. The mentee reads a kind sentence, not the reason itself."
    assert page.value("words") == "So sorry."
    assert request_.state == RequestState.pending


def test_a_question_and_its_answer_go_back_and_forth(
    client: Browser, amara: Person, ben: Person, request_: MentorRequest
) -> None:
    mentor, mentee = client.signed_in(ben), client.signed_in(amara)

    mentor.post("pairing.ask_more", public_id=request_.public_id, question="Which EHR do you use?")
    seen = mentee.get("pairing.request_page", public_id=request_.public_id)
    mentee.post("pairing.answer", public_id=request_.public_id, answer="A small one, built for DPC.")
    back = mentor.get("pairing.request_page", public_id=request_.public_id)

    assert "Which EHR do you use?" in seen.text
    assert "A small one, built for DPC." in back.text
    assert request_.state == RequestState.pending
    assert subjects(amara) == ["Dr. Ben Osei has a question before deciding"]
    assert subjects(ben)[-1] == "Dr. Amara Lee has answered your question"


def test_while_a_question_is_open_the_mentor_can_still_say_yes(
    client: Browser, ben: Person, request_: MentorRequest
) -> None:
    services.ask_for_more(request_, "Which EHR do you use?")

    client.signed_in(ben).post("pairing.accept", public_id=request_.public_id)

    assert request_.state == RequestState.accepted


def test_an_answer_to_no_question_is_refused(client: Browser, amara: Person, request_: MentorRequest) -> None:
    page = client.signed_in(amara).post("pairing.answer", public_id=request_.public_id, answer="Hello")

    assert page.error == "This waits for Dr. Ben Osei."
    assert request_.answer == ""


def test_a_request_is_taken_back(
    client: Browser, amara: Person, ben: Person, request_: MentorRequest
) -> None:
    client.signed_in(amara).post("pairing.withdraw", public_id=request_.public_id)

    page = client.signed_in(ben).post("pairing.accept", public_id=request_.public_id)

    assert page.error == "Dr. Amara Lee has taken this request back."
    assert db.session.scalar(select(Mentorship).filter_by(mentee_id=amara.id)) is None


def test_a_second_press_of_a_button_explains_itself(
    client: Browser, ben: Person, request_: MentorRequest
) -> None:
    browser = client.signed_in(ben)
    browser.post("pairing.accept", public_id=request_.public_id)

    page = browser.post("pairing.accept", public_id=request_.public_id)

    assert page.error == "Dr. Ben Osei said yes. Dr. Ben Osei and Dr. Amara Lee work together now."


def test_nobody_else_sees_or_answers_a_request(
    client: Browser, cohort: Cohort, amara: Person, dev: Person, request_: MentorRequest
) -> None:
    other = factories.mentor(cohort, "Other Mentor")

    for person, endpoint in (
        (dev, "pairing.withdraw"),
        (dev, "pairing.answer"),
        (other, "pairing.accept"),
        (other, "pairing.decline"),
        (other, "pairing.ask_more"),
    ):
        browser = client.signed_in(person)
        browser.get("pairing.request_page", public_id=request_.public_id, status=404)
        browser.post(
            endpoint, public_id=request_.public_id, status=404, reason="other", answer="x", question="x"
        )
    client.signed_in(amara).post("pairing.accept", public_id=request_.public_id, status=403)

    assert request_.state == RequestState.pending


def test_a_mentee_who_is_a_mentor_too_cannot_accept_their_own_request(
    client: Browser, cohort: Cohort, amara: Person, ben: Person, request_: MentorRequest
) -> None:
    amara.is_mentor = True

    client.signed_in(amara).post("pairing.accept", public_id=request_.public_id, status=404)

    assert request_.state == RequestState.pending


def test_both_find_the_request_in_their_lists(
    client: Browser, amara: Person, ben: Person, request_: MentorRequest
) -> None:
    mine, theirs = client.signed_in(amara).get("pairing.mine"), client.signed_in(ben).get("pairing.mine")

    assert "Waits for Dr. Ben Osei until" in mine.text
    assert "Dr. Amara Lee asks to meet" in theirs.text
    assert "Answer by" in theirs.text


def test_an_empty_list_says_what_it_will_be(client: Browser, amara: Person, ben: Person) -> None:
    mine, theirs = client.signed_in(amara).get("pairing.mine"), client.signed_in(ben).get("pairing.mine")

    assert "You have not asked anyone yet" in mine.text
    assert "Nobody has asked yet" in theirs.text


def test_every_step_is_recorded_without_private_words(amara: Person, request_: MentorRequest) -> None:
    services.ask_for_more(request_, "A private question")
    services.answer_question(request_, "A private answer")
    services.accept_request(request_)

    entries = db.session.scalars(
        select(AuditEntry).filter_by(subject=f"MentorRequest:{request_.public_id}")
    ).all()
    assert [entry.action for entry in entries] == ["asked", "asked_for_more", "answered", "accepted"]
    assert "private" not in str([entry.details for entry in entries])
