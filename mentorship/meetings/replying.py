"""What follows from a calendar's answer by mail: it counts, comes too late, or a coordinator looks at it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError, OperationalError

from mentorship import clock
from mentorship.accounts.addresses import normalized
from mentorship.accounts.models import Person
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.mail.services import post
from mentorship.meetings import emails, queries, replies
from mentorship.meetings.answering import record_answer
from mentorship.meetings.models import Answer, CalendarReply, Meeting, ReplyState
from mentorship.pairs.services import PairHasEnded

log = logging.getLogger(__name__)
KEPT = timedelta(days=90)
ANSWERS = {
    "ACCEPTED": Answer.accepted,
    "TENTATIVE": Answer.tentative,
    "DECLINED": Answer.declined,
    "NEEDS-ACTION": Answer.needs_action,
}
TOO_LATE = "It came after the meeting had changed or ended, or after a newer answer."


@dataclass(frozen=True, slots=True)
class Said:
    """A clear answer to a date that is not a pair's."""

    uid: str
    sequence: int
    person: Person
    answer: Answer
    other_time: bool
    """It proposes another time, so the answer is a Maybe."""


Taker = Callable[[Said], bool | None]
_takers: list[Taker] = []


def hear_also(taker: Taker) -> None:
    """Let a room take answers to its own dates: whether the answer counts, or None when the date is not its own."""
    _takers.append(taker)


class Unclear(Exception):
    """Nobody can tell whose answer it is, or what it says. The text is for the coordinator."""


def take_in(octets: bytes) -> CalendarReply | None:
    """Do what this mail asks for and keep a row about it; None for mail that concerns nobody here or came before.

    Only a database that is not there raises: that mail should come again. Any other never keeps the next one waiting.
    """
    try:
        with db.session.begin_nested():
            return _taken_in(octets)
    except OperationalError:
        raise
    except Exception:
        log.exception("a mail could not be taken in")
        return None


def _taken_in(octets: bytes) -> CalendarReply | None:
    try:
        mail = replies.opened(octets)
        senders = [normalized(_shown(address)) for address in replies.senders(mail)]
        row = CalendarReply(
            fingerprint=replies.fingerprint(octets, mail),
            received_at=clock.now(),
            sender=senders[0] if senders else "",
            state=ReplyState.unreadable,
        )
    except Exception as error:  # whatever a library finds in a stranger's mail, the next one is read
        log.warning("a mail could not be opened: %s", type(error).__name__)
        return None
    writer = _person_with(senders)
    reply = _read(octets, mail, row, writer)
    meeting = queries.meeting_with_uid(_shown(reply.uid)) if reply else None
    if reply:
        row.method, row.uid, row.state = reply.method, _shown(reply.uid), ReplyState.unmatched
        row.sentence = "" if meeting else "It answers a meeting that does not exist here."
    row.meeting_id = meeting.id if meeting else None
    row.person_id = writer.id if writer else None
    concerns_somebody = meeting or (writer and row.sentence)
    if not concerns_somebody or not _is_first(row):
        return None
    if reply and meeting:
        _answer(row, reply, meeting, senders)
    elif reply and writer:
        _answer_elsewhere(row, reply, writer)
    return row


def set_aside(reply: CalendarReply) -> None:
    """The coordinator has looked at it."""
    if reply.state in (ReplyState.unmatched, ReplyState.unreadable):
        reply.state = ReplyState.set_aside


def forget_old_replies(now: datetime) -> int:
    """After 90 days nobody needs to know who answered how."""
    old = delete(CalendarReply).where(CalendarReply.received_at < now - KEPT).returning(CalendarReply.id)
    return len(db.session.execute(old).all())


def _read(octets: bytes, mail: Message, row: CalendarReply, writer: Person | None) -> replies.Reply | None:
    """The answer; when there is none, the row says why, or nothing if nobody need know."""
    row.sentence = ""
    try:
        return replies.read(octets, mail)
    except replies.NoAnswer as nothing:
        if nothing.by_person and writer:
            row.sentence = (
                f"{writer.called} wrote by hand instead of pressing Yes or No. Ask what they meant."
            )
    except replies.Unreadable as trouble:
        row.sentence = str(trouble)
    except Exception as error:  # as above
        log.warning("an answer could not be read: %s", type(error).__name__)
        row.sentence = "The answer in it is not written as calendars write it."
    return None


def _answer(row: CalendarReply, reply: replies.Reply, meeting: Meeting, senders: list[str]) -> None:
    """Let the answer count, if it is clear whose it is and nothing newer is known."""
    try:
        person, row.answer = _whose(reply, meeting, senders)
        row.person_id = person.id
        counts = _is_of_this_version(reply, meeting) and _taken(row, reply, meeting, person)
    except Unclear as trouble:
        row.sentence = str(trouble)
        return
    except PairHasEnded:
        counts = False
    row.state = ReplyState.taken if counts else ReplyState.stale
    row.sentence = "" if counts else TOO_LATE


def _answer_elsewhere(row: CalendarReply, reply: replies.Reply, writer: Person) -> None:
    """Another room may know the date, and may refuse; then the coordinator reads what was said and why not."""
    said = {normalized(address): partstat for address, partstat in reply.attendees}
    answer = ANSWERS.get(said.get(normalized(writer.email), ""))
    if answer is None:
        return
    other_time = reply.method == "COUNTER"
    answer = Answer.tentative if other_time else answer
    try:
        told = Said(row.uid, reply.sequence or 0, writer, answer, other_time)
        counts = next((one for one in (taker(told) for taker in _takers) if one is not None), None)
    except Refusal as refusal:
        did = "proposes another time" if other_time else "said No"
        row.answer, row.sentence = answer, f"{writer.called} {did}. {refusal.sentence}"
        return
    if counts is not None:
        row.answer, row.state = answer, ReplyState.taken if counts else ReplyState.stale
        row.sentence = "" if counts else TOO_LATE


def _whose(reply: replies.Reply, meeting: Meeting, senders: list[str]) -> tuple[Person, Answer]:
    guests = {normalized(person.email): person for person in meeting.mentorship.people}
    said = {normalized(address): partstat for address, partstat in reply.attendees}
    if len(said) > 1:  # some calendars repeat the whole list
        said = {address: partstat for address, partstat in said.items() if address in senders}
    address, partstat = next(iter(said.items()), ("", ""))
    if address not in guests:
        raise Unclear(
            "It came from an address that neither of the two has here, perhaps an alias. Ask whose it is."
        )
    person = guests[address]
    if address not in senders:
        raise Unclear(f"It speaks for {person.called} and came from another address. Ask whether it holds.")
    if partstat not in ANSWERS:
        raise Unclear(f"{person.called} answered neither Yes nor Maybe nor No. Ask what they meant.")
    return person, ANSWERS[partstat]


def _is_of_this_version(reply: replies.Reply, meeting: Meeting) -> bool:
    """A calendar that leaves SEQUENCE out is believed when it names the present time."""
    if reply.sequence is None and reply.method == "REPLY" and reply.starts_at:
        return reply.starts_at == meeting.starts_at
    return (reply.sequence or 0) >= meeting.sequence


def _taken(row: CalendarReply, reply: replies.Reply, meeting: Meeting, person: Person) -> bool:
    if reply.method == "REPLY" or reply.starts_at == meeting.starts_at:
        return record_answer(meeting, person, row.answer or Answer.needs_action, at=reply.stamp)
    if reply.starts_at is None:
        raise Unclear(
            f"{person.called} proposes another time, in a time zone that is unknown here. Ask for it."
        )
    if reply.starts_at <= clock.now() or not record_answer(meeting, person, Answer.tentative, at=reply.stamp):
        return False
    row.answer, row.proposed_at = Answer.tentative, reply.starts_at
    post(emails.other_time(meeting, meeting.mentorship.other(person), reply.starts_at))
    return True


def _person_with(addresses: list[str]) -> Person | None:
    query = select(Person).where(Person.email.in_(addresses), Person.disabled_at.is_(None))
    return db.session.scalars(query.order_by(Person.id)).first()


def _is_first(row: CalendarReply) -> bool:
    """Add the row, unless this mail has one already, also by somebody else at this very moment."""
    known = select(CalendarReply.id).filter_by(fingerprint=row.fingerprint)
    if db.session.scalar(known) is not None:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    return True


def _shown(text: str) -> str:
    """What a stranger wrote, as far as a page and a database can hold it."""
    return "".join(letter for letter in text if letter.isprintable())[:254]
