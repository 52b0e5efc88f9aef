"""Whoever has a place in a group meeting is reminded a day and an hour before; who waits is seated in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mentorship.accounts.models import Person
from mentorship.community import queries, seating
from mentorship.community import services as community
from mentorship.community.models import GroupKind, GroupMeeting, GroupState, SeatState
from mentorship.extensions import db
from mentorship.followup.cli import run_once
from mentorship.meetings import services as meetings
from mentorship.programs.models import Cohort
from tests import factories
from tests.factories import BEGINNING
from tests.mail.smtp_server import Inbox, Received

WorkAt = Callable[[datetime], None]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = BEGINNING + 7 * DAY


@pytest.fixture
def circle(inbox: Inbox, cohort: Cohort, cora: Person, ben: Person, amara: Person) -> GroupMeeting:
    """Ben hosts, Amara has the only seat, Tara stands in line; all invitations are out."""
    group = community.plan(
        cohort, cora, ben, kind=GroupKind.circle, title="Denials", about="", starts_at=START, minutes=60, seats=1
    )  # fmt: skip
    seating.take_seat(group, amara)
    seating.take_seat(group, factories.mentee(cohort, "Tara Young"))
    db.session.commit()
    run_once()
    inbox.received.clear()
    return group


def about(inbox: Inbox) -> list[Received]:
    """The mails about it; the site also writes to people who have no mentor."""
    return [mail for mail in inbox.received if "Denials" in mail.subject]


def test_a_day_and_an_hour_before_whoever_has_a_place_is_reminded_once(
    inbox: Inbox, work_at: WorkAt, circle: GroupMeeting, amara: Person, ben: Person
) -> None:
    kept: list[list[str]] = []

    for before in (DAY + HOUR, DAY - HOUR, DAY - 2 * HOUR, HOUR / 2, HOUR / 4):
        inbox.received.clear()
        work_at(START - before)
        kept.append(sorted(mail.to for mail in about(inbox)))

    both = sorted([amara.email, ben.email])
    assert kept == [[], both, [], both, []]


def test_the_reminder_says_when_and_where_and_how_to_leave(
    inbox: Inbox, work_at: WorkAt, circle: GroupMeeting, amara: Person
) -> None:
    work_at(START - HOUR / 2)

    [reminder] = [mail for mail in about(inbox) if mail.to == amara.email]
    assert reminder.subject == "Denials begins at 10:00 am"
    assert f"Where: {circle.link}" in reminder.text
    assert "/g/" in reminder.text


def test_whoever_left_is_not_reminded_and_whoever_got_the_seat_is(
    inbox: Inbox, work_at: WorkAt, circle: GroupMeeting, amara: Person
) -> None:
    seating.leave(circle, amara)
    db.session.commit()
    run_once()
    inbox.received.clear()

    work_at(START - HOUR / 2)

    assert [mail.to.split(".")[0] for mail in about(inbox)] == ["ben", "tara"]


def test_a_cancelled_group_meeting_reminds_nobody(
    inbox: Inbox, work_at: WorkAt, circle: GroupMeeting, ben: Person
) -> None:
    community.cancel(circle, ben, "")
    db.session.commit()
    run_once()
    inbox.received.clear()

    for before in (DAY - HOUR, HOUR / 2):
        work_at(START - before)

    assert about(inbox) == []


def test_the_worker_seats_whoever_was_busy_once_their_time_is_free(
    inbox: Inbox, work_at: WorkAt, circle: GroupMeeting, cohort: Cohort, amara: Person
) -> None:
    [waiting] = queries.people_in(circle, SeatState.waiting)
    pair = factories.mentorship(cohort, factories.mentor(cohort, "Mia Other"), waiting.person)
    meeting = meetings.book(pair, waiting.person, START)
    seating.leave(circle, amara)
    db.session.commit()
    work_at(BEGINNING + DAY)
    busy = [seat.state for seat in queries.people_in(circle, *SeatState) if seat.id == waiting.id]
    meetings.cancel(meeting, waiting.person, "")
    db.session.commit()

    work_at(BEGINNING + DAY + HOUR)

    assert busy == [SeatState.waiting]
    assert [seat.person.name for seat in queries.people_in(circle, SeatState.seated)] == ["Tara Young"]
    assert inbox.to(waiting.person.email)[-1].subject.startswith("A seat came free for you: Denials")


def test_after_its_end_it_counts_as_completed(work_at: WorkAt, circle: GroupMeeting) -> None:
    work_at(START + HOUR)

    assert circle.state == GroupState.completed
