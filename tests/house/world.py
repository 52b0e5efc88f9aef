"""A small program in full swing, beside the noise: a pair with meetings, an open request, a draft match, an applicant.

Its rows stand for the words of addresses.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import select

from mentorship import clock
from mentorship.accounts import links
from mentorship.accounts.models import Person
from mentorship.availability import feeds
from mentorship.availability.models import BusyFeed
from mentorship.checkins.models import FitAnswer, PulseAnswer
from mentorship.checkins.services import say_fit, say_pulse
from mentorship.community import seating
from mentorship.community import services as community
from mentorship.community.models import GroupKind, GroupMeeting
from mentorship.extensions import db
from mentorship.followup.cli import learn
from mentorship.followup.models import Action
from mentorship.followup.queue import keep_queue
from mentorship.mail import unsubscribing
from mentorship.mail.models import Category
from mentorship.meetings import notes, own_calendar, replying
from mentorship.meetings import services as meetings
from mentorship.meetings.models import CalendarReply, Meeting, MeetingNote
from mentorship.pairing import hearing
from mentorship.pairing import services as pairing
from mentorship.pairing.models import LearnedWeights, MatchRun, MentorRequest
from mentorship.pairs import services as pairs
from mentorship.pairs.models import Goal, Mentorship
from mentorship.programs.models import Application, ApplicationState, Cohort
from tests import factories
from tests.house.addresses import GROUPS, LINKS, NOT_MAILED


@dataclass(frozen=True)
class World:
    """The rows by the words of the table above."""

    people: dict[str, Person]
    newcomer: Person
    cohort: Cohort
    pair: Mentorship
    over: Meeting
    ahead: Meeting
    goal: Goal
    asked: MentorRequest
    run: MatchRun
    weights: LearnedWeights
    applied: Application
    action: Action
    note: MeetingNote
    group: GroupMeeting
    feed: BusyFeed
    feed_token: str
    unclear: CalendarReply

    @cached_property
    def joined(self) -> Application:
        """The asker's own."""
        return db.session.scalars(select(Application).filter_by(person_id=self.people["asker"].id)).one()

    @cached_property
    def ids(self) -> dict[str, dict[str, str | int]]:
        """What an id stands for → the values of such an address."""
        cohort = {"public_id": self.cohort.public_id}
        return {
            "cohort": cohort,
            "action": {**cohort, "action_id": self.action.public_id},
            "application": {**cohort, "application_id": self.applied.public_id},
            "proposal": {**cohort, "proposal_id": self.run.proposals[0].public_id},
            "own application": {"public_id": self.joined.public_id},
            "unclear reply": {**cohort, "reply_id": self.unclear.public_id},
            "weights": {**cohort, "weights_id": self.weights.public_id},
            "visible mentor": {"public_id": self.people["mentor"].public_id},
            "request": {"public_id": self.asked.public_id},
            "pair": {"public_id": self.pair.public_id},
            "goal": {"public_id": self.goal.public_id},
            "meeting": {"public_id": self.ahead.public_id},
            "meeting that is over": {"public_id": self.over.public_id},
            "note": {"public_id": self.note.public_id},
            **{kind: {"public_id": self.group.public_id} for kind in GROUPS},
            "feed": {"public_id": self.feed.public_id},
            "own page": {"screen": 1},
            "demo only": {"key": "nobody"},
        }

    def token(self, endpoint: str, of: Person | None = None) -> str:
        """The link of this kind that its rightful holder, or somebody else, could have in a mail."""
        if endpoint == "meetings.inbox":
            return "k" * 40
        if endpoint in NOT_MAILED:
            return self.feed_token
        holder = self.newcomer if LINKS[endpoint] == "newcomer" else self.people[LINKS[endpoint]]
        if endpoint == "mail.unsubscribe":
            return unsubscribing.token_for(of or holder, Category.reminder)
        subject, version = {
            "checkins.fit_by_link": (self.pair.public_id, 0),
            "checkins.pulse_by_link": (self.pair.public_id, 0),
            "community.by_link": (self.group.public_id, 0),
            "followup.peer_by_link": (self.joined.public_id, 0),
            "meetings.by_link": (self.ahead.public_id, self.ahead.sequence),
            "meetings.next_by_link": (self.pair.public_id, 0),
            "meetings.plan_by_link": (self.pair.public_id, 0),
            "meetings.wrap_up_by_link": (self.over.public_id, 0),
            "pairing.by_link": (self.asked.public_id, 0),
            "pairs.pause_by_link": (self.pair.public_id, 0),
        }.get(endpoint, ("", 0))
        return links.token_for(endpoint, of or holder, subject, version=version)


def build() -> World:
    """Make it all, the way people would. Expects the noise to be there."""
    hearing.load_model()
    cohort = factories.cohort()
    people = _people(cohort)
    with clock.moved_to(clock.now() - timedelta(days=30)):
        pair = _asked_and_accepted(people["mentee"], people["mentor"])
        over = meetings.book(pair, people["mentee"], meetings.proposed_times(pair)[0])
        pairs.add_goal(
            pair,
            people["mentee"],
            will="write an appeal letter",
            so_that="claims get paid",
            due_on=date(2027, 6, 1),
            topic=None,
        )
    say_fit(pair, people["mentee"], FitAnswer.unsure, "canary-fit")
    say_pulse(pair, people["mentee"], PulseAnswer.stuck, "canary-pulse")
    note = notes.write_note(over, people["mentor"], "Ask about the payer list.", shared=False)
    group = _circle(cohort, people)
    feed = feeds.add_feed(
        people["mentor"], "https://calendar.example/canary-of-a-calendar-elsewhere/basic.ics"
    )
    feed_token = own_calendar.make_address(people["mentor"])
    ahead = meetings.book(pair, people["mentor"], meetings.proposed_times(pair)[-1])
    asked = pairing.ask(
        people["asker"],
        people["mentor"],
        why="How do I stop the denials?",
        cadence_weeks=4,
        meeting_minutes=45,
        next_mentor_id=people["other mentor"].id,
    )
    unclear = replying.take_in(f"From: {people['mentor'].email}\r\n\r\nTuesday is bad.".encode())
    assert unclear
    run = pairing.start_run(cohort, people["coordinator"], "total")
    weights = pairing.ask_for_weights(cohort.program, people["coordinator"])
    db.session.commit()
    pairing.compute_runs()
    learn()
    db.session.commit()
    newcomer = factories.person("Nia Newcomer", is_mentee=True)
    newcomer.confirmed_at = None
    db.session.commit()
    applied = db.session.scalars(select(Application).filter_by(cohort_id=cohort.id, state="submitted")).one()
    applied.submitted_at -= timedelta(days=4)
    keep_queue(clock.now())
    db.session.commit()
    action = db.session.scalars(select(Action).filter_by(fact=applied.public_id)).one()
    goal = db.session.scalars(select(Goal).filter_by(mentorship_id=pair.id)).one()
    return World(
        people,
        newcomer,
        cohort,
        pair,
        over,
        ahead,
        goal,
        asked,
        run,
        weights,
        applied,
        action,
        note,
        group,
        feed,
        feed_token,
        unclear,
    )


def _people(cohort: Cohort) -> dict[str, Person]:
    wanted, known = (
        ["prior-authorization", "denials-appeals"],
        {"prior-authorization": 3, "denials-appeals": 2},
    )
    people = {
        "mentee": factories.mentee(cohort, "Ada Quill", needs=wanted),
        "mentor": factories.mentor(cohort, "Ben Osei", offers=known, capacity=3),
        "asker": factories.mentee(cohort, "Tara Young", needs=wanted),
        "coordinator": factories.coordinator(cohort, "Cora Diaz"),
        "other mentee": factories.mentee(cohort, "Omar Bell", needs=wanted),
        "other mentor": factories.mentor(cohort, "Olga Marsh", offers=known),
    }
    factories.mentorship(cohort, people["other mentor"], people["other mentee"])
    factories.mentee(cohort, "Ivy Applicant", needs=wanted, state=ApplicationState.submitted)
    elsewhere = {"mentee elsewhere": "Nina Noise", "mentor elsewhere": "Nils Noise"}
    for role, name in {**elsewhere, "coordinator elsewhere": "Nora Noise"}.items():
        people[role] = db.session.scalars(select(Person).filter_by(name=name)).one()
    return people


def _circle(cohort: Cohort, people: dict[str, Person]) -> GroupMeeting:
    """The mentor hosts it, the mentee has its one seat, and somebody stands in line."""
    group = community.plan(
        cohort,
        people["coordinator"],
        people["mentor"],
        kind=GroupKind.circle,
        title="First year",
        about="",
        starts_at=clock.now() + timedelta(days=100),
        minutes=60,
        seats=1,
    )
    for role in ("mentee", "other mentee"):
        seating.take_seat(group, people[role])
    return group


def _asked_and_accepted(mentee: Person, mentor: Person) -> Mentorship:
    asked = pairing.ask(
        mentee, mentor, why="Prior authorization eats my evenings.", cadence_weeks=4, meeting_minutes=45
    )
    return pairing.accept_request(asked)
