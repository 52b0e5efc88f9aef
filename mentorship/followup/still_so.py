"""Whether what a mail of this room says is still so, by the kind of thing that it is about."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.checkins.queries import still_asked_fit, still_asked_pulse
from mentorship.extensions import db
from mentorship.followup import groups, joining, queries, resting, stalling
from mentorship.profiles.models import Profile
from mentorship.programs.models import Application

BETWEEN = "|"


def _unfinished_profile(person_id: str) -> bool:
    finished = select(Profile.id).join(Person, Person.id == Profile.person_id)
    finished = finished.where(Person.public_id == person_id, Profile.completed_at.is_not(None))
    return db.session.scalar(finished) is None


def _unapplied(person_id: str) -> bool:
    applied = select(Application.id).join(Person, Person.id == Application.person_id)
    return db.session.scalar(applied.where(Person.public_id == person_id).limit(1)) is None


def _silent_and_taking_requests(person_id: str) -> bool:
    paused = select(Profile.paused).join(Person, Person.id == Profile.person_id)
    takes = db.session.scalar(paused.where(Person.public_id == person_id)) is False
    return takes and joining.is_silent(person_id)


def _stalled(pair_and_person: str) -> bool:
    pair, _, person = pair_and_person.partition(":")
    return stalling.still_stalled(pair, person, clock.now())


CHECKS: dict[str, Callable[[str], bool]] = {
    "upcoming": queries.is_ahead,
    "place_ahead": groups.is_ahead,
    "ended": queries.is_unanswered,
    "no_date": queries.has_no_date,
    "missed": queries.is_missed,
    "unfinished_profile": _unfinished_profile,
    "unapplied": _unapplied,
    "unasked": joining.has_never_asked,
    "waiting": joining.is_waiting,
    "taking_requests": _silent_and_taking_requests,
    "stalled": _stalled,
    "no_goal": stalling.has_no_goal,
    "goal": stalling.is_unfinished,
    "working": stalling.is_working,
    "resting": resting.rests_until,
    "fit": still_asked_fit,
    "pulse": still_asked_pulse,
}
"""Kind of thing that a mail of this room is about → whether it is still so; see mail.services.check_before_sending."""


def any_still_so(abouts: str) -> bool:
    """Is at least one of the things in a letter that names several still so?"""
    return any(_still_so(about) for about in abouts.split(BETWEEN))


def _still_so(about: str) -> bool:
    kind, _, rest = about.partition(":")
    return not kind or CHECKS[kind](rest)
