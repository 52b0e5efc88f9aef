"""A mentee names whom to ask next: after a no, or when the time is over, that mentor has the note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.pairing import queries, services
from mentorship.pairing.models import DeclineReason, MentorRequest
from mentorship.profiles.models import Disclosure, DisclosureKind, Profile
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort
from tests import factories
from tests.mail.story import as_read
from tests.pages import Browser, words_of

WHY = "Our prior authorizations take two hours a day."
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TYPED = {"why": WHY, "cadence_weeks": "2", "meeting_minutes": "60"}
NO = DeclineReason.no_time


@pytest.fixture
def olga(cohort: Cohort) -> Person:
    return factories.mentor(cohort, "Olga Next", offers={"prior-authorization": 2})


@pytest.fixture
def request_(amara: Person, ben: Person, olga: Person) -> MentorRequest:
    """Amara asked Ben on a Friday, and Olga is to be next."""
    with clock.moved_to(FRIDAY):
        request = services.ask(
            amara, ben, why=WHY, cadence_weeks=2, meeting_minutes=60, next_mentor_id=olga.id
        )
    db.session.commit()
    return request


def profile(of: Person) -> Profile:
    found = profile_of(of)
    assert found is not None
    return found


def time_is_over() -> int:
    with clock.moved_to(FRIDAY + timedelta(days=7, minutes=1)):
        ended = services.expire_requests(clock.now())
    db.session.commit()
    return ended


def mails(to: Person) -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail).filter_by(person_id=to.id).order_by(OutgoingMail.id)))


def newest(to: Person) -> str:
    """The words of the newest mail, in one line."""
    return " ".join(as_read(message_from_bytes(mails(to)[-1].message, EmailMessage, policy=default)).split())


def test_who_is_next_is_chosen_on_the_page_and_kept(
    client: Browser, amara: Person, ben: Person, olga: Person
) -> None:
    browser = client.signed_in(amara)
    offered = browser.get("pairing.ask", public_id=ben.public_id)
    browser.post("pairing.ask", public_id=ben.public_id, next_mentor=olga.public_id, **TYPED)

    assert [words_of(option) for option in offered.all("option")] == [
        "Nobody, I choose then",
        "Dr. Olga Next",
    ]
    assert queries.open_requests_of(amara)[0].next_mentor_id == olga.id


def test_nobody_else_can_be_named(
    client: Browser, cohort: Cohort, amara: Person, ben: Person, olga: Person
) -> None:
    telling(olga)
    factories.mentor(cohort, "Paused One", offers={"prior-authorization": 3}, paused=True)
    full = factories.mentor(cohort, "Full One", offers={"prior-authorization": 3}, capacity=1)
    factories.mentorship(cohort, full, factories.mentee(cohort, "Else Where"))
    factories.mentor(cohort, "Third Choice", offers={"prior-authorization": 3})
    browser = client.signed_in(amara)

    offered = browser.get("pairing.ask", public_id=ben.public_id)
    page = browser.post("pairing.ask", public_id=ben.public_id, next_mentor=olga.public_id, **TYPED)

    choices = [words_of(option) for option in offered.all("option")]
    assert choices == ["Nobody, I choose then", "Dr. Third Choice"]
    assert page.error == "Choose one of these mentors, or nobody."
    assert queries.open_requests_of(amara) == []


def test_when_the_time_is_over_the_next_is_asked_once(
    amara: Person, olga: Person, request_: MentorRequest
) -> None:
    ended = [time_is_over() for _ in range(3)]

    asked = queries.open_requests_of(amara)
    assert (ended, [one.mentor for one in asked]) == ([1, 0, 0], [olga])
    assert (asked[0].why, asked[0].cadence_weeks, asked[0].meeting_minutes) == (WHY, 2, 60)
    assert asked[0].next_mentor_id is None
    assert "As you wished, your note went to Dr. Olga Next, with time to answer until" in newest(amara)
    assert "See what became of it" in newest(amara)
    assert [mail.subject for mail in mails(olga)] == ["Dr. Amara Lee asks to meet about prior authorization"]


def test_after_a_no_the_next_is_asked_in_the_same_breath(
    client: Browser, amara: Person, olga: Person, request_: MentorRequest
) -> None:
    with clock.moved_to(FRIDAY + timedelta(days=3)):
        services.decline_request(request_, NO)
        db.session.commit()
        page = client.signed_in(amara).get("pairing.request_page", public_id=request_.public_id)

    assert [one.mentor for one in queries.open_requests_of(amara)] == [olga]
    assert "your note went to Dr. Olga Next" in newest(amara)
    assert "See your request to Dr. Olga Next" in page.text


def test_the_next_is_asked_for_the_nearest_length_that_both_allow(
    amara: Person, olga: Person, request_: MentorRequest
) -> None:
    factories.allows(olga, lengths=[30, 45])

    time_is_over()

    assert queries.open_requests_of(amara)[0].meeting_minutes == 45


def paused(olga: Person) -> None:
    answers = profile(olga)
    answers.paused = True
    db.session.flush()


def full(olga: Person) -> None:
    answers = profile(olga)
    answers.capacity = 0
    db.session.flush()


def telling(olga: Person) -> None:
    """Something that Amara would have to read first."""
    answers = profile(olga)
    answers.disclosures.append(
        Disclosure(kind=DisclosureKind.vendor_paid, words="I sell software.", declared_at=FRIDAY)
    )
    db.session.flush()


def unlike(olga: Person) -> None:
    factories.allows(olga, lengths=[30])
    factories.allows(db.session.scalars(select(Person).filter_by(name="Amara Lee")).one(), lengths=[60])


@pytest.mark.parametrize("change", [paused, full, telling, unlike])
def test_where_the_next_is_not_possible_any_more_nobody_is_asked_and_the_mail_says_who_could_be(
    cohort: Cohort, amara: Person, olga: Person, request_: MentorRequest, change: Callable[[Person], None]
) -> None:
    change(olga)
    factories.mentor(cohort, "Third Choice", offers={"prior-authorization": 3, "denials-appeals": 3})
    db.session.commit()

    time_is_over()

    assert (queries.open_requests_of(amara), mails(olga)) == ([], [])
    assert "Dr. Third Choice could be next" in newest(amara)


def test_who_waits_for_another_answer_or_has_a_mentor_needs_no_next(
    cohort: Cohort, amara: Person, olga: Person, request_: MentorRequest
) -> None:
    third = factories.mentor(cohort, "Third Choice", offers={"prior-authorization": 3})
    with clock.moved_to(FRIDAY + timedelta(days=1)):
        other = services.ask(amara, third, why=WHY, cadence_weeks=4, meeting_minutes=45)
        services.decline_request(request_, NO)
        services.accept_request(other)
    db.session.commit()

    assert (time_is_over(), mails(olga)) == (0, [])
    assert queries.open_requests_of(amara) == []


def test_who_has_said_no_before_is_not_asked_again(
    amara: Person, olga: Person, request_: MentorRequest
) -> None:
    with clock.moved_to(FRIDAY + timedelta(days=1)):
        services.decline_request(services.ask(amara, olga, why=WHY, cadence_weeks=4, meeting_minutes=45), NO)

    time_is_over()

    assert queries.open_requests_of(amara) == []


@pytest.mark.parametrize("end", [services.accept_request, services.withdraw_request])
def test_a_yes_or_a_request_taken_back_asks_nobody_else(
    amara: Person, olga: Person, request_: MentorRequest, end: Callable[[MentorRequest], object]
) -> None:
    with clock.moved_to(FRIDAY + timedelta(days=1)):
        end(request_)

    assert (time_is_over(), queries.open_requests_of(amara), mails(olga)) == (0, [], [])


def test_no_mentor_reads_who_is_next_or_that_they_are(
    client: Browser, ben: Person, olga: Person, request_: MentorRequest
) -> None:
    with clock.moved_to(FRIDAY):
        first = client.signed_in(ben).get("pairing.request_page", public_id=request_.public_id).text
    time_is_over()
    second = queries.open_requests_to(olga)[0]
    with clock.moved_to(FRIDAY + timedelta(days=8)):
        theirs = client.signed_in(olga).get("pairing.request_page", public_id=second.public_id).text

    assert "Olga" not in first + newest(ben)
    assert "next" not in theirs.replace("Olga Next", "").lower()
    assert "Ben" not in theirs + newest(olga)


def test_the_mentee_can_think_better_of_it(client: Browser, amara: Person, request_: MentorRequest) -> None:
    with clock.moved_to(FRIDAY):
        browser = client.signed_in(amara)
        before = browser.get("pairing.request_page", public_id=request_.public_id)
        browser.post("pairing.nobody_next", public_id=request_.public_id)
    db.session.expire_all()

    time_is_over()

    assert "Dr. Olga Next gets the same note" in before.text
    assert (request_.next_mentor_id, queries.open_requests_of(amara)) == (None, [])


def test_the_database_refuses_a_next_who_is_one_of_the_two(amara: Person, request_: MentorRequest) -> None:
    request_.next_mentor_id = request_.mentor_id

    with pytest.raises(IntegrityError):
        db.session.flush()
