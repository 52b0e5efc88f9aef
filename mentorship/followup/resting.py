"""Pairs that rest: whose rest is about to end, who has none in sight, and the days that are not counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.availability.slots import Hours
from mentorship.extensions import db
from mentorship.pairs.models import Mentorship, MentorshipState
from mentorship.pairs.queries import BARE, pauses_of

BEFORE_IT_ENDS = timedelta(days=3)
Rests = Sequence[tuple[datetime, datetime | None]]


def rests_near_their_end(now: datetime) -> list[tuple[Mentorship, date]]:
    """Pairs whose day comes within three days and has not come; and that day."""
    query = select(Mentorship).where(Mentorship.state == MentorshipState.paused)
    query = query.where(
        Mentorship.paused_until > now.date(), Mentorship.paused_until <= now.date() + BEFORE_IT_ENDS
    )
    pairs = db.session.scalars(query.options(*BARE).order_by(Mentorship.id))
    return [(pair, pair.paused_until) for pair in pairs if pair.paused_until]


def rests_without_an_end() -> list[Mentorship]:
    """Pairs that rest, and nobody said until when."""
    query = select(Mentorship).filter_by(state=MentorshipState.paused, paused_until=None)
    return list(db.session.scalars(query.options(*BARE).order_by(Mentorship.id)))


def rests_until(pair_and_day: str) -> bool:
    """Does this pair still rest until this day?"""
    public_id, _, until = pair_and_day.rpartition(":")
    query = select(Mentorship.id).filter_by(public_id=public_id, state=MentorshipState.paused)
    return db.session.scalar(query.filter_by(paused_until=date.fromisoformat(until))) is not None


def rests_of(pairs: Collection[Mentorship]) -> dict[int, Rests]:
    """Pair id → its rests; pairs that never did are not in it."""
    return dict(pauses_of([pair.id for pair in pairs]))


def away_or_resting(hours: Hours, person: Person, rests: Rests, now: datetime) -> Hours:
    """The hours of one of a pair, with the days on which the pair rested among the days away. The day on which it goes
    on is not one of them."""
    zone = ZoneInfo(person.timezone)
    days = [
        (begun.astimezone(zone).date(), (over or now).astimezone(zone).date() - timedelta(days=1))
        for begun, over in rests
    ]
    return replace(hours, away=(*hours.away, *((first, last) for first, last in days if first <= last)))
