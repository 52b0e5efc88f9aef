"""The rows on their way: taken under a lease, given back, settled. Every function commits, because each step must stand
before the next one begins, and no transaction may stay open while a mail server is asked."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Update,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import aliased

from mentorship import clock
from mentorship.extensions import db
from mentorship.faults import point
from mentorship.mail.answers import MOST_TRIES, Answer, Outcome, pause
from mentorship.mail.models import WAITING, Category, MailState, OutgoingMail
from mentorship.mail.queries import may_be_written_to

BATCH = 25
"""Taken together. Should a slow server make their lease end meanwhile, another worker may take what has not begun."""
LEASE, A_MINUTE = timedelta(minutes=5), timedelta(minutes=1)
HELD = (MailState.claimed, MailState.sending)
SETTLED = ("state", "attempts", "ready_at", "sent_at", "last_error")
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
    ready_at: datetime
    send_before: datetime | None
    message: bytes
    lease: str


# What every mail goes through, put together once: building a statement costs more than running it.
_now = bindparam("now", type_=OutgoingMail.ready_at.type)
# A lease that ends later than any lease can was given before the clock was set back. Twice the lease, because whoever
# waits for the database here compares with an instant that lies a little before the other's.
_abandoned = or_(
    OutgoingMail.lease_until < _now,
    OutgoingMail.lease_until > bindparam("too_late", type_=OutgoingMail.ready_at.type),
)
DUE = (
    select(OutgoingMail.id)
    .where(
        text(WAITING),
        or_(
            and_(OutgoingMail.state == MailState.ready, OutgoingMail.ready_at <= _now),
            and_(OutgoingMail.state.in_(HELD), _abandoned),
        ),
    )
    .order_by(OutgoingMail.ready_at, OutgoingMail.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_THESE = OutgoingMail.id.in_(bindparam("these", expanding=True))
_tries = case(
    (OutgoingMail.state == MailState.sending, OutgoingMail.attempts + 1), else_=OutgoingMail.attempts
)
TAKE = (
    update(OutgoingMail)
    .where(_THESE)
    .values(
        state=MailState.claimed, lease=bindparam("token"), lease_until=bindparam("until"), attempts=_tries
    )
    .returning(*(getattr(OutgoingMail, field.name) for field in fields(Held)))
)
_OURS = and_(OutgoingMail.id == bindparam("mail"), OutgoingMail.lease == bindparam("token"))
_older = aliased(OutgoingMail)
_older_in_hand = exists().where(
    _older.person_id == bindparam("to"),
    _older.state == literal_column(f"'{MailState.sending}'"),  # in words, or the partial index is of no use
    _older.id < OutgoingMail.id,
)
SETTLE = (
    update(OutgoingMail)
    .where(_OURS, OutgoingMail.state.in_(HELD))
    .values({name: bindparam(f"new_{name}") for name in SETTLED})
    .values(lease=None, lease_until=None)
)
RELEASE = (
    update(OutgoingMail)
    .where(_THESE, OutgoingMail.lease == bindparam("token"), OutgoingMail.state == MailState.claimed)
    .values(state=MailState.ready, lease=None, lease_until=None)
)


def claim(most: int = BATCH) -> list[Held]:
    """Take what is due, oldest first, and what somebody took and never finished."""
    token, now = secrets.token_hex(8), clock.now()
    connection = db.session.connection()
    due = connection.execute(DUE, {"now": now, "too_late": now + 2 * LEASE, "most": most})
    ids = due.scalars().all()
    taken = connection.execute(TAKE, {"these": ids, "token": token, "until": now + LEASE}) if ids else ()
    mails = [Held(**row._mapping) for row in taken]
    db.session.commit()
    return sorted(mails, key=lambda mail: (mail.ready_at, mail.id))


def go_on(done: tuple[Held, Answer] | None, then: Held | None) -> tuple[bool, bool]:
    """Commit at once what became of the last one, and that the server is about to be asked for the next; whether each
    of the two holds.

    Not so when the lease was lost meanwhile. Nor does the next one begin when it is unwanted, or while another worker
    has an older mail to the same person in hand: what changes a date must not overtake what made it.
    """
    connection = db.session.connection()
    settled = done is not None and connection.execute(SETTLE, _settling(*done)).rowcount > 0
    begun = then is not None and connection.execute(_begin(), _beginning(then)).rowcount > 0
    point("mail.in_change")
    db.session.commit()
    return settled, begun


def release(mails: Sequence[Held]) -> None:
    """Give back what was taken together and not begun."""
    db.session.connection().execute(RELEASE, {"these": [mail.id for mail in mails], "token": mails[0].lease})
    db.session.commit()


@cache
def _begin() -> Update:
    return (
        update(OutgoingMail)
        .where(_OURS, OutgoingMail.state == MailState.claimed, ~_older_in_hand, may_be_written_to())
        .values(state=MailState.sending, lease_until=bindparam("until"))
    )


def _beginning(mail: Held) -> dict[str, Any]:
    return {**_ours(mail), "to": mail.person_id, "until": clock.now() + LEASE}


def _settling(mail: Held, answer: Answer) -> dict[str, Any]:
    unchanged = {"attempts": mail.attempts, "ready_at": mail.ready_at, "sent_at": None}
    settled = {**unchanged, "last_error": answer.words or None, **_after(mail, answer)}
    return {**_ours(mail), **{f"new_{name}": value for name, value in settled.items()}}


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
        case Outcome.waits:
            return {"state": MailState.ready, "ready_at": answer.until or clock.now() + A_MINUTE}
        case Outcome.later:
            return _again(mail, answer)


def _again(mail: Held, answer: Answer) -> dict[str, Any]:
    tries = mail.attempts + 1
    ready_at = clock.now() + pause(tries, answer, _spread.uniform(0.8, 1.2))
    if tries >= MOST_TRIES or (mail.send_before and ready_at >= mail.send_before):
        return {"state": MailState.unsure if answer.unclear else MailState.failed, "attempts": tries}
    return {"state": MailState.ready, "attempts": tries, "ready_at": ready_at}


def _ours(mail: Held) -> dict[str, Any]:
    return {"mail": mail.id, "token": mail.lease}
