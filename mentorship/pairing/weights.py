"""Learned weights: a coordinator asks, the worker works them out, a coordinator uses them or goes back."""

from __future__ import annotations

from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.pairing import hearing, learning, queries, translating
from mentorship.pairing.learning import Answer, Fit, Lesson, Met
from mentorship.pairing.models import LearnedWeights, WeightsState
from mentorship.programs.models import Program


class WeightsMovedOn(Refusal):
    """Somebody decided, or asked anew, a moment ago."""


class NotShownToBeBetter(Refusal):
    """Weights are only used when mentees that they had not seen did better with them."""


def ask_for_weights(program: Program, coordinator: Person) -> LearnedWeights:
    """Ask the worker what the past pairs teach. An answer that waits is worked out anew."""
    _hold(program.id)
    asked = queries.undecided_weights(program.id)
    if asked and asked.state == WeightsState.asked:
        return asked
    if asked:
        _decide(asked, WeightsState.dropped, coordinator)
    asked = LearnedWeights(
        program_id=program.id, weights={}, figures={}, asked_by_id=coordinator.id, asked_at=clock.now()
    )
    db.session.add(asked)
    db.session.flush()
    record(coordinator, "asked_for_weights", asked)
    return asked


def lessons(met: Met, fit: Fit) -> list[tuple[int, Lesson]]:
    """The worker's part: what to learn from, for each program that asked. `met` says which mentorships met, `fit` what
    their people said about the fit."""
    asked = queries.weights_asked_for()
    if asked:
        hearing.load_model()
    return [(row.id, learning.lesson_of(row.program_id, met, fit)) for row in asked]


def keep_learned(asked_id: int, lesson: Lesson, answer: Answer) -> None:
    """Keep what was learned, once; asked again where other weights came into use while it was worked out."""
    asked = db.session.get_one(LearnedWeights, asked_id)
    _hold(asked.program_id)
    db.session.refresh(asked)
    if asked.state != WeightsState.asked or translating.weights_for(asked.program_id) != lesson.rules.weights:
        return
    asked.state, asked.finished_at = WeightsState.ready, clock.now()
    asked.weights, asked.figures, asked.sentence = answer.weights, answer.figures, answer.sentence
    record(None, "learned_weights", asked, pairs=answer.figures.get("pairs"))


def use_weights(found: LearnedWeights, coordinator: Person) -> None:
    """Let every ranking and match of the program count with them from now on."""
    _hold_as(found, WeightsState.ready)
    if not found.adopt:
        raise NotShownToBeBetter("These weights were not shown to be better, so they cannot be used.")
    before = queries.weights_in_use(found.program_id)
    if before:
        _decide(before, WeightsState.dropped, coordinator)
    _decide(found, WeightsState.used, coordinator)


def go_back(used: LearnedWeights, coordinator: Person) -> None:
    """Let the starting weights count again. An answer that waits goes, too: it was compared with those in use."""
    _hold_as(used, WeightsState.used)
    waiting = queries.undecided_weights(used.program_id)
    if waiting and waiting.state == WeightsState.ready:
        _decide(waiting, WeightsState.dropped, coordinator)
    _decide(used, WeightsState.dropped, coordinator)


def _decide(row: LearnedWeights, state: WeightsState, coordinator: Person) -> None:
    row.state, row.decided_by, row.decided_at = state, coordinator, clock.now()
    db.session.flush()  # the old row must leave its unique place before a new one takes it
    record(coordinator, f"{state}_weights", row)


def _hold_as(row: LearnedWeights, state: WeightsState) -> None:
    """The row as it is now, held until this transaction ends; refused when it is in another state."""
    _hold(row.program_id)
    db.session.refresh(row)
    if row.state != state:
        raise WeightsMovedOn("Somebody decided about this a moment ago, so nothing was changed.")


def _hold(program_id: int) -> None:
    """Let whatever else concerns this program's weights wait until this transaction ends."""
    db.session.execute(select(Program.id).where(Program.id == program_id).with_for_update(key_share=True))
