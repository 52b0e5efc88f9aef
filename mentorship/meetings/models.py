"""Meetings, who attends them, and what came of them."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentorship.accounts.models import Person
from mentorship.database import Base, HasPublicId
from mentorship.pairs.models import Mentorship


class MeetingState(enum.StrEnum):
    """held and confirmed block both people's time."""

    held = "held"
    confirmed = "confirmed"
    cancelled = "cancelled"
    completed = "completed"
    no_show = "no_show"


TOOK_PLACE = (MeetingState.confirmed, MeetingState.completed)
"""Of a meeting whose end has passed: as far as anybody knows, they met."""
SINGLE_AHEAD = "state IN ('held', 'confirmed') AND series IS NULL"


class Meeting(HasPublicId, Base):
    """One appointment of a pair. uid and sequence belong to the calendar entry for life."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("sequence >= 0", name="sequence"),
        Index(
            "uq_meeting_next",
            "mentorship_id",
            unique=True,
            sqlite_where=text(SINGLE_AHEAD),
            postgresql_where=text(SINGLE_AHEAD),
        ),
    )

    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), index=True)
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    stamped_at: Mapped[datetime]
    """DTSTAMP of the newest invitation; strictly later with every change."""
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    zone: Mapped[str]
    """The zone in which the time was agreed (the mentor's)."""
    wall_time: Mapped[str]
    """The local time that was agreed there, 'YYYY-MM-DDTHH:MM', whatever happens to the zone's rules."""
    link: Mapped[str]
    agenda: Mapped[str] = mapped_column(default="")
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.confirmed)
    booked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cancel_reason: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime | None]
    """Until when a held time waits for the partner's answer."""
    series: Mapped[str | None] = mapped_column(index=True)
    """What the meetings planned together have in common; each is a row and a calendar entry of its own."""
    created_at: Mapped[datetime]

    mentorship: Mapped[Mentorship] = relationship(lazy="joined", innerjoin=True)
    attendances: Mapped[list[Attendance]] = relationship(cascade="all, delete-orphan")
    wrap_ups: Mapped[list[WrapUp]] = relationship(lazy="selectin")
    notes: Mapped[list[MeetingNote]] = relationship(order_by="MeetingNote.id")
    move_proposal: Mapped[MoveProposal | None] = relationship(back_populates="meeting", passive_deletes="all")

    @property
    def upcoming(self) -> bool:
        return self.state in (MeetingState.held, MeetingState.confirmed)

    def waits(self, now: datetime) -> bool:
        """Whether it is a time that was asked for and may still be accepted."""
        return self.state == MeetingState.held and not self._too_late(now)

    def other_time(self, now: datetime) -> MoveProposal | None:
        """Another time that is proposed for it and waits for an answer."""
        proposal = self.move_proposal
        return proposal if proposal and proposal.expires_at > now else None

    def proposal_ended(self, now: datetime) -> bool:
        """Whether it was only ever proposed, and that has ended; a date that stood keeps no expiry."""
        return self.expires_at is not None and not self.waits(now)

    def _too_late(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    def over(self, now: datetime) -> bool:
        """Whether its end has passed."""
        return self.ends_at <= now

    def open_for_wrap_up(self, person: Person) -> bool:
        """Whether this person could still say what came of it, once it is over. One that was cancelled beforehand is
        not asked about; one that somebody called moved afterwards is."""
        called_off = self.state == MeetingState.cancelled and not self.wrap_ups
        return not called_off and self.wrap_up_by(person) is None

    def wrap_up_by(self, person: Person) -> WrapUp | None:
        return next((wrap_up for wrap_up in self.wrap_ups if wrap_up.person_id == person.id), None)


class Answer(enum.StrEnum):
    """What somebody said to an invitation, here or in their own calendar."""

    needs_action = "needs_action"
    accepted = "accepted"
    tentative = "tentative"
    declined = "declined"


class Attendance(Base):
    """One person's time taken by a meeting of a pair, or (without meeting_id) by a seat in a group meeting, or by
    another time that is proposed for a meeting. The database refuses two active ones that overlap (a trigger on SQLite,
    an exclusion constraint on PostgreSQL; migrations 0002 and 0005)."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        Index("ix_attendance_person", "person_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    active: Mapped[bool] = mapped_column(default=True)
    answer: Mapped[Answer] = mapped_column(default=Answer.needs_action)
    answered_at: Mapped[datetime | None]
    """For an answer by mail, its own DTSTAMP, so that an older one that arrives late changes nothing."""
    kept_for_id: Mapped[int | None] = mapped_column(
        ForeignKey("move_proposal.id", ondelete="CASCADE"), index=True
    )
    """The proposal that this time is kept for; it goes with it."""


class MoveProposal(HasPublicId, Base):
    """Another time that one of the two proposes for a date that stands. The date stays where it is until the other
    says yes; until then the time is kept for both, as far as the date does not take it. The answer ends the row."""

    __tablename__ = "move_proposal"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="order"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    meeting: Mapped[Meeting] = relationship(back_populates="move_proposal")
    kept: Mapped[list[Attendance]] = relationship(cascade="all, delete-orphan")

    @property
    def asked_by(self) -> Person:
        return next(one for one in self.meeting.mentorship.people if one.id == self.asked_by_id)


class Happened(enum.StrEnum):
    """What a person says about a meeting that is over."""

    yes = "yes"
    moved = "moved"
    no_show = "no_show"


class WrapUp(Base):
    """One person's answer after a meeting: did it happen, and their next step."""

    __tablename__ = "wrap_up"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    happened: Mapped[Happened]
    next_step: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    answered_at: Mapped[datetime]


class MeetingNote(HasPublicId, Base):
    """Words kept about a meeting: for their writer alone, or for both."""

    __tablename__ = "meeting_note"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime]


class CalendarAddress(Base):
    """The secret address of a person's own feed; only its hash is kept. Without a row there is no feed."""

    __tablename__ = "calendar_address"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]


class ReplyState(enum.StrEnum):
    """What became of a calendar's answer by mail."""

    taken = "taken"
    stale = "stale"
    unmatched = "unmatched"
    unreadable = "unreadable"
    set_aside = "set_aside"


class CalendarReply(HasPublicId, Base):
    """An answer that some calendar sent by mail, and what became of it. The mail itself is not kept."""

    __tablename__ = "calendar_reply"

    fingerprint: Mapped[str] = mapped_column(unique=True)
    """A hash of the message: the same mail read twice is answered once."""
    received_at: Mapped[datetime] = mapped_column(index=True)
    sender: Mapped[str]
    method: Mapped[str] = mapped_column(default="")
    uid: Mapped[str] = mapped_column(default="")
    answer: Mapped[Answer | None]
    proposed_at: Mapped[datetime | None]
    """The other time that a COUNTER asks for."""
    state: Mapped[ReplyState]
    sentence: Mapped[str]
    """What a coordinator should know."""
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
