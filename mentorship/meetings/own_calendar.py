"""Everything on one person's calendar: a page by the month, and a feed for their own calendar.

Rooms above this one add what they know of by `show_also`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.availability.booked import Booked
from mentorship.extensions import db, settings_of
from mentorship.meetings import queries
from mentorship.meetings.entries import invitation_of
from mentorship.meetings.invitation import Invitation, Method
from mentorship.meetings.invites import checked_feed
from mentorship.meetings.models import CalendarAddress, Meeting, MeetingState, MoveProposal

KEPT = timedelta(days=30)
"""How long a feed keeps what is over, and what was cancelled."""
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """Something dated: what a calendar file says of it, and what the calendar page says."""

    invitation: Invitation  # PUBLISH, or CANCEL when it does not take place
    words: str  # who or what: 'Dr. Ben Osei'
    endpoint: str  # its page here, and the id in that page's address
    public_id: str
    outcome: str = ""  # what came of it, where that needs a word: 'Did not take place'
    beside: bool = False  # only kept for something that has its own date meanwhile

    @property
    def starts_at(self) -> datetime:
        return self.invitation.starts_at

    @property
    def cancelled(self) -> bool:
        return self.invitation.method is Method.CANCEL

    @property
    def waiting(self) -> bool:
        return self.invitation.tentative and not self.cancelled


Provider = Callable[[Person, datetime, datetime | None], list[Entry]]
"""(person, since, until or None) → what ends or was changed after `since` and begins before `until`."""
_providers: dict[str, Provider] = {}


def show_also(kind: str, provider: Provider) -> None:
    """Let a room put its dates on everybody's own calendar."""
    _providers[kind] = provider


def entries_of(person: Person, since: datetime, until: datetime | None = None) -> list[Entry]:
    """What all rooms know, by time."""
    found = [entry for provider in _providers.values() for entry in provider(person, since, until)]
    return sorted(found, key=lambda entry: (entry.starts_at, entry.invitation.uid))


def of_pairs(person: Person, since: datetime, until: datetime | None) -> list[Entry]:
    """The meetings of somebody's mentorships, and the other times that are kept for them meanwhile."""
    meetings = queries.dated_meetings(person, since, until)
    asked = [other for meeting in meetings if (other := meeting.other_time(clock.now()))]
    return [_entry(meeting, person) for meeting in meetings] + [_waiting(other, person) for other in asked]


def _waiting(proposal: MoveProposal, person: Person) -> Entry:
    """Another time for a meeting, until it is answered: an entry of its own, because the meeting stays where it is."""
    entry = _entry(proposal.meeting, person)
    kept = replace(
        entry.invitation,
        uid=f"other-{proposal.public_id}@{entry.invitation.uid.rpartition('@')[2]}",
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        tentative=True,
    )
    return replace(entry, invitation=kept, beside=True)


def _entry(meeting: Meeting, person: Person) -> Entry:
    # One that somebody called moved afterwards keeps its place: its file has not changed since.
    called_off = meeting.state == MeetingState.cancelled and not meeting.wrap_ups
    outcomes = {MeetingState.no_show: "Did not take place", MeetingState.cancelled: "Moved"}
    return Entry(
        invitation=invitation_of(meeting, Method.CANCEL if called_off else Method.PUBLISH),
        words=meeting.mentorship.other(person).called,
        endpoint="meetings.show",
        public_id=meeting.public_id,
        outcome="" if called_off else outcomes.get(meeting.state, ""),
    )


def booked(person: Person, since: datetime, until: datetime) -> list[Booked]:
    """What takes somebody's time between two instants; what did not take place took none, and what is only
    kept beside a date is not booked yet."""
    return [
        Booked(entry.starts_at, entry.invitation.ends_at, entry.words, entry.endpoint, entry.public_id)
        for entry in entries_of(person, since, until)
        if not (entry.cancelled or entry.outcome or entry.beside) and entry.invitation.ends_at > since
    ]


def feed_of(person: Person) -> bytes:
    """Everything ahead and of the last thirty days, as a file; the same bytes until something changes."""
    since = clock.now() - KEPT
    kept = [
        entry.invitation
        for entry in entries_of(person, since)
        if (entry.invitation.stamp if entry.cancelled else entry.invitation.ends_at) > since
    ]
    return checked_feed(f"{settings_of(current_app).site_name}: my meetings", kept)


def address_of(person: Person) -> CalendarAddress | None:
    """When it was made; the address itself is kept nowhere."""
    return db.session.get(CalendarAddress, person.id)


def make_address(person: Person) -> str:
    """The secret part of a new address. Any former one stops working; of two made at once, the last one stands."""
    db.session.execute(select(Person.id).filter_by(id=person.id).with_for_update(key_share=True))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.merge(CalendarAddress(person_id=person.id, token_hash=_hash(token), made_at=clock.now()))
    record(person, "made a calendar address", person)
    return token


def revoke_address(person: Person) -> None:
    """The feed is gone, for everybody who had its address."""
    address = address_of(person)
    if address:
        db.session.delete(address)
        record(person, "revoked a calendar address", person)


def holder_of(token: str) -> Person | None:
    """Whose feed this is, while the account is open."""
    query = select(Person).join(CalendarAddress, CalendarAddress.person_id == Person.id)
    query = query.where(CalendarAddress.token_hash == _hash(token), Person.disabled_at.is_(None))
    return db.session.scalar(query)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
