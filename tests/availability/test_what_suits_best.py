"""Wishes for a part of the day: they order what both allow, and leave nothing out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from mentorship.accounts.models import Person
from mentorship.availability.choosing import best_times
from mentorship.availability.limits import DayPart
from mentorship.extensions import db
from mentorship.meetings.proposing import proposed_times
from mentorship.pairs.models import Mentorship
from tests import factories

CHICAGO = ZoneInfo("America/Chicago")
MONDAY = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)  # midnight in Chicago
BOUNDS = {"mornings": (7 * 60, 690), "midday": (690, 990), "evenings": (990, 21 * 60)}

zones = st.sampled_from(["America/Chicago", "America/New_York", "Pacific/Honolulu", "Asia/Kathmandu"]).map(
    ZoneInfo
)
some_starts = st.lists(st.integers(0, 12 * 96).map(lambda quarter: MONDAY + timedelta(minutes=15 * quarter)))
targets = st.none() | st.integers(0, 12 * 24).map(lambda hour: MONDAY + timedelta(hours=hour))
lengths = st.sampled_from([30, 45, 60])
parts = st.sampled_from(DayPart)


def minute(start: datetime, zone: ZoneInfo) -> int:
    local = start.astimezone(zone)
    return local.hour * 60 + local.minute


def humane(start: datetime, minutes: int, zone: ZoneInfo) -> bool:
    return 7 * 60 <= minute(start, zone) <= 21 * 60 - minutes


def met(start: datetime, minutes: int, zone: ZoneInfo, wish: DayPart) -> bool:
    first, end = BOUNDS.get(wish, (0, 0))
    return first <= minute(start, zone) < end and humane(start, minutes, zone)


def one_by_one(
    starts: list[datetime], minutes: int, mentors: ZoneInfo, mentees: ZoneInfo, target: datetime | None
) -> list[datetime]:
    """What is offered to two people who wish for nothing: each time the best of all that is left."""
    chosen: list[datetime] = []

    def cost(start: datetime) -> tuple[bool, bool, int, int, datetime]:
        day = start.astimezone(mentors).date()
        days = abs((day - target.astimezone(mentors).date()).days) if target else 0
        return (
            not (humane(start, minutes, mentors) and humane(start, minutes, mentees)),
            day in [other.astimezone(mentors).date() for other in chosen],
            days,
            abs(minute(start, mentors) - minute(target, mentors)) if target else 0,
            start,
        )

    while len(chosen) < 3:
        left = [
            start for start in starts if all(abs(start - c) >= timedelta(minutes=minutes) for c in chosen)
        ]
        if not left:
            break
        chosen.append(min(left, key=cost))
    return sorted(chosen)


@settings(max_examples=150, deadline=None)
@given(some_starts, lengths, zones, zones, targets)
def test_two_who_wish_for_nothing_are_offered_what_they_always_were(
    starts: list[datetime], minutes: int, mentors: ZoneInfo, mentees: ZoneInfo, target: datetime | None
) -> None:
    best = best_times(starts, minutes=minutes, zone_of_mentor=mentors, zone_of_mentee=mentees, target=target)

    assert best == one_by_one(starts, minutes, mentors, mentees, target)


@settings(max_examples=200, deadline=None)
@given(some_starts, lengths, zones, zones, targets, st.tuples(parts, parts))
def test_on_one_day_what_suits_more_of_the_two_is_never_left_out_for_what_suits_fewer(
    starts: list[datetime],
    minutes: int,
    mentors: ZoneInfo,
    mentees: ZoneInfo,
    target: datetime | None,
    wishes: tuple[DayPart, DayPart],
) -> None:
    best = best_times(
        starts, minutes=minutes, zone_of_mentor=mentors, zone_of_mentee=mentees, target=target, wishes=wishes
    )

    def suited(start: datetime) -> int:
        return met(start, minutes, mentors, wishes[0]) + met(start, minutes, mentees, wishes[1])

    def by_day(start: datetime) -> bool:
        return humane(start, minutes, mentors) and humane(start, minutes, mentees)

    def apart(start: datetime, others: list[datetime]) -> bool:
        return all(abs(start - other) >= timedelta(minutes=minutes) for other in others)

    assert set(best) <= set(starts)
    assert len(best) == 3 or not any(apart(start, best) for start in starts)
    for taken in best:
        rest = [other for other in best if other != taken]
        same_day = [s for s in starts if s.astimezone(mentors).date() == taken.astimezone(mentors).date()]
        passed_over = [s for s in same_day if s not in best and by_day(s) and apart(s, rest)]
        assert all(suited(start) <= suited(taken) for start in passed_over)


def offered(wishes: tuple[DayPart, DayPart], target: datetime | None = None, days: int = 9) -> list[str]:
    """From every hour of some days in Chicago but the mornings of the first three; the mentee is in New York."""
    starts = [MONDAY + timedelta(hours=hour) for hour in range(24 * days)]
    late = [s for s in starts if s >= MONDAY + timedelta(days=3) or s.astimezone(CHICAGO).hour >= 12]
    best = best_times(
        late,
        minutes=60,
        zone_of_mentor=CHICAGO,
        zone_of_mentee=ZoneInfo("America/New_York"),
        target=target,
        wishes=wishes,
    )
    return [f"{start.astimezone(CHICAGO):%a %H:%M}" for start in best]


def test_a_first_meeting_waits_some_days_of_a_week_for_what_suits_but_never_longer() -> None:
    mornings = (DayPart.mornings, DayPart.mornings)

    assert offered(mornings) == ["Thu 07:00", "Fri 07:00", "Sat 07:00"]
    assert offered(mornings, days=4) == ["Mon 12:00", "Tue 12:00", "Thu 07:00"]


def test_the_day_of_the_rhythm_goes_before_a_wish_and_a_wish_before_the_hour() -> None:
    tuesday_at_noon = MONDAY + timedelta(days=1, hours=12)

    assert offered((DayPart.mornings, DayPart.any), tuesday_at_noon) == [
        "Mon 12:00",
        "Tue 12:00",
        "Wed 12:00",
    ]
    assert offered((DayPart.evenings, DayPart.any), tuesday_at_noon) == [
        "Mon 17:00",
        "Tue 17:00",
        "Wed 17:00",
    ]


def test_where_two_wish_for_different_parts_a_time_in_both_wins_on_their_own_clocks() -> None:
    wishes = (DayPart.midday, DayPart.evenings)

    assert offered(wishes) == ["Mon 16:00", "Tue 16:00", "Wed 16:00"]  # 5 pm in New York


def test_a_night_suits_nobody_whatever_they_wish() -> None:
    assert offered((DayPart.evenings, DayPart.evenings), MONDAY + timedelta(days=1, hours=23)) == [
        "Mon 19:00",
        "Tue 19:00",
        "Wed 19:00",
    ]


def test_a_pair_is_proposed_what_it_wished_for(pair: Mentorship, ben: Person, amara: Person) -> None:
    for person in (ben, amara):
        factories.hours(person, [(day, 8 * 60, 20 * 60) for day in range(5)])
    before = proposed_times(pair)
    factories.allows(amara, suits_best=DayPart.evenings)

    after = proposed_times(pair)

    assert [start.astimezone(CHICAGO).hour for start in before] == [10, 8, 8]
    assert [f"{start.astimezone(CHICAGO):%H:%M}" for start in after] == ["16:30", "16:30", "16:30"]


def test_the_database_itself_refuses_a_part_of_the_day_that_there_is_not(ben: Person) -> None:
    factories.allows(ben)

    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE scheduling_limits SET suits_best = 'nights'"))
