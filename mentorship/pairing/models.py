"""Requests from mentees to mentors; match runs with their proposals and the people who wait; learned weights."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentorship.accounts.models import Person
from mentorship.database import Base, HasPublicId
from mentorship.programs.models import Cohort


class RequestState(enum.StrEnum):
    """Where a request stands; pending and more_info are open."""

    pending = "pending"
    more_info = "more_info"
    accepted = "accepted"
    declined = "declined"
    expired = "expired"
    withdrawn = "withdrawn"
    superseded = "superseded"


class DeclineReason(enum.StrEnum):
    """Why a mentor says no; the mentee reads the sentence, never the word."""

    no_time = "no_time"
    not_my_field = "not_my_field"
    conflict = "conflict"
    other = "other"


KIND_WORDS = {
    DeclineReason.no_time: "{mentor} has no time for another mentee right now. It says nothing about your note.",
    DeclineReason.not_my_field: "{mentor} thinks that another mentor knows this better and can help you more.",
    DeclineReason.conflict: "{mentor} cannot take this on, for a reason that lies with them and not with you.",
    DeclineReason.other: "{mentor} cannot say yes this time.",
}

OPEN = "state IN ('pending', 'more_info')"
OPEN_REQUESTS = (RequestState.pending, RequestState.more_info)


class MentorRequest(HasPublicId, Base):
    """A mentee asks a mentor to meet."""

    __tablename__ = "mentor_request"
    __table_args__ = (
        Index(
            "uq_mentor_request_open",
            "mentee_id",
            "mentor_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        CheckConstraint("mentor_id <> mentee_id", name="two_people"),
        CheckConstraint(
            "next_mentor_id <> mentor_id AND next_mentor_id <> mentee_id", name="next_is_another"
        ),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    next_mentor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who is asked when this one says no or lets the time pass; for the mentee's eyes alone."""
    why: Mapped[str]
    cadence_weeks: Mapped[int]
    meeting_minutes: Mapped[int]
    state: Mapped[RequestState] = mapped_column(default=RequestState.pending)
    question: Mapped[str] = mapped_column(default="")
    """What the mentor asked to know before deciding."""
    answer: Mapped[str] = mapped_column(default="")
    """What the mentee wrote back."""
    decline_reason: Mapped[DeclineReason | None]
    decline_words: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship(lazy="joined", innerjoin=True)
    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id], lazy="joined", innerjoin=True)
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id], lazy="joined", innerjoin=True)
    next_mentor: Mapped[Person | None] = relationship(foreign_keys=[next_mentor_id])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REQUESTS

    @property
    def kind_words(self) -> str:
        """What the mentee reads about a no."""
        return KIND_WORDS[self.decline_reason or DeclineReason.other].format(mentor=self.mentor.called)


class RunState(enum.StrEnum):
    """A draft may be changed; it is published once or discarded."""

    draft = "draft"
    published = "published"
    discarded = "discarded"


class ProposalState(enum.StrEnum):
    """What the coordinator thinks of a proposed pair."""

    proposed = "proposed"
    locked = "locked"
    rejected = "rejected"
    published = "published"


class MatchRun(HasPublicId, Base):
    """One run of the engine over a cohort; a cohort has at most one draft."""

    __tablename__ = "match_run"
    __table_args__ = (
        Index(
            "uq_match_run_draft",
            "cohort_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    state: Mapped[RunState] = mapped_column(default=RunState.draft)
    objective: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    """None while the worker has not computed it yet."""
    failure: Mapped[str] = mapped_column(default="")
    """Why it could not be computed, in words a coordinator understands."""
    stopped: Mapped[bool] = mapped_column(default=False)
    """A coordinator did not want to wait for the end; the pairs are those from before."""
    worked_until: Mapped[datetime | None]
    """A worker has taken it up and counts as alive until then; another one takes over after that."""
    step: Mapped[str] = mapped_column(default="")
    """What the worker is doing, in words."""
    percent: Mapped[int | None]
    """How much of that step is done, where that is known."""
    total: Mapped[float | None]
    bound: Mapped[float | None]
    gap: Mapped[float | None]
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Figures about the draft by name: the engine's (see its `Plan`), and against the draft before `former` (how many
    pairs it had), `changed` (how many pairs of this one it had not) and `gone` (who had a mentor in it and waits now).
    """
    published_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship(lazy="joined", innerjoin=True)
    proposals: Mapped[list[Proposal]] = relationship(
        lazy="selectin", order_by="Proposal.id", cascade="all, delete-orphan"
    )
    waiting: Mapped[list[Waiting]] = relationship(
        lazy="selectin", order_by="Waiting.id", cascade="all, delete-orphan"
    )

    @property
    def standing(self) -> list[Proposal]:
        """The pairs that are not rejected."""
        return [proposal for proposal in self.proposals if proposal.state != ProposalState.rejected]

    @property
    def worked_out(self) -> bool:
        """Finished, and neither stopped nor failed: what it says of itself is about its pairs."""
        return self.finished_at is not None and not self.stopped and not self.failure

    def news_of(self, proposal: Proposal) -> str:
        """How a pair came in since the draft before: "new", "changed" (the mentee had another mentor), or ""."""
        known = proposal.by_hand or proposal.former_mentor_id == proposal.mentor_id
        if known or not self.worked_out or not self.notes.get("former"):
            return ""
        return "changed" if proposal.former_mentor_id else "new"

    @property
    def news(self) -> list[Proposal]:
        """The pairs that came in since the draft before."""
        return [proposal for proposal in self.proposals if self.news_of(proposal)]


class Proposal(HasPublicId, Base):
    """A pair that the run, or the coordinator by hand, suggests."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index(
            "uq_proposal_mentee", "run_id", "mentee_id", unique=True,
            sqlite_where=text("state <> 'rejected'"), postgresql_where=text("state <> 'rejected'"),
        ),
        UniqueConstraint("run_id", "mentee_id", "mentor_id"),
    )  # fmt: skip

    run_id: Mapped[int] = mapped_column(ForeignKey("match_run.id", ondelete="CASCADE"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.proposed)
    score: Mapped[float]
    coverage: Mapped[float]
    explanation: Mapped[dict[str, Any]]
    """At the time of the run: reasons, missing, review (lists of sentences), contributions (name, value, weight)."""
    by_hand: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(default="")
    """The coordinator's reason for a lock, a rejection or a pair by hand."""
    former_mentor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whom the mentee had in the draft before this one was worked out."""

    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id], lazy="joined", innerjoin=True)
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id], lazy="joined", innerjoin=True)
    former_mentor: Mapped[Person | None] = relationship(foreign_keys=[former_mentor_id], lazy="joined")

    def describe(self, score: float, coverage: float, explanation: dict[str, Any]) -> None:
        """How well the two fit, as found just now."""
        self.score, self.coverage, self.explanation = score, coverage, explanation


class Waiting(Base):
    """A mentee whom the run could not match, and the binding cause."""

    __tablename__ = "waiting"
    __table_args__ = (UniqueConstraint("run_id", "mentee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_run.id", ondelete="CASCADE"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cause: Mapped[str]

    mentee: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class WeightsState(enum.StrEnum):
    """asked until the worker has worked them out; ready until a coordinator decides."""

    asked = "asked"
    ready = "ready"
    used = "used"
    dropped = "dropped"


UNDECIDED = "state IN ('asked', 'ready')"
UNDECIDED_STATES = (WeightsState.asked, WeightsState.ready)


class LearnedWeights(HasPublicId, Base):
    """What a program's past pairs teach about the weights of a score, and what a coordinator decided about it.

    A program has at most one undecided answer and at most one in use; with none in use the starting weights hold.
    """

    __tablename__ = "learned_weights"
    __table_args__ = (
        Index(
            "uq_learned_weights_undecided", "program_id", unique=True,
            sqlite_where=text(UNDECIDED), postgresql_where=text(UNDECIDED),
        ),
        Index(
            "uq_learned_weights_used", "program_id", unique=True,
            sqlite_where=text("state = 'used'"), postgresql_where=text("state = 'used'"),
        ),
    )  # fmt: skip

    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"), index=True)
    state: Mapped[WeightsState] = mapped_column(default=WeightsState.asked)
    weights: Mapped[dict[str, Any]]
    """Part → its weight, as the engine takes them; empty while asked."""
    figures: Mapped[dict[str, Any]]
    """adopt, pairs, mentees, changes (part, before, after: shares of all weights) and trial; empty while asked."""
    sentence: Mapped[str] = mapped_column(default="")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who used them, or dropped them last."""
    decided_at: Mapped[datetime | None]

    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id], lazy="joined")

    @property
    def adopt(self) -> bool:
        """Whether they were shown to be better than those of the day."""
        return bool(self.figures.get("adopt"))
