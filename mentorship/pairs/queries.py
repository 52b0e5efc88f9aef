"""Pairs, loaded through the people who may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import lazyload

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.pairs.models import OPEN_STATES, Goal, Mentorship, Pause
from mentorship.programs.models import Cohort

BARE = (lazyload(Mentorship.goals), lazyload(Mentorship.signatures))
"""For a query of many pairs: what is written down with each is not read."""


def mentorship_for(person: Person, public_id: str) -> Mentorship | None:
    """The pair with this id, for one of its two."""
    return db.session.scalar(select(Mentorship).where(Mentorship.public_id == public_id, of_person(person)))


def open_mentorships_of(person: Person) -> list[Mentorship]:
    """The open pairs of somebody, in either role, oldest first."""
    query = select(Mentorship).where(of_person(person), Mentorship.state.in_(OPEN_STATES))
    return list(db.session.scalars(query.order_by(Mentorship.started_at, Mentorship.id)))


def open_mentorship_of_mentee(cohort: Cohort, mentee: Person) -> Mentorship | None:
    """The pair that this mentee has in the cohort now."""
    query = select(Mentorship).filter_by(cohort_id=cohort.id, mentee_id=mentee.id)
    return db.session.scalar(query.where(Mentorship.state.in_(OPEN_STATES)))


def load_of(mentor_ids: Collection[int]) -> dict[int, int]:
    """Places taken, by mentor; a mentor without a pair has 0."""
    query = select(Mentorship.mentor_id, func.count()).where(
        Mentorship.mentor_id.in_(mentor_ids), Mentorship.state.in_(OPEN_STATES)
    )
    taken = dict(db.session.execute(query.group_by(Mentorship.mentor_id)).all())
    return {mentor_id: taken.get(mentor_id, 0) for mentor_id in mentor_ids}


def places_taken(mentor: Person) -> set[int]:
    """The numbers of the places that this mentor's open pairs hold."""
    query = select(Mentorship.place).filter_by(mentor_id=mentor.id).where(Mentorship.state.in_(OPEN_STATES))
    return set(db.session.scalars(query))


def goal_for(person: Person, public_id: str) -> tuple[Mentorship, Goal] | None:
    """A goal and its pair, for one of the two."""
    query = select(Mentorship, Goal).join(Goal, Goal.mentorship_id == Mentorship.id)
    return db.session.execute(query.where(Goal.public_id == public_id, of_person(person))).first()


def pauses_of(pair_ids: Collection[int]) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """Pair id → when it rested, from and until; None for a rest that lasts. Pairs that never did are not in it."""
    query = select(Pause.mentorship_id, Pause.started_at, Pause.ended_at)
    found: defaultdict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for pair_id, started_at, ended_at in db.session.execute(query.where(Pause.mentorship_id.in_(pair_ids))):
        found[pair_id].append((started_at, ended_at))
    return dict(found)


def of_person(person: Person) -> ColumnElement[bool]:
    """The condition that somebody is one of the two."""
    return or_(Mentorship.mentor_id == person.id, Mentorship.mentee_id == person.id)
