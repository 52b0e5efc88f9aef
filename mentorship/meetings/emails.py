"""Mails about a meeting: invitation, change, cancellation. Each carries the calendar file of its version."""

from __future__ import annotations

from collections.abc import Sequence
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

ONE_OF_SEVERAL = "It is one of several dates planned together. Moving one leaves the others where they are."


def invited(meeting: Meeting, person: Person, file: bytes) -> Letter:
    """To either of the two: the date stands."""
    partner = meeting.mentorship.other(person)
    chose = person.id == meeting.booked_by_id
    further = signed_url("meetings.plan_by_link", person, meeting.mentorship.public_id)
    yours, theirs = (
        "Your calendar takes the date from this mail.",
        "Press Yes, and the date stands in your calendar.",
    )
    return replace(
        _letter(meeting, person, file, "REQUEST"),
        kind="meetings.invited",
        subject=f"You meet {partner.called} on {_when(meeting.starts_at, person)}",
        lines=(yours if chose else theirs, *([ONE_OF_SEVERAL] if meeting.series else [])),
        choices=() if meeting.series else (("Plan the dates after it, too", further),),
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


def declined(meeting: Meeting, person: Person, at: datetime, times: Sequence[datetime]) -> Letter:
    """To the partner of whoever said No: the date cannot be kept, and these times suit both."""
    partner = meeting.mentorship.other(person)
    suits = tuple(("Suits you both", when_for_both(time, person, partner)) for time in times)
    return replace(
        _answered(meeting, person, f"declined:{meeting.uid}:{meeting.sequence}:{partner.public_id}", at),
        kind="meetings.declined",
        subject=f"{partner.called} cannot come on {_when(meeting.starts_at, person)}",
        lines=(
            "Pick another time, and both of you get the invitation for it.",
            f"{partner.called} said No to this date. It stays in your calendars until one of you moves or cancels it.",
        ),
        facts=(("Was", when_for_both(meeting.starts_at, person, partner)), *suits),
        button=("Pick another time", page_link(meeting, person)),
        after=(),
    )


def accepted_after_all(meeting: Meeting, person: Person, at: datetime) -> Letter:
    """To the partner of whoever said No and then Yes."""
    partner = meeting.mentorship.other(person)
    return replace(
        _answered(meeting, person, f"meeting:{meeting.uid}:{meeting.sequence}", at),
        kind="meetings.accepted_after_all",
        subject=f"{partner.called} can come after all on {_when(meeting.starts_at, person)}",
        lines=("The date stands.", f"{partner.called} first said No to it, and has now said Yes."),
    )


def other_time(meeting: Meeting, person: Person, instead: datetime) -> Letter:
    """To the partner of whoever's calendar proposed another time: one button leads to moving it there."""
    partner = meeting.mentorship.other(person)
    return replace(
        _answered(meeting, person, f"meeting:{meeting.uid}:{meeting.sequence}", instead),
        kind="meetings.other_time",
        subject=f"{partner.called} proposes {_when(instead, person)} instead",
        lines=(
            "Open the meeting and move it there with one button, or leave it as it is.",
            f"{partner.called} has not said No to the present time.",
        ),
        facts=(
            ("Proposed", when_for_both(instead, person, partner)),
            ("Stands", when_for_both(meeting.starts_at, person, partner)),
        ),
        after=(),
    )


def _answered(meeting: Meeting, person: Person, about: str, at: datetime) -> Letter:
    """A mail about an answer: words only, because the calendar entry is as it was."""
    key = f"answered:{meeting.uid}:{meeting.sequence}:{person.public_id}:{at.isoformat()}"
    return replace(_letter(meeting, person, b"", ""), about=about, dedupe_key=key)


def _letter(meeting: Meeting, person: Person, file: bytes, method: str) -> Letter:
    """What every version of a meeting's mail has."""
    partner = meeting.mentorship.other(person)
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
        button=("Open the meeting", page_link(meeting, person)),
        after=("If the time no longer suits, move or cancel it there. No need to explain.",),
        why=f"You get this because you and {partner.called} meet through this program.",
        dedupe_key=f"meeting:{meeting.uid}:{meeting.sequence}:{method}:{person.public_id}",
        about=f"meeting:{meeting.uid}:{meeting.sequence}",
        until=meeting.starts_at if method != "CANCEL" else None,
        calendar=file,
        calendar_method=method,
        thread=meeting.uid,
    )


def page_link(meeting: Meeting, person: Person) -> str:
    """The link to this version of the meeting."""
    lasts = max(A_FORTNIGHT, meeting.ends_at - clock.now() + timedelta(days=1))
    return signed_url("meetings.by_link", person, meeting.public_id, version=meeting.sequence, lasts=lasts)


def _when(instant: datetime, person: Person) -> str:
    return when(instant, person.timezone)
