"""What became of a program's pairs as the engine's values, and what it learns from them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import matching
from matching.learning.past_pairs import PastPair
from matching.learning.weights import learn_weights
from mentorship import clock
from mentorship.pairing import queries, translating
from mentorship.pairs.models import Mentorship, MentorshipState

log = logging.getLogger(__name__)

LONG_ENOUGH = timedelta(days=60)
"""A pair at work for this long has shown whether it meets."""
FAILED = "This could not be worked out. The operator finds the reason in the log."
Met = Callable[[Collection[int]], set[int]]
"""Ids of mentorships → those that met."""
Fit = Callable[[Collection[int]], dict[int, float]]
"""Ids of mentorships → how well it fits by what their people said, 0 to 1, as far as they said anything."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A program's past pairs and the rules of the day, as values that outlive the transaction they were read in."""

    pairs: tuple[PastPair, ...]
    rules: matching.Rules


@dataclass(frozen=True, slots=True)
class Answer:
    """What the pairs teach, as a row keeps it."""

    weights: dict[str, float]
    figures: dict[str, Any]
    sentence: str


def lesson_of(program_id: int, met: Met, fit: Fit) -> Lesson:
    """The program's pairs that have ended or worked for at least 60 days.

    Everybody stands with the answers of today, not of the day when they were matched: those are not kept.
    """
    past = queries.past_mentorships(program_id, clock.now() - LONG_ENOUGH)
    rules = matching.Rules(year=clock.now().year, weights=translating.weights_for(program_id))
    ids = [pair.id for pair in past]
    return Lesson(_past_pairs(past, met(ids), fit(ids)), rules)


def _past_pairs(past: Sequence[Mentorship], met: set[int], fit: dict[int, float]) -> tuple[PastPair, ...]:
    """Those of which both have a finished profile; two who were a pair twice in a cohort count once, the last time."""
    mentees = list({pair.mentee_id: pair.mentee for pair in past}.values())
    rows = {row.id: row for row in queries.mentors_with({pair.mentor_id for pair in past})}
    seekers, helpers = translating.as_values(mentees, rows)
    last = {(pair.cohort_id, pair.mentee_id, pair.mentor_id): pair for pair in past}
    return tuple(
        PastPair(
            seekers[pair.mentee_id],
            helpers[pair.mentor_id],
            fit_check=fit.get(pair.id),
            met=pair.id in met,
            ended_early=pair.state == MentorshipState.ended_early,
            cohort=pair.cohort.public_id,
        )
        for pair in last.values()
        if pair.mentee_id in seekers and pair.mentor_id in helpers
    )


def learned_from(lesson: Lesson) -> Answer:
    """What the engine learns, without the database. What goes wrong is said in words and never proposed for use."""
    try:
        found = learn_weights(lesson.pairs, lesson.rules)
    except Exception:
        log.exception("learning from past pairs")
        return Answer({}, {"adopt": False}, FAILED)
    figures = {
        "adopt": found.adopt,
        "pairs": found.pairs,
        "mentees": found.mentees,
        "left_out": found.left_out,
        "changes": [asdict(change) for change in found.changes],
        "trial": asdict(found.trial) if found.trial else None,
    }
    return Answer(asdict(found.weights), figures, found.sentence)
