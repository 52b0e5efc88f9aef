"""Whatever two people allow: each time that is proposed to either can be booked by either, with no box ticked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.availability.models import BusyFeed, BusyTime, ProtectedWindow, SchedulingLimits, TimeOff
from mentorship.extensions import db
from mentorship.meetings import services
from mentorship.meetings.changing import new_meeting
from mentorship.meetings.proposing import proposals
from tests import factories
from tests.meetings.conftest import MONDAY

LIMITS = st.fixed_dictionaries(
    {
        "buffer_minutes": st.sampled_from([0, 5, 15, 45, 120]),
        "notice_hours": st.sampled_from([2, 24, 50, 336]),
        "window_days": st.sampled_from([7, 15, 30, 182]),
        "monthly_minutes": st.sampled_from([None, 40, 60, 120, 600]),
    }
)
WINDOWS = st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440))
DAYS = st.integers(0, 40)
WAYS = st.fixed_dictionaries(
    {
        "limits": LIMITS,
        "protected": st.lists(WINDOWS, max_size=2, unique_by=lambda window: window[:2]),
        "away": st.lists(st.tuples(DAYS, st.integers(0, 5)), max_size=2),
        "busy": st.lists(st.tuples(DAYS, st.integers(0, 1439), st.integers(1, 600)), max_size=4),
    }
)


@pytest.fixture
def other(cohort, ben):
    """Ben's other pair."""
    return factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))


def lives(person, ways) -> None:
    """Give somebody these ways, without committing them."""
    db.session.add(SchedulingLimits(person_id=person.id, **ways["limits"]))
    for weekday, starts, ends in ways["protected"]:
        window = ProtectedWindow(person_id=person.id, weekday=weekday, starts_minute=starts, ends_minute=ends)
        db.session.add(window)
    for day, length in ways["away"]:
        first = date(2026, 11, 9) + timedelta(days=day)
        db.session.add(TimeOff(person_id=person.id, first_day=first, last_day=first + timedelta(days=length)))
    feed = BusyFeed(person_id=person.id, url="https://calendar.example/x.ics", added_at=MONDAY)
    db.session.add(feed)
    db.session.flush()
    for day, minute, length in ways["busy"]:
        start = MONDAY + timedelta(days=day, minutes=minute)
        end = start + timedelta(minutes=length)
        db.session.add(BusyTime(feed_id=feed.id, person_id=person.id, starts_at=start, ends_at=end))
    db.session.flush()


@settings(max_examples=40)
@given(bens=WAYS, amaras=WAYS, taken=st.lists(DAYS, max_size=3, unique=True), mentor_asks=st.booleans())
def test_every_proposal_can_be_booked_by_either_with_no_box_ticked(
    pair, other, amara, ben, bens, amaras, taken, mentor_asks
):
    asker = ben if mentor_asks else amara
    for day in taken:
        meeting = new_meeting(other, ben, MONDAY + timedelta(days=day, hours=9))
        meeting.series = "planned"
        db.session.add(meeting)
    lives(ben, bens)
    lives(amara, amaras)

    offered = proposals(pair, asker)
    for time in offered.times:
        with db.session.begin_nested() as undone:
            services.book(pair, asker, time, agreed=False, anyway=False)
            undone.rollback()
        db.session.refresh(pair)

    assert offered.times or offered.cause
    db.session.rollback()
