"""However people come, go and meet elsewhere, and whatever the host changes: seats, line, times and calendars agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.community import queries, seating, services
from mentorship.community.models import GroupMeeting, GroupState, SeatState
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.meetings import services as meetings
from mentorship.meetings.models import Attendance, Meeting, MeetingState
from mentorship.meetings.queries import next_meeting, time_taken
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories
from tests.community.conftest import EVENING, MONDAY, Plan
from tests.meetings import post

PEOPLE, CHANGES = 5, 16
TIMES = [EVENING, EVENING + timedelta(minutes=30), EVENING + timedelta(days=1)]


class Change(NamedTuple):
    """Who tries what; `number` is a time or a number of seats."""

    deed: str
    person: int
    number: int


changes = st.lists(
    st.builds(
        Change,
        st.sampled_from(["take", "take", "take", "leave", "leave", "meet", "part", "move", "seats", "look"]),
        st.integers(0, PEOPLE - 1),
        st.integers(0, len(TIMES) - 1),
    ),
    min_size=CHANGES,
    max_size=CHANGES,
)


def tried(group: GroupMeeting, host: Person, pair: Mentorship, change: Change) -> None:
    """One attempt by the pair's mentee or the host; what the program refuses changes nothing."""
    person, time = pair.mentee, TIMES[change.number]
    ahead = next_meeting(pair)
    deeds: dict[str, Callable[[], object]] = {
        "take": lambda: seating.take_seat(group, person),
        "leave": lambda: seating.leave(group, person),
        "meet": lambda: None if ahead else meetings.book(pair, person, time),
        "part": lambda: meetings.cancel(ahead, person, "") if ahead else None,
        "move": lambda: services.move(group, host, time),
        "seats": lambda: services.set_seats(group, host, change.number + 1, waitlist_open=True),
        "look": lambda: services.pass_on_seats(clock.now()),
    }
    try:
        deeds[change.deed]()
        db.session.commit()
    except Refusal:
        db.session.rollback()


def times_of(person: Person) -> list[tuple[datetime, datetime]]:
    rows = db.session.query(Attendance).filter_by(person_id=person.id, active=True)
    return sorted((row.starts_at, row.ends_at) for row in rows)


def check(group: GroupMeeting, people: list[Person]) -> None:
    """What must hold after every change."""
    seated, waiting = (queries.people_in(group, state) for state in (SeatState.seated, SeatState.waiting))
    assert len(seated) <= group.seats
    for seat in seated:
        assert seat.attendance
        assert seat.attendance.active
        assert (seat.attendance.starts_at, seat.attendance.ends_at) == (group.starts_at, group.ends_at)
    assert not [seat for seat in waiting if seat.attendance and seat.attendance.active]
    for person in people:
        times = times_of(person)
        assert all(one[1] <= other[0] for one, other in pairwise(times))


def check_settled(group: GroupMeeting) -> None:
    """Once the worker has looked: a seat is free only while everybody in line is busy then."""
    if queries.free_seats(group):
        for seat in queries.people_in(group, SeatState.waiting):
            assert time_taken([seat.person_id], group.starts_at, group.ends_at)


def check_calendar(group: GroupMeeting, person: Person) -> None:
    """The newest file that somebody got says what the database says; versions rise by one and are stamped later."""
    files = [post.entry(mail) for mail in post.mails_to(person, "community.") if post.files(mail)]
    files = [file for file in files if file.uid == group.uid]
    seat = queries.seat_of(person, group)
    assert [file.sequence for file in files] == list(range(len(files)))
    assert all(one.stamp < other.stamp for one, other in pairwise(files))
    if seat is None or not files:
        assert seat is None or seat.attendance is None
        return
    assert files[-1].sequence == seat.sequence
    assert files[-1].method == ("REQUEST" if seat.takes_time else "CANCEL")
    if seat.takes_time:
        assert files[-1].starts_at == group.starts_at


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(tried_ones=changes)
def test_seats_line_times_and_calendars_agree_after_every_change(
    planned: Plan, cohort: Cohort, ben: Person, tried_ones: list[Change]
) -> None:
    clean()
    group = planned()
    pairs = [
        factories.mentorship(
            cohort,
            factories.mentor(cohort, f"Mentor {number}", capacity=9),
            factories.mentee(cohort, f"Mentee {number}"),
        )
        for number in range(PEOPLE)
    ]
    people = [pair.mentee for pair in pairs]

    for minutes, change in enumerate(tried_ones):
        with clock.moved_to(MONDAY + timedelta(minutes=minutes)):
            tried(group, ben, pairs[change.person], change)
            check(group, [*people, ben])
    services.pass_on_seats(clock.now())
    db.session.commit()

    check(group, [*people, ben])
    check_settled(group)
    for person in [*people, ben]:
        check_calendar(group, person)


def clean() -> None:
    """What an earlier example left takes nobody's time."""
    db.session.query(GroupMeeting).update({"state": GroupState.cancelled})
    db.session.query(Meeting).update({"state": MeetingState.cancelled})
    db.session.query(Attendance).update({"active": False})
    db.session.commit()
