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

log = logging.getLogger(__name__)
ON_ITS_WAY = (MailState.ready, MailState.claimed, MailState.sending)
RESTING = (MailState.ready, MailState.held, MailState.failed, MailState.unsure)
CAN_WAIT = (Category.reminder, Category.follow_up, Category.nudge)
"""What never arrives at night or in time that somebody protects, also when a try is late."""
StillTrue = Callable[[str], bool]
CalmFrom = Callable[[int, datetime], datetime]
_checks: dict[str, StillTrue] = {}
_calm: dict[str, CalmFrom] = {}


class NobodyChecks(LookupError):
    """No room has said how to find out whether letters about this kind of thing still hold."""


def check_before_sending(kind: str, still_true: StillTrue) -> None:
    """Let `still_true(rest)` decide, when a mail about 'kind:rest' is about to leave, whether it still may."""
    _checks[kind] = still_true


def put_off(why: str, calm_from: CalmFrom) -> None:
    """Let `calm_from(person_id, now)` say from when on mail that CAN_WAIT may reach somebody; now, if it may at once.
    `why` finishes the sentence 'It waits for the end of …'."""
    _calm[why] = calm_from


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


def _send_all(mails: list[sending.Held], line: delivery.Line, stopping: Callable[[], bool]) -> int:
    delivered = 0
    for number, mail in enumerate(mails):
        if stopping() or line.on_hold:
            sending.release(mails[number:])
            break
        answer = _answer(mail, line)
        point("mail.before_mark")
        settled = sending.settle(mail, answer)
        point("mail.after_mark")
        delivered += settled and answer.outcome is Outcome.delivered
    return delivered


def _answer(mail: sending.Held, line: delivery.Line) -> Answer:
    """Send one mail, if it still may; nothing that goes wrong with it keeps the next one waiting."""
    begun = False
    try:
        kept_back = _kept_back(mail)
        if kept_back:
            return kept_back
        begun = sending.begin(mail)
        if not begun:
            return Answer(Outcome.waits, "Another worker has an older mail to the same person in hand.")
        answer = line.send(mail.to_address, mail.message)
    except Exception as error:
        db.session.rollback()
        log.exception("mail %s could not be sent", mail.public_id)
        return Answer(Outcome.later, f"It could not be sent: {type(error).__name__}", unclear=begun)
    if answer.outcome is not Outcome.delivered:
        log.warning("mail %s: %s", mail.public_id, answer.outcome)
    return answer


def _kept_back(mail: sending.Held) -> Answer | None:
    """Why a mail does not leave now: for good, or until somebody may be disturbed again. That is no try."""
    reason, now = _why_not(mail), clock.now()
    if reason:
        return Answer(Outcome.superseded, reason)
    if mail.send_before and now >= mail.send_before:
        return Answer(Outcome.refused, "Until it had become useless, it could not be delivered.")
    if mail.category not in CAN_WAIT:
        return None
    for why, calm_from in _calm.items():
        calm = calm_from(mail.person_id, now)
        if calm > now and mail.send_before and calm >= mail.send_before:
            return Answer(Outcome.superseded, f"It would be useless by the end of {why}.")
        if calm > now:
            return Answer(Outcome.waits, f"It waits for the end of {why}.", until=calm)
    return None


def _why_not(mail: sending.Held) -> str | None:
    """Why a mail that was right when it was written must not leave any more."""
    is_open, wants = queries.is_open_and_wants(mail.person_id, mail.category)
    if not is_open:
        return "The account was closed before this left."
    if not wants:
        return "The person no longer wants such mail."
    kind, _, rest = mail.about.partition(":")
    if kind and not _checks[kind](rest):
        return "What it says was no longer so when it was about to leave."
    return None


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
    """A worker shows that it runs."""
    db.session.merge(WorkerBeat(name=name, at=clock.now()))
