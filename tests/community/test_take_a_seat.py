"""Seats in a group meeting: taken while there are any, then a line; given up, and passed on by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship import clock
from mentorship.community import queries, seating, services
from mentorship.community.models import SeatState
from mentorship.extensions import db
from mentorship.meetings import asking, moving
from mentorship.meetings import services as meetings
from mentorship.meetings.models import Attendance
from tests import factories
from tests.community.conftest import EVENING
from tests.meetings import post

HOUR = timedelta(hours=1)


def take(group, *people):
    seats = [seating.take_seat(group, person) for person in people]
    db.session.commit()
    return seats


def names(group, *states):
    return [seat.person.name for seat in queries.people_in(group, *states)]


def busy(cohort, person, start=EVENING):
    """Somebody meets another mentor then."""
    pair = factories.mentorship(cohort, factories.mentor(cohort, "Mia Other"), person)
    return meetings.book(pair, person, start)


def test_a_seat_takes_the_persons_time(circle, amara):
    [seat] = take(circle, amara)

    [time] = db.session.query(Attendance).filter_by(person_id=amara.id)
    assert seat.state == SeatState.seated
    assert (time.starts_at, time.ends_at, time.active) == (EVENING, EVENING + HOUR, True)
    assert queries.free_seats(circle) == 1


def test_asked_for_twice_a_seat_is_taken_once(circle, amara):
    take(circle, amara, amara)

    assert queries.free_seats(circle) == 1
    assert len(post.mails_to(amara, "community.seated")) == 1


def test_whoever_comes_after_the_last_seat_stands_in_line(circle, crowd):
    people = crowd(4)

    take(circle, *people)

    assert names(circle, SeatState.seated) == ["Mentee 1", "Mentee 2"]
    assert names(circle, SeatState.waiting) == ["Mentee 3", "Mentee 4"]
    assert [queries.waiting_places(person, [circle.id]) for person in people[2:]] == [
        {circle.id: 1},
        {circle.id: 2},
    ]


def test_a_seat_given_up_goes_to_the_next_in_line(circle, crowd):
    one, two, three, four = crowd(4)
    take(circle, one, two, three, four)

    seating.leave(circle, one)

    assert names(circle, SeatState.seated) == ["Mentee 2", "Mentee 3"]
    assert names(circle, SeatState.waiting) == ["Mentee 4"]
    assert [mail.template for mail in post.mails_to(three)] == ["community.promoted"]
    assert [mail.template for mail in post.mails_to(one)] == ["community.seated", "community.left"]
    assert post.mails_to(four) == []


def test_whoever_is_busy_then_is_passed_over_and_keeps_the_place(circle, cohort, crowd):
    one, two, three, four = crowd(4)
    take(circle, one, two, three, four)
    busy(cohort, three)

    seating.leave(circle, one)

    assert names(circle, SeatState.seated) == ["Mentee 2", "Mentee 4"]
    assert names(circle, SeatState.waiting) == ["Mentee 3"]


def test_whoever_was_passed_over_gets_the_free_seat_once_their_time_is_free(circle, cohort, crowd):
    one, two, three = crowd(3)
    take(circle, one, two, three)
    meeting = busy(cohort, three)
    seating.leave(circle, one)
    early = services.pass_on_seats(clock.now())
    meetings.cancel(meeting, three, "")

    late = services.pass_on_seats(clock.now())

    assert (early, late) == (0, 1)
    assert names(circle, SeatState.seated) == ["Mentee 2", "Mentee 3"]


def test_a_free_seat_is_not_taken_over_the_heads_of_those_in_line(circle, cohort, crowd):
    one, two, three, four = crowd(4)
    take(circle, one, two, three)
    meeting = busy(cohort, three)
    seating.leave(circle, one)
    meetings.cancel(meeting, three, "")

    [seat] = take(circle, four)

    assert names(circle, SeatState.seated) == ["Mentee 2", "Mentee 3"]
    assert seat.state == SeatState.waiting


def test_whoever_left_and_comes_back_stands_at_the_end(circle, crowd):
    one, two, three = crowd(3)
    take(circle, one, two, three)
    seating.leave(circle, one)

    take(circle, one)

    assert names(circle, SeatState.seated) == ["Mentee 2", "Mentee 3"]
    assert names(circle, SeatState.waiting) == ["Mentee 1"]


def test_leaving_the_line_changes_nothing_for_the_others(circle, crowd):
    one, two, three, four = crowd(4)
    take(circle, one, two, three, four)

    seating.leave(circle, three)
    seating.leave(circle, three)

    assert names(circle, SeatState.waiting) == ["Mentee 4"]
    assert post.mails_to(three) == []


def test_a_time_that_is_only_proposed_for_a_meeting_is_taken_and_said_to_be(circle, cohort, amara):
    moving.propose_move(busy(cohort, amara, EVENING + 24 * HOUR), amara, EVENING, seen=None, anyway=True)

    with pytest.raises(seating.AnotherMeetingThen) as refusal:
        seating.take_seat(circle, amara)

    assert refusal.value.sentence == (
        "A time is kept for you and Dr. Mia Other then: Tue Nov 17, 7:00 pm to 7:45 pm. Move or leave that one first."
    )


def test_a_person_with_a_meeting_then_reads_which(circle, cohort, amara):
    busy(cohort, amara, EVENING + HOUR / 2)

    with pytest.raises(seating.AnotherMeetingThen) as refusal:
        seating.take_seat(circle, amara)

    assert refusal.value.sentence == (
        "You meet Dr. Mia Other then: Tue Nov 17, 7:30 pm to 8:15 pm. Move or leave that one first."
    )


def test_a_person_in_another_group_then_reads_which(planned, amara, cora):
    circle, other = planned(), planned(host=cora, title="Coding basics")
    take(other, amara)

    with pytest.raises(
        seating.AnotherMeetingThen, match="You are in “Coding basics” then: Tue Nov 17, 7:00 pm"
    ):
        seating.take_seat(circle, amara)


def test_a_time_that_was_asked_for_and_never_answered_keeps_nobody_from_a_seat(circle, cohort, amara):
    pair = factories.mentorship(cohort, factories.mentor(cohort, "Mia Other"), amara)
    asked = asking.propose(pair, amara, EVENING)
    db.session.commit()

    with pytest.raises(seating.AnotherMeetingThen):
        seating.take_seat(circle, amara)
    with clock.moved_to(asked.expires_at):
        seat = seating.take_seat(circle, amara)

    assert seat.state == SeatState.seated


def test_the_host_has_a_place_of_their_own_and_stays(circle, ben):
    seat = seating.take_seat(circle, ben)

    with pytest.raises(seating.HostStays):
        seating.leave(circle, ben)

    assert seat.state == SeatState.hosting
    assert queries.free_seats(circle) == 2


def test_a_closed_waitlist_takes_nobody_more_and_keeps_who_is_in_it(circle, crowd, cora):
    one, two, three, four = crowd(4)
    take(circle, one, two, three)
    services.set_seats(circle, cora, 2, waitlist_open=False)

    with pytest.raises(seating.GroupIsFull):
        seating.take_seat(circle, four)
    seating.leave(circle, one)

    assert names(circle, SeatState.seated) == ["Mentee 2", "Mentee 3"]


def test_seats_are_passed_on_until_two_hours_before(circle, crowd):
    one, two, three = crowd(3)
    take(circle, one, two, three)

    with clock.moved_to(EVENING - HOUR):
        seating.leave(circle, one)
        waiting = names(circle, SeatState.waiting)
        take(circle, three)

    assert waiting == ["Mentee 3"]
    assert names(circle, SeatState.seated) == ["Mentee 2", "Mentee 3"]


def test_once_it_has_begun_nobody_comes_or_goes(circle, amara, crowd):
    take(circle, amara)

    with clock.moved_to(EVENING), pytest.raises(seating.GroupIsOver, match="has begun"):
        seating.take_seat(circle, crowd(1)[0])
    with clock.moved_to(EVENING), pytest.raises(seating.GroupIsOver):
        seating.leave(circle, amara)


def test_nobody_whose_account_is_closed_is_promoted(circle, crowd):
    one, two, three, four = crowd(4)
    take(circle, one, two, three, four)
    three.disabled_at = clock.now()

    seating.leave(circle, one)

    assert names(circle, SeatState.seated) == ["Mentee 2", "Mentee 4"]
