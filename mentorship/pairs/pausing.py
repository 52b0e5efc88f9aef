"""A pair rests for a while: until when, longer, on again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.formats import day
from mentorship.mail.services import post
from mentorship.pairs import emails
from mentorship.pairs.models import Mentorship, MentorshipState, Pause
from mentorship.pairs.rest_days import days_to_choose, today
from mentorship.pairs.services import hold, stop_resting

MAY_REST = (MentorshipState.proposed, MentorshipState.active, MentorshipState.paused)


class CannotRest(Refusal):
    """The pair is about to conclude."""


class NoDayToRestUntil(Refusal):
    """Too near to be a rest, or so far that the work would be forgotten."""


def pause_mentorship(mentorship: Mentorship, person: Person, until: date) -> bool:
    """Rest until that day; a pair that rests already does so until then instead. The partner hears of it; False where
    it was so already, and nobody hears of anything."""
    hold(mentorship)
    first, last = days_to_choose(mentorship, person)
    if not first <= until <= last:
        raise NoDayToRestUntil(f"Choose a day from {day(first)} to {day(last)}.")
    if mentorship.state not in MAY_REST:
        raise CannotRest("You two are about to conclude, so there is nothing to rest from.")
    if mentorship.state != MentorshipState.paused:
        db.session.add(Pause(mentorship_id=mentorship.id, started_at=clock.now()))
    elif mentorship.paused_until == until:
        return False
    mentorship.state, mentorship.paused_until = MentorshipState.paused, until
    record(person, "paused", mentorship, until=until.isoformat())
    post(emails.paused(mentorship, person))
    return True


def carry_on(mentorship: Mentorship, person: Person) -> None:
    """Work together again before the day has come. In a pair that does not rest nothing changes."""
    hold(mentorship)
    if mentorship.state != MentorshipState.paused:
        return
    _go_on(mentorship)
    record(person, "carried_on", mentorship)
    post(emails.carried_on(mentorship, person))


def wake_rested(now: datetime) -> int:
    """Pairs whose day has come for both work together again; how many."""
    soonest = now.date() + timedelta(days=1)  # it may be tomorrow already where they are
    query = select(Mentorship).where(
        Mentorship.state == MentorshipState.paused, Mentorship.paused_until <= soonest
    )
    query = query.order_by(Mentorship.id).with_for_update(of=Mentorship, key_share=True, skip_locked=True)
    rested = [
        pair
        for pair in db.session.scalars(query.execution_options(populate_existing=True))
        if has_rested(pair, now)
    ]
    for pair in rested:
        _go_on(pair)
        record(None, "carried_on", pair)
    return len(rested)


def has_rested(mentorship: Mentorship, now: datetime) -> bool:
    """Has the day come on which they go on, on both clocks?"""
    until = mentorship.paused_until
    return until is not None and all(until <= today(person, now) for person in mentorship.people)


def _go_on(mentorship: Mentorship) -> None:
    stop_resting(mentorship)
    agreed = len(mentorship.signatures) == len(mentorship.people)
    mentorship.state = MentorshipState.active if agreed else MentorshipState.proposed
