"""Mails about a pair itself."""

from __future__ import annotations

from mentorship.accounts.models import Person
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category
from mentorship.pairs.models import Mentorship, MentorshipState

NOBODYS_FAULT = (
    "Needs change, practices change, calendars fill up. It says nothing about you; nobody has to explain."
)


def ended(mentorship: Mentorship, by: Person) -> Letter:
    """To the partner of whoever ended or completed the pair: kindly, and never with the reason."""
    if mentorship.state == MentorshipState.completed:
        return _over(
            mentorship, by,
            kind="pairs.completed",
            subject=f"{by.called} has completed your mentorship",
            first=f"{by.called} says that you two reached what you set out to do.",
            then="Thank you for your part in it.",
        )  # fmt: skip
    return _over(
        mentorship, by,
        kind="pairs.ended",
        subject=f"{by.called} has ended your mentorship",
        first=f"{by.called} has ended your mentorship.",
        then=NOBODYS_FAULT,
    )  # fmt: skip


def _over(mentorship: Mentorship, by: Person, *, kind: str, subject: str, first: str, then: str) -> Letter:
    partner = mentorship.other(by)
    page = absolute_url("home.mentorship", public_id=mentorship.public_id)
    return Letter(
        to=partner,
        category=Category.request,
        kind=kind,
        subject=subject,
        lines=(
            f"You need not do anything. {first}",
            then,
            "A date that you had planned is cancelled. Your goals and next steps stay where they are, to read again.",
        ),
        button=("See what you did together", page),
        after=(_what_next(mentorship, partner),),
        why=f"You get this because you and {by.called} were paired in {mentorship.cohort.name}.",
        dedupe_key=f"ended:{mentorship.public_id}:{partner.public_id}",
    )


def _what_next(mentorship: Mentorship, partner: Person) -> str:
    if partner.id == mentorship.mentee_id:
        return f"When you are ready, choose another mentor: {absolute_url('pairing.mentors')}"
    return "The place is free again. Your coordinator may suggest someone else; it may also stay empty for a while."
