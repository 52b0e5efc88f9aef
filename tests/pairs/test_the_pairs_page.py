"""The page of a pair: the next date or the next step first, in every state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.extensions import db
from mentorship.meetings import services
from mentorship.meetings.models import Happened
from mentorship.pairs.models import MentorshipState
from mentorship.pairs.services import add_goal
from tests import factories

MONDAY = datetime(2026, 11, 9, 15, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 12, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def pair(cohort, ben, amara):
    return factories.mentorship(cohort, ben, amara, MentorshipState.proposed, purpose="My denials pile up.")


def test_a_new_pair_sees_three_times_first_each_one_button(client, pair, amara):
    page = client.signed_in(amara).get("home.mentorship", public_id=pair.public_id)

    assert page.h1 == "You and Dr. Ben Osei"
    assert len(page.all("input", name="starts_at")) == 3
    assert (
        page.text.index("Your first meeting")
        < page.text.index("How you work together")
        < page.text.index("Goals")
    )


def test_the_partners_address_purpose_and_rhythm_are_there(client, pair, amara, ben):
    page = client.signed_in(ben).get("home.mentorship", public_id=pair.public_id)

    for words in (amara.email, "My denials pile up.", "Once a month, 45 minutes"):
        assert words in page.text


def test_with_a_date_the_date_stands_first(client, pair, amara):
    services.book(pair, amara, WEDNESDAY)

    page = client.signed_in(amara).get("home.mentorship", public_id=pair.public_id)

    assert page.text.index("Next: Wed Nov 11, 7:00 pm for both of you") < page.text.index("Goals")
    assert page.all("input", name="starts_at") == []


def test_without_hours_the_reason_and_a_form_stand_there(client, pair, amara, ben):
    factories.hours(ben, [])

    page = client.signed_in(amara).get("home.mentorship", public_id=pair.public_id)

    assert "Dr. Ben Osei has not given hours yet" in page.text
    assert page.all("input", name="date")
    assert next(page.all("main")[0].iter("details")).get("open") is not None


def test_after_a_meeting_the_wrap_up_comes_first(client, pair, amara):
    meeting = services.book(pair, amara, WEDNESDAY)
    db.session.commit()

    with clock.moved_to(meeting.ends_at + timedelta(hours=2)):
        page = client.signed_in(amara).get("home.mentorship", public_id=pair.public_id)

    assert page.text.index("How was Wed Nov 11, 7:00 pm?") < page.text.index("Your next meeting")


def test_a_long_history_needs_no_more_queries(client, pair, amara, ben):
    """The browser itself refuses a page that takes more than twelve."""
    for number in range(6):
        with clock.moved_to(MONDAY + timedelta(weeks=4 * number)):
            meeting = services.book(pair, amara, WEDNESDAY + timedelta(weeks=4 * number))
            add_goal(
                pair,
                ben,
                will=f"step {number}",
                so_that="it counts",
                due_on=meeting.ends_at.date(),
                topic=None,
            )
        with clock.moved_to(meeting.ends_at):
            for person in (amara, ben):
                services.wrap_up(meeting, person, Happened.yes, f"Step {number}")
            db.session.commit()

    with clock.moved_to(MONDAY + timedelta(weeks=22)):
        page = client.signed_in(amara).get("home.mentorship", public_id=pair.public_id)

    assert page.text.count("Your step:") == page.text.count("Step of Dr. Ben Osei:") == 6


@pytest.mark.parametrize(("who", "status"), [("dev", 404), ("cora", 403)])
def test_nobody_else_opens_it(request, client, pair, who, status):
    client.signed_in(request.getfixturevalue(who)).get("home.mentorship", status, public_id=pair.public_id)
