"""A coordinator's own words as mail."""

from __future__ import annotations

from mentorship.accounts.models import Person
from mentorship.mail.letters import Letter, absolute_url
from mentorship.mail.models import Category
from mentorship.programs.models import Cohort


def from_coordinator(cohort: Cohort, coordinator: Person, to: Person, words: str, key: str) -> Letter:
    """To one member, as the coordinator wrote it."""
    return Letter(
        to=to,
        category=Category.request,
        kind="followup.from_coordinator",
        subject=f"{coordinator.called} writes about {cohort.name}",
        lines=tuple(filter(None, (part.strip() for part in words.split("\n\n")))),
        button=("Open your page", absolute_url("home.index")),
        after=(f"Write back to {coordinator.called}: {coordinator.email}",),
        why=f"You get this because {coordinator.called} runs {cohort.name} and wrote to you.",
        dedupe_key=f"from-coordinator:{key}",
    )
