"""Mails about a meeting: invitation, change, cancellation. Each carries the calendar file of its version."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mentorship import clock
from mentorship.accounts.links import A_FORTNIGHT, signed_url
from mentorship.accounts.models import Person
from mentorship.formats import when, when_for_both
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category
from mentorship.meetings.models import Meeting
from mentorship.vocabulary import time_zones


def invited(meeting: Meeting, person: Person, file: bytes) -> Letter:
    """To either of the two: the date stands."""
    partner = meeting.mentorship.other(person)
    chose = person.id == meeting.booked_by_id
    yours, theirs = (
        "Your calendar takes the date from this mail.",
        "Press Yes, and the date stands in your calendar.",
    )
    return replace(
        _letter(meeting, person, file, "REQUEST"),
        kind="meetings.invited",
        subject=f"You meet {partner.called} on {_when(meeting.starts_at, person)}",
        lines=(yours if chose else theirs,),
    )


def moved(meeting: Meeting, person: Person, file: bytes, *, was: datetime, by: Person) -> Letter:
    """To either of the two: the same meeting, another time."""
    partner = meeting.mentorship.other(person)
    who = "You" if by.id == person.id else by.called
    return replace(
        _letter(meeting, person, file, "REQUEST"),
        kind="meetings.moved",
        subject=f"Moved: you meet {partner.called} on {_when(meeting.starts_at, person)}",
        lines=(
            "Look at the new time; your calendar takes it from this mail.",
            f"{who} moved it from {_when(was, person)}.",
        ),
    )


def cancelled(meeting: Meeting, person: Person, file: bytes, *, by: Person) -> Letter:
    """To either of the two: it does not take place. The way to a new date stands in it while the pair is open."""
    partner = meeting.mentorship.other(person)
    who = "You" if by.id == person.id else by.called
    said = (f"{who} wrote: {meeting.cancel_reason}",) if meeting.cancel_reason else ()
    again = signed_url("meetings.next_by_link", person, meeting.mentorship.public_id)
    still_open = meeting.mentorship.is_open
    return replace(
        _letter(meeting, person, file, "CANCEL"),
        kind="meetings.cancelled",
        subject=f"Cancelled: {partner.called} on {_when(meeting.starts_at, person)}",
        lines=(
            "Pick a new date whenever you are ready." if still_open else "You need not do anything.",
            f"{who} cancelled this meeting. It leaves your calendar by itself.",
            *said,
        ),
        facts=(("Was", when_for_both(meeting.starts_at, person, partner)),),
        button=("Pick a new date", again) if still_open else None,
        after=(),
    )


def _letter(meeting: Meeting, person: Person, file: bytes, method: str) -> Letter:
    """What every version of a meeting's mail has."""
    partner = meeting.mentorship.other(person)
    lasts = max(A_FORTNIGHT, meeting.ends_at - clock.now() + timedelta(days=1))
    page = signed_url("meetings.by_link", person, meeting.public_id, version=meeting.sequence, lasts=lasts)
    return Letter(
        to=person,
        category=Category.invitation,
        kind="",
        subject="",
        lines=(),
        facts=(
            ("When", when_for_both(meeting.starts_at, person, partner)),
            ("Your time zone", time_zones().get(person.timezone, person.timezone)),
            ("With", partner.called),
            ("Where", meeting.link),
        ),
        button=("Open the meeting", page),
        after=("If the time no longer suits, move or cancel it there. No need to explain.",),
        why=f"You get this because you and {partner.called} meet through this program.",
        dedupe_key=f"meeting:{meeting.uid}:{meeting.sequence}:{method}:{person.public_id}",
        about=f"meeting:{meeting.uid}:{meeting.sequence}",
        until=meeting.starts_at if method == "REQUEST" else None,
        calendar=file,
        calendar_method=method,
        thread=meeting.uid,
    )


def _when(instant: datetime, person: Person) -> str:
    return when(instant, person.timezone)
