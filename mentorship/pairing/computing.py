"""The worker's part of a match run: take it up, solve it while no transaction is open, write what came of it.

Each of the three stands by itself and commits, because solving takes its time, and on SQLite an open transaction
would keep everybody else from writing. What became of the run meanwhile is asked under its row's lock, before anything
is written.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, not_, or_, select, update
from sqlalchemy.exc import DBAPIError

from mentorship import clock
from mentorship.audit.services import record
from mentorship.database import only_reading
from mentorship.extensions import db
from mentorship.mail.services import beat
from mentorship.pairing import hearing, planning, queries
from mentorship.pairing.models import MatchRun, Proposal, ProposalState, RunState, Waiting
from mentorship.pairing.planning import Roster
from mentorship.pairing.suggestions import (
    LockIsImpossible,
    Match,
    Objective,
    Report,
    Solution,
    TooManyPeople,
)

log = logging.getLogger(__name__)

Write = Callable[[MatchRun], None]
LEASE = timedelta(minutes=2)
"""A worker that says nothing for so long counts as dead."""
EVERY = 1.0
"""Seconds between two words about what is being done."""
BEGINNING = "Collecting everybody's answers"
BROKEN = "The match could not be worked out. The operator finds the reason in the log."
TOO_MANY = "There are too many people to work this out. Choose another aim, such as “Best fit overall”."


class NotWanted(Exception):
    """The run was stopped, discarded, asked for anew or finished by another worker; or this worker has to end."""


@dataclass(frozen=True, slots=True)
class Task:
    """A run that a worker has taken up. `asked_at` tells it from the same run asked for anew."""

    run_id: int
    public_id: str
    asked_at: datetime
    objective: Objective


def compute_runs(stopping: Callable[[], bool] = lambda: False) -> int:
    """Work out every draft that waits and that no other worker is at. Answers how many were written."""
    hearing.load_model()
    return sum(_compute(run_id, stopping) for run_id in queries.runs_to_compute())


def _compute(run_id: int, stopping: Callable[[], bool]) -> bool:
    task = take(run_id)
    if task is None:
        return False
    try:
        write = work_out(task, reporter(task, stopping))
    except NotWanted:
        return False
    except Exception:
        db.session.rollback()
        log.exception("match run %s", task.public_id)
        write = partial(_fail, BROKEN)
    return settle(task, write)


def take(run_id: int) -> Task | None:
    """Take a run up; None when it does not wait any more, or another worker is at it."""
    now = clock.now()
    # A lease that ends later than any can was given before the clock was set back. Twice the lease, because whoever
    # waits for the database here compares with an instant that lies a little before the other's.
    held = MatchRun.worked_until.between(now, now + 2 * LEASE)
    free = and_(MatchRun.id == run_id, _waits(), or_(MatchRun.worked_until.is_(None), not_(held)))
    taken = _change(free, {"worked_until": now + LEASE, "step": BEGINNING, "percent": None})
    columns = (MatchRun.id, MatchRun.public_id, MatchRun.asked_at, MatchRun.objective)
    row = db.session.execute(select(*columns).where(MatchRun.id == run_id)).one() if taken else None
    db.session.commit()
    return Task(row.id, row.public_id, row.asked_at, cast(Objective, row.objective)) if row else None


def work_out(task: Task, report: Report) -> Write:
    """Solve it, with no transaction open; answers what is to be written into the run."""
    roster, former = _read(task)
    try:
        solution = planning.solve(roster, task.objective, former, report)
    except LockIsImpossible as impossible:
        return partial(_fail_for_lock, impossible)
    except TooManyPeople:
        return partial(_fail, TOO_MANY)
    return partial(_fill, roster, former, solution)


def _read(task: Task) -> tuple[Roster, dict[int, int]]:
    """Everybody the run is about, and its pairs so far (mentee id → mentor id), as values."""
    with only_reading():
        run = db.session.get_one(MatchRun, task.run_id)
        locked, rejected = (_pairs(run, state) for state in (ProposalState.locked, ProposalState.rejected))
        roster = planning.roster_of(run.cohort, locked=locked, forbidden=rejected)
        former = {proposal.mentee_id: proposal.mentor_id for proposal in run.standing}
        db.session.commit()
    return roster, former


def _pairs(run: MatchRun, state: ProposalState) -> frozenset[tuple[int, int]]:
    return frozenset((p.mentee_id, p.mentor_id) for p in run.proposals if p.state == state)


def reporter(task: Task, stopping: Callable[[], bool] = lambda: False) -> Report:
    """Tells the page what is being done, about once a second; raises NotWanted when the work is for nothing."""
    told_at = -math.inf

    def report(step: str, done: float) -> None:
        nonlocal told_at
        if time.monotonic() - told_at < EVERY:
            return
        told_at = time.monotonic()
        if stopping():
            _tell(task, {"worked_until": None, "step": "", "percent": None})
            raise NotWanted
        # At its very beginning or end a step does not know how far it is.
        percent = round(100 * done) if 0 < done < 1 else None
        if not _tell(task, {"worked_until": clock.now() + LEASE, "step": step, "percent": percent}):
            raise NotWanted

    return report


def _tell(task: Task, values: dict[str, Any]) -> bool:
    """Write it into the run, and that the worker lives; False when the run does not wait for this task any more."""
    try:
        beat("worker")
        told = _change(_wanted(task), values)
        db.session.commit()
    except DBAPIError:  # a busy database is no reason to throw the work away
        db.session.rollback()
        log.warning("match run %s: its progress could not be written", task.public_id)
        return True
    return told


def settle(task: Task, write: Write) -> bool:
    """Write the result, unless the run does not wait for it any more: then nothing is changed."""
    held = db.session.scalar(select(MatchRun.id).where(_wanted(task)).with_for_update())
    if held is None:
        db.session.rollback()
        return False
    run = db.session.get_one(MatchRun, held, populate_existing=True)
    run.finished_at, run.worked_until, run.step, run.percent = clock.now(), None, "", None
    write(run)
    record(None, "computed", run, pairs=len(run.standing), waiting=len(run.waiting))
    db.session.commit()
    return True


def _waits() -> ColumnElement[bool]:
    return and_(MatchRun.state == RunState.draft, MatchRun.finished_at.is_(None))


def _wanted(task: Task) -> ColumnElement[bool]:
    return and_(MatchRun.id == task.run_id, _waits(), MatchRun.asked_at == task.asked_at)


def _change(which: ColumnElement[bool], values: dict[str, Any]) -> bool:
    changing = update(MatchRun).where(which).values(values).execution_options(synchronize_session=False)
    return cast(CursorResult[Any], db.session.execute(changing)).rowcount > 0


def _fail(sentence: str, run: MatchRun) -> None:
    """Say what is in the way; the pairs stay as they were."""
    run.failure = sentence


def _fail_for_lock(impossible: LockIsImpossible, run: MatchRun) -> None:
    proposal = next(p for p in run.standing if p.mentee_id == impossible.mentee_id)
    run.failure = (
        f"{proposal.mentee.called} and {proposal.mentor.called} are locked, but this pair is not possible under the "
        "program's rules any more. Unlock it, then run the match again."
    )


def _fill(roster: Roster, former: dict[int, int], solution: Solution, run: MatchRun) -> None:
    """Replace what the engine proposed before. Pairs that stay keep their row, rejected ones stay rejected."""
    matches = {(match.mentee_id, match.mentor_id): match for match in solution.matches}
    for proposal in list(run.proposals):
        match = matches.pop((proposal.mentee_id, proposal.mentor_id), None)
        if match:
            _describe(proposal, match, former)
        elif proposal.state == ProposalState.rejected:
            proposal.former_mentor_id = proposal.mentor_id  # it is no news any more
        else:
            run.proposals.remove(proposal)
    run.waiting.clear()
    db.session.flush()  # the old rows must be gone before new ones take their unique places
    run.proposals.extend(
        _describe(Proposal(mentee_id=match.mentee_id, mentor_id=match.mentor_id), match, former)
        for match in matches.values()
    )
    causes = {**solution.waiting, **dict.fromkeys(roster.unready, "Has not finished the profile yet.")}
    run.waiting.extend(Waiting(mentee_id=mentee_id, cause=cause) for mentee_id, cause in causes.items())
    run.total, run.bound, run.gap = solution.total, solution.bound, solution.gap
    run.notes = {**solution.figures, **_changes(former, solution)}
    db.session.flush()


def _describe(proposal: Proposal, match: Match, former: dict[int, int]) -> Proposal:
    proposal.describe(match.fit.score, match.fit.coverage, match.fit.kept())
    proposal.former_mentor_id = former.get(match.mentee_id)
    return proposal


def _changes(former: dict[int, int], solution: Solution) -> dict[str, int]:
    """How the draft differs from the one before; see MatchRun.notes."""
    now = {match.mentee_id: match.mentor_id for match in solution.matches}
    return {
        "pairs": len(now),
        "former": len(former),
        "changed": len(now.items() - former.items()),
        "gone": len(former.keys() & solution.waiting.keys()),
    }
