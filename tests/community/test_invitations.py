"""Each guest's calendar file names the sender and that guest alone; one uid for all, a sequence for each."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship import clock
from mentorship.community import seating, services
from mentorship.community.invitations import invitation_of
from mentorship.extensions import db
from mentorship.mail.services import _not_to_be_sent
from mentorship.meetings import own_calendar
from mentorship.meetings.invitation import Method, one_line
from mentorship.meetings.invites import checked
from tests.community.conftest import EVENING
from tests.community.test_take_a_seat import busy, take
from tests.meetings import post

DAY = timedelta(days=1)


def entries(person):
    return [post.entry(mail) for mail in post.mails_to(person) if post.files(mail)]


def test_a_guests_file_lists_the_sender_and_that_guest_only(circle, crowd, ben):
    one, two = crowd(2)
    take(circle, one, two)

    [mail] = post.mails_to(two)

    [event] = post.calendar(mail).events
    text = post.files(mail)[0].decode().replace("\r\n ", "")
    assert [str(guest) for guest in event.attendees] == [f"mailto:{two.email}"]
    assert event.organizer.startswith("mailto:")
    assert text.count("mailto:") == 2
    assert not [address for address in (one.email, ben.email) if address in text]
    assert event["SUMMARY"] == "Circle: Denials"
    assert circle.link in event["LOCATION"]
    assert "Where" in post.words(mail)


def test_everybody_has_the_same_uid_and_a_sequence_of_their_own(circle, crowd, cora):
    one, two, three = crowd(3)
    take(circle, one, two, three)
    services.move(circle, cora, EVENING + DAY)
    seating.leave(circle, one)
    services.move(circle, cora, EVENING + 2 * DAY)
    seating.leave(circle, two)
    take(circle, one)

    history = {
        person.name: [(entry.method, entry.sequence) for entry in entries(person)]
        for person in (one, two, three)
    }

    assert {entry.uid for person in (one, two, three) for entry in entries(person)} == {circle.uid}
    assert history == {
        "Mentee 1": [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2), ("REQUEST", 3)],
        "Mentee 2": [("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 2), ("CANCEL", 3)],
        "Mentee 3": [("REQUEST", 0), ("REQUEST", 1)],
    }


def test_a_newer_version_is_stamped_later_however_fast_it_follows(circle, crowd, cora):
    [one] = crowd(1)
    take(circle, one)
    for day in range(1, 4):
        services.move(circle, cora, EVENING + day * DAY)

    stamps = [entry.stamp for entry in entries(one)]

    assert stamps == sorted(set(stamps))
    assert len(stamps) == 4


def test_a_mail_about_an_older_version_does_not_leave(circle, crowd, cora):
    one, two, three = crowd(3)
    take(circle, one, two, three)
    services.move(circle, cora, EVENING + DAY)
    seating.leave(circle, one)

    mails = [mail for person in (one, two, three) for mail in post.mails_to(person)]
    leaving = [(mail.to_address.split(".")[0], mail.template) for mail in mails if not _not_to_be_sent(mail)]

    assert [template for _, template in leaving] == [
        "community.left",
        "community.moved",
        "community.promoted",
    ]


@given(
    title=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80).filter(
        lambda text: text.strip()
    )
)
@settings(max_examples=40)
def test_whatever_the_title_holds_the_file_says_it_and_names_nobody_more(circle, ben, title):
    [seat] = seating.queries.people_in(circle, *seating.queries.PLACES)
    with db.session.no_autoflush:
        circle.title = f"Circle {title}"

        file = checked(invitation_of(circle, seat, Method.REQUEST))

        [event] = icalendar.Calendar.from_ical(file).events
        db.session.expire(circle)
    assert str(event["SUMMARY"]) == one_line(f"Circle: Circle {title}")
    assert [str(guest) for guest in event.attendees] == [f"mailto:{ben.email}"]


def test_the_calendar_page_and_ones_own_feed_show_it(client, circle, amara):
    take(circle, amara)

    page = client.signed_in(amara).get("meetings.month")
    feed = icalendar.Calendar.from_ical(own_calendar.feed_of(amara))

    assert "7:00 pm Circle: Denials" in page.text
    assert f"/groups/{circle.public_id}" in page.links
    assert [(str(e["UID"]), str(e["STATUS"])) for e in feed.events] == [(circle.uid, "CONFIRMED")]


@pytest.mark.parametrize("how", ["left", "cancelled", "lost"])
def test_what_was_given_up_stays_in_the_feed_as_cancelled_for_thirty_days(circle, cohort, amara, cora, how):
    take(circle, amara)
    if how == "left":
        seating.leave(circle, amara)
    elif how == "cancelled":
        services.cancel(circle, cora, "")
    else:
        busy(cohort, amara, EVENING + DAY)
        services.move(circle, cora, EVENING + DAY)

    feeds = []
    for days in (0, 29, 45):
        with clock.moved_to(clock.now() + timedelta(days=days)):
            feeds.append(icalendar.Calendar.from_ical(own_calendar.feed_of(amara)))

    statuses = [[str(e["STATUS"]) for e in feed.events if e["UID"] == circle.uid] for feed in feeds]
    assert statuses == [["CANCELLED"], ["CANCELLED"], []]


def test_whoever_only_waits_has_nothing_in_the_calendar(circle, crowd):
    people = crowd(3)
    take(circle, *people)

    assert own_calendar.entries_of(people[2], EVENING - DAY) == []
