"""Links in mails: opening one changes nothing, its buttons act, and none does more than it was made for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.accounts.links import signed_url, token_for
from mentorship.extensions import db
from mentorship.meetings import queries, services
from mentorship.meetings.models import MeetingState
from mentorship.pairs import services as pairs
from tests import factories
from tests.meetings import post

WEDNESDAY = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)
THURSDAY = WEDNESDAY + timedelta(days=1)


@pytest.fixture
def meeting(pair, amara):
    booked = services.book(pair, amara, WEDNESDAY)
    db.session.commit()
    return booked


def mailed(person, prefix: str, which: int = 0) -> str:
    """The path of a link in somebody's mail."""
    return post.links(post.mails_to(person, "meetings.")[which], prefix)[0]


def test_opening_the_link_shows_the_meeting_and_changes_nothing(client, meeting, ben):
    page = client.open(mailed(ben, "/m/"))
    client.open(mailed(ben, "/m/"), method="HEAD")

    assert page.h1 == "Meeting with Dr. Amara Lee"
    assert "Wed Nov 11, 8:00 pm your time · 7:00 pm for Dr. Amara Lee" in page.text
    assert (meeting.sequence, meeting.state) == (0, MeetingState.confirmed)


def test_the_links_buttons_move_and_then_cancel(client, meeting, ben):
    moved = client.send(mailed(ben, "/m/"), {"starts_at": THURSDAY.isoformat()})
    cancelled = client.send(mailed(ben, "/m/", which=1), {"act": "cancel", "reason": "Call that night"})

    assert "Thu Nov 12, 8:00 pm your time" in moved.text
    assert cancelled.h1 == "Cancelled: meeting with Dr. Amara Lee"
    assert (meeting.sequence, meeting.state, meeting.cancel_reason) == (
        2,
        MeetingState.cancelled,
        "Call that night",
    )


def test_a_link_from_before_a_move_says_where_the_meeting_has_gone(client, meeting, amara, ben):
    services.reschedule(meeting, amara, THURSDAY)

    shown = client.open(mailed(ben, "/m/"))
    refused = client.send(mailed(ben, "/m/"), {"act": "cancel"}, status=409)

    assert "This meeting has moved to Thu Nov 12, 8:00 pm." in shown.text
    assert refused.error == "This meeting has moved to Thu Nov 12, 8:00 pm. Look again before you change it."
    assert meeting.state == MeetingState.confirmed


def test_the_way_from_an_old_link_leads_to_the_meeting_as_it_stands(client, meeting, amara, ben):
    services.reschedule(meeting, amara, THURSDAY)

    fresh = next(link for link in client.open(mailed(ben, "/m/")).links if link.startswith("/m/"))
    page = client.send(fresh, {"act": "cancel", "reason": ""})

    assert page.h1 == "Cancelled: meeting with Dr. Amara Lee"


def test_a_link_to_a_cancelled_meeting_offers_a_new_date(client, meeting, amara, ben):
    services.cancel(meeting, amara, "")

    page = client.open(mailed(ben, "/m/"))
    again = client.open(next(link for link in page.links if link.startswith("/n/")))

    assert "This meeting was cancelled." in page.text
    assert again.h1 == "Pick your next date with Dr. Amara Lee"


@pytest.mark.parametrize("endpoint", ["/m/", "/n/", "/w/"])
def test_a_link_that_is_broken_or_made_for_something_else_is_refused(client, meeting, ben, endpoint):
    other_purpose = token_for("pairing.by_link", ben, meeting.public_id)

    for token in ("nonsense", other_purpose, other_purpose[:-3], "x" * 5000):
        page = client.open(endpoint + token, 410)
        client.send(endpoint + token, {"act": "cancel"}, status=410)
        assert page.h1 == "This link cannot be used"

    assert meeting.state == MeetingState.confirmed


def test_an_expired_link_says_so_and_does_nothing(client, meeting, ben):
    path = mailed(ben, "/m/")

    with clock.moved_to(meeting.ends_at + timedelta(days=40)):
        page = client.open(path, 410)

    assert "This link has expired." in page.text


def test_a_link_outlives_its_meeting_however_far_ahead_that_is(client, pair, amara, ben):
    far = services.book(pair, amara, WEDNESDAY + timedelta(weeks=20))
    db.session.commit()

    with clock.moved_to(far.ends_at - timedelta(hours=1)):
        page = client.open(mailed(ben, "/m/"))

    assert page.h1 == "Meeting with Dr. Amara Lee"


def test_a_link_for_somebody_elses_meeting_finds_nothing(client, meeting, pair, dev):
    for endpoint, subject in (
        ("meetings.by_link", meeting.public_id),
        ("meetings.wrap_up_by_link", meeting.public_id),
        ("meetings.next_by_link", pair.public_id),
    ):
        path = signed_url(endpoint, dev, subject).removeprefix("http://localhost")
        client.open(path, 404)
        client.send(path, {"act": "cancel", "starts_at": THURSDAY.isoformat()}, status=404)

    assert meeting.sequence == 0


def test_the_link_to_the_next_date_never_offers_a_time_that_was_taken_meanwhile(
    client, cohort, pair, amara, ben
):
    path = signed_url("meetings.next_by_link", amara, pair.public_id).removeprefix("http://localhost")
    taken = client.open(path).value("starts_at")
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    services.book(other, ben, datetime.fromisoformat(taken))

    page = client.open(path)
    late = client.send(path, {"starts_at": taken}, status=409)

    assert taken not in [field.get("value") for field in page.all("input", name="starts_at")]
    assert "Someone just took" in late.error


def test_the_link_to_the_next_date_books_once_and_then_shows_the_meeting(client, pair, amara, ben):
    path = signed_url("meetings.next_by_link", amara, pair.public_id).removeprefix("http://localhost")
    first, *_ = [field.get("value") for field in client.open(path).all("input", name="starts_at")]

    booked = client.send(path, {"starts_at": first})
    again = client.send(path, {"starts_at": first})
    opened = client.client.get(path, follow_redirects=True).get_data(as_text=True)

    assert booked.h1 == again.h1 == "Meeting with Dr. Ben Osei"
    assert "Meeting with Dr. Ben Osei" in opened
    assert len(post.mails_to(ben, "meetings.invited")) == 1
    assert queries.next_meeting(pair).starts_at == datetime.fromisoformat(first)


def test_a_link_of_a_pair_that_has_ended_says_so(client, pair, amara):
    path = signed_url("meetings.next_by_link", amara, pair.public_id).removeprefix("http://localhost")
    pairs.end_early(pair, amara, "")

    page = client.open(path)

    assert "This mentorship has ended, so there is no next date." in page.text


def test_who_changed_the_password_leaves_old_links_behind(client, meeting, ben):
    path = mailed(ben, "/m/")
    ben.link_version += 1

    client.send(path, {"act": "cancel"}, status=410)

    assert meeting.state == MeetingState.confirmed
