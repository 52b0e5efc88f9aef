"""The rules of the coordinator's queue: what is found, what could be done about it, and a draft to begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.checkins.queries import doubts
from mentorship.checkins.wording import FIT, fit_question
from mentorship.extensions import db
from mentorship.followup import joining, peers, resting, stalling, watching
from mentorship.formats import plural
from mentorship.programs.models import Application, ApplicationState

UNREAD_AFTER, WAITING_AFTER = timedelta(days=3), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a rule found."""

    cohort_id: int
    fact: str
    sentence: str
    people: tuple[Person, ...]
    """Whom a coordinator could write to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A published rule. Adding one is one declaration."""

    name: str
    title: str
    when: str
    suggests: str
    find: Callable[[datetime], Iterator[Found]]
    draft: str = ""
    """Words to begin with, to be changed at will; {them} is who it goes to, {others} the rest of the pair."""
    both: bool = False
    """The mail goes to all of them at once, and introduces them to each other."""


def _quiet_pairs(now: datetime) -> Iterator[Found]:
    for pair, verdict in watching.grave(watching.pairs_to_look_at(now), now):
        said = f"{pair.mentee.called} and {pair.mentor.called}: {' '.join(verdict.causes)}"
        yield Found(pair.cohort_id, pair.public_id, said, pair.people)


def _doubtful_fits(_now: datetime) -> Iterator[Found]:
    for pair, person, check in doubts():
        said = f"{person.called} was asked: “{fit_question(pair, person)}” The answer: {FIT[check.answer].lower()}."
        fact = f"{pair.public_id}:{person.public_id}:{check.answer}"
        yield Found(pair.cohort_id, fact, f"{said} “{check.words}”" if check.words else said, (person,))


def _stalled_steps(now: datetime) -> Iterator[Found]:
    for step in stalling.steps_stalled(now):
        said = f"{step.person.called} left a next step undone after each of the last two meetings."
        yield Found(
            step.pair.cohort_id, f"{step.pair.public_id}:{step.person.public_id}", said, (step.person,)
        )


def _long_waits(now: datetime) -> Iterator[Found]:
    for wait in joining.waits(now):
        if wait.since <= now - WAITING_AFTER:
            person = wait.application.person
            said = f"{person.called} has waited for a mentor for {plural((now - wait.since).days, 'day')}. {wait.cause}"
            yield Found(wait.application.cohort_id, wait.application.public_id, said.strip(), (person,))


def _silent_mentors(now: datetime) -> Iterator[Found]:
    for request, in_a_row in joining.silences(now):
        if in_a_row > 1:
            said = f"{request.mentor.called} let {plural(in_a_row, 'request')} in a row end without a word."
            yield Found(request.cohort_id, request.mentor.public_id, said, (request.mentor,))


def _unread_applications(now: datetime) -> Iterator[Found]:
    query = select(Application).where(
        Application.state == ApplicationState.submitted, Application.submitted_at <= now - UNREAD_AFTER
    )
    for application in db.session.scalars(query.order_by(Application.id)):
        days = plural((now - application.submitted_at).days, "day")
        said = f"{application.person.called} has waited {days} for an answer to their application."
        yield Found(application.cohort_id, application.public_id, said, (application.person,))


def _peers(_now: datetime) -> Iterator[Found]:
    for two in peers.twos():
        one, other = (application.person for application in two.applications)
        said = f"{one.called} and {other.called} both asked to talk with a colleague while they wait for a mentor."
        yield Found(two.cohort_id, two.fact, f"{said} {two.caution}".strip(), (one, other))


def _rests_without_an_end(_now: datetime) -> Iterator[Found]:
    for pair in resting.rests_without_an_end():
        said = f"{pair.mentee.called} and {pair.mentor.called} rest, and nobody has said until when."
        yield Found(pair.cohort_id, pair.public_id, said, pair.people)


RULES: tuple[Rule, ...] = (
    Rule(
        name="quiet_pair",
        title="A pair has gone quiet",
        when="No date, and no first meeting in 28 days, or none for 60 (four weeks past the rhythm, if that is later); "
        "or two meetings in a row missed.",
        suggests="Ask one of them how it goes. If they want to stop, ending without blame is one click for either.",
        find=_quiet_pairs,
        draft=(
            "How is it going with {others}?\n\n"
            "I see that you two have no date at the moment. That happens, and nobody needs to explain. If it is about "
            "time, a shorter meeting is fine. If the two of you do not fit, tell me, and I look for somebody else."
        ),
    ),
    Rule(
        name="fit_check",
        title="Somebody doubts the fit",
        when="One of a pair said “not sure” or “no” after their first meeting, and has not said yes since.",
        suggests="Offer to talk, or to look for somebody else. The partner does not know, and need not.",
        find=_doubtful_fits,
        draft=(
            "Thank you for saying how it fits. That is nobody's fault, and you need not explain.\n\n"
            "Shall we talk for ten minutes, or shall I look for somebody else right away? Nothing changes, and nobody "
            "else hears of it, before you answer."
        ),
    ),
    Rule(
        name="unread_application",
        title="An application waits to be read",
        when="Three days after it was sent.",
        suggests="Read it, and let them in or say why not.",
        find=_unread_applications,
        draft="Your application is here, and I have not read it yet. You hear from me this week.",
    ),
    Rule(
        name="long_wait",
        title="Somebody waits long for a mentor",
        when="14 days after the last thing that happened in their search.",
        suggests="Look at the match, pair them by hand, or offer them a session or a circle meanwhile.",
        find=_long_waits,
        draft=(
            "You have waited for a mentor for a while, and I have not forgotten you.\n\n"
            "Is there one question that cannot wait? Tell me in a sentence, and I find somebody for half an hour."
        ),
    ),
    Rule(
        name=peers.RULE,
        title="Two who wait would like to meet",
        when="Two of a cohort who wait for a mentor asked for a colleague, and no rule of the match keeps them apart.",
        suggests="Introduce them with one mail. If they should not meet, dismiss it: each is then suggested to others.",
        find=_peers,
        both=True,
        draft=(
            "You both wait for a mentor, and both of you asked to talk with a colleague meanwhile. So here you are.\n\n"
            "Write to each other: what you are building, and one thing that you would like to compare notes on. "
            "Twenty minutes on the phone are a good beginning."
        ),
    ),
    Rule(
        name="silent_mentor",
        title="A mentor does not answer",
        when="Two requests in a row ended without a word from the mentor. They take no new ones for now.",
        suggests="Ask whether they are well, and whether they want to go on.",
        find=_silent_mentors,
        draft=(
            "Two requests to you ended without an answer, so nobody is sent to you for now.\n\n"
            "Is all well? You can take requests again whenever it suits you, or leave the cohort without a reason."
        ),
    ),
    Rule(
        name="stalled_step",
        title="A next step keeps waiting",
        when="Undone after each of the last two meetings, a week after the second.",
        suggests="Offer a second physician who has done exactly this, or a session about it.",
        find=_stalled_steps,
        draft=(
            "One of your next steps has waited for a while. That usually says more about the step than about you.\n\n"
            "Would it help to talk for half an hour with somebody who has done exactly this? I can ask around."
        ),
    ),
    Rule(
        name="rest_without_an_end",
        title="A pair rests without an end",
        when="The pair rests, and nobody has said until when.",
        suggests="Ask one of them until when. On the page of the pair either can say so, or carry on.",
        find=_rests_without_an_end,
        draft=(
            "You and {others} rest at the moment, and that is fine.\n\n"
            "Would you say on your page together until when? Then nobody has to ask again. If you would rather stop, "
            "that is fine, too, and needs no reason."
        ),
    ),
)
BY_NAME = {rule.name: rule for rule in RULES}
