"""Several nudges in one letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mentorship.followup.still_so import BETWEEN
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category

WENT_TOGETHER = "It went out in one mail with others."
NUMBERS = {2: "Two", 3: "Three", 4: "Four", 5: "Five"}


def of(letters: Sequence[Letter], now: datetime) -> Letter:
    """All of them, each with its link. Expects two or more to one person."""
    first, person = letters[0], letters[0].to
    shown = [letter for letter in letters if letter.button]
    return Letter(
        to=person,
        category=Category.nudge,
        kind="followup.digest",
        subject=f"{NUMBERS.get(len(letters), 'A few')} things, whenever you are ready",
        lines=(
            "Nothing here is urgent. Each has its own link, and what you leave alone is not asked for again this week.",
            *(f"{_as_heading(letter.subject)} {letter.lines[0]}" for letter in letters),
        ),
        choices=tuple((letter.subject, letter.button[1]) for letter in shown if letter.button),
        why="You get this because more than one thing would have come this week, and one mail is enough.",
        dedupe_key=f"digest:{person.public_id}:{first.dedupe_key}:{now:%Y-%m-%d}",
        about="together:" + BETWEEN.join(letter.about for letter in letters),
        support=any(letter.support for letter in letters),
    )


def _as_heading(subject: str) -> str:
    return subject if subject.endswith("?") else f"{subject}:"
