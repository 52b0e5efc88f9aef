"""What the site asks of each person: how much optional mail they had, and what may still reach them now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, Select, case, func, select

from mentorship.accounts.models import Person
from mentorship.availability import calm, quiet
from mentorship.availability.queries import hours_of
from mentorship.availability.slots import Hours
from mentorship.extensions import db, settings_of
from mentorship.followup.resting import Rests, away_or_resting
from mentorship.followup.trigger import Due
from mentorship.mail.models import OPTIONAL, Category, MailOptOut, MailState, OutgoingMail

A_WEEK, A_MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Load:
    """The optional mail that somebody had, or has on the way."""

    month: int = 0
    """In the last thirty days."""
    nudges: int = 0
    """Of these the nudges of the last seven days: one a week is the most."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may still be written to one person at one instant."""

    left: int
    """How many optional mails this month has room for."""
    nudge: bool
    calm: bool
    """Neither night nor protected time."""
    here: bool
    """Not on a day away."""
    unwanted: frozenset[Category]

    def allows(self, due: Due) -> bool:
        """May this one be written now? What may not is looked at again with the next tick."""
        category = due.trigger.category
        if not (self.calm or due.trigger.urgent) or category in self.unwanted:
            return False
        if category is Category.nudge and not (self.nudge and self.here):
            return False
        return category not in OPTIONAL or self.left > 0

    def less(self, due: Due) -> Allowance:
        """What is left after this one."""
        return replace(self, left=self.left - 1) if due.trigger.category in OPTIONAL else self


def loads(person_ids: Collection[int] | Select[int], now: datetime) -> dict[int, Load]:
    """Person id → their optional mail; people who had none are not in it."""
    nudges = case(
        ((OutgoingMail.category == Category.nudge) & (OutgoingMail.created_at > now - A_WEEK), 1), else_=0
    )
    query = select(OutgoingMail.person_id, func.count(), func.sum(nudges)).where(
        OutgoingMail.person_id.in_(person_ids), *_counts(now)
    )
    rows = db.session.execute(query.group_by(OutgoingMail.person_id))
    return {person_id: Load(month, nudged) for person_id, month, nudged in rows}


def allowances(people: Collection[Person], now: datetime) -> Callable[[Person], Allowance]:
    """What may still be written to each of these. The rows are read for all at once; what follows from them is worked
    out for one at a time, so that one whose settings make no sense keeps nobody else waiting."""
    ids = [person.id for person in people]
    had, hours, unwanted = loads(ids, now), hours_of(ids), _unwanted(ids)
    return lambda one: _allowance(one, now, had.get(one.id, Load()), hours[one.id], unwanted[one.id])


def most_a_month() -> int:
    """The cap that the operator has set."""
    return settings_of(current_app).mails_a_month


def days_away(
    people: Iterable[Person], since: datetime, now: datetime, hours: dict[int, Hours], rests: Rests = ()
) -> int:
    """On how many days since then somebody of these was away, or their pair rested; the longest of one of them."""
    known = [(person, hours[person.id]) for person in people if person.id in hours]
    return max(
        (
            quiet.days_away(away_or_resting(said, one, rests, now), ZoneInfo(one.timezone), since, now)
            for one, said in known
        ),
        default=0,
    )


def _allowance(
    person: Person, now: datetime, had: Load, hours: Hours, unwanted: frozenset[Category]
) -> Allowance:
    zone = ZoneInfo(person.timezone)
    return Allowance(
        left=most_a_month() - had.month,
        nudge=not had.nudges,
        calm=quiet.calm_from(hours, zone, now, calm.night()) == now,
        here=not quiet.is_away(hours, zone, now),
        unwanted=unwanted,
    )


def _counts(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Optional mail of the last month that was sent or will be."""
    return (
        OutgoingMail.category.in_(OPTIONAL),
        OutgoingMail.created_at > now - A_MONTH,
        OutgoingMail.state != MailState.superseded,
    )


def _unwanted(ids: Collection[int]) -> dict[int, frozenset[Category]]:
    found: dict[int, frozenset[Category]] = dict.fromkeys(ids, frozenset())
    rows = db.session.execute(
        select(MailOptOut.person_id, MailOptOut.category).where(MailOptOut.person_id.in_(ids))
    )
    for person_id, category in rows:
        found[person_id] |= {category}
    return found
