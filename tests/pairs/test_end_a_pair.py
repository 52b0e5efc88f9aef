"""Either ends the pair, without blame; the place is free, the next date cancelled, the partner told kindly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship import clock
from mentorship.extensions import db
from mentorship.meetings import queries as meetings
from mentorship.meetings.models import MeetingState
from mentorship.meetings.services import book
from mentorship.pairs import queries, services
from mentorship.pairs.models import MentorshipState
from tests import factories
from tests.meetings import post


@pytest.fixture
def pair(cohort, ben, amara):
    return factories.mentorship(cohort, ben, amara)


@pytest.mark.parametrize("who", ["amara", "ben"])
def test_either_may_end_it_and_the_reason_stays_private(request, client, pair, amara, ben, who):
    person = request.getfixturevalue(who)
    partner = pair.other(person)

    page = client.signed_in(person).post(
        "pairs.end", public_id=pair.public_id, how="ended_early", reason="We talk past each other."
    )

    [mail] = post.mails_to(partner, "pairs.ended")
    seen = client.signed_in(partner).get("home.mentorship", public_id=pair.public_id)
    assert page.notice.startswith("It has ended.")
    assert (pair.state, pair.end_reason) == (MentorshipState.ended_early, "We talk past each other.")
    assert mail.subject == f"{person.called} has ended your mentorship"
    for text in (post.words(mail), seen.html):
        assert "past each other" not in text
    assert post.mails_to(person, "pairs.ended") == []


def test_the_place_is_free_again_and_the_mentee_too(client, pair, cohort, amara, ben):
    services.end_early(pair, ben, "")

    again = services.open_mentorship(
        cohort, ben, amara, capacity=1, purpose="", cadence_weeks=4, meeting_minutes=45
    )

    assert again.place == 1
    assert queries.open_mentorships_of(amara) == [again]


def test_the_next_date_is_cancelled_in_both_calendars(client, pair, amara, ben):
    meeting = book(pair, amara, clock.now().replace(microsecond=0) + timedelta(days=3))
    db.session.commit()

    client.signed_in(amara).post("pairs.end", public_id=pair.public_id, how="ended_early")

    assert meeting.state == MeetingState.cancelled
    assert meetings.next_meeting(pair) is None
    for person in (amara, ben):
        assert post.entry(post.mails_to(person, "meetings.cancelled")[0])[:3] == ("CANCEL", meeting.uid, 1)


def test_what_took_place_stays_to_be_read(client, pair, amara, ben):
    past = book(pair, amara, clock.now().replace(microsecond=0) + timedelta(days=3))
    db.session.commit()

    with clock.moved_to(past.ends_at + timedelta(hours=1)):
        client.signed_in(amara).post("pairs.end", public_id=pair.public_id, how="completed")
        seen = client.signed_in(ben).get("home.mentorship", public_id=pair.public_id)

    assert pair.state == MentorshipState.completed
    assert past.state == MeetingState.confirmed
    assert "Past meetings" in seen.text
    assert "This mentorship ended on" in seen.text


def test_ending_twice_is_refused_and_writes_once(client, pair, amara, ben):
    client.signed_in(amara).post("pairs.end", public_id=pair.public_id, how="completed")

    page = client.signed_in(ben).post("pairs.end", 409, public_id=pair.public_id, how="ended_early")

    assert page.error == "This mentorship has ended, so nothing in it changes any more."
    assert pair.state == MentorshipState.completed
    assert (post.mails_to(amara, "pairs.ended"), post.mails_to(amara, "pairs.completed")) == ([], [])
    [mail] = post.mails_to(ben, "pairs.completed")
    assert "says that you two reached what you set out to do" in post.words(mail)


def test_how_it_ends_has_to_be_said(client, pair, amara):
    page = client.signed_in(amara).post("pairs.end", public_id=pair.public_id, reason="Because")

    assert page.error == "Say how it ends."
    assert page.value("reason").strip() == "Because"
    assert pair.is_open


def test_strangers_end_nothing(client, pair, dev):
    client.signed_in(dev).post("pairs.end", 404, public_id=pair.public_id, how="completed")

    assert pair.is_open
