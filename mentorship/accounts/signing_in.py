"""Who is at the other end: the cookie names a session row that the server can end at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask_login import current_user, login_user, logout_user
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import LoginSession, Person
from mentorship.extensions import db, login_manager

MEMBER_LASTS, COORDINATOR_LASTS = timedelta(days=14), timedelta(hours=12)


def current_person() -> Person:
    """The signed-in person; only for views that are not open to strangers."""
    person: Person = current_user._get_current_object()
    return person


def open_session(person: Person) -> str:
    """Add a session row; answer the token that the cookie will hold."""
    token = secrets.token_urlsafe(32)
    lasts = COORDINATOR_LASTS if person.is_coordinator else MEMBER_LASTS
    session = LoginSession(
        token_hash=_hash(token), person_id=person.id, created_at=clock.now(), expires_at=clock.now() + lasts
    )
    db.session.add(session)
    return token


def sign_in(person: Person) -> None:
    """Open a session and hand its token to the browser."""
    person.session_token = open_session(person)
    login_user(person)


def sign_out() -> None:
    """End the session for good: a copied cookie is worth nothing afterwards."""
    session = _live_session(current_person().session_token)
    if session:
        session.ended_at = clock.now()
    logout_user()


def end_all_sessions(person: Person) -> None:
    """Sign somebody out everywhere, and let no link made before now work."""
    for session in db.session.scalars(select(LoginSession).filter_by(person_id=person.id, ended_at=None)):
        session.ended_at = clock.now()
    person.link_version += 1


@login_manager.user_loader
def _load(token: str) -> Person | None:
    session = _live_session(token)
    if session is None or session.person.disabled_at:
        return None
    session.person.session_token = token
    return session.person


def _live_session(token: str) -> LoginSession | None:
    query = select(LoginSession).filter_by(token_hash=_hash(token), ended_at=None)
    return db.session.scalar(query.where(LoginSession.expires_at > clock.now()))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
