"""Mails about a pair itself."""

from __future__ import annotations

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.formats import day
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


def paused(mentorship: Mentorship, by: Person) -> Letter:
    """To the partner of whoever lets the pair rest, or rest until another day."""
    until = day(mentorship.paused_until) if mentorship.paused_until else ""
    return _to_partner(
        mentorship,
        by,
        kind="pairs.paused",
        subject=f"You and {by.called} rest until {until}",
        lines=(
            f"You need not do anything. {by.called} asks for a rest until {until}; nobody has to explain why.",
            "Until then nobody reminds you of anything, except of a date that stands, and no days are counted.",
            "Goals and next steps stay where they are. So does a date that you have planned; move or cancel it freely.",
        ),
        button="See your page together",
        after="Three days before the end both of you hear from us. Either of you can carry on sooner, or rest longer.",
    )


def carried_on(mentorship: Mentorship, by: Person) -> Letter:
    """To the partner of whoever ends a rest before its day."""
    return _to_partner(
        mentorship,
        by,
        kind="pairs.carried_on",
        subject=f"{by.called} is ready to carry on with you",
        lines=(
            f"Whenever you are ready: pick your next date with {by.called}.",
            f"Your rest ends now, because {by.called} would like to carry on.",
            "If that is too soon for you, you can rest again on the same page.",
        ),
        button="Pick your next date",
    )


def _to_partner(
    mentorship: Mentorship,
    by: Person,
    *,
    kind: str,
    subject: str,
    lines: tuple[str, ...],
    button: str,
    after: str = "",
) -> Letter:
    partner = mentorship.other(by)
    return Letter(
        to=partner,
        category=Category.request,
        kind=kind,
        subject=subject,
        lines=lines,
        button=(button, absolute_url("home.mentorship", public_id=mentorship.public_id)),
        after=(after,) if after else (),
        why=f"You get this because you and {by.called} are paired in {mentorship.cohort.name}.",
        dedupe_key=f"{kind}:{mentorship.public_id}:{partner.public_id}:{clock.now().isoformat()}",
    )
