"""Yes or No to a date that stands, in one click which only a button's POST performs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship.extensions import db
from mentorship.meetings import asking, services
from mentorship.meetings.models import Answer, MeetingState
from tests.meetings import post

THURSDAY_AT_7 = datetime(2026, 11, 13, 1, 0, tzinfo=UTC)


@pytest.fixture
def meeting(pair, amara):
    """Booked by Amara, so that Ben is asked."""
    booked = services.book(pair, amara, THURSDAY_AT_7)
    db.session.commit()
    return booked


def answers(meeting) -> dict[int, Answer]:
    return {attendance.person_id: attendance.answer for attendance in meeting.attendances}


def link(person) -> str:
    return post.links(post.mails_to(person, "meetings.invited")[0], "/m/")[0]


def test_whoever_was_invited_is_asked_on_the_page_and_opening_it_says_nothing(client, meeting, amara, ben):
    asked = client.open(link(ben))
    own = client.signed_in(amara).get("meetings.show", public_id=meeting.public_id)

    assert "Can you come?" in asked.text
    assert "Can you come?" not in own.text
    assert answers(meeting)[ben.id] == Answer.needs_action


def test_yes_by_the_link_is_kept_and_asks_no_more(client, meeting, amara, ben):
    page = client.send(link(ben), {"act": "accept"})

    assert page.notice == "Good. Dr. Amara Lee sees that you come."
    assert "Can you come?" not in page.text
    assert answers(meeting) == {amara.id: Answer.accepted, ben.id: Answer.accepted}


def test_no_tells_the_partner_with_other_times_and_cancels_nothing(client, meeting, amara, ben):
    page = client.signed_in(ben).post("meetings.answer", public_id=meeting.public_id, act="decline", seen="0")

    [mail] = post.mails_to(amara, "meetings.declined")
    assert page.notice == "Dr. Amara Lee hears that you cannot come. Move it below, or leave that to them."
    assert "Can you come after all?" in page.text
    assert "Suits you both" in post.words(mail)
    assert (meeting.state, answers(meeting)[ben.id]) == (MeetingState.confirmed, Answer.declined)


def test_a_move_asks_the_other_again_whatever_they_said_before(meeting, amara, ben):
    asking.say(meeting, ben, Answer.accepted)
    services.reschedule(meeting, amara, THURSDAY_AT_7 + timedelta(days=4))

    assert answers(meeting) == {amara.id: Answer.accepted, ben.id: Answer.needs_action}


def test_an_answer_to_an_older_version_is_told_where_the_meeting_has_gone(client, meeting, amara, ben):
    old = link(ben)
    services.reschedule(meeting, amara, THURSDAY_AT_7 + timedelta(days=4))
    db.session.commit()

    page = client.send(old, {"act": "accept"}, status=409)

    assert page.error == "This meeting has moved to Mon Nov 16, 8:00 pm. Look again before you change it."
    assert answers(meeting)[ben.id] == Answer.needs_action


def test_accepting_a_proposal_is_a_yes_of_both(pair, amara, ben):
    proposed = asking.propose(pair, amara, THURSDAY_AT_7)
    asking.accept(proposed, ben)

    assert set(answers(proposed).values()) == {Answer.accepted}


def test_another_time_instead_asks_the_first_who_asked(pair, amara, ben):
    proposed = asking.propose(pair, amara, THURSDAY_AT_7)
    asking.propose_instead(proposed, ben, THURSDAY_AT_7 + timedelta(days=1))

    assert answers(proposed) == {amara.id: Answer.needs_action, ben.id: Answer.accepted}
