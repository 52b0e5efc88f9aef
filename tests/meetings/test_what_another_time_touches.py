"""Another time that is only kept beside a date: what counts it, what its mails outlive, what calendars call it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship import clock
from mentorship.availability.booked import booked_ahead
from mentorship.extensions import db
from mentorship.meetings import holding, moving, own_calendar
from tests.meetings import post
from tests.meetings.test_propose_another_time import NIGHT, THURSDAY, asked, meeting

__all__ = ["asked", "meeting"]
DAY = timedelta(days=1)


def uids(person):
    return [entry.invitation.uid for entry in own_calendar.entries_of(person, clock.now())]


def test_it_stands_in_the_calendar_and_is_not_booked(asked, amara, ben):
    for person in (amara, ben):
        entries = own_calendar.entries_of(person, clock.now())
        assert [entry.starts_at for entry in entries] == [THURSDAY, NIGHT]
        assert [one.starts_at for one in booked_ahead(person)] == [THURSDAY]


def test_each_has_a_name_of_its_own_in_calendars_that_tells_nothing(asked, amara, ben):
    first = uids(ben)[1]
    moving.propose_move(asked, amara, NIGHT + DAY, seen=None, anyway=True)
    second = uids(ben)[1]

    assert (first == second, first.partition("@")[2]) == (False, asked.uid.partition("@")[2])
    assert asked.uid.partition("@")[0] not in first


@pytest.mark.parametrize(("later", "mails"), [(-1, 1), (0, 0), (1, 0)])
def test_once_the_date_has_begun_nobody_reads_that_it_stands(asked, amara, later, mails):
    now = THURSDAY + later * timedelta(minutes=1)

    with clock.moved_to(now):
        counted = holding.release_lapsed(now)

    assert (counted, len(post.mails_to(amara, "meetings.move_lapsed"))) == (1, mails)


@pytest.mark.parametrize(
    ("by", "to", "kind"), [("amara", "ben", "move_withdrawn"), ("ben", "amara", "move_turned_down")]
)
def test_no_mail_about_it_leaves_after_the_date_has_begun(asked, amara, ben, by, to, kind):
    people = {"amara": amara, "ben": ben}

    moving.decline_move(asked, people[by], NIGHT, seen=None)
    db.session.commit()

    [mail] = post.mails_to(people[to], f"meetings.{kind}")
    assert mail.send_before == THURSDAY
