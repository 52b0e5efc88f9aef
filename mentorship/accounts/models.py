"""People, their sign-ins, their one-use links, and the tries that are counted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentorship.database import Base, HasPublicId


class Person(HasPublicId, Base):
    """Somebody with an account. One person may hold several roles."""

    __tablename__ = "person"
    __allow_unmapped__ = True

    session_token: str = ""
    """Set while signed in (signing_in.py); not a column."""

    email: Mapped[str] = mapped_column(unique=True)
    """Normalized (NFKC, case folded), so that one address is one person."""
    name: Mapped[str]
    timezone: Mapped[str] = mapped_column(default="America/New_York")
    password_hash: Mapped[str]
    is_mentee: Mapped[bool] = mapped_column(default=False)
    is_mentor: Mapped[bool] = mapped_column(default=False)
    is_coordinator: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    link_version: Mapped[int] = mapped_column(default=1)
    """Raised when the password or a role changes: links made before then stop working."""
    created_at: Mapped[datetime]

    # What Flask-Login asks of a person.
    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        """The session's token, never the person's own id: the server can end a session."""
        return self.session_token

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def called(self) -> str:
        """'Dr. Ben Osei' for physicians, the plain name for coordinators."""
        return f"Dr. {self.name}" if self.is_mentee or self.is_mentor else self.name


class LoginSession(Base):
    """A sign-in that the server can end. The cookie holds the token, the row only its hash."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class UsedLink(Base):
    """A one-use link that has been used; the key refuses a second use, also a simultaneous one."""

    __tablename__ = "used_link"

    link_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime]


class SignInTry(Base):
    """A try that is counted: a failed sign-in, a mail asked for. The key tells nobody whose it was."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]
