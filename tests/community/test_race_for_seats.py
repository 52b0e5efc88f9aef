"""Fifty people want eight seats at one moment: eight sit, the others stand in one line, and nobody sees a crash."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from mentorship.community import queries
from mentorship.community.models import SeatState
from mentorship.extensions import db
from mentorship.meetings.models import Attendance
from tests import factories
from tests.community.conftest import EVENING
from tests.community.test_take_a_seat import names, take
from tests.meetings import post
from tests.meetings.test_many_book_at_once import at_once, poster


def test_of_fifty_who_press_at_once_eight_sit_and_the_others_stand_in_one_line(client, planned, crowd):
    group, people = planned(seats=8), crowd(50)
    path = f"/groups/{group.public_id}/seat"

    answers = at_once([poster(client.signed_in(person), path, {}) for person in people])

    db.session.expire_all()
    line = queries.people_in(group, SeatState.waiting)
    assert set(answers) == {303}
    assert (len(names(group, SeatState.seated)), len(line)) == (8, 42)
    assert all(one.asked_at <= other.asked_at for one, other in pairwise(line))
    hosts = 2  # of this one, and of the one elsewhere
    assert db.session.query(Attendance).filter_by(starts_at=EVENING, active=True).count() == 8 + hosts
    assert sum(len(post.mails_to(person, "community.seated")) for person in people) == 8


def test_those_who_leave_and_those_who_come_at_once_leave_no_seat_empty(client, planned, crowd):
    group, people = planned(seats=4), crowd(16)
    take(group, *people[:8])
    leave, come = (f"/groups/{group.public_id}/{act}" for act in ("leave", "seat"))
    deeds = [poster(client.signed_in(person), leave, {}) for person in people[:4]]
    deeds += [poster(client.signed_in(person), come, {}) for person in people[8:]]

    answers = at_once(deeds)

    db.session.expire_all()
    assert set(answers) == {303}
    assert names(group, SeatState.seated) == [f"Mentee {number}" for number in (5, 6, 7, 8)]
    assert len(names(group, SeatState.waiting)) == 8


def test_whoever_books_a_meeting_of_two_and_takes_a_seat_at_once_has_one_of_them(
    client, planned, cohort, crowd
):
    group, people = planned(seats=8), crowd(6)
    pairs = [
        factories.mentorship(cohort, factories.mentor(cohort, f"Mentor {person.name}"), person)
        for person in people
    ]
    deeds = []
    for person, pair in zip(people, pairs, strict=True):
        when = {"starts_at": (EVENING + timedelta(minutes=30)).isoformat()}
        deeds.append(poster(client.signed_in(person), f"/mentorships/{pair.public_id}/meetings", when))
        deeds.append(poster(client.signed_in(person), f"/groups/{group.public_id}/seat", {}))

    answers = at_once(deeds)

    db.session.expire_all()
    times = db.session.query(Attendance).filter(
        Attendance.active, Attendance.person_id.in_([person.id for person in people])
    )
    assert sorted(answers) == [303] * 6 + [409] * 6
    assert sorted(time.person_id for time in times) == sorted(person.id for person in people)


def test_a_move_and_many_who_come_and_go_end_with_everybody_at_one_time(client, planned, crowd, cora):
    group, people = planned(seats=4), crowd(12)
    take(group, *people[:6])
    deeds = [
        poster(
            client.signed_in(cora),
            f"/groups/{group.public_id}/move",
            {"date": "11/18/2026", "time": "19:00", "seen": "0"},
        )
    ]
    deeds += [poster(client.signed_in(p), f"/groups/{group.public_id}/leave", {}) for p in people[:3]]
    deeds += [poster(client.signed_in(p), f"/groups/{group.public_id}/seat", {}) for p in people[6:]]

    answers = at_once(deeds)

    db.session.expire_all()
    starts = {seat.attendance.starts_at for seat in queries.people_in(group, *queries.PLACES)}
    assert set(answers) == {303}
    assert starts == {EVENING + timedelta(days=1)}
    assert len(names(group, SeatState.seated)) == 4
    assert queries.free_seats(group) == 0
