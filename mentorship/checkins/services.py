"""Each of a pair says, for the coordinator alone, how it fits and how it goes."""

from __future__ import annotations

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.checkins import queries
from mentorship.checkins.models import FitAnswer, FitCheck, Pulse, PulseAnswer
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.pairs.models import Mentorship
from mentorship.pairs.services import hold


class NotAskedYet(Refusal):
    """The question comes later."""


def say_fit(pair: Mentorship, person: Person, answer: FitAnswer, words: str) -> None:
    """How it fits, once they have met; said again, the newer answer counts."""
    hold(pair)
    check = queries.fit_check_of(pair, person)
    if check is None:
        if not queries.have_met(pair):
            raise NotAskedYet("You are asked this after your first meeting. Come back then.")
        check = FitCheck(mentorship_id=pair.id, person_id=person.id)
        db.session.add(check)
    check.answer, check.words, check.answered_at = answer, words, clock.now()
    db.session.flush()
    record(person, "said how it fits", pair)


def say_pulse(pair: Mentorship, person: Person, answer: PulseAnswer, words: str) -> None:
    """How it goes, at the step that the pair has reached; said again, the newer answer counts."""
    hold(pair)
    day = queries.step_of(pair, clock.now())
    if day is None:
        raise NotAskedYet("You are asked this a month after you began. Come back then.")
    pulse = queries.pulse_of(pair, person, day)
    if pulse is None:
        pulse = Pulse(mentorship_id=pair.id, person_id=person.id, day=day)
        db.session.add(pulse)
    pulse.answer, pulse.words, pulse.answered_at = answer, words, clock.now()
    db.session.flush()
    record(person, "said how it goes", pair, day=day)
