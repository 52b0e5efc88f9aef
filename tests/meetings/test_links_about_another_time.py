"""A mail's link about another time that is proposed, opened once the proposal has ended, changed or been taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.extensions import db
from mentorship.meetings import moving, services
from tests.meetings import post
from tests.meetings.conftest import MONDAY

THURSDAY = datetime(2026, 11, 13, 0, 30, tzinfo=UTC)
FRIDAY = THURSDAY + timedelta(days=1)
SATURDAY = THURSDAY + timedelta(days=2)
GONE = "The other time that your link was about is no longer proposed. This date stands as it was."


@pytest.fixture
def meeting(pair, amara):
    """A date, and a Friday that Amara proposes instead."""
    made = services.book(pair, amara, THURSDAY)
    moving.propose_move(made, amara, FRIDAY, seen=None, anyway=True)
    db.session.commit()
    return made


@pytest.fixture
def link(meeting, ben):
    """The path in Ben's mail."""
    return post.links(post.mails_to(ben, "meetings.move_asked")[-1], "/m/")[-1]


def test_while_it_waits_the_link_shows_the_choice_and_changes_nothing(client, link, meeting):
    page = client.open(link)

    assert {"Yes, move it", "No, keep the date"} <= {button.text for button in page.all("button")}
    assert GONE not in page.text
    assert meeting.starts_at == THURSDAY


def test_once_it_is_declined_or_lapsed_the_link_says_that_the_date_stands(client, link, meeting, ben):
    with clock.moved_to(MONDAY + timedelta(hours=49)):
        lapsed = client.open(link)
    moving.decline_move(meeting, ben, FRIDAY, seen=None)
    declined = client.open(link)

    assert GONE in lapsed.text
    assert GONE in declined.text
    assert "Yes, move it" not in declined.text


def test_once_another_is_proposed_the_link_says_so_and_shows_that_one(client, link, meeting, amara):
    moving.propose_move(meeting, amara, SATURDAY, seen=None, anyway=True)

    page = client.open(link)

    assert "Another time has been proposed since the mail that you came by." in page.text
    assert "Sat Nov 14, 7:30 pm your time" in page.text


def test_whoever_types_the_very_time_that_was_proposed_reads_that_it_has_moved(client, meeting, amara, ben):
    fields = {"date": "2026-11-13", "time": "19:30", "act": "ask_to_move", "seen": "0"}
    page = client.signed_in(ben).post("meetings.answer", public_id=meeting.public_id, **fields)

    assert page.notice == (
        "Dr. Amara Lee had proposed this very time, so you meet then. Both of you get the new time by mail."
    )
    assert (meeting.starts_at, meeting.sequence) == (FRIDAY, 1)


def test_once_it_is_accepted_the_link_leads_to_where_the_meeting_is(client, link, meeting, ben):
    moving.accept_move(meeting, ben, FRIDAY, seen=None)

    page = client.open(link)

    assert "This meeting has moved to Fri Nov 13, 7:30 pm." in page.text
