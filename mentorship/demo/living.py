"""People who use the site for a year: prompt ones, forgetful ones, mentors who decline or stay silent, pairs that rest
or go quiet. Everything they do goes through the same services as on the site."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.availability.models import TimeOff
from mentorship.checkins import services as checkins
from mentorship.checkins.models import FitAnswer, PulseAnswer
from mentorship.checkins.queries import fit_checks_waiting, pulses_waiting
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.meetings import services as meetings
from mentorship.meetings.models import Happened, Meeting, MeetingState, WrapUp
from mentorship.meetings.queries import UPCOMING
from mentorship.pairing import services as pairing
from mentorship.pairing import suggesting
from mentorship.pairing.models import DeclineReason
from mentorship.pairing.queries import mentees_without_pair, open_requests_of, open_requests_to
from mentorship.pairing.suggestions import NotReady
from mentorship.pairs import pausing
from mentorship.pairs import services as pairs
from mentorship.pairs.models import OPEN_STATES, Mentorship, MentorshipState
from mentorship.pairs.rest_days import today
from mentorship.programs import services as programs
from mentorship.programs.models import Application, ApplicationState, Cohort

DAY = timedelta(days=1)
RECENT = timedelta(days=3)


class Manner(enum.StrEnum):
    """How somebody is, for the whole year."""

    prompt = "prompt"
    forgetful = "forgetful"
    declining = "declining"
    silent = "silent"


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, and how they are; `quiet_from` are the people who from then on do nothing any more."""

    cohort: Cohort
    coordinator: Person
    manner: dict[int, Manner]
    quiet_from: dict[int, datetime] = field(default_factory=dict)

    def acts(self, person: Person, now: datetime) -> bool:
        """Does this person still do anything?"""
        return self.quiet_from.get(person.id, now + DAY) > now


def live_a_day(cast: Cast, chance: Random, now: datetime) -> None:
    """What everybody does on one day, in the order of their accounts."""
    _read_applications(cast, chance)
    _answer_requests(cast, chance, now)
    _look_for_mentors(cast, chance, now)
    _rest(cast, chance, now)
    working = _working_pairs(cast.cohort)
    _begin(cast, chance, working)
    _wrap_up(cast, chance, now)
    _make_dates(cast, chance, working, now)
    _check_in(cast, chance, now)
    _go_away(cast, chance, now)


def _read_applications(cast: Cast, chance: Random) -> None:
    unread = select(Application).filter_by(cohort_id=cast.cohort.id, state=ApplicationState.submitted)
    for application in db.session.scalars(unread.order_by(Application.id)).all():
        if chance.random() < 0.7:
            programs.approve(application, cast.coordinator, "membership roll")


def _answer_requests(cast: Cast, chance: Random, now: datetime) -> None:
    for mentor in _people(cast, is_mentor=True):
        manner = cast.manner[mentor.id]
        for request in open_requests_to(mentor) if manner is not Manner.silent else ():
            if manner is Manner.forgetful and now - request.sent_at < 3 * DAY:
                continue
            yes = chance.random() < (0.25 if manner is Manner.declining else 0.8)
            accept = partial(pairing.accept_request, request)
            _try(accept if yes else partial(pairing.decline_request, request, DeclineReason.no_time))


def _look_for_mentors(cast: Cast, chance: Random, now: datetime) -> None:
    for mentee in mentees_without_pair(cast.cohort):
        eager = chance.random() < (0.5 if cast.manner[mentee.id] is Manner.prompt else 0.08)
        if eager and cast.acts(mentee, now) and not open_requests_of(mentee):
            _ask_the_next(cast.cohort, mentee)


def _ask_the_next(cohort: Cohort, mentee: Person) -> None:
    try:
        found = [one.row.id for one in suggesting.ranked(mentee, cohort) if one.can_be_asked]
    except NotReady:
        return
    if found:
        mentor = db.session.get_one(Person, found[0])
        following = found[1] if len(found) > 1 and mentee.id % 2 else None  # half of them name who is next
        _try(
            lambda: pairing.ask(
                mentee, mentor, why="Forms eat my evenings.", cadence_weeks=4, meeting_minutes=45,
                next_mentor_id=following,
            )
        )  # fmt: skip


def _begin(cast: Cast, chance: Random, working: Sequence[Mentorship]) -> None:
    """They agree and write down a goal, sooner or later."""
    for pair in working:
        if pair.state == MentorshipState.proposed and chance.random() < 0.5:
            for person in pair.people:
                pairs.sign_agreement(pair, person)
        elif not pair.goals and chance.random() < 0.04:
            due = pair.cohort.ends_on
            pairs.add_goal(
                pair, pair.mentee, will="keep a list", so_that="nothing is lost", due_on=due, topic=None
            )


def _wrap_up(cast: Cast, chance: Random, now: datetime) -> None:
    """Of what is over since three days some say how it went; now and then it did not take place."""
    over = select(Meeting).where(
        Meeting.ends_at.between(now - RECENT, now), Meeting.state != MeetingState.cancelled
    )
    for meeting in db.session.scalars(over.order_by(Meeting.id)).all():
        for person in meeting.mentorship.people:
            often = 0.8 if cast.manner[person.id] is Manner.prompt else 0.25
            if meeting.wrap_up_by(person) or not cast.acts(person, now) or chance.random() > often:
                continue
            happened = Happened.no_show if chance.random() < 0.04 else Happened.yes
            meetings.wrap_up(meeting, person, happened, "Call the payer." if chance.random() < 0.6 else "")
    undone = select(WrapUp).where(
        WrapUp.next_step != "", WrapUp.done_at.is_(None), WrapUp.answered_at > now - 30 * DAY
    )
    for wrap_up in db.session.scalars(undone.order_by(WrapUp.id)).all():
        if chance.random() < 0.08:
            wrap_up.done_at = now


def _make_dates(cast: Cast, chance: Random, working: Sequence[Mentorship], now: datetime) -> None:
    """Pairs without a date pick one, the forgetful rarely; now and then a date is called off."""
    ahead = select(Meeting).where(Meeting.state.in_(UPCOMING), Meeting.ends_at > now)
    dates = {meeting.mentorship_id: meeting for meeting in db.session.scalars(ahead.order_by(Meeting.id))}
    for pair in working:
        meeting, person = dates.get(pair.id), pair.mentee
        prompt = cast.manner[person.id] is Manner.prompt
        if not cast.acts(person, now):
            continue
        if meeting is None and chance.random() < (0.4 if prompt else 0.06):
            time = next(iter(meetings.proposed_times(pair, 1)), _some_evening(pair, now))
            _try(partial(meetings.book, pair, person, time))
        elif meeting and meeting.starts_at > now + DAY and chance.random() < 0.004:
            _try(partial(meetings.cancel, meeting, person, ""))


def _check_in(cast: Cast, chance: Random, now: datetime) -> None:
    """Who is asked how it fits or how it goes answers on some day, the forgetful seldom."""
    for waiting, say, answers in (
        (
            fit_checks_waiting,
            checkins.say_fit,
            ((FitAnswer.yes, 8), (FitAnswer.unsure, 1), (FitAnswer.no, 1)),
        ),
        (
            pulses_waiting,
            checkins.say_pulse,
            ((PulseAnswer.well, 6), (PulseAnswer.slowly, 3), (PulseAnswer.stuck, 1)),
        ),
    ):
        kinds, weights = zip(*answers, strict=True)
        for asking in waiting(now):
            for person in asking.people:
                often = 0.2 if cast.manner[person.id] is Manner.prompt else 0.04
                if cast.acts(person, now) and chance.random() < often:
                    _try(partial(say, asking.pair, person, chance.choices(kinds, weights)[0], ""))


def _some_evening(pair: Mentorship, now: datetime) -> datetime:
    """What two people agree on whose hours never meet: 7 pm by the mentor's clock, four days on."""
    local = now.astimezone(ZoneInfo(pair.mentor.timezone)) + 4 * DAY
    return local.replace(hour=19, minute=0, second=0, microsecond=0).astimezone(UTC)


def _go_away(cast: Cast, chance: Random, now: datetime) -> None:
    """Every few months somebody takes a week off, told two weeks before."""
    for person in _people(cast):
        if chance.random() < 0.008:
            first = (now + 14 * DAY).date()
            db.session.add(TimeOff(person_id=person.id, first_day=first, last_day=first + 7 * DAY))


def _rest(cast: Cast, chance: Random, now: datetime) -> None:
    """About once a year a pair rests for four weeks; now and then it carries on before the end."""
    for pair in _open_pairs(cast.cohort):
        rests, drawn = pair.state == MentorshipState.paused, chance.random()
        if not rests and drawn < 0.003 and cast.acts(pair.mentee, now):
            until = today(pair.mentee, now) + 28 * DAY
            _try(partial(pausing.pause_mentorship, pair, pair.mentee, until))
        elif rests and drawn > 0.99 and cast.acts(pair.mentor, now):
            _try(partial(pausing.carry_on, pair, pair.mentor))


def _try(deed: Callable[[], object]) -> None:
    """Do what the program allows; a refusal is what a page would have said."""
    try:
        with db.session.begin_nested():
            deed()
    except Refusal:
        db.session.expire_all()


def _people(cast: Cast, *, is_mentor: bool | None = None) -> list[Person]:
    query = select(Person).where(Person.id.in_(cast.manner))
    query = query if is_mentor is None else query.where(Person.is_mentor == is_mentor)
    return list(db.session.scalars(query.order_by(Person.id)))


def _open_pairs(cohort: Cohort) -> Sequence[Mentorship]:
    query = select(Mentorship).filter_by(cohort_id=cohort.id).where(Mentorship.state.in_(OPEN_STATES))
    return db.session.scalars(query.order_by(Mentorship.id)).all()


def _working_pairs(cohort: Cohort) -> Sequence[Mentorship]:
    return [pair for pair in _open_pairs(cohort) if pair.state != MentorshipState.paused]
