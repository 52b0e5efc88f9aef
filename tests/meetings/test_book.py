"""A pair books its next date: one click, both invited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.extensions import db
from mentorship.meetings import queries, services
from mentorship.meetings.changing import new_meeting
from mentorship.meetings.checking import clashes_as_refusals
from mentorship.meetings.models import Attendance, Meeting, MeetingState
from mentorship.pairs import services as pairs
from tests import factories
from tests.meetings import post

WEDNESDAY_AT_7 = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)
"""7 pm in Chicago, 8 pm in New York."""


def test_one_click_books_and_both_are_invited(client, pair, amara, ben):
    browser = client.signed_in(amara)
    offered = browser.get("home.mentorship", public_id=pair.public_id).value("starts_at")

    page = browser.post("meetings.book", public_id=pair.public_id, starts_at=offered)

    meeting = queries.next_meeting(pair)
    assert meeting.starts_at == datetime.fromisoformat(offered)
    assert page.notice == "The date stands. Both of you get the invitation by mail."
    assert [len(post.mails_to(person, "meetings.invited")) for person in (amara, ben)] == [1, 1]


def test_the_invitation_says_who_when_on_both_clocks_where_and_why(pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY_AT_7)

    [mail] = post.mails_to(ben)
    text = post.words(mail)
    assert mail.subject == "You meet Dr. Amara Lee on Wed Nov 11, 8:00 pm"
    assert "Wed Nov 11, 8:00 pm your time · 7:00 pm for Dr. Amara Lee" in text
    assert "Eastern" in text
    assert meeting.link in text
    assert post.links(mail, "/m/")
    assert "You get this because you and Dr. Amara Lee meet through this program." in text


def test_the_calendar_file_agrees_with_the_row_and_tells_nothing_private(pair, amara, ben):
    pair.purpose = "I am burnt out and my denials pile up."
    meeting = services.book(pair, amara, WEDNESDAY_AT_7)

    [mail] = post.mails_to(ben)
    event = post.calendar(mail).events[0]
    assert post.entry(mail) == (
        "REQUEST",
        meeting.uid,
        0,
        meeting.stamped_at,
        WEDNESDAY_AT_7,
        WEDNESDAY_AT_7 + timedelta(minutes=45),
        "CONFIRMED",
    )
    assert event["SUMMARY"] == "Mentoring: A. Lee and B. Osei"
    assert event["ORGANIZER"] == "mailto:hallway@example.org"
    assert {str(guest) for guest in event["ATTENDEE"]} == {f"mailto:{p.email}" for p in (amara, ben)}
    assert b"denials" not in post.files(mail)[0]
    assert str(meeting.id) not in meeting.uid.partition("@")[0].split("-")


def test_whoever_booked_has_accepted_and_the_other_is_asked(pair, amara, ben):
    services.book(pair, amara, WEDNESDAY_AT_7)

    guests = post.calendar(post.mails_to(ben)[0]).events[0]["ATTENDEE"]
    answers = {str(guest).removeprefix("mailto:"): guest.params["PARTSTAT"] for guest in guests}
    assert answers == {amara.email: "ACCEPTED", ben.email: "NEEDS-ACTION"}


def test_the_mentors_own_video_link_is_used_when_there_is_one(cohort, amara):
    mentor = factories.mentor(cohort, "Lena Park", meeting_link="https://video.example/lena")
    plain = factories.mentor(cohort, "Omar Haddad")

    own = services.book(factories.mentorship(cohort, mentor, amara), amara, WEDNESDAY_AT_7)
    carla = factories.mentee(cohort, "Carla Cruz")
    random = services.book(factories.mentorship(cohort, plain, carla), carla, WEDNESDAY_AT_7)

    assert own.link == "https://video.example/lena"
    assert random.link.startswith("https://meet.jit.si/hallway-")
    assert len(random.link.rpartition("-")[2]) * 4 >= 80


def test_two_clicks_on_one_button_book_once(client, pair, amara, ben):
    browser = client.signed_in(amara)

    for _ in range(2):
        browser.post("meetings.book", public_id=pair.public_id, starts_at=WEDNESDAY_AT_7.isoformat())

    assert db.session.query(Meeting).filter_by(mentorship_id=pair.id).count() == 1
    assert len(post.mails_to(ben, "meetings.")) == 1


def test_a_time_someone_just_took_is_refused_with_three_others(client, cohort, pair, amara, ben):
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    services.book(other, ben, WEDNESDAY_AT_7)
    browser = client.signed_in(amara)

    page = browser.post(
        "meetings.book",
        409,
        public_id=pair.public_id,
        starts_at=(WEDNESDAY_AT_7 + timedelta(minutes=30)).isoformat(),
    )

    assert page.error == "Someone just took Wednesday at 7:30 pm. These three are still free."
    offered = [datetime.fromisoformat(field.get("value")) for field in page.all("input", name="starts_at")]
    offered = [time for time in offered if time]
    assert len([time for time in offered if abs(time - WEDNESDAY_AT_7) >= timedelta(minutes=45)]) >= 3
    assert queries.next_meeting(pair) is None


def test_ones_own_other_meeting_is_not_called_someone_elses(cohort, pair, ben):
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    services.book(other, ben, WEDNESDAY_AT_7)

    with pytest.raises(services.TimeJustTaken) as refused:
        services.book(pair, ben, WEDNESDAY_AT_7)

    assert refused.value.sentence.startswith("You have another meeting on Wednesday at 8:00 pm.")
    assert len(refused.value.alternatives) == 3


def test_meetings_that_touch_do_not_clash(cohort, pair, amara, ben):
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    services.book(other, ben, WEDNESDAY_AT_7)

    after = services.book(pair, amara, WEDNESDAY_AT_7 + timedelta(minutes=45))

    assert after.state == MeetingState.confirmed


def test_the_database_itself_refuses_an_overlap(pair, amara, ben):
    meeting = services.book(pair, amara, WEDNESDAY_AT_7)
    start = WEDNESDAY_AT_7 + timedelta(minutes=44)
    late = Attendance(
        meeting_id=meeting.id, person_id=ben.id, starts_at=start, ends_at=start + timedelta(hours=1)
    )
    late.meeting_id = _another_meeting(meeting).id

    db.session.add(late)
    with pytest.raises(IntegrityError, match="attendance_overlap"):
        db.session.flush()


def _another_meeting(like: Meeting) -> Meeting:
    """The row of a cancelled meeting, so that only its time could clash."""
    columns = {
        c.name: getattr(like, c.name) for c in Meeting.__table__.columns if c.name not in ("id", "public_id")
    }
    other = Meeting(**{**columns, "uid": "m-other@localhost", "state": MeetingState.cancelled})
    db.session.add(other)
    db.session.flush()
    return other


def test_what_the_database_refuses_reaches_the_person_as_a_sentence(cohort, pair, amara, ben):
    """Should the look before the booking ever miss a clash, the database's own refusal reads the same."""
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    services.book(other, ben, WEDNESDAY_AT_7)
    unseen = new_meeting(pair, amara, WEDNESDAY_AT_7)

    with (
        pytest.raises(services.TimeJustTaken, match="Someone just took Wednesday at 7:00 pm"),
        clashes_as_refusals(pair, amara, WEDNESDAY_AT_7),
    ):
        db.session.add(unseen)

    services.book(pair, amara, WEDNESDAY_AT_7 + timedelta(days=1))
    again = new_meeting(pair, amara, WEDNESDAY_AT_7 + timedelta(days=5))
    with (
        pytest.raises(services.AlreadyBooked, match="You already have a date: Thu Nov 12, 7:00 pm"),
        clashes_as_refusals(pair, amara, again.starts_at),
    ):
        db.session.add(again)


def test_a_second_date_waits_until_the_first_is_over(client, pair, amara):
    services.book(pair, amara, WEDNESDAY_AT_7)
    browser = client.signed_in(amara)

    later = (WEDNESDAY_AT_7 + timedelta(days=7)).isoformat()
    page = browser.post("meetings.book", 409, public_id=pair.public_id, starts_at=later)

    assert page.error == "You already have a date: Wed Nov 11, 7:00 pm. Move it, or meet first."


def test_the_next_date_can_be_booked_before_the_worker_has_closed_the_last(pair, amara):
    first = services.book(pair, amara, WEDNESDAY_AT_7)
    db.session.commit()

    with clock.moved_to(first.ends_at):
        second = services.book(pair, amara, WEDNESDAY_AT_7 + timedelta(weeks=4))

    assert first.state == MeetingState.completed
    assert second.uid != first.uid


def test_somebody_elses_pair_cannot_be_booked(client, pair, dev, cora):
    for stranger, status in ((dev, 404), (cora, 403)):
        client.signed_in(stranger).post(
            "meetings.book", status, public_id=pair.public_id, starts_at=WEDNESDAY_AT_7.isoformat()
        )

    assert queries.next_meeting(pair) is None


def test_a_pair_that_has_ended_books_nothing(client, pair, amara):
    pairs.end_early(pair, amara, "")
    browser = client.signed_in(amara)

    page = browser.post("meetings.book", 409, public_id=pair.public_id, starts_at=WEDNESDAY_AT_7.isoformat())

    assert page.error == "This mentorship has ended, so nothing in it changes any more."


def test_a_refused_booking_leaves_nothing_behind(client, cohort, pair, amara, ben):
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    services.book(other, ben, WEDNESDAY_AT_7)
    before = len(post.mails_to(ben))

    client.signed_in(amara).post(
        "meetings.book", 409, public_id=pair.public_id, starts_at=WEDNESDAY_AT_7.isoformat()
    )

    assert db.session.query(Attendance).filter_by(person_id=amara.id).count() == 0
    assert len(post.mails_to(ben)) == before
    assert post.mails_to(amara) == []
