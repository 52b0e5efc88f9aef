"""Mails about a pair itself."""

from __future__ import annotations

from mentorship.accounts.models import Person
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category
from mentorship.pairs.models import Mentorship, MentorshipState


def ended(mentorship: Mentorship, by: Person) -> Letter:
    """To the partner of whoever ended the pair: kindly, and never with the reason."""
    partner = mentorship.other(by)
    page = absolute_url("home.mentorship", public_id=mentorship.public_id)
    return Letter(
        to=partner,
        category=Category.request,
        kind="pairs.ended",
        subject=f"{by.called} has {_deed(mentorship)} your mentorship",
        lines=(
            f"You need not do anything. {by.called} has {_deed(mentorship)} your mentorship.",
            "Needs change, practices change, calendars fill up. It says nothing about you; nobody is asked to explain.",
            "A date that you had planned is cancelled. Your goals and next steps stay where they are, to read again.",
        ),
        button=("See what you did together", page),
        after=(_what_next(mentorship, partner),),
        why=f"You get this because you and {by.called} were paired in {mentorship.cohort.name}.",
        dedupe_key=f"ended:{mentorship.public_id}:{partner.public_id}",
    )


def _deed(mentorship: Mentorship) -> str:
    return "completed" if mentorship.state == MentorshipState.completed else "ended"


def _what_next(mentorship: Mentorship, partner: Person) -> str:
    if partner.id == mentorship.mentee_id:
        return f"When you are ready, choose another mentor: {absolute_url('pairing.mentors')}"
    return "The place is free again. Your coordinator may suggest someone else; it may also stay empty for a while."
