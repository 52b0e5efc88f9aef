"""Mails about another time that is proposed for a date that stands. The date's calendar entry changes only on a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentorship.accounts.models import Person
from mentorship.formats import when, when_for_both
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category
from mentorship.meetings import emails
from mentorship.meetings.models import Meeting, MoveProposal

STANDS = "Your date stands as it was."


def asked(proposal: MoveProposal, *, instead_of: datetime | None = None) -> Letter:
    """To the one who is asked: a time is kept beside the date until they answer."""
    person = proposal.meeting.mentorship.other(proposal.asked_by)
    partner, until = proposal.asked_by.called, when(proposal.expires_at, person.timezone)
    before = (
        (f"It takes the place of {when(instead_of, person.timezone)}, asked before.",) if instead_of else ()
    )
    letter = _letter(
        proposal,
        person,
        kind="meetings.move_asked",
        subject=f"{partner} asks to move: {when(proposal.starts_at, person.timezone)}?",
        lines=(
            "Say yes, say no, or propose another time. No need to explain.",
            *before,
            f"The time is kept for you two until {until}. Until you say yes your date stays where it is.",
        ),
    )
    # The link says which proposal it was about, so that the page can tell when it is no longer that one.
    answer = f"{emails.page_link(proposal.meeting, person)}?other={proposal.public_id}"
    return replace(
        letter, about=f"move:{proposal.public_id}", until=proposal.expires_at, button=("Answer", answer)
    )


def turned_down(proposal: MoveProposal) -> Letter:
    """To the one who asked: the partner says no, and the date stands."""
    asker = proposal.asked_by
    partner = proposal.meeting.mentorship.other(asker)
    return _letter(
        proposal,
        asker,
        kind="meetings.move_turned_down",
        subject=f"{partner.called} cannot make {when(proposal.starts_at, asker.timezone)}",
        lines=(f"{STANDS} Propose another time, or cancel it, if you cannot come.",),
    )


def withdrawn(proposal: MoveProposal) -> Letter:
    """To the one who was asked: there is nothing to answer any more."""
    person = proposal.meeting.mentorship.other(proposal.asked_by)
    at = when(proposal.starts_at, person.timezone)
    return _letter(
        proposal,
        person,
        kind="meetings.move_withdrawn",
        subject=f"{proposal.asked_by.called} no longer asks to move to {at}",
        lines=(f"You need not answer. {STANDS}",),
    )


def lapsed(proposal: MoveProposal) -> Letter:
    """To the one who asked: no answer came in time, and the date stands."""
    asker = proposal.asked_by
    partner = proposal.meeting.mentorship.other(asker)
    return _letter(
        proposal,
        asker,
        kind="meetings.move_lapsed",
        subject=f"No answer from {partner.called}: your date stands",
        lines=(
            f"{STANDS} If you cannot come then, move or cancel it.",
            f"The other time was kept until {when(proposal.expires_at, asker.timezone)}, and is free again.",
        ),
    )


def agreed(meeting: Meeting, person: Person, file: bytes, *, was: datetime, proposer: Person) -> Letter:
    """To either of the two: the meeting has moved, because one proposed it and the other said yes."""
    partner = meeting.mentorship.other(person).called
    who = (
        f"You proposed it, and {partner}"
        if person.id == proposer.id
        else f"{proposer.called} proposed it, and you"
    )
    return replace(
        emails.moved(meeting, person, file, was=was, by=proposer),
        lines=(
            "Look at the new time; your calendar takes it from this mail.",
            f"{who} said yes. It was {when(was, person.timezone)}.",
        ),
    )


def _letter(
    proposal: MoveProposal, person: Person, *, kind: str, subject: str, lines: tuple[str, ...]
) -> Letter:
    meeting = proposal.meeting
    partner = meeting.mentorship.other(person)
    return Letter(
        to=person,
        category=Category.invitation,
        kind=kind,
        subject=subject,
        lines=lines,
        facts=(
            ("Proposed", when_for_both(proposal.starts_at, person, partner)),
            ("Stands", when_for_both(meeting.starts_at, person, partner)),
            ("With", partner.called),
        ),
        button=("Open the meeting", emails.page_link(meeting, person)),
        why=f"You get this because you and {partner.called} meet through this program.",
        dedupe_key=f"{kind}:{proposal.public_id}:{person.public_id}",
        about=f"meeting:{meeting.uid}:{meeting.sequence}",
        until=meeting.starts_at,
        thread=meeting.uid,
    )
