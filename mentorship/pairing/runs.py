"""Match runs: a draft that the engine makes, a coordinator changes, and one of them publishes once."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.formats import plural
from mentorship.pairing import planning, queries
from mentorship.pairing.models import MatchRun, Proposal, ProposalState, RunState, Waiting
from mentorship.pairing.suggestions import Match, Objective
from mentorship.programs.models import Cohort, CohortState

OBJECTIVES: tuple[str, ...] = get_args(Objective)
RUNNABLE = (CohortState.open, CohortState.matching, CohortState.running)
NOT_POSSIBLE = "This pair is not possible under the program's rules."


class CohortIsClosed(Refusal):
    """No match is run in a cohort that is not open."""


class UnknownObjective(Refusal):
    """The match can aim at four things only."""


class RunIsOver(Refusal):
    """The draft was published or discarded."""


class RunIsNotReady(Refusal):
    """The worker has not finished."""


class NothingToStop(Refusal):
    """The worker has finished, or the draft is gone."""


class NeedsAReason(Refusal):
    """Overruling the engine is kept with its reason."""


class NotYourOwnPair(Refusal):
    """A coordinator does not decide about themselves."""


class NotPossible(Refusal):
    """A hard rule forbids it; which one is never said."""


class NoPlaceInDraft(Refusal):
    """The mentor's places are taken, in pairs that exist or in this draft."""


def start_run(cohort: Cohort, coordinator: Person, objective: str) -> MatchRun:
    """Ask the worker for a draft. A draft that is there is worked out anew, with its locks and rejections kept."""
    if objective not in OBJECTIVES:
        raise UnknownObjective("Choose what the match should aim at.")
    if cohort.state not in RUNNABLE:
        raise CohortIsClosed(f"{cohort.name} is not open, so there is nobody to match.")
    run = _held_draft(cohort) or _new_run(cohort, coordinator, objective)
    run.objective, run.asked_by_id, run.asked_at = objective, coordinator.id, clock.now()
    run.finished_at, run.failure, run.stopped = None, "", False
    run.worked_until, run.step, run.percent = None, "", None
    record(coordinator, "asked_for_match", run, objective=objective)
    return run


def _held_draft(cohort: Cohort) -> MatchRun | None:
    """The cohort's draft, as it is now and stays until this transaction ends: a worker may be about to finish it."""
    draft = select(MatchRun.id).filter_by(cohort_id=cohort.id, state=RunState.draft)
    run_id = db.session.scalar(draft.with_for_update())
    return db.session.get_one(MatchRun, run_id, populate_existing=True) if run_id else None


def _new_run(cohort: Cohort, coordinator: Person, objective: str) -> MatchRun:
    """A draft, or the one that a colleague has just started."""
    run = MatchRun(cohort=cohort, objective=objective, asked_by_id=coordinator.id, asked_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(run)
            db.session.flush()
    except IntegrityError:
        return queries.draft_run(cohort) or run
    return run


def stop_run(run: MatchRun, coordinator: Person) -> None:
    """Wait no longer: the draft stays as it was before. The worker notices by itself."""
    waits = update(MatchRun).where(
        MatchRun.id == run.id, MatchRun.state == RunState.draft, MatchRun.finished_at.is_(None)
    )
    values = {"stopped": True, "finished_at": clock.now(), "worked_until": None, "step": "", "percent": None}
    stopped = waits.values(values).returning(MatchRun.id).execution_options(synchronize_session=False)
    won = db.session.scalar(stopped)
    db.session.refresh(run)
    if won is None:
        raise NothingToStop("Nothing was being worked out any more, so there was nothing to stop.")
    record(coordinator, "stopped", run)


def lock(proposal: Proposal, coordinator: Person, why: str = "") -> None:
    """Keep this pair whatever the next run says."""
    run = changeable(proposal.run_id)
    _refuse_own_pair(coordinator, proposal.mentee_id, proposal.mentor_id)
    if proposal.state == ProposalState.rejected:
        raise NotPossible("You rejected this pair. Pair them by hand if you have changed your mind.")
    proposal.state, proposal.why = ProposalState.locked, why or proposal.why
    record(coordinator, "locked", proposal, run=run.public_id)


def unlock(proposal: Proposal, coordinator: Person, why: str = "") -> None:
    """Let the next run decide about this pair again."""
    run = changeable(proposal.run_id)
    if proposal.state == ProposalState.locked:
        proposal.state, proposal.why = ProposalState.proposed, why
        record(coordinator, "unlocked", proposal, run=run.public_id)


def reject(proposal: Proposal, coordinator: Person, why: str) -> None:
    """Take this pair out, and never let the engine propose it in this run again."""
    run = changeable(proposal.run_id)
    if not why:
        raise NeedsAReason("Say in a few words why; it is kept with the pair.")
    if proposal.state == ProposalState.rejected:
        return
    proposal.state, proposal.why = ProposalState.rejected, why
    run.waiting.append(
        Waiting(
            mentee_id=proposal.mentee_id,
            cause="A coordinator rejected the proposed pair. Run the match again.",
        )
    )
    record(coordinator, "rejected", proposal, run=run.public_id, why=why)


def pair_by_hand(run: MatchRun, coordinator: Person, mentee: Person, mentor: Person, why: str) -> Proposal:
    """Propose a pair that the engine did not, locked and with its reason. The hard rules hold here, too."""
    run = changeable(run.id)
    if not why:
        raise NeedsAReason("Say why, in a few words; it is kept with the pair.")
    _refuse_own_pair(coordinator, mentee.id, mentor.id)
    match = _judged_by_hand(run, mentee, mentor)
    proposal = _cleared_for(run, mentee, mentor)
    proposal.state, proposal.by_hand, proposal.why = ProposalState.locked, True, why
    proposal.describe(match.fit.score, match.fit.coverage, match.fit.kept())
    run.waiting[:] = [waiting for waiting in run.waiting if waiting.mentee_id != mentee.id]
    db.session.flush()
    record(coordinator, "paired_by_hand", proposal, run=run.public_id, why=why)
    return proposal


def _judged_by_hand(run: MatchRun, mentee: Person, mentor: Person) -> Match:
    roster = planning.roster_of(run.cohort)
    helper = roster.mentors.get(mentor.id)
    in_draft = [
        proposal
        for proposal in run.proposals
        if proposal.mentor_id == mentor.id
        and proposal.mentee_id != mentee.id
        and proposal.state != ProposalState.rejected
    ]
    if helper and helper.load + len(in_draft) >= helper.capacity:
        pairs = (
            f" {plural(len(in_draft), 'pair')} of this draft takes it: reject one first." if in_draft else ""
        )
        raise NoPlaceInDraft(f"{mentor.called} has no free place.{pairs}")
    match = planning.judged(roster, mentee.id, mentor.id)
    if match is None:
        raise NotPossible(NOT_POSSIBLE)
    return match


def _cleared_for(run: MatchRun, mentee: Person, mentor: Person) -> Proposal:
    """The row for this pair: the mentee's other proposal makes room, a rejected one of the same two comes back."""
    same = [p for p in run.proposals if (p.mentee_id, p.mentor_id) == (mentee.id, mentor.id)]
    for other in [p for p in run.proposals if p.mentee_id == mentee.id and p not in same]:
        if other.state != ProposalState.rejected:
            run.proposals.remove(other)
    db.session.flush()
    if same:
        return same[0]
    proposal = Proposal(mentee=mentee, mentor=mentor)
    run.proposals.append(proposal)
    return proposal


def discard(run: MatchRun, coordinator: Person) -> None:
    """Throw the draft away; nobody is told."""
    finish(run, RunState.discarded)
    record(coordinator, "discarded", run)


def changeable(run_id: int) -> MatchRun:
    """The run, held until this transaction ends; refused unless it is a finished draft."""
    state, finished_at = _held(run_id)
    if state != RunState.draft:
        raise _over(state)
    if finished_at is None:
        raise RunIsNotReady("The match is still being worked out. Give it a moment.")
    return db.session.get_one(MatchRun, run_id, populate_existing=True)


def _held(run_id: int) -> tuple[RunState, datetime | None]:
    query = select(MatchRun.state, MatchRun.finished_at).where(MatchRun.id == run_id)
    return db.session.execute(query.with_for_update()).one()


def finish(run: MatchRun, state: RunState, **values: object) -> None:
    """Let exactly one coordinator end the draft."""
    draft = update(MatchRun).where(MatchRun.id == run.id, MatchRun.state == RunState.draft)
    ended = (
        draft.values(state=state, **values)
        .returning(MatchRun.id)
        .execution_options(synchronize_session=False)
    )
    won = db.session.scalar(ended)
    db.session.refresh(run)
    if won is None:
        raise _over(run.state)


def _over(state: RunState) -> RunIsOver:
    done = "published" if state == RunState.published else "discarded"
    return RunIsOver(f"Someone {done} this match a moment ago, so nothing was done twice.")


def _refuse_own_pair(coordinator: Person, *pair: int) -> None:
    if coordinator.id in pair:
        raise NotYourOwnPair("You are one of the two, so another coordinator has to decide about this pair.")
