"""What a calendar answered stands on the meeting's page; another time that it proposes is one button away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship.extensions import db
from mentorship.meetings import asking, services
from mentorship.meetings.models import Answer
from mentorship.meetings.replying import take_in
from tests.meetings import answers, post
from tests.meetings.answers import answer_file, as_gmail
from tests.meetings.conftest import MONDAY

WEDNESDAY = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)
THURSDAY = WEDNESDAY + timedelta(days=1)


@pytest.fixture
def meeting(pair, amara):
    booked = services.book(pair, amara, WEDNESDAY)
    db.session.commit()
    return booked


def counter(meeting, person, to: datetime = THURSDAY) -> None:
    file = answer_file(
        meeting, person.email, "TENTATIVE", MONDAY, method="COUNTER", start=f"DTSTART:{answers.utc(to)}"
    )
    take_in(as_gmail(file, person.email))
    db.session.commit()


def test_a_proposed_time_is_moved_to_with_one_button(client, meeting, amara, ben):
    counter(meeting, ben)
    browser = client.signed_in(amara)
    page = browser.get("meetings.show", public_id=meeting.public_id)
    [form] = [form for form in page.all("form") if "Move it there" in "".join(form.itertext())]
    fields = {field.get("name"): field.get("value") for field in form.iter("input")}

    browser.send(form.get("action"), fields)

    assert "Dr. Ben Osei proposes another time" in page.text
    assert "Thu Nov 12, 7:00 pm your time · 8:00 pm for Dr. Ben Osei" in page.text
    assert (meeting.starts_at, meeting.sequence) == (THURSDAY, 1)


@pytest.mark.parametrize("answer", [Answer.accepted, Answer.declined])
def test_a_proposal_is_over_once_its_author_answers_anew(client, meeting, amara, ben, answer):
    counter(meeting, ben)
    asking.say(meeting, ben, answer)

    page = client.signed_in(amara).get("meetings.show", public_id=meeting.public_id)

    assert "proposes another time" not in page.text
    assert ("Dr. Ben Osei cannot come then" in page.text) == (answer is Answer.declined)


def test_the_same_by_the_link_in_the_mail(client, meeting, amara, ben):
    counter(meeting, ben)
    [letter] = post.mails_to(amara, "meetings.other_time")
    [link] = post.links(letter, "/m/")

    page = client.open(link)
    client.send(link, {"starts_at": THURSDAY.isoformat(), "seen": "0", "agreed": "y"})

    assert "Dr. Ben Osei proposes another time" in page.text
    assert meeting.starts_at == THURSDAY


def test_whoever_proposed_is_not_asked_by_their_own_page(client, meeting, ben):
    counter(meeting, ben)

    page = client.signed_in(ben).get("meetings.show", public_id=meeting.public_id)

    assert "proposes another time" not in page.text


def test_a_no_stands_on_both_pages(client, meeting, amara, ben):
    take_in(as_gmail(answer_file(meeting, ben.email, "DECLINED", MONDAY), ben.email))
    db.session.commit()

    hers, his = (
        client.signed_in(person).get("meetings.show", public_id=meeting.public_id) for person in (amara, ben)
    )

    assert "Dr. Ben Osei cannot come then." in hers.text
    assert "You said No to this date, and Dr. Amara Lee knows." in his.text
