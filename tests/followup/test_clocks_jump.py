"""Clocks are set back, summer time begins and ends, a year has a day more: everything is said once, and nothing of what
was called off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings import services
from mentorship.meetings.models import Happened, Meeting
from mentorship.meetings.wrapping_up import wrap_up
from mentorship.pairs import pausing
from mentorship.pairs.models import Mentorship
from tests import factories
from tests.mail.smtp_server import Inbox

WorkAt = Callable[[datetime], None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL_DAY = [(weekday, 0, 24 * 60) for weekday in range(7)]
HOURS = (-48, *(half / 2 for half in range(-52, -40)), -12, -6, *(half / 2 for half in range(-4, 9)), 24)
JUMPS = {
    "summer time ends": datetime(2026, 11, 1, 20, 0, tzinfo=UTC),
    "summer time begins": datetime(2027, 3, 14, 20, 0, tzinfo=UTC),
    "leap day": datetime(2028, 2, 29, 20, 0, tzinfo=UTC),
    "the day after": datetime(2028, 3, 1, 20, 0, tzinfo=UTC),
    "new year": datetime(2027, 1, 1, 20, 0, tzinfo=UTC),
}


def said(inbox: Inbox) -> Counter[tuple[str, str]]:
    """(to whom, the first words) of what came."""
    return Counter((mail.to, mail.subject.split(":")[0].split(" at ")[0]) for mail in inbox.received)


@pytest.mark.parametrize("starts_at", JUMPS.values(), ids=JUMPS.keys())
def test_across_a_jump_each_reminder_comes_once(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, ben: Person, starts_at: datetime
) -> None:
    meeting = booked(pair, starts_at)
    work_at(starts_at - 3 * DAY + HOUR)
    inbox.received.clear()

    for hours in HOURS:
        work_at(starts_at + hours * HOUR)
        if hours % 2 == 0:
            work_at(starts_at + (hours - 2) * HOUR)

    for person in (amara, ben):
        came = Counter(kind for to, kind in said(inbox).elements() if to == person.email)
        partner = meeting.mentorship.other(person).called
        wanted = {"Coming up": 1, f"You meet {partner}": 1, f"After your meeting with {partner}": 1}
        assert {kind: came[kind] for kind in wanted} == wanted


@pytest.mark.parametrize("starts_at", JUMPS.values(), ids=JUMPS.keys())
def test_after_a_cancel_a_clock_set_back_says_nothing(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, ben: Person, starts_at: datetime
) -> None:
    meeting = booked(pair, starts_at)
    work_at(starts_at - DAY)
    with clock.moved_to(starts_at - 2 * HOUR):
        services.cancel(meeting, ben, "")
        db.session.commit()
    # Later than the mail was written, on a slow machine too.
    work_at(starts_at - 2 * HOUR + timedelta(minutes=1))
    inbox.received.clear()

    for minutes in (-240, -150, -90, -30, -90, -30, 60, -60, 90):
        work_at(starts_at + timedelta(minutes=minutes))

    assert [kind for _to, kind in said(inbox) if kind != "Your first date with Dr. Amara Lee"] == []


def test_a_clock_set_back_before_a_meeting_that_took_place_asks_nobody_for_a_first_date(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship
) -> None:
    starts_at = JUMPS["summer time ends"]
    booked(pair, starts_at, ahead=14 * DAY)
    work_at(starts_at + 2 * HOUR)
    inbox.received.clear()

    work_at(starts_at - 2 * HOUR)

    assert said(inbox) == Counter()


def test_a_clock_set_back_before_the_date_that_made_up_for_a_missed_one_says_nothing(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, ben: Person
) -> None:
    starts_at = JUMPS["summer time ends"]
    missed = booked(pair, starts_at)
    work_at(starts_at + 2 * HOUR)
    with clock.moved_to(starts_at + 2 * HOUR):
        wrap_up(missed, ben, Happened.no_show, "")
        made_up = services.book(pair, pair.mentee, starts_at + 30 * HOUR)
        db.session.commit()
    work_at(made_up.ends_at + HOUR)
    inbox.received.clear()

    work_at(starts_at + 20 * HOUR)

    assert [kind for _to, kind in said(inbox) if kind.startswith("A new date")] == []


def test_a_clock_set_back_into_a_rest_leaves_the_pair_in_peace(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship
) -> None:
    resting = JUMPS["summer time ends"]
    pair.cohort.ends_on = (resting + 10 * DAY).date()
    work_at(resting - 8 * DAY)  # of all else that could be said by now
    with clock.moved_to(resting - 5 * DAY):
        pausing.pause_mentorship(pair, pair.mentee, (resting + 5 * DAY).date())
        db.session.commit()
    with clock.moved_to(resting + 2 * HOUR):
        pausing.carry_on(pair, pair.mentee)
        db.session.commit()

    work_at(resting)
    then = last_weeks(inbox)
    work_at(resting + DAY)

    assert then == []
    assert len(last_weeks(inbox)) == 2


def last_weeks(inbox: Inbox) -> list[str]:
    """The mails that tell of the end of the cohort."""
    return [mail.to for mail in inbox.received if " ends on " in mail.subject]


def booked(pair: Mentorship, starts_at: datetime, ahead: timedelta = 3 * DAY) -> Meeting:
    """A date some days ahead, at an hour that both offer on every day."""
    for person in pair.people:
        factories.hours(person, ALL_DAY)
    with clock.moved_to(starts_at - ahead):
        pair.started_at = clock.now()
        meeting = services.book(pair, pair.mentee, starts_at)
        db.session.commit()
    return meeting
