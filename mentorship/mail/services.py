"""Put a letter into the post in the transaction that causes it; send what is due; keep what people want to receive."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Set
from contextlib import suppress
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.database import new_public_id
from mentorship.extensions import db
from mentorship.faults import point
from mentorship.mail import delivery, queries, rendering, sending
from mentorship.mail.answers import Answer, Outcome
from mentorship.mail.letters import Letter
from mentorship.mail.message import LONGEST_SUBJECT, MessageRefused, address, build, one_line
from mentorship.mail.models import OPTIONAL, Category, MailOptOut, MailState, OutgoingMail, WorkerBeat
from mentorship.mail.sending import Held

log = logging.getLogger(__name__)
ON_ITS_WAY = (MailState.ready, MailState.claimed, MailState.sending)
RESTING = (MailState.ready, MailState.held, MailState.failed, MailState.unsure)
CAN_WAIT = (Category.reminder, Category.follow_up, Category.nudge)
"""What never arrives at night or in time that somebody protects, also when a try is late."""
StillTrue = Callable[[str], bool]
CalmFrom = Callable[[int, datetime], datetime]
_checks: dict[str, StillTrue] = {}
_calm_from: CalmFrom | None = None
THE_NIGHT = "the night, or of the time that they protect"


class NobodyChecks(LookupError):
    """No room has said how to find out whether letters about this kind of thing still hold."""


def check_before_sending(kind: str, still_true: StillTrue) -> None:
    """Let `still_true(rest)` decide, when a mail about 'kind:rest' is about to leave, whether it still may."""
    _checks[kind] = still_true


def put_off(calm_from: CalmFrom) -> None:
    """Let `calm_from(person_id, now)` say from when on mail that CAN_WAIT may reach somebody; now, if at once."""
    global _calm_from
    _calm_from = calm_from


def post(letter: Letter) -> OutgoingMail | None:
    """Add the letter, in its final bytes, to the caller's transaction.

    None when its dedupe key was used before, also by somebody else at this very moment, or when the person does
    not want such mail. A letter that cannot be written is kept as failed, with the reason: it never undoes its cause.
    """
    kind = letter.about.partition(":")[0]
    if kind and kind not in _checks:
        raise NobodyChecks(f"call mail.services.check_before_sending({kind!r}, …) in your room's init_app")
    db.session.flush()  # what the caller has changed so far, outside of the savepoint below
    if letter.category in queries.unwanted_by(letter.to.id) or _used(letter.dedupe_key):
        return None
    mail = _row(letter)
    try:
        with db.session.begin_nested():
            db.session.add(mail)
    except IntegrityError:
        if not _used(letter.dedupe_key):
            raise
        return None
    return mail


def _used(dedupe_key: str) -> bool:
    return db.session.scalar(select(OutgoingMail.id).filter_by(dedupe_key=dedupe_key)) is not None


def _row(letter: Letter) -> OutgoingMail:
    key, now = new_public_id(), clock.now()
    message = rendering.compose(letter, key, now)
    mail = OutgoingMail(
        public_id=key,
        person_id=letter.to.id,
        to_address=letter.to.email,
        category=letter.category,
        template=letter.kind,
        subject=one_line(letter.subject, LONGEST_SUBJECT),
        message_id=message.message_id,
        dedupe_key=letter.dedupe_key,
        about=letter.about,
        ready_at=letter.ready_at or now,
        send_before=letter.until,
        created_at=now,
        message=b"",
    )
    try:
        mail.to_address, mail.message = address(letter.to.email), build(message)
    except MessageRefused as refusal:
        mail.state, mail.last_error = MailState.failed, str(refusal)
        log.warning("mail %s (%s) cannot be written: %s", key, letter.kind, refusal)
    return mail


def drain(stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due until nothing is left or it is time to stop; answer how many mails were delivered. Commits every
    step."""
    delivered = 0
    with delivery.line() as line:
        while not stopping() and not line.on_hold:
            point("mail.before_claim")
            mails = sending.claim()
            point("mail.after_claim")
            if not mails:
                break
            delivered += _send_all(mails, line, stopping)
    return delivered


def _send_all(mails: list[Held], line: delivery.Line, stopping: Callable[[], bool]) -> int:
    delivered, left = 0, list(mails)
    done: tuple[Held, Answer] | None = None
    while left and not stopping() and not line.on_hold:
        mail = left.pop(0)
        answer = _not_to_be_sent(mail)
        settled, begun = _go_on(done, None if answer else mail)
        delivered += settled
        done = mail, answer or (_sent(mail, line) if begun else _not_begun(mail))
    delivered += _go_on(done, None)[0]
    if left:
        sending.release(left)
    return delivered


def _go_on(done: tuple[Held, Answer] | None, then: Held | None) -> tuple[bool, bool]:
    """(the last one is marked as delivered, the next one has begun). Whatever keeps the next one from beginning, the
    last one is marked: what was delivered must not go out again."""
    point("mail.before_mark")
    try:
        settled, begun = sending.go_on(done, then)
    except Exception:
        if then is None:
            raise
        db.session.rollback()
        log.exception("mail %s could not begin", then.public_id)
        settled, begun = sending.go_on(done, None)
    point("mail.after_mark")
    return settled and done is not None and done[1].outcome is Outcome.delivered, begun


def _not_to_be_sent(mail: Held) -> Answer | None:
    """Why a mail does not leave now; nothing that goes wrong with it keeps the next one waiting."""
    kind, _, rest = mail.about.partition(":")
    try:
        if kind and not _checks[kind](rest):
            return Answer(Outcome.superseded, "What it says was no longer so when it was about to leave.")
        if mail.send_before and clock.now() >= mail.send_before:
            return Answer(Outcome.refused, "Until it had become useless, it could not be delivered.")
        return _put_off(mail, clock.now()) if mail.category in CAN_WAIT else None
    except Exception as error:
        return _broken(mail, error, begun=False)


def _put_off(mail: Held, now: datetime) -> Answer | None:
    """It leaves once somebody may be disturbed again. That is no try."""
    calm = _calm_from(mail.person_id, now) if _calm_from else now
    if calm <= now:
        return None
    if mail.send_before and calm >= mail.send_before:
        return Answer(Outcome.superseded, f"It would be useless by the end of {THE_NIGHT}.")
    return Answer(Outcome.waits, f"It waits for the end of {THE_NIGHT}.", until=calm)


def _not_begun(mail: Held) -> Answer:
    is_open, wants = queries.is_open_and_wants(mail.person_id, mail.category)
    if not is_open:
        return Answer(Outcome.superseded, "The account was closed before this left.")
    if not wants:
        return Answer(Outcome.superseded, "The person no longer wants such mail.")
    return Answer(Outcome.waits, "Another worker has an older mail to the same person in hand.")


def _sent(mail: Held, line: delivery.Line) -> Answer:
    try:
        answer = line.send(mail.to_address, mail.message)
    except Exception as error:
        return _broken(mail, error, begun=True)
    if answer.outcome is not Outcome.delivered:
        log.warning("mail %s: %s", mail.public_id, answer.outcome)
    return answer


def _broken(mail: Held, error: Exception, *, begun: bool) -> Answer:
    db.session.rollback()
    log.exception("mail %s could not be sent", mail.public_id)
    return Answer(Outcome.later, f"It could not be sent: {type(error).__name__}", unclear=begun)


def retry(public_ids: Collection[str]) -> int:
    """Let these go out now, as if never tried, even those that have become useless, but none that was never written;
    how many of them there were."""
    fresh = {"state": MailState.ready, "ready_at": clock.now(), "attempts": 0, "send_before": None}
    written = OutgoingMail.message != b""
    return _set_aside(
        and_(OutgoingMail.public_id.in_(public_ids), written), RESTING, {**fresh, "last_error": None}
    )


def release_held() -> int:
    """Let everything go out that is held and not yet useless; how many that were."""
    useful = or_(OutgoingMail.send_before.is_(None), OutgoingMail.send_before > clock.now())
    return _set_aside(useful, (MailState.held,), {"state": MailState.ready})


def hold(why: str, public_ids: Collection[str] | None = None) -> int:
    """Put these, or everything that is due, aside until somebody has looked at it; how many that were. What a worker
    has in hand is not touched, unless the worker never finished it."""
    which = (
        OutgoingMail.ready_at <= clock.now() if public_ids is None else OutgoingMail.public_id.in_(public_ids)
    )
    return _set_aside(which, ON_ITS_WAY, {"state": MailState.held, "last_error": why})


def _set_aside(which: ColumnElement[bool], states: Collection[MailState], values: dict[str, Any]) -> int:
    in_hand = OutgoingMail.lease_until > clock.now()
    query = update(OutgoingMail).where(which, OutgoingMail.state.in_(states), in_hand.is_not(True))
    changed = db.session.execute(query.values({"lease": None, "lease_until": None, **values}))
    return cast(CursorResult[Any], changed).rowcount


def set_preferences(person_id: int, wanted: Set[Category]) -> None:
    """Keep which of the OPTIONAL categories a person wants."""
    db.session.execute(delete(MailOptOut).where(MailOptOut.person_id == person_id))
    db.session.add_all(
        MailOptOut(person_id=person_id, category=category) for category in OPTIONAL if category not in wanted
    )


def switch_off(person_id: int, category: Category) -> None:
    """This person no longer wants such mail. Switched off twice, also at one moment, it is off once."""
    if category in queries.unwanted_by(person_id):
        return
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(MailOptOut(person_id=person_id, category=category))


def beat(name: str) -> None:
    """A worker shows that it runs. Several may do so for the first time at one moment."""
    shown = update(WorkerBeat).where(WorkerBeat.name == name).values(at=clock.now())
    if not cast(CursorResult[Any], db.session.execute(shown)).rowcount:
        with suppress(IntegrityError), db.session.begin_nested():
            db.session.add(WorkerBeat(name=name, at=clock.now()))
