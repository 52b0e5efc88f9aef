"""Three times that suit both, or the reason why there are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings import services
from mentorship.meetings.proposing import proposals
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories
from tests.meetings.conftest import MONDAY

LA, KATHMANDU = "America/Los_Angeles", "Asia/Kathmandu"


def local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def test_three_times_lie_in_both_peoples_hours_on_their_own_clocks(pair):
    times = services.proposed_times(pair)

    assert len(times) == 3
    for time in times:
        for zone in ("America/Chicago", "America/New_York"):
            starts, ends = local(time, zone), local(time + timedelta(minutes=45), zone)
            assert starts.weekday() < 5
            assert (starts.hour, starts.minute) >= (18, 0)
            assert (ends.hour, ends.minute) <= (21, 0)


def test_the_three_times_are_on_three_days_and_in_order(pair):
    times = services.proposed_times(pair)

    assert times == sorted(times)
    assert len({local(time, "America/New_York").date() for time in times}) == 3


def test_a_first_meeting_is_proposed_within_a_fortnight_of_the_start(pair):
    times = services.proposed_times(pair)

    assert all(
        clock.now() + timedelta(hours=24) <= time <= pair.started_at + timedelta(days=14) for time in times
    )


def test_nothing_is_proposed_within_a_day(pair):
    # At 7 pm on Tuesday the same hour on Wednesday is exactly a day away, an earlier one is not.
    with clock.moved_to(datetime(2026, 11, 11, 1, 30, tzinfo=UTC)):
        times = services.proposed_times(pair, count=1)

    assert times[0] >= datetime(2026, 11, 12, 1, 30, tzinfo=UTC)


def test_the_next_meeting_is_proposed_at_the_agreed_rhythm_and_the_same_hour(pair, amara):
    first = services.book(pair, amara, datetime(2026, 11, 12, 0, 15, tzinfo=UTC))
    db.session.commit()

    with clock.moved_to(first.ends_at + timedelta(minutes=1)):
        times = services.proposed_times(pair)

    assert first.starts_at + timedelta(weeks=4) in times
    assert all(abs(time - first.starts_at - timedelta(weeks=4)) < timedelta(days=4) for time in times)


def test_the_rhythm_keeps_the_hour_of_the_clock_when_clocks_change(cohort, ben, amara):
    pair = factories.mentorship(cohort, ben, amara)
    with clock.moved_to(datetime(2027, 2, 15, 12, tzinfo=UTC)):
        first = services.book(pair, amara, datetime(2027, 2, 18, 0, 0, tzinfo=UTC))
        db.session.commit()

    with clock.moved_to(first.ends_at + timedelta(hours=1)):
        times = services.proposed_times(pair)

    assert local(first.starts_at, "America/New_York").hour == 19
    assert datetime(2027, 3, 17, 23, 0, tzinfo=UTC) in times


def test_a_silent_pair_is_offered_the_soonest_days(pair, amara):
    first = services.book(pair, amara, datetime(2026, 11, 12, 0, 15, tzinfo=UTC))
    db.session.commit()

    with clock.moved_to(first.ends_at + timedelta(weeks=12)):
        times = services.proposed_times(pair)
        assert len(times) == 3
        assert max(times) < clock.now() + timedelta(days=7)


def test_other_meetings_of_either_person_are_left_out(cohort, pair, ben, amara):
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    taken = services.proposed_times(pair)[0]
    services.book(other, ben, taken)
    db.session.commit()

    times = services.proposed_times(pair)

    assert all(abs(time - taken) >= timedelta(minutes=45) for time in times)


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ("ben", "Dr. Ben Osei has not given hours yet"),
        ("amara", "You have not given hours yet"),
        ("both", "Neither you nor Dr. Ben Osei has given hours yet"),
    ],
)
def test_without_hours_nothing_is_proposed_and_the_reason_is_named(pair, ben, amara, without, sentence):
    for person in {"ben": [ben], "amara": [amara], "both": [ben, amara]}[without]:
        factories.hours(person, [])

    offered = proposals(pair, amara)

    assert offered.times == []
    assert offered.cause.startswith(sentence)


def test_hours_that_never_meet_are_named_as_the_reason(pair, ben, amara):
    factories.hours(ben, [(0, 8 * 60, 9 * 60)])

    assert proposals(pair, amara).cause == "Your hours and Dr. Ben Osei's never overlap for 45 minutes."


def test_a_full_calendar_is_named_as_the_reason(cohort, pair, ben, amara):
    factories.hours(ben, [(2, 19 * 60, 19 * 60 + 45)])
    for number in range(5):
        other = factories.mentorship(cohort, ben, factories.mentee(cohort, f"Mentee {number}"))
        services.book(other, ben, datetime(2026, 11, 12, 0, 0, tzinfo=UTC) + timedelta(weeks=number))
    db.session.commit()

    offered = proposals(pair, amara)

    assert offered.times == []
    assert offered.cause == "Dr. Ben Osei has meetings in every hour that you share in the next weeks."


def far_pair(cohort: Cohort) -> tuple[Mentorship, Person, Person]:
    """A mentor in Los Angeles with Sunday evenings, a mentee in Kathmandu with Monday mornings."""
    mentor = factories.mentor(cohort, "Lena Park", zone=LA)
    mentee = factories.mentee(cohort, "Bina Shrestha", zone=KATHMANDU)
    factories.hours(mentor, [(6, 16 * 60, 20 * 60)])
    factories.hours(mentee, [(0, 5 * 60, 10 * 60)])
    return factories.mentorship(cohort, mentor, mentee), mentor, mentee


def test_between_los_angeles_and_kathmandu_the_offset_changes_with_the_clocks(cohort):
    """12:45 hours apart until March 14, 2027, then 12:45 less: each week's proposal fits both clocks of that week."""
    pair, *_ = far_pair(cohort)

    with clock.moved_to(datetime(2027, 3, 4, 12, tzinfo=UTC)):
        times = services.proposed_times(pair, count=3)

    assert [local(time, LA).date().isoformat() for time in times] == [
        "2027-03-07",
        "2027-03-14",
        "2027-03-21",
    ]
    gaps = {local(time, KATHMANDU).utcoffset() - local(time, LA).utcoffset() for time in times}
    assert gaps == {timedelta(hours=13, minutes=45), timedelta(hours=12, minutes=45)}
    for time in times:
        assert local(time, LA).weekday() == 6
        assert 16 <= local(time, LA).hour < 20
        assert local(time, KATHMANDU).weekday() == 0
        assert 5 <= local(time, KATHMANDU).hour < 10


@settings(max_examples=25)
@given(days=st.integers(0, 400), minutes=st.integers(0, 24 * 60 - 1))
def test_whenever_it_is_asked_every_proposal_can_be_booked(cohort, days, minutes):
    pair, _, mentee = far_pair(cohort)

    with clock.moved_to(MONDAY + timedelta(days=days, minutes=minutes)):
        times = services.proposed_times(pair)
        assert len(times) == 3
        assert all(one + timedelta(minutes=45) <= other for one, other in pairwise(times))
        booked = [services.book(pair, mentee, times[0], agreed=False, anyway=False)]

    assert booked[0].starts_at == times[0]
    db.session.rollback()
