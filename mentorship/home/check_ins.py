"""The private questions that wait for somebody about their pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import url_for

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.checkins.queries import TOOK_PLACE, questions_to
from mentorship.checkins.wording import fit_question, pulse_question
from mentorship.meetings.models import Meeting
from mentorship.pairs.models import Mentorship

WORDS = {"fit": fit_question, "pulse": pulse_question}


def questions(
    person: Person, pairs: Sequence[Mentorship], meetings: Iterable[Meeting]
) -> list[tuple[str, str]]:
    """(question, its address), at most one for each of these pairs, whose meetings are given."""
    now = clock.now()
    met = {meeting.mentorship_id for meeting in meetings if meeting.over(now) and meeting.state in TOOK_PLACE}
    asked = questions_to(person, pairs, met)
    return [
        (WORDS[kind](pair, person), url_for(f"checkins.{kind}", public_id=pair.public_id))
        for pair in pairs
        if (kind := asked.get(pair.id))
    ]
