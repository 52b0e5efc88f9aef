"""The answers to an application."""

from __future__ import annotations

from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category
from mentorship.programs.models import Application, Role

NEXT = {
    Role.mentee: (
        "Choose a mentor and say what you would like help with.",
        "See your mentors",
        "pairing.mentors",
    ),
    Role.mentor: (
        "Check the hours in which you could meet, so that requests fit your week.",
        "Check my hours",
        "availability.edit",
    ),
}


def approved(application: Application) -> Letter:
    """You are in; this comes next."""
    what, label, endpoint = NEXT[application.role]
    cohort = application.cohort
    return _letter(
        application,
        f"You are in: {cohort.name}",
        (
            what,
            f"{cohort.program.organization} has confirmed who you are. You are a {application.role} in {cohort.name}.",
        ),
        (label, absolute_url(endpoint)),
    )


def declined(application: Application) -> Letter:
    """Not this time, and why."""
    cohort = application.cohort
    return _letter(
        application,
        f"About your application to {cohort.name}",
        (
            f"{cohort.program.organization} cannot take you into {cohort.name} this time. This is the reason:",
            application.reason,
            "If something here rests on a mistake, tell the coordinators. Your profile is kept for another cohort.",
        ),
        ("See your application", absolute_url("programs.apply")),
    )


def _letter(
    application: Application, subject: str, lines: tuple[str, ...], button: tuple[str, str]
) -> Letter:
    return Letter(
        to=application.person,
        category=Category.account,
        kind=f"programs.{application.state}",
        subject=subject,
        lines=lines,
        button=button,
        why=f"You get this because you asked to join {application.cohort.name}.",
        dedupe_key=f"application-{application.state}:{application.public_id}",
    )
