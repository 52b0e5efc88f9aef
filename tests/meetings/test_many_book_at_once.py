"""Many people book one mentor at the same moment: whoever wins overlaps nobody, and nobody sees a crash."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier

import pytest

from mentorship import clock
from mentorship.extensions import db
from mentorship.meetings import services
from mentorship.meetings.models import Attendance, Meeting, MeetingState
from tests import factories
from tests.meetings import post

FIRST = datetime(2026, 11, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def ben(cohort):
    """Dr. Ben Osei, who has given no hours: nobody is asked whether a time was agreed."""
    mentor = factories.mentor(cohort, "Ben Osei")
    factories.hours(mentor, [])
    return mentor


@pytest.fixture
def amara(cohort):
    mentee = factories.mentee(cohort, "Amara Lee")
    factories.hours(mentee, [])
    return mentee


def at_once(deeds):
    """Run everything in threads that start together; the answers in order."""
    db.session.commit()  # this thread must not hold the database while the others want it
    start = Barrier(len(deeds))

    def wait_and_do(deed):
        start.wait(timeout=60)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [answer.result(timeout=120) for answer in [pool.submit(wait_and_do, deed) for deed in deeds]]


def poster(browser, path, fields):
    """A form, ready to be sent from any thread."""
    token = browser.csrf_token()
    return lambda: browser.client.post(path, data={"csrf_token": token, **fields}).status_code


def times_of(person) -> list[tuple[datetime, datetime]]:
    rows = (
        db.session.query(Attendance)
        .filter_by(person_id=person.id, active=True)
        .order_by(Attendance.starts_at)
    )
    return [(row.starts_at, row.ends_at) for row in rows]


def test_of_many_overlapping_bookings_only_those_win_that_overlap_nobody(client, cohort, ben):
    """36 mentees take starts 15 minutes apart, four of them the same one each; a meeting takes 45."""
    starts = [FIRST + timedelta(minutes=15 * (number // 4)) for number in range(36)]
    deeds = []
    for number, start in enumerate(starts):
        mentee = factories.mentee(cohort, f"Mentee {number}")
        pair = factories.mentorship(cohort, ben, mentee)
        deeds.append(
            poster(
                client.signed_in(mentee),
                f"/mentorships/{pair.public_id}/meetings",
                {"starts_at": start.isoformat()},
            )
        )

    answers = at_once(deeds)

    db.session.expire_all()
    taken = times_of(ben)
    assert set(answers) <= {303, 409}
    assert (
        answers.count(303)
        == len(taken)
        == db.session.query(Meeting).filter_by(state=MeetingState.confirmed).count()
    )
    assert all(one_ends <= other_starts for (_, one_ends), (other_starts, _) in pairwise(taken))
    # Nothing that was refused would still fit: every start wanted is now within a meeting or too near to one.
    assert all(
        any(begin < start + timedelta(minutes=45) and start < end for begin, end in taken) for start in starts
    )
    assert len(post.mails_to(ben, "meetings.invited")) == len(taken)


def test_of_many_bookings_of_one_pair_one_wins(client, pair, amara, ben):
    browsers = [client.signed_in(person) for person in (amara, ben) * 4]
    path = f"/mentorships/{pair.public_id}/meetings"
    times = [(FIRST + timedelta(days=day % 2, hours=day // 2)).isoformat() for day in range(8)]

    answers = at_once(
        [poster(browser, path, {"starts_at": time}) for browser, time in zip(browsers, times, strict=True)]
    )

    assert sorted(answers) == [303] + [409] * 7
    assert db.session.query(Meeting).filter_by(mentorship_id=pair.id).count() == 1


def test_people_who_mentor_each_other_do_not_wait_for_each_other_for_ever(client, cohort):
    """Each is the mentor of one pair and the mentee of the other, and both pairs book the same hour."""
    one, other = factories.mentor(cohort, "Lena Park"), factories.mentor(cohort, "Omar Haddad")
    there, back = factories.mentorship(cohort, one, other), factories.mentorship(cohort, other, one)
    deeds = []
    for pair in (there, back):
        for person in pair.people:
            path = f"/mentorships/{pair.public_id}/meetings"
            deeds.append(poster(client.signed_in(person), path, {"starts_at": FIRST.isoformat()}))

    answers = at_once(deeds)

    assert set(answers) == {303, 409}
    assert len(times_of(one)) == len(times_of(other)) == 1


@pytest.mark.parametrize("_round", range(3))
def test_a_meeting_moved_and_cancelled_at_once_ends_with_one_history(client, pair, amara, ben, _round):
    meeting = services.book(pair, amara, FIRST)
    db.session.commit()
    browsers = [client.signed_in(person) for person in (amara, ben, amara, ben)]
    move, cancel = f"/meetings/{meeting.public_id}/move", f"/meetings/{meeting.public_id}/cancel"
    later = [(FIRST + timedelta(days=days)).isoformat() for days in (1, 2)]
    deeds = [
        poster(browsers[0], move, {"starts_at": later[0]}),
        poster(browsers[1], move, {"starts_at": later[1]}),
        poster(browsers[2], cancel, {"reason": ""}),
        poster(browsers[3], cancel, {"reason": ""}),
    ]

    answers = at_once(deeds)

    db.session.expire_all()
    entries = [post.entry(mail) for mail in post.mails_to(ben, "meetings.")]
    assert set(answers) <= {303, 409}
    assert meeting.state == MeetingState.cancelled
    assert [entry.sequence for entry in entries] == list(range(meeting.sequence + 1))
    assert all(one.stamp < other.stamp for one, other in pairwise(entries))
    assert [entry.method for entry in entries if entry.method == "CANCEL"] == ["CANCEL"]
    assert times_of(ben) == []


@pytest.mark.parametrize("_round", range(3))
def test_two_answers_at_once_about_one_meeting_count_both(client, pair, amara, ben, _round):
    meeting = services.book(pair, amara, FIRST)
    db.session.commit()
    with clock.moved_to(meeting.ends_at):
        path = f"/meetings/{meeting.public_id}/wrap-up"
        answers = [(amara, "yes"), (ben, "no_show")]
        sent = at_once([poster(client.signed_in(who), path, {"happened": word}) for who, word in answers])

    db.session.expire_all()
    assert sent == [303, 303]
    assert meeting.state == MeetingState.completed
    assert len(meeting.wrap_ups) == 2


def test_a_pair_that_ends_while_it_books_keeps_no_date(client, app, pair, amara, ben):
    path = f"/mentorships/{pair.public_id}"
    deeds = [
        poster(client.signed_in(amara), f"{path}/meetings", {"starts_at": FIRST.isoformat()}),
        poster(client.signed_in(ben), f"{path}/end", {"how": "ended_early", "reason": ""}),
    ]

    answers = at_once(deeds)

    db.session.expire_all()
    assert set(answers) <= {303, 409}
    assert not pair.is_open
    assert times_of(amara) == times_of(ben) == []
