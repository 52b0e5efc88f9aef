"""A group meeting is planned, moved, made larger or smaller, and cancelled; everybody in it is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.community import queries, seating, services
from mentorship.community.models import GroupState, Seat, SeatState
from mentorship.extensions import db
from mentorship.meetings import services as meetings
from mentorship.meetings.models import Attendance
from mentorship.programs.models import CohortState
from tests import factories
from tests.community.conftest import EVENING
from tests.community.test_take_a_seat import busy, names, take
from tests.meetings import post

DAY = timedelta(days=1)


def test_planning_invites_the_host_and_takes_their_time(circle, ben, cora):
    [mail] = post.mails_to(ben)

    assert mail.subject == "You host Denials on Tue Nov 17, 8:00 pm"
    assert "Your coordinator planned it for Fall cohort, with 2 seats besides yours." in post.words(mail)
    assert f"/groups/{circle.public_id}/change" in post.words(mail)
    assert db.session.query(Attendance).filter_by(person_id=ben.id, active=True).count() == 1
    assert (circle.zone, circle.wall_time) == ("America/Chicago", "2026-11-17T19:00")
    assert circle.link.startswith("https://meet.jit.si/hallway-")


def test_a_host_with_another_meeting_then_is_not_planned_for(planned, cohort, ben, amara):
    meetings.book(factories.mentorship(cohort, ben, amara), amara, EVENING)

    with pytest.raises(services.HostIsBusy, match=r"Dr. Ben Osei has another meeting then."):
        planned()


@pytest.mark.parametrize(
    ("when", "refusal"), [(-DAY, services.TimeHasPassed), (400 * DAY, services.TooFarAhead)]
)
def test_a_time_that_is_past_or_far_is_refused(planned, when, refusal):
    with pytest.raises(refusal):
        planned(starts_at=clock.now() + when)


def test_a_closed_cohort_plans_nothing(planned, cohort):
    cohort.state = CohortState.closed

    with pytest.raises(services.CohortIsClosed):
        planned()


def test_moving_takes_everybodys_time_along_and_tells_them(circle, crowd, ben, cora):
    one, two, three = crowd(3)
    take(circle, one, two, three)

    lost = services.move(circle, cora, EVENING + DAY)

    times = db.session.query(Attendance).filter_by(active=True, starts_at=EVENING + DAY)
    assert lost == 0
    assert {time.person_id for time in times} == {one.id, two.id, ben.id}
    assert [post.mails_to(person)[-1].template for person in (one, two, ben, three)] == [
        "community.moved",
        "community.moved",
        "community.moved",
        "community.moved_in_line",
    ]
    assert "You keep your place in line." in post.words(post.mails_to(three)[-1])
    assert "somebody else can have your seat" in post.words(post.mails_to(one)[-1])
    assert "move or cancel it there" in post.words(post.mails_to(ben)[-1])


def test_whoever_is_busy_at_the_new_time_stands_in_line_before_the_others(circle, cohort, crowd, ben, cora):
    one, two, three = crowd(3)
    take(circle, one, two, three)
    meeting = busy(cohort, one, EVENING + DAY)

    lost = services.move(circle, cora, EVENING + DAY)
    after_move = names(circle, SeatState.seated), names(circle, SeatState.waiting)
    meetings.cancel(meeting, one, "")
    seating.leave(circle, two)

    assert lost == 1
    assert after_move == (["Mentee 2", "Mentee 3"], ["Mentee 1"])
    assert post.mails_to(one, "community.lost")
    assert names(circle, SeatState.seated) == ["Mentee 1", "Mentee 3"]


def test_a_move_to_a_time_the_host_does_not_have_is_refused(circle, cohort, ben, amara):
    meetings.book(factories.mentorship(cohort, ben, amara), amara, EVENING + DAY)
    db.session.commit()

    with pytest.raises(services.HostIsBusy, match="You have another meeting then"):
        services.move(circle, ben, EVENING + DAY)
    db.session.rollback()

    assert circle.starts_at == EVENING


def test_of_two_who_move_it_the_second_reads_where_it_went(circle, ben, cora):
    services.move(circle, ben, EVENING + DAY, seen=0)

    with pytest.raises(services.GroupHasChanged, match="moved to Wed Nov 18, 7:00 pm"):
        services.move(circle, cora, EVENING + 2 * DAY, seen=0)


def test_a_move_to_the_same_time_changes_nothing(circle, cora, ben):
    assert services.move(circle, cora, EVENING) is None

    assert circle.sequence == 0
    assert len(post.mails_to(ben)) == 1


def test_cancelling_frees_everybodys_time_and_tells_them_why(circle, crowd, ben, cora):
    one, two, three = crowd(3)
    take(circle, one, two, three)

    services.cancel(circle, ben, "The room flooded.")
    services.cancel(circle, cora, "Again.")

    last = [post.mails_to(person)[-1] for person in (one, two, three, ben)]
    assert circle.state == GroupState.cancelled
    assert (
        not db.session.query(Attendance)
        .filter_by(active=True, starts_at=EVENING)
        .filter(Attendance.person_id.in_([one.id, two.id, ben.id]))
        .count()
    )
    assert [mail.template for mail in last] == [
        "community.cancelled",
        "community.cancelled",
        "community.cancelled_in_line",
        "community.cancelled",
    ]
    assert all("wrote: The room flooded." in post.words(mail) for mail in last)


def test_more_seats_go_to_whoever_waits_and_fewer_than_taken_are_refused(circle, crowd, cora):
    take(circle, *crowd(4))

    services.set_seats(circle, cora, 3, waitlist_open=True)
    with pytest.raises(services.SeatsAreTaken, match="3 people have a seat already"):
        services.set_seats(circle, cora, 2, waitlist_open=True)

    assert names(circle, SeatState.seated) == ["Mentee 1", "Mentee 2", "Mentee 3"]
    assert names(circle, SeatState.waiting) == ["Mentee 4"]


def test_the_database_itself_refuses_one_seated_too_many(circle, crowd):
    one, two, three = crowd(3)
    take(circle, one, two)

    db.session.add(
        Seat(group=circle, person=three, state=SeatState.seated, asked_at=EVENING, stamped_at=EVENING)
    )
    with pytest.raises(IntegrityError, match="seats_taken"):
        db.session.flush()
    db.session.rollback()
    circle.seats = 1
    with pytest.raises(IntegrityError, match="seats_taken"):
        db.session.flush()
    db.session.rollback()

    assert queries.free_seats(circle) == 0


def test_what_is_over_counts_as_completed(circle):
    services.close_past_groups(EVENING + timedelta(minutes=59))
    under_way = circle.state

    services.close_past_groups(EVENING + timedelta(minutes=60))
    db.session.refresh(circle)

    assert (under_way, circle.state) == (GroupState.confirmed, GroupState.completed)


def test_the_operator_finds_what_new_clock_rules_have_shifted(app, circle, ben):
    before = app.test_cli_runner().invoke(args=["groups", "drifted"]).output
    circle.wall_time = "2026-11-17T18:00"
    db.session.commit()

    after = app.test_cli_runner().invoke(args=["groups", "drifted"]).output

    assert before == "Every group meeting ahead is as planned.\n"
    assert "2026-11-17T18:00 in America/Chicago was planned, clocks will show 2026-11-17T19:00" in after
    assert f"Circle: Denials, hosted by {ben.email}" in after
