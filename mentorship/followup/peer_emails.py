"""The mail that introduces two who wait to each other."""

from __future__ import annotations

from mentorship.accounts.models import Person
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category
from mentorship.programs.models import Application


def introduced(
    application: Application, peer: Person, specialty: str, coordinator: Person, words: str
) -> Letter:
    """To one of the two, in the coordinator's words: who the other is, and where to write."""
    cohort = application.cohort
    specialty_row = (("Specialty", specialty),) if specialty else ()
    return Letter(
        to=application.person,
        category=Category.request,
        kind="followup.introduced",
        subject=f"You and {peer.called}: both of you asked to talk with a colleague",
        lines=tuple(filter(None, (part.strip() for part in words.split("\n\n")))),
        facts=(("Your colleague", peer.called), *specialty_row, ("Write to", peer.email)),
        button=("Open your page", absolute_url("home.index")),
        after=(
            f"{peer.called} has this mail, too, with your name, specialty and address.",
            "You keep your place in the line for a mentor.",
            f"{coordinator.called} runs {cohort.name} and introduces you: {coordinator.email}",
        ),
        why="You get this because you asked to be introduced to a colleague who waits for a mentor as well.",
        dedupe_key=f"introduced:{application.public_id}:{peer.public_id}",
    )
