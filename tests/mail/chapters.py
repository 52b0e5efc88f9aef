"""What happens in the story, chapter by chapter: people do what makes the site write to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from mentorship import clock
from mentorship.accounts import services as accounts
from mentorship.accounts.models import Person
from mentorship.availability import feeds
from mentorship.community import seating
from mentorship.community import services as community
from mentorship.community.models import GroupKind, GroupMeeting
from mentorship.extensions import db
from mentorship.followup import peers, queue
from mentorship.followup.actions import BY_NAME
from mentorship.followup.models import Action
from mentorship.followup.services import tick
from mentorship.meetings import asking, moving
from mentorship.meetings import services as meetings
from mentorship.meetings.holding import release_lapsed
from mentorship.meetings.models import Answer, Happened, Meeting
from mentorship.meetings.replying import take_in
from mentorship.pairing import services as pairing
from mentorship.pairing.models import DeclineReason, MentorRequest
from mentorship.pairs import pausing
from mentorship.pairs import services as pairs
from mentorship.pairs.models import GoalState, Mentorship
from mentorship.programs import services as programs
from mentorship.programs.models import Application, ApplicationState
from tests import factories
from tests.factories import PASSWORD_HASH
from tests.house.world import World
from tests.meetings.answers import answer_file, as_gmail, utc

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


def _people_come(world: World) -> None:
    mentor, coordinator = world.people["mentor"], world.people["coordinator"]
    for email in ("new@example.com", mentor.email):
        accounts.sign_up(
            email=email, name="New Name", timezone="UTC", role="mentee", password_hash=PASSWORD_HASH
        )
    accounts.forgot_password(mentor.email)
    accounts.change_password(mentor, PASSWORD_HASH)
    factories.mentee(world.cohort, "Una Unfit", state=ApplicationState.submitted)
    unfit = db.session.scalars(select(Application).order_by(Application.id.desc())).first()
    assert unfit
    programs.decline(unfit, coordinator, "We only take physicians in Texas this year.")
    programs.approve(world.applied, coordinator, "NPI registry")
    queue.write(world.action, coordinator, world.applied.person, "Which day suits you for a short call?")
    factories.person("Paula Half", is_mentee=True)
    factories.profile(factories.person("Fay Finished", is_mentee=True))


def _requests_are_answered(world: World) -> None:
    mentor, other = world.people["mentor"], world.people["other mentor"]
    pairing.ask_for_more(world.asked, "Which payer is it?")
    pairing.answer_question(world.asked, "Two of them.")
    names, wanted = ("Ann Able", "Bob Best", "Cat Cole"), ["prior-authorization", "denials-appeals"]
    accepted, declined, _overtaken = (
        _asks(factories.mentee(world.cohort, name, needs=wanted), other) for name in names
    )
    declined.next_mentor_id = mentor.id
    pairing.decline_request(declined, DeclineReason.no_time, "Ask me again in the spring.")
    _asks(accepted.mentee, mentor)
    pairing.accept_request(accepted)
    db.session.commit()
    pairing.publish(world.run, world.people["coordinator"])


def _asks(mentee: Person, mentor: Person) -> MentorRequest:
    return pairing.ask(mentee, mentor, why="My claims keep bouncing.", cadence_weeks=4, meeting_minutes=45)


def _times_are_proposed(world: World) -> None:
    mentee, mentor = world.people["other mentee"], world.people["other mentor"]
    pair = db.session.scalars(select(Mentorship).filter_by(mentee_id=mentee.id)).one()
    for ends_it in (mentor, mentee):
        asking.decline(asking.propose(pair, mentee, meetings.proposed_times(pair)[0]), ends_it)
    asking.propose(pair, mentee, meetings.proposed_times(pair)[0])
    with clock.moved_to(clock.now() + 3 * A_DAY):
        release_lapsed(clock.now())
    asking.ask_for_times(pair, mentee)
    booked = meetings.book(pair, mentee, meetings.proposed_times(pair)[0])
    asking.say(booked, mentor, Answer.declined)
    with clock.moved_to(clock.now() + AN_HOUR):
        asking.say(booked, mentor, Answer.accepted)
    _another_time_is_proposed(booked, mentee, mentor)
    meetings.cancel(booked, mentee, "")


def _another_time_is_proposed(booked: Meeting, mentee: Person, mentor: Person) -> None:
    later = booked.starts_at + A_DAY
    for ends_it in (mentor, mentee):
        moving.propose_move(booked, mentee, later, seen=None, anyway=True)
        moving.decline_move(booked, ends_it, later, seen=None)
    moving.propose_move(booked, mentee, later, seen=None, anyway=True)
    with clock.moved_to(booked.starts_at - AN_HOUR):
        release_lapsed(clock.now())


def _a_circle_changes(world: World) -> None:
    """Who leaves makes room for the next; it is moved, once to a time that is taken, and does not take place."""
    host, (first, second, third) = world.people["mentor"], _three(world)
    circle = _circle(world, host, clock.now() + 50 * A_DAY, seats=1)
    for person in (first, second, third):
        seating.take_seat(circle, person)
    seating.leave(circle, first)
    community.move(circle, host, circle.starts_at + A_DAY)
    other = _circle(world, world.people["other mentor"], circle.starts_at + 7 * A_DAY, seats=1)
    seating.take_seat(other, second)
    community.move(circle, host, other.starts_at)
    community.cancel(circle, host, "The host is ill.")


def _three(world: World) -> Sequence[Person]:
    return [world.people[role] for role in ("mentee", "other mentee", "asker")]


def _circle(world: World, host: Person, starts_at: datetime, *, seats: int) -> GroupMeeting:
    return community.plan(
        world.cohort, world.people["coordinator"], host, kind=GroupKind.circle, title="Appeals that work",
        about="", starts_at=starts_at, minutes=60, seats=seats,
    )  # fmt: skip


def _a_date_is_moved_missed_and_cancelled(world: World) -> None:
    """And the reminders before it, hour by hour."""
    mentee, mentor, meeting = world.people["mentee"], world.people["mentor"], world.ahead
    later = [time for time in meetings.proposed_times(world.pair) if time != meeting.starts_at]
    meetings.reschedule(meeting, mentee, later[-1])
    circle = _circle(world, world.people["other mentor"], meeting.starts_at + AN_HOUR, seats=3)
    seating.take_seat(circle, world.people["other mentee"])
    db.session.commit()
    for instant in (
        meeting.starts_at - 23 * AN_HOUR,
        meeting.starts_at - AN_HOUR / 2,
        meeting.ends_at + AN_HOUR / 12,
    ):
        with clock.moved_to(instant):
            tick(clock.now())
            db.session.commit()
    with clock.moved_to(meeting.ends_at + AN_HOUR):
        meetings.wrap_up(meeting, mentor, Happened.no_show, "")
        db.session.commit()
    with clock.moved_to(meeting.ends_at + 3 * AN_HOUR):
        tick(clock.now())
        db.session.commit()
        again = meetings.book(world.pair, mentee, meetings.proposed_times(world.pair)[0])
        meetings.cancel(again, mentee, "My clinic day was moved.")


def _earlier_work_stalls_or_ends(world: World) -> None:
    """Three pairs of another cohort: a goal's day has passed, a step waits since two meetings, one has got there."""
    spring = factories.cohort("Spring cohort")
    past, stalled, there = (
        factories.mentorship(spring, factories.mentor(spring, mentor), factories.mentee(spring, mentee))
        for mentor, mentee in (
            ("Gus Gold", "Gail Good"),
            ("Stan Stone", "Stella Step"),
            ("Ed Else", "Dana Done"),
        )
    )
    due = (clock.now() - 8 * A_DAY).date()
    for pair in (past, stalled):
        pairs.add_goal(
            pair, pair.mentee, will="send appeals", so_that="claims get paid", due_on=due, topic=None
        )
    pairs.set_goal_state(stalled, stalled.goals[0], stalled.mentee, GoalState.done)
    for days_ago in (40, 20):
        _met_and_wrote_down_a_step(stalled, clock.now() - days_ago * A_DAY)
    pairs.complete(there, there.mentee)


def _pairs_rest(world: World) -> None:
    """One until its day comes, one carries on sooner."""
    spring = factories.cohort("Calm cohort")
    one, other = (
        factories.mentorship(spring, factories.mentor(spring, mentor), factories.mentee(spring, mentee))
        for mentor, mentee in (("Will Wait", "Rhea Rest"), ("Ora Onward", "Cal Calm"))
    )
    for pair in (one, other):
        pausing.pause_mentorship(pair, pair.mentee, (clock.now() + 20 * A_DAY).date())
    pausing.carry_on(other, other.mentor)


def _met_and_wrote_down_a_step(pair: Mentorship, at: datetime) -> None:
    with clock.moved_to(at):
        meeting = meetings.book(pair, pair.mentee, meetings.proposed_times(pair)[0])
    with clock.moved_to(meeting.ends_at + AN_HOUR):
        meetings.wrap_up(meeting, pair.mentee, Happened.yes, "Call the payer about the denials.")
        meetings.wrap_up(meeting, pair.mentor, Happened.yes, "")


def _two_have_met_for_the_first_time(world: World) -> None:
    mentor = factories.mentor(world.cohort, "Fred First")
    pair = factories.mentorship(world.cohort, mentor, factories.mentee(world.cohort, "Fay Fresh"))
    _met_and_wrote_down_a_step(pair, clock.now() - 6 * A_DAY)


def _a_mentor_stays_silent(world: World) -> None:
    silent = factories.mentor(world.cohort, "Sid Silent", offers={"prior-authorization": 3})
    for name in ("Mia Moss", "Noah Nash"):
        _asks(factories.mentee(world.cohort, name, needs=["prior-authorization"]), silent)


def _calendars_fall_silent_and_answer(world: World) -> None:
    with clock.moved_to(clock.now() + 8 * A_DAY):
        feeds.keep(
            feeds.Claimed(world.feed.id, world.feed.url, world.people["mentor"].timezone, "", ""),
            feeds.Outcome(problem="the address answers “not found”"),
            clock.now(),
        )
    mentee = world.people["mentee"]
    instead = f"DTSTART:{utc(world.ahead.starts_at + A_DAY)}"
    counter = answer_file(
        world.ahead, mentee.email, "TENTATIVE", clock.now(), method="COUNTER", start=instead
    )
    assert take_in(as_gmail(counter, mentee.email))


def _two_who_wait_are_introduced(world: World) -> None:
    for name in ("Pam Peer", "Pat Partner"):
        mentee = factories.mentee(world.cohort, name, needs=["prior-authorization"])
        peers.wish(db.session.scalars(select(Application).filter_by(person_id=mentee.id)).one())
    queue.keep_queue(clock.now())
    found = db.session.scalars(select(Action).filter_by(rule=peers.RULE)).one()
    words = queue.draft_to_both(BY_NAME[peers.RULE], queue.people_behind(found, clock.now()))
    peers.introduce(found, world.people["coordinator"], words)


CHAPTERS = (
    *(
        _earlier_work_stalls_or_ends,
        _pairs_rest,
        _people_come,
        _requests_are_answered,
        _a_mentor_stays_silent,
    ),
    *(_a_circle_changes, _calendars_fall_silent_and_answer),
    *(_a_date_is_moved_missed_and_cancelled, _times_are_proposed),
    *(_two_have_met_for_the_first_time, _two_who_wait_are_introduced),
)
