"""Who has acted before the mail leaves does not get it; who has not, does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.checkins.models import FitAnswer, PulseAnswer
from mentorship.checkins.services import say_fit, say_pulse
from mentorship.extensions import db
from mentorship.mail import services as mail
from mentorship.mail.models import MailState
from mentorship.meetings import services as meetings
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.pairing import services as pairing
from mentorship.pairing.models import DeclineReason, MentorRequest
from mentorship.pairs import pausing, services
from mentorship.pairs.models import GoalState, Mentorship
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Application, Cohort
from tests import factories
from tests.factories import BEGINNING
from tests.followup.conftest import met
from tests.mail.letters import posted
from tests.mail.smtp_server import Inbox

DAY = timedelta(days=1)
Scene = tuple[str, Callable[[], object]]
"""What the mail is about, and the deed."""


def _profile(_cohort: Cohort, _pair: Mentorship) -> Scene:
    person = factories.person("Fay Fresh", is_mentee=True)
    return f"unfinished_profile:{person.public_id}", lambda: factories.profile(person)


def _application(cohort: Cohort, _pair: Mentorship) -> Scene:
    person = factories.person("Fay Fresh", is_mentee=True)
    return f"unapplied:{person.public_id}", lambda: factories._joined(cohort, person, "mentee", "submitted")


def _asking(kind: str) -> Callable[[Cohort, Mentorship], Scene]:
    def scene(cohort: Cohort, pair: Mentorship) -> Scene:
        mentee = factories.mentee(cohort, "Wanda Waits", needs=["prior-authorization"])
        mentor = factories.mentor(cohort, "Olga Open", offers={"prior-authorization": 3})
        application = db.session.scalars(select(Application.public_id).filter_by(person_id=mentee.id)).one()
        ask = {"why": "How?", "cadence_weeks": 4, "meeting_minutes": 45}
        return f"{kind}:{application}", lambda: pairing.ask(mentee, mentor, **ask)

    return scene


def _match(cohort: Cohort, pair: Mentorship) -> Scene:
    about, _ = _asking("unasked")(cohort, pair)
    [mentee, mentor] = [
        db.session.scalars(select(Person).filter_by(name=name)).one() for name in ("Wanda Waits", "Olga Open")
    ]
    return about, lambda: factories.mentorship(cohort, mentor, mentee)


def _silence(cohort: Cohort, mentor: Person) -> str:
    """A request to this mentor ends without a word."""
    _ask(cohort, mentor, "Sid Silent")
    with clock.moved_to(clock.now() + 20 * DAY):
        pairing.expire_requests(clock.now())
    return f"taking_requests:{mentor.public_id}"


def _ask(cohort: Cohort, mentor: Person, name: str) -> MentorRequest:
    mentee = factories.mentee(cohort, name, needs=["prior-authorization"])
    return pairing.ask(mentee, mentor, why="How?", cadence_weeks=4, meeting_minutes=45)


def _mentor_rests(cohort: Cohort, _pair: Mentorship) -> Scene:
    mentor = factories.mentor(cohort, "Olga Open", offers={"prior-authorization": 3})
    return _silence(cohort, mentor), lambda: setattr(profile_of(mentor), "paused", True)


def _mentor_answers(cohort: Cohort, _pair: Mentorship) -> Scene:
    mentor = factories.mentor(cohort, "Olga Open", offers={"prior-authorization": 3})
    about = _silence(cohort, mentor)

    def answer() -> None:
        with clock.moved_to(clock.now() + 21 * DAY):
            pairing.decline_request(_ask(cohort, mentor, "Ann Answered"), DeclineReason.no_time)

    return about, answer


def _date(_cohort: Cohort, pair: Mentorship) -> Scene:
    [starts_at] = meetings.proposed_times(pair, 1)
    return f"no_date:{pair.public_id}", lambda: meetings.book(pair, pair.mentee, starts_at)


def _goal(pair: Mentorship) -> object:
    due_on = (clock.now() + 30 * DAY).date()
    return services.add_goal(pair, pair.mentee, will="ask", so_that="I know", due_on=due_on, topic=None)


def _first_goal(_cohort: Cohort, pair: Mentorship) -> Scene:
    return f"no_goal:{pair.public_id}", lambda: _goal(pair)


def _goal_done(_cohort: Cohort, pair: Mentorship) -> Scene:
    _goal(pair)
    [goal] = pair.goals
    return f"goal:{goal.public_id}", lambda: services.set_goal_state(pair, goal, pair.mentee, GoalState.done)


def _step_done(_cohort: Cohort, pair: Mentorship) -> Scene:
    met(pair, BEGINNING - 40 * DAY, "Call the payer.")
    second = met(pair, BEGINNING - 25 * DAY, "Call the payer at last.")
    about = f"stalled:{pair.public_id}:{pair.mentee.public_id}"
    return about, lambda: meetings.finish_step(second, pair.mentee)


def _end(_cohort: Cohort, pair: Mentorship) -> Scene:
    return f"working:{pair.public_id}", lambda: services.end_early(pair, pair.mentor, "")


def _carry_on(_cohort: Cohort, pair: Mentorship) -> Scene:
    until = (clock.now() + 30 * DAY).date()
    pausing.pause_mentorship(pair, pair.mentee, until)
    return f"resting:{pair.public_id}:{until}", lambda: pausing.carry_on(pair, pair.mentor)


def _asked_fit(pair: Mentorship) -> tuple[str, Meeting]:
    """They have met, and the mentor has said how it fits; the mentee is still asked."""
    meeting = met(pair, BEGINNING - 20 * DAY, "Call the payer.")
    say_fit(pair, pair.mentor, FitAnswer.yes, "")
    return f"fit:{pair.public_id}:{pair.mentee.public_id}", meeting


def _fit_said(_cohort: Cohort, pair: Mentorship) -> Scene:
    about, _ = _asked_fit(pair)
    return about, lambda: say_fit(pair, pair.mentee, FitAnswer.unsure, "")


def _not_met_after_all(_cohort: Cohort, pair: Mentorship) -> Scene:
    about, meeting = _asked_fit(pair)
    return about, lambda: setattr(meeting, "state", MeetingState.no_show)


def _fit_and_rest(_cohort: Cohort, pair: Mentorship) -> Scene:
    about, _ = _asked_fit(pair)
    return about, lambda: _rest(pair)


def _asked_pulse(pair: Mentorship) -> str:
    """A month has passed, and the mentor has said how it goes; the mentee is still asked."""
    pair.started_at = BEGINNING - 31 * DAY
    say_pulse(pair, pair.mentor, PulseAnswer.well, "")
    return f"pulse:{pair.public_id}:{pair.mentee.public_id}"


def _pulse_said(_cohort: Cohort, pair: Mentorship) -> Scene:
    return _asked_pulse(pair), lambda: say_pulse(pair, pair.mentee, PulseAnswer.slowly, "")


def _pulse_and_rest(_cohort: Cohort, pair: Mentorship) -> Scene:
    return _asked_pulse(pair), lambda: _rest(pair)


def _rest(pair: Mentorship) -> None:
    pausing.pause_mentorship(pair, pair.mentor, (clock.now() + 30 * DAY).date())


@pytest.mark.parametrize("acts", [False, True])
@pytest.mark.parametrize(
    "scene",
    [
        *(_profile, _application, _asking("unasked"), _asking("waiting"), _mentor_rests, _date),
        *(_match, _mentor_answers),
        *(_first_goal, _goal_done, _step_done, _end, _carry_on),
        *(_fit_said, _not_met_after_all, _fit_and_rest, _pulse_said, _pulse_and_rest),
    ],
)
def test_a_deed_between_writing_and_sending_keeps_the_mail_back(
    inbox: Inbox,
    cohort: Cohort,
    pair: Mentorship,
    dev: Person,
    scene: Callable[[Cohort, Mentorship], Scene],
    acts: bool,
) -> None:
    about, deed = scene(cohort, pair)
    reminder = posted(dev, about=about)

    if acts:
        deed()
    db.session.commit()
    mail.drain()

    assert reminder.state == (MailState.superseded if acts else MailState.sent)
    assert bool(inbox.to(dev.email)) is not acts
