"""The rows on their way: taken under a lease, given back, settled. Every function commits, because each step must stand
before the next one begins, and no transaction may stay open while a mail server is asked."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, case, exists, or_, select, text, update
from sqlalchemy.orm import aliased

from mentorship import clock
from mentorship.extensions import db
from mentorship.faults import point
from mentorship.mail.answers import MOST_TRIES, Answer, Outcome, pause
from mentorship.mail.models import WAITING, Category, MailState, OutgoingMail

BATCH = 10
LEASE = timedelta(minutes=5)
HELD = (MailState.claimed, MailState.sending)
_spread = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Held:
    """A row that is ours until the lease ends. `lease` is the fencing token: with an old one nothing can be changed."""

    id: int
    public_id: str
    person_id: int
    to_address: str
    category: Category
    about: str
    attempts: int
    send_before: datetime | None
    message: bytes
    lease: str


def claim(most: int = BATCH) -> list[Held]:
    """Take what is due, oldest first, and what somebody took and never finished."""
    lease, now = secrets.token_hex(8), clock.now()
    due = select(OutgoingMail.id).where(_due()).order_by(OutgoingMail.ready_at, OutgoingMail.id).limit(most)
    ids = db.session.scalars(due.with_for_update(skip_locked=True)).all()
    if not ids:
        db.session.commit()
        return []
    tries = case(
        (OutgoingMail.state == MailState.sending, OutgoingMail.attempts + 1), else_=OutgoingMail.attempts
    )
    taken = {"state": MailState.claimed, "lease": lease, "lease_until": now + LEASE, "attempts": tries}
    _change(OutgoingMail.id.in_(ids), taken)
    return _held(ids, lease)


def begin(mail: Held) -> bool:
    """Commit that the server is about to be asked; False when the lease was lost meanwhile, or while another worker has
    an older mail to the same person in hand: what changes a date must not overtake what made it."""
    begun = {"state": MailState.sending, "lease_until": clock.now() + LEASE}
    older = aliased(OutgoingMail)
    in_hand = exists().where(
        older.person_id == mail.person_id, older.state == MailState.sending, older.id < mail.id
    )
    return _change(and_(_ours(mail, MailState.claimed), ~in_hand), begun)


def settle(mail: Held, answer: Answer) -> bool:
    """Commit what became of it; False when somebody else has taken the row over."""
    settled = {"lease": None, "lease_until": None, "last_error": answer.words or None, **_after(mail, answer)}
    return _change(_ours(mail, *HELD), settled)


def release(mails: Sequence[Held]) -> None:
    """Give back what was taken and not begun."""
    ids, leases = {mail.id for mail in mails}, {mail.lease for mail in mails}
    unbegun = OutgoingMail.state == MailState.claimed
    _change(
        and_(OutgoingMail.id.in_(ids), OutgoingMail.lease.in_(leases), unbegun),
        {"state": MailState.ready, "lease": None, "lease_until": None},
    )


def _due() -> ColumnElement[bool]:
    now = clock.now()
    # A lease that ends later than any lease can was given before the clock was set back. Twice the lease, because
    # whoever waits for the database here compares with an instant that lies a little before the other's.
    abandoned = or_(OutgoingMail.lease_until < now, OutgoingMail.lease_until > now + 2 * LEASE)
    return and_(
        text(WAITING),
        or_(
            and_(OutgoingMail.state == MailState.ready, OutgoingMail.ready_at <= now),
            and_(OutgoingMail.state.in_(HELD), abandoned),
        ),
    )


def _after(mail: Held, answer: Answer) -> dict[str, Any]:
    match answer.outcome:
        case Outcome.delivered:
            return {"state": MailState.sent, "sent_at": clock.now()}
        case Outcome.superseded:
            return {"state": MailState.superseded}
        case Outcome.refused:
            return {"state": MailState.failed}
        case Outcome.hold:
            return {"state": MailState.ready}
        case Outcome.later:
            return _again(mail, answer)


def _held(ids: Sequence[int], lease: str) -> list[Held]:
    columns = [getattr(OutgoingMail, field.name) for field in fields(Held)]
    query = select(*columns).where(OutgoingMail.id.in_(ids), OutgoingMail.lease == lease)
    rows = db.session.execute(query.order_by(OutgoingMail.ready_at, OutgoingMail.id))
    mails = [Held(*row) for row in rows]
    db.session.commit()
    return mails


def _again(mail: Held, answer: Answer) -> dict[str, Any]:
    tries = mail.attempts + 1
    ready_at = clock.now() + pause(tries, answer, _spread.uniform(0.8, 1.2))
    if tries >= MOST_TRIES or (mail.send_before and ready_at >= mail.send_before):
        return {"state": MailState.unsure if answer.unclear else MailState.failed, "attempts": tries}
    return {"state": MailState.ready, "attempts": tries, "ready_at": ready_at}


def _ours(mail: Held, *states: MailState) -> ColumnElement[bool]:
    return and_(OutgoingMail.id == mail.id, OutgoingMail.lease == mail.lease, OutgoingMail.state.in_(states))


def _change(which: ColumnElement[bool], values: dict[str, Any]) -> bool:
    changed = cast(CursorResult[Any], db.session.execute(update(OutgoingMail).where(which).values(values)))
    point("mail.in_change")
    db.session.commit()
    return changed.rowcount > 0
