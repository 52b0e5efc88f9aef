"""The private questions that wait for somebody about their pairs."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from mentorship.accounts.models import Person
from mentorship.checkins.queries import questions_to
from mentorship.checkins.wording import fit_question, pulse_question
from mentorship.pairs.models import Mentorship

WORDS = {"fit": fit_question, "pulse": pulse_question}


def questions(person: Person, pairs: Sequence[Mentorship]) -> list[tuple[str, str]]:
    """(question, its address), at most one for each of these pairs."""
    asked = questions_to(person, pairs)
    return [
        (WORDS[kind](pair, person), url_for(f"checkins.{kind}", public_id=pair.public_id))
        for pair in pairs
        if (kind := asked.get(pair.id))
    ]
