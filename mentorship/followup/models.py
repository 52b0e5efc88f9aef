"""What waits for a coordinator."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentorship.accounts.models import Person
from mentorship.database import Base, HasPublicId
from mentorship.programs.models import Cohort

OPEN = "resolved_at IS NULL"


class Action(HasPublicId, Base):
    """One thing that a rule of the queue has found. It is resolved by itself when its cause goes."""

    __tablename__ = "action"
    __table_args__ = (
        Index(
            "uq_action_open", "rule", "fact", unique=True,
            sqlite_where=text(OPEN), postgresql_where=text(OPEN),
        ),
    )  # fmt: skip

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    rule: Mapped[str]
    """The name of the rule in followup/actions.py."""
    fact: Mapped[str]
    """The public id of what it is about: two open rows never say the same."""
    sentence: Mapped[str]
    """What was found, as of the last look."""
    opened_at: Mapped[datetime]
    snoozed_until: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    dismiss_reason: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime | None]
    """When a coordinator last wrote to somebody because of it."""
    resolved_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who snoozed, dismissed or wrote last."""

    cohort: Mapped[Cohort] = relationship(lazy="joined", innerjoin=True)
    decided_by: Mapped[Person | None] = relationship(lazy="joined")

    def rests(self, now: datetime) -> bool:
        """Put off, and the time is not over."""
        return self.snoozed_until is not None and self.snoozed_until > now
