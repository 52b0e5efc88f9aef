"""Leaving a group meeting: what the page and the mail say is what became of the seat."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship import clock
from mentorship.community.models import SeatState
from mentorship.extensions import db
from tests.community.conftest import EVENING
from tests.community.test_take_a_seat import busy, names, take
from tests.meetings import post

SOON = EVENING - timedelta(hours=1)
FREE = "Your seat is free again."


def leave(client, circle, person):
    return client.signed_in(person).post("community.leave", public_id=circle.public_id)


def test_a_seat_that_the_next_in_line_gets_is_said_to_be_theirs(client, circle, crowd):
    one, two, three = crowd(3)
    take(circle, one, two, three)

    page = leave(client, circle, one)

    assert page.notice == "You left. The next in line has your seat now."
    assert "The next in line has your seat now." in post.words(post.mails_to(one)[-1])
    assert names(circle, SeatState.seated) == [two.name, three.name]


def test_a_seat_that_nobody_waits_for_is_said_to_be_free(client, circle, amara):
    take(circle, amara)

    page = leave(client, circle, amara)
    again = leave(client, circle, amara)

    assert page.notice == f"You left. {FREE}"
    assert FREE in post.words(post.mails_to(amara)[-1])
    assert again.notice == "You have no seat here, and no place in line."


def test_in_the_last_two_hours_a_seat_is_for_whoever_takes_it(client, circle, crowd):
    one, two, three = crowd(3)
    take(circle, one, two, three)

    with clock.moved_to(SOON):
        before = client.signed_in(one).get("community.show", public_id=circle.public_id)
        page = leave(client, circle, one)
        waits = client.signed_in(three).get("community.show", public_id=circle.public_id)
        taken = client.signed_in(three).post("community.take", public_id=circle.public_id)

    assert "Somebody else can take your seat." in before.text
    assert page.notice == f"You left. {FREE}"
    assert FREE in post.words(post.mails_to(one)[-1])
    assert "nobody moves up any more" in waits.text and "Take the free seat" in waits.text
    assert taken.notice and taken.notice.startswith("You have a seat.")


def test_in_the_last_two_hours_nobody_is_put_in_line_or_promised_a_seat(client, circle, crowd):
    one, two, three, late = crowd(4)
    take(circle, one, two, three)

    with clock.moved_to(SOON):
        pages = [
            client.signed_in(person).post("community.take", 409, public_id=circle.public_id)
            for person in (three, late)
        ]

    too_late = "All seats are taken. A seat that comes free now is for whoever takes it first."
    assert [page.error for page in pages] == [too_late] * 2
    assert pages[1].text.count(too_late) == 1
    assert names(circle, SeatState.waiting) == [three.name]


def test_whoever_leaves_the_line_gives_up_no_seat(client, circle, crowd):
    people = crowd(3)
    take(circle, *people)

    page = leave(client, circle, people[2])

    assert page.notice == "You left the line."
    assert len(names(circle, SeatState.seated)) == 2


def link_to(circle, person):
    [path] = post.links(post.mails_to(person)[0], "/g/")
    return path


def test_a_link_names_no_other_meeting(client, circle, cohort, crowd, cora):
    one, two, three = crowd(3)
    take(circle, one, two)
    path = link_to(circle, one)
    client.send(path, {"act": "leave"})
    take(circle, three, one)
    busy(cohort, one)
    db.session.commit()

    waits = client.open(path)
    leave(client, circle, one)
    refused = client.send(path, {"act": "take"}, 409)

    for page in (waits, refused):
        assert "You have another meeting then." in page.text
        assert "Mia Other" not in page.text and "7:45" not in page.text


@pytest.mark.parametrize("act", [{}, {"act": "perhaps"}])
def test_a_link_takes_no_seat_without_its_button(client, circle, amara, act):
    take(circle, amara)
    path = link_to(circle, amara)
    client.send(path, {"act": "leave"})

    page = client.send(path, act)

    assert "Take a seat" in page.text
    assert names(circle, SeatState.seated) == []
