"""Mails about a time that is only proposed: asked, answered, taken back, lapsed. None carries a calendar file; the
invitation comes once the time is accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentorship.accounts.links import signed_url
from mentorship.accounts.models import Person
from mentorship.formats import when, when_for_both
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category
from mentorship.meetings.models import Meeting
from mentorship.meetings.queries import about_times
from mentorship.pairs.models import Mentorship
from mentorship.vocabulary import time_zones


def proposed(meeting: Meeting, person: Person, *, instead_of: datetime | None = None) -> Letter:
    """To the one who is asked: a time is kept for the two until it is answered."""
    partner, until = meeting.mentorship.other(person), _until(meeting)
    kept = f"The time is kept for you two until {when(until, person.timezone)}. After that it is free again."
    instead = (f"It would take the place of {when(instead_of, person.timezone)}.",) if instead_of else ()
    page = signed_url("meetings.by_link", person, meeting.public_id, version=meeting.sequence)
    letter = _letter(
        meeting,
        person,
        kind="meetings.proposed",
        subject=f"{partner.called} asks: {when(meeting.starts_at, person.timezone)}?",
        lines=("Accept it, decline it, or propose another time. No need to explain.", *instead, kept),
        facts=(
            ("When", when_for_both(meeting.starts_at, person, partner)),
            ("Your time zone", time_zones().get(person.timezone, person.timezone)),
            ("With", partner.called),
        ),
        button=("Answer", page),
        until=until,
    )
    return replace(letter, about=f"proposal:{meeting.uid}:{meeting.sequence}")


def turned_down(meeting: Meeting, proposer: Person) -> Letter:
    """To the one who asked: the partner cannot make it."""
    partner = meeting.mentorship.other(proposer)
    return _ended(
        meeting,
        proposer,
        kind="meetings.turned_down",
        subject=f"{partner.called} cannot make {when(meeting.starts_at, proposer.timezone)}",
        line="Pick another time whenever you are ready.",
        why_ended="The time is free again.",
    )


def withdrawn(meeting: Meeting, person: Person) -> Letter:
    """To the one who was asked: there is nothing to answer any more."""
    partner = meeting.mentorship.other(person)
    return _ended(
        meeting,
        person,
        kind="meetings.withdrawn",
        subject=f"{partner.called} no longer asks for {when(meeting.starts_at, person.timezone)}",
        line="You need not answer.",
        why_ended=f"{partner.called} took the proposal back. The time is free again.",
    )


def lapsed(meeting: Meeting, proposer: Person) -> Letter:
    """To the one who asked: no answer came in time."""
    partner = meeting.mentorship.other(proposer)
    return _ended(
        meeting,
        proposer,
        kind="meetings.lapsed",
        subject=f"No answer yet from {partner.called}: {when(meeting.starts_at, proposer.timezone)} is free again",
        line="Propose another time, or write to them.",
        why_ended=f"The time was kept until {when(_until(meeting), proposer.timezone)}. People are busy; it happens.",
    )


def times_asked(mentorship: Mentorship, person: Person, *, cause: str, now: datetime) -> Letter:
    """To the partner of somebody who finds no time: they are asked to propose one."""
    partner = mentorship.other(person)
    return Letter(
        to=person,
        category=Category.invitation,
        kind="meetings.times_asked",
        subject=f"{partner.called} asks you for times to meet",
        lines=(
            "Propose a time that suits you, or add some hours.",
            *([f"No time that suits you both is left. {cause}"] if cause else []),
        ),
        button=("Propose a time", signed_url("meetings.next_by_link", person, mentorship.public_id)),
        why=f"You get this because {partner.called} pressed a button. They can do so once a week.",
        dedupe_key=f"times:{mentorship.public_id}:{person.public_id}:{now:%Y-%m-%dT%H:%M:%S}",
        about=about_times(mentorship, person),
    )


def _ended(meeting: Meeting, person: Person, *, kind: str, subject: str, line: str, why_ended: str) -> Letter:
    again = signed_url("meetings.next_by_link", person, meeting.mentorship.public_id)
    return _letter(
        meeting,
        person,
        kind=kind,
        subject=subject,
        lines=(line, why_ended),
        facts=(("Was", when_for_both(meeting.starts_at, person, meeting.mentorship.other(person))),),
        button=("Pick a date", again),
        until=None,
    )


def _letter(
    meeting: Meeting,
    person: Person,
    *,
    kind: str,
    subject: str,
    lines: tuple[str, ...],
    facts: tuple[tuple[str, str], ...],
    button: tuple[str, str],
    until: datetime | None,
) -> Letter:
    partner = meeting.mentorship.other(person)
    return Letter(
        to=person,
        category=Category.invitation,
        kind=kind,
        subject=subject,
        lines=lines,
        facts=facts,
        button=button,
        why=f"You get this because you and {partner.called} meet through this program.",
        dedupe_key=f"{kind}:{meeting.uid}:{meeting.sequence}:{person.public_id}",
        about=f"meeting:{meeting.uid}:{meeting.sequence}",
        until=until,
        thread=meeting.uid,
    )


def _until(meeting: Meeting) -> datetime:
    """Until when the time is kept; a meeting that is only proposed always has it."""
    return meeting.expires_at or meeting.starts_at
