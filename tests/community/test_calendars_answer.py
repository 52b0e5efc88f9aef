"""A No in one's own calendar gives a seat back; a Yes changes nothing, because whoever has a seat has said Yes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship import clock
from mentorship.community.models import SeatState
from mentorship.community.seating import leave, take_seat
from mentorship.meetings.models import Answer, ReplyState
from mentorship.meetings.replying import take_in
from tests.community.conftest import MONDAY
from tests.community.test_take_a_seat import names, take
from tests.meetings import answers


def answered(group, person, said: str, sequence: int = 0, method: str = "REPLY"):
    file = answers.answer_file(group, person.email, said, MONDAY, sequence=sequence, method=method)
    return take_in(answers.as_gmail(file, person.email))


def test_a_no_passes_the_seat_on_to_the_next_in_line(circle, crowd):
    one, two, three = crowd(3)
    take(circle, one, two, three)

    reply = answered(circle, one, "DECLINED")

    assert (reply.state, reply.answer, reply.person_id) == (ReplyState.taken, Answer.declined, one.id)
    assert names(circle, SeatState.seated) == [two.name, three.name]


@pytest.mark.parametrize("said", ["ACCEPTED", "TENTATIVE"])
def test_anything_else_keeps_the_seat(circle, crowd, said):
    [one] = crowd(1)
    take(circle, one)

    reply = answered(circle, one, said)

    assert reply.state == ReplyState.taken
    assert names(circle, SeatState.seated) == [one.name]


@pytest.mark.parametrize("said", ["DECLINED", "TENTATIVE"])
def test_another_time_that_a_guest_proposes_is_for_the_coordinator(circle, crowd, said):
    [one] = crowd(1)
    take(circle, one)

    reply = answered(circle, one, said, method="COUNTER")

    assert reply.state == ReplyState.unmatched
    assert reply.sentence == (
        "Dr. Mentee 1 proposes another time. “Denials” keeps its time until you move it. Tell them, or do."
    )
    assert names(circle, SeatState.seated) == [one.name]


def test_a_no_to_a_seat_that_was_left_and_taken_again_comes_too_late(circle, crowd):
    [one] = crowd(1)
    take(circle, one)
    with clock.moved_to(MONDAY + timedelta(minutes=1)):
        leave(circle, one)
        take_seat(circle, one)

    reply = answered(circle, one, "DECLINED")

    assert reply.state == ReplyState.stale
    assert names(circle, SeatState.seated) == [one.name]


def test_a_no_of_the_host_is_for_the_coordinator(circle, ben):
    reply = answered(circle, ben, "DECLINED")

    assert reply.state == ReplyState.unmatched
    assert reply.sentence.startswith("Dr. Ben Osei said No. You host this.")


def test_nobody_gives_up_the_seat_of_somebody_else(circle, crowd):
    one, two = crowd(2)
    take(circle, one, two)
    file = answers.answer_file(circle, one.email, "DECLINED", MONDAY)

    reply = take_in(answers.as_gmail(file, two.email))

    assert reply.state == ReplyState.unmatched
    assert names(circle, SeatState.seated) == [one.name, two.name]
