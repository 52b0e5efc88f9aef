"""A colleague who waits as well: the wish, which two fit, the introduction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, exists, select, update

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.followup import peer_emails
from mentorship.followup.joining import is_waiting, who_waits
from mentorship.followup.models import Action
from mentorship.mail.services import post
from mentorship.pairing.peers import rules_between
from mentorship.pairs.models import OPEN_STATES, Mentorship
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Application, ApplicationState, Role
from mentorship.vocabulary import specialty_label

T = TypeVar("T")
RULE = "peers"
"""The rule of the queue that finds two."""


class NotWaiting(Refusal):
    """Only who waits for a mentor is introduced to others who wait."""


class WishIsGone(Refusal):
    """One of the two does not wish it any more, or was introduced a moment ago."""


@dataclass(frozen=True, slots=True)
class Two:
    """Two applications of one cohort whose people could be introduced, and what to look at first, or ''."""

    applications: tuple[Application, Application]
    caution: str

    @property
    def cohort_id(self) -> int:
        return self.applications[0].cohort_id

    @property
    def fact(self) -> str:
        return _fact(*self.applications)


def application_for(person: Person, public_id: str) -> Application | None:
    """Somebody's own application as a mentee, once they are in."""
    own = select(Application).filter_by(public_id=public_id, person_id=person.id, role=Role.mentee)
    return db.session.scalar(own.filter_by(state=ApplicationState.approved))


def wish(application: Application) -> None:
    """Ask to be introduced. Asked twice, the first time counts."""
    if application.peer_id is None and not is_waiting(application.public_id):
        raise NotWaiting(
            "You are not waiting for a mentor at the moment, so there is nobody to introduce you to."
        )
    free = and_(Application.id == application.id, Application.wants_peer_at.is_(None))
    if _changed(free, wants_peer_at=clock.now()):
        record(application.person, "wished_for_peer", application)


def take_back(application: Application) -> None:
    """Not any more. What was fulfilled stays as it is."""
    if _changed(and_(Application.id == application.id, _unfulfilled()), wants_peer_at=None):
        record(application.person, "took_back_wish", application)


def forget_wishes(_now: datetime) -> int:
    """Who has found a mentor wishes for no other who waits; how many."""
    paired = exists().where(
        Mentorship.cohort_id == Application.cohort_id,
        Mentorship.mentee_id == Application.person_id,
        Mentorship.state.in_(OPEN_STATES),
    )
    over = update(Application).where(_unfulfilled(), paired).values(wants_peer_at=None)
    forgotten = db.session.scalars(over.returning(Application)).all()
    for application in forgotten:
        record(None, "ended_wish", application)
    return len(forgotten)


def twos() -> list[Two]:
    """Who could be introduced to whom: in each cohort whoever asked first, to the next whom nothing keeps away."""
    groups: defaultdict[int, list[Application]] = defaultdict(list)
    wishes = who_waits().where(_unfulfilled()).order_by(Application.wants_peer_at, Application.id)
    for application in db.session.scalars(wishes):
        groups[application.cohort_id].append(application)
    crowds = [group for group in groups.values() if len(group) > 1]
    if not crowds:
        return []
    return list(_in_crowds(crowds))


def introduce(action: Action, coordinator: Person, words: str) -> None:
    """Write to both, each with the other's name, specialty and address; both wishes are fulfilled by that."""
    query = select(Application).where(Application.public_id.in_(action.fact.split(":")))
    one, other = db.session.scalars(query.order_by(Application.id)).all()
    for application, peer in ((one, other), (other, one)):
        if not _changed(and_(Application.id == application.id, _unfulfilled()), peer_id=peer.person_id):
            raise WishIsGone(
                "One of them has taken it back, or they know each other already. Nothing was sent."
            )
    for application, peer in ((one, other), (other, one)):
        profile = profile_of(peer.person)
        specialty = specialty_label(profile.specialty) if profile else ""
        post(peer_emails.introduced(application, peer.person, specialty, coordinator, words))
    action.written_at, action.decided_by_id = clock.now(), coordinator.id
    record(coordinator, "introduced", action, one=one.public_id, other=other.public_id)


def _in_crowds(crowds: list[list[Application]]) -> Iterator[Two]:
    between = rules_between([application.person for crowd in crowds for application in crowd])
    dismissed = set(
        db.session.scalars(select(Action.fact).where(Action.rule == RULE, Action.dismissed_at.is_not(None)))
    )

    def fits(one: Application, other: Application) -> bool:
        return _fact(one, other) not in dismissed and between(one.person, other.person) is not None

    for crowd in crowds:
        for one, other in two_by_two(crowd, fits):
            yield Two((one, other), between(one.person, other.person) or "")


def two_by_two(crowd: Sequence[T], fits: Callable[[T, T], bool]) -> Iterator[tuple[T, T]]:
    """Whoever comes first, with the next who fits; nobody twice, and no two who fit are left."""
    taken: set[int] = set()
    for here, there in combinations(range(len(crowd)), 2):
        if not taken & {here, there} and fits(crowd[here], crowd[there]):
            taken |= {here, there}
            yield crowd[here], crowd[there]


def _fact(one: Application, other: Application) -> str:
    """Whoever asked first: the two are the same two."""
    return ":".join(sorted((one.public_id, other.public_id)))


def _unfulfilled() -> ColumnElement[bool]:
    return and_(Application.wants_peer_at.is_not(None), Application.peer_id.is_(None))


def _changed(which: ColumnElement[bool], **values: object) -> bool:
    """Whether the row was as expected, and is changed; of two at once one is too late."""
    return (
        db.session.scalar(update(Application).where(which).values(values).returning(Application.id))
        is not None
    )
