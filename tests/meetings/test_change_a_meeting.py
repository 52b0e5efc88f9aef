"""Either of the two moves or cancels a meeting; every calendar hears of it, in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import icalendar
import pytest

from mentorship import clock
from mentorship.extensions import db
from mentorship.mail.models import MailState
from mentorship.mail.services import drain
from mentorship.meetings import queries, services
from mentorship.meetings.models import Attendance, MeetingState
from tests import factories
from tests.meetings import post

WEDNESDAY = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)
THURSDAY, FRIDAY = WEDNESDAY + timedelta(days=1), WEDNESDAY + timedelta(days=2)


def test_booked_moved_moved_and_cancelled_every_mail_agrees_with_the_row_of_its_time(pair, amara, ben):
    rows = []

    def note(meeting, method, status):
        rows.append(
            (
                method,
                meeting.uid,
                meeting.sequence,
                meeting.stamped_at,
                meeting.starts_at,
                meeting.ends_at,
                status,
            )
        )

    meeting = services.book(pair, amara, WEDNESDAY)
    note(meeting, "REQUEST", "CONFIRMED")
    for person, time in ((ben, THURSDAY), (amara, FRIDAY)):
        services.reschedule(meeting, person, time)
        note(meeting, "REQUEST", "CONFIRMED")
    services.cancel(meeting, ben, "A patient needs me that evening.")
    note(meeting, "CANCEL", "CANCELLED")

    for person in (amara, ben):
        assert [tuple(post.entry(mail)) for mail in post.mails_to(person)] == rows
    assert [row[2] for row in rows] == [0, 1, 2, 3]
    assert all(one[3] + timedelta(seconds=1) <= other[3] for one, other in pairwise(rows))
    assert len({row[1] for row in rows}) == 1


def test_a_moved_meeting_takes_its_new_time_and_gives_back_the_old(cohort, pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY)
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))

    services.reschedule(meeting, ben, THURSDAY)
    services.book(other, ben, WEDNESDAY)

    assert meeting.wall_time == "2026-11-12T20:00"
    assert {(a.starts_at, a.active) for a in meeting.attendances} == {(THURSDAY, True)}


def test_a_meeting_may_move_within_its_own_time(pair, amara):
    meeting = services.book(pair, amara, WEDNESDAY)

    services.reschedule(meeting, amara, WEDNESDAY + timedelta(minutes=15))

    assert meeting.starts_at == WEDNESDAY + timedelta(minutes=15)


def test_moving_to_the_same_time_sends_nothing(pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY)

    services.reschedule(meeting, ben, WEDNESDAY)

    assert meeting.sequence == 0
    assert len(post.mails_to(ben)) == 1


def test_a_meeting_does_not_move_onto_another(client, cohort, pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY)
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    services.book(other, ben, THURSDAY)

    page = client.signed_in(amara).post(
        "meetings.reschedule", 409, public_id=meeting.public_id, starts_at=THURSDAY.isoformat()
    )

    assert page.error.startswith("Someone just took Thursday at 7:00 pm.")
    assert (meeting.starts_at, meeting.sequence) == (WEDNESDAY, 0)


def test_moving_by_the_page_tells_both_and_says_who(client, pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY)

    page = client.signed_in(ben).post(
        "meetings.reschedule", public_id=meeting.public_id, starts_at=THURSDAY.isoformat(), seen="0"
    )

    assert page.notice == "Moved. Both of you get the new time by mail."
    mail = post.mails_to(amara, "meetings.moved")[0]
    assert mail.subject == "Moved: you meet Dr. Ben Osei on Thu Nov 12, 7:00 pm"
    assert "Dr. Ben Osei moved it from Wed Nov 11, 7:00 pm." in post.words(mail)


def test_who_looked_at_an_older_version_looks_again_first(client, pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY)
    services.reschedule(meeting, ben, THURSDAY)

    page = client.signed_in(amara).post(
        "meetings.reschedule", 409, public_id=meeting.public_id, starts_at=FRIDAY.isoformat(), seen="0"
    )

    assert page.error == "This meeting has moved to Thu Nov 12, 7:00 pm. Look again before you change it."
    assert meeting.starts_at == THURSDAY


def test_cancelling_tells_both_why_frees_the_time_and_offers_a_new_date(client, pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY)
    browser = client.signed_in(ben)

    page = browser.post(
        "meetings.cancel", public_id=meeting.public_id, reason="A patient\x00 needs me.", seen="0"
    )

    mail = post.mails_to(amara, "meetings.cancelled")[0]
    assert meeting.state == MeetingState.cancelled
    assert "Dr. Ben Osei wrote: A patient needs me." in post.words(mail)
    assert post.links(mail, "/n/")
    assert db.session.query(Attendance).filter_by(meeting_id=meeting.id, active=True).count() == 0
    assert page.h1 == "Cancelled: meeting with Dr. Ben Osei".replace("Ben Osei", "Amara Lee")
    assert queries.next_meeting(pair) is None


def test_cancelling_twice_writes_once(pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY)

    for person in (amara, ben):
        services.cancel(meeting, person, "")

    assert meeting.sequence == 1
    assert len(post.mails_to(ben, "meetings.cancelled")) == 1


def test_a_move_to_where_it_stands_says_so_and_nobody_gets_a_mail(client, pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY)
    db.session.commit()

    fields = {"public_id": meeting.public_id, "starts_at": WEDNESDAY.isoformat(), "seen": "0"}
    page = client.signed_in(ben).post("meetings.reschedule", 200, **fields)

    assert page.notice == "It stands at that time already."
    assert (meeting.sequence, post.mails_to(amara, "meetings.moved")) == (0, [])


def test_what_is_over_neither_moves_nor_is_cancelled(pair, amara):
    meeting = services.book(pair, amara, WEDNESDAY)
    db.session.commit()

    with clock.moved_to(meeting.ends_at):
        for deed in (
            lambda: services.reschedule(meeting, amara, FRIDAY),
            lambda: services.cancel(meeting, amara, ""),
        ):
            with pytest.raises(services.MeetingIsOver):
                deed()


def test_a_cancelled_meeting_does_not_come_back(pair, amara):
    meeting = services.book(pair, amara, WEDNESDAY)
    services.cancel(meeting, amara, "")

    with pytest.raises(services.MeetingIsOver, match="was cancelled"):
        services.reschedule(meeting, amara, FRIDAY)


def test_an_invitation_that_was_overtaken_never_leaves(pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY)
    services.reschedule(meeting, ben, THURSDAY)
    db.session.commit()

    drain()

    states = {mail.template: mail.state for mail in post.mails_to(ben)}
    assert states == {"meetings.invited": MailState.superseded, "meetings.moved": MailState.sent}


def test_strangers_see_change_and_download_nothing(client, pair, amara, dev):
    meeting = services.book(pair, amara, WEDNESDAY)
    stranger = client.signed_in(dev)

    for endpoint in ("meetings.show", "meetings.download", "meetings.wrap_up"):
        stranger.get(endpoint, 404, public_id=meeting.public_id)
    for endpoint in ("meetings.reschedule", "meetings.cancel", "meetings.step_done"):
        stranger.post(endpoint, 404, public_id=meeting.public_id, starts_at=FRIDAY.isoformat())

    assert meeting.sequence == 0


def test_the_page_shows_both_clocks_where_and_a_file_to_keep(client, pair, amara):
    meeting = services.book(pair, amara, WEDNESDAY)
    browser = client.signed_in(amara)

    page = browser.get("meetings.show", public_id=meeting.public_id)
    file = browser.get("meetings.download", public_id=meeting.public_id)

    event = icalendar.Calendar.from_ical(file.response.data).events[0]
    assert "Wed Nov 11, 7:00 pm your time · 8:00 pm for Dr. Ben Osei" in page.text
    assert page.all("a", href=meeting.link)
    assert (event["UID"], event["DTSTART"].dt) == (meeting.uid, WEDNESDAY)
    assert file.response.mimetype == "text/calendar"


def test_meetings_that_ended_become_completed_once(pair, amara):
    meeting = services.book(pair, amara, WEDNESDAY)
    db.session.commit()

    before, after, again = (
        services.close_past_meetings(meeting.ends_at + timedelta(seconds=seconds)) for seconds in (-1, 0, 60)
    )

    assert (before, after, again) == (0, 1, 0)
    assert meeting.state == MeetingState.completed
