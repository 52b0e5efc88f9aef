"""Record what was done, in the same transaction as the deed."""

from __future__ import annotations

from typing import Protocol

from mentorship import clock
from mentorship.audit.models import AuditEntry
from mentorship.extensions import db


class Actor(Protocol):
    """Whoever did it."""

    id: int


class Subject(Protocol):
    """Whatever it was done to."""

    @property
    def public_id(self) -> str: ...


def record(actor: Actor | None, action: str, subject: Subject, **details: str | int | None) -> None:
    """Add an entry such as ('accepted', MentorRequest …). Details hold ids, states and reasons, never private words."""
    db.session.add(
        AuditEntry(
            at=clock.now(),
            actor_id=actor.id if actor else None,
            action=action,
            subject=f"{type(subject).__name__}:{subject.public_id}",
            details=dict(details),
        )
    )
