"""How long a pair meets is something that both people's limits allow."""

from __future__ import annotations

import pytest

from mentorship.accounts.models import Person
from mentorship.availability.limits import Limits
from mentorship.availability.services import set_limits
from mentorship.extensions import db
from mentorship.pairing import services
from mentorship.pairing.lengths import LengthNotAllowed, lengths_for, nearest
from mentorship.pairing.models import MentorRequest, RequestState
from tests.pages import Browser

WHY = "Two hours a day go to forms."


def allow(person: Person, *lengths: int) -> None:
    set_limits(person, Limits(lengths=lengths))
    db.session.commit()


def asked(mentee: Person, mentor: Person, minutes: int) -> MentorRequest:
    request = services.ask(mentee, mentor, why=WHY, cadence_weeks=4, meeting_minutes=minutes)
    db.session.commit()
    return request


def test_only_lengths_that_the_mentor_allows_are_offered(client: Browser, amara: Person, ben: Person) -> None:
    allow(ben, 30, 60)

    page = client.signed_in(amara).get("pairing.ask", public_id=ben.public_id)

    offered = [radio.get("value") for radio in page.all("input", name="meeting_minutes")]
    assert offered == ["30", "60"]
    assert page.value("meeting_minutes") == "30"


def test_only_lengths_that_both_allow_are_offered(client: Browser, amara: Person, ben: Person) -> None:
    allow(ben, 30, 45)
    allow(amara, 45, 60)

    page = client.signed_in(amara).get("pairing.ask", public_id=ben.public_id)

    assert [radio.get("value") for radio in page.all("input", name="meeting_minutes")] == ["45"]


def test_a_mentee_who_shares_no_length_with_a_mentor_reads_so_before_they_write(
    client: Browser, amara: Person, ben: Person
) -> None:
    allow(ben, 60)
    allow(amara, 30, 45)
    browser = client.signed_in(amara)

    page = browser.get("pairing.ask", public_id=ben.public_id)
    sent = browser.post(
        "pairing.ask", public_id=ben.public_id, why=WHY, cadence_weeks="4", meeting_minutes="60"
    )

    assert page.error == (
        "Dr. Ben Osei meets for 60 minutes, and your limits allow 30 or 45. Change them under Hours first."
    )
    assert (
        sent.error
        == "Your limits allow meetings of 30 or 45 minutes, not of 60. Change them under Hours first."
    )


def test_a_length_that_is_not_offered_is_not_taken(client: Browser, amara: Person, ben: Person) -> None:
    allow(ben, 30)

    page = client.signed_in(amara).post(
        "pairing.ask", public_id=ben.public_id, why=WHY, cadence_weeks="4", meeting_minutes="60"
    )

    assert page.error == "Choose one of these lengths."


@pytest.mark.parametrize(
    ("mentors", "mentees", "sentence"),
    [
        (
            (30, 45),
            (30, 45, 60),
            "Dr. Ben Osei's limits allow meetings of 30 or 45 minutes, not of 60. Choose one of these.",
        ),
        (
            (60,),
            (30,),
            "Your limits allow meetings of 30 minutes, not of 60. Change them under Hours first.",
        ),
    ],
)
def test_the_service_refuses_in_words(
    amara: Person, ben: Person, mentors: tuple[int, ...], mentees: tuple[int, ...], sentence: str
) -> None:
    allow(ben, *mentors)
    allow(amara, *mentees)

    with pytest.raises(LengthNotAllowed) as refusal:
        asked(amara, ben, 60)

    assert refusal.value.sentence == sentence


def test_a_mentor_whose_limits_changed_meanwhile_hears_why_a_yes_is_not_taken(
    client: Browser, amara: Person, ben: Person
) -> None:
    request = asked(amara, ben, 60)
    allow(ben, 30)

    page = client.signed_in(ben).post("pairing.accept", public_id=request.public_id)

    words = "Your limits allow meetings of 30 minutes, not of 60. Change them under Hours first."
    assert words in (page.notice or page.error or page.text)
    assert request.state == RequestState.pending


def test_two_people_who_share_no_length_begin_with_the_mentors(amara: Person, ben: Person) -> None:
    allow(ben, 60)
    allow(amara, 30)

    assert lengths_for(amara, ben) == (60,)
    assert (nearest(45, (30, 60)), nearest(60, (30, 45)), nearest(30, (45, 60))) == (30, 45, 45)
