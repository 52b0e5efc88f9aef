"""Match runs: a draft that the engine makes, a coordinator changes, and one of them publishes once."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.formats import plural
from mentorship.pairing import queries, suggesting
from mentorship.pairing.models import MatchRun, Proposal, ProposalState, RunState, Waiting
from mentorship.pairing.suggesting import Roster
from mentorship.pairing.suggestions import LockIsImpossible, Match, Solution
from mentorship.programs.models import Cohort, CohortState

log = logging.getLogger(__name__)

OBJECTIVES = ("total", "coverage")
RUNNABLE = (CohortState.open, CohortState.matching, CohortState.running)
NOT_POSSIBLE = "This pair is not possible under the program's rules."


class CohortIsClosed(Refusal):
    """No match is run in a cohort that is not open."""


class UnknownObjective(Refusal):
    """The match can aim at two things only."""


class RunIsOver(Refusal):
    """The draft was published or discarded."""


class RunIsNotReady(Refusal):
    """The worker has not finished."""


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
    run = queries.draft_run(cohort) or _new_run(cohort, coordinator, objective)
    run.objective, run.asked_by_id, run.asked_at = objective, coordinator.id, clock.now()
    run.finished_at, run.failure = None, ""
    record(coordinator, "asked_for_match", run, objective=objective)
    return run


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


def compute_runs() -> int:
    """The worker's part: work out every draft that waits. Answers how many there were."""
    suggesting.load_model()
    waiting = [db.session.get_one(MatchRun, run_id) for run_id in queries.runs_to_compute()]
    for run in waiting:
        _compute(run)
    return len(waiting)


def _compute(run: MatchRun) -> None:
    """Fill a draft; what cannot be worked out is said in words and leaves the old proposals as they were."""
    roster = suggesting.roster_of(
        run.cohort, locked=_pairs(run, ProposalState.locked), forbidden=_pairs(run, ProposalState.rejected)
    )
    run.finished_at = clock.now()
    try:
        solution = suggesting.solve(roster, cast(Literal["total", "coverage"], run.objective))
    except LockIsImpossible as impossible:
        run.failure = _about_lock(run, impossible)
    except Exception:
        log.exception("match run %s", run.public_id)
        run.failure = "The match could not be worked out. The operator finds the reason in the log."
    else:
        _fill(run, roster, solution)
    record(None, "computed", run, pairs=len(run.proposals), waiting=len(run.waiting))


def _pairs(run: MatchRun, state: ProposalState) -> frozenset[tuple[int, int]]:
    return frozenset((p.mentee_id, p.mentor_id) for p in run.proposals if p.state == state)


def _about_lock(run: MatchRun, impossible: LockIsImpossible) -> str:
    proposal = next(
        p for p in run.proposals if p.mentee_id == impossible.mentee_id and p.state == ProposalState.locked
    )
    return (
        f"{proposal.mentee.called} and {proposal.mentor.called} are locked, but this pair is not possible under the "
        "program's rules any more. Unlock it, then run the match again."
    )


def _fill(run: MatchRun, roster: Roster, solution: Solution) -> None:
    """Replace what the engine proposed before; keep rejections, and locks of people who are still there."""
    matches = {(match.mentee_id, match.mentor_id): match for match in solution.matches}
    for proposal in [p for p in run.proposals if p.state != ProposalState.rejected]:
        match = matches.pop((proposal.mentee_id, proposal.mentor_id), None)
        if proposal.state == ProposalState.locked and match:
            _describe(proposal, match)
        else:
            run.proposals.remove(proposal)
            if match:
                matches[proposal.mentee_id, proposal.mentor_id] = match
    run.waiting.clear()
    db.session.flush()  # the old rows must be gone before new ones take their unique places
    run.proposals.extend(_proposal(match) for match in matches.values())
    causes = {**solution.waiting, **dict.fromkeys(roster.unready, "Has not finished the profile yet.")}
    run.waiting.extend(Waiting(mentee_id=mentee_id, cause=cause) for mentee_id, cause in causes.items())
    run.total, run.bound, run.gap = solution.total, solution.bound, solution.gap
    db.session.flush()


def _proposal(match: Match) -> Proposal:
    proposal = Proposal(mentee_id=match.mentee_id, mentor_id=match.mentor_id, state=ProposalState.proposed)
    return _describe(proposal, match)


def _describe(proposal: Proposal, match: Match) -> Proposal:
    proposal.score, proposal.coverage = match.fit.score, match.fit.coverage
    proposal.explanation = match.fit.kept()
    return proposal


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
    _describe(proposal, match)
    run.waiting[:] = [waiting for waiting in run.waiting if waiting.mentee_id != mentee.id]
    db.session.flush()
    record(coordinator, "paired_by_hand", proposal, run=run.public_id, why=why)
    return proposal


def _judged_by_hand(run: MatchRun, mentee: Person, mentor: Person) -> Match:
    roster = suggesting.roster_of(run.cohort)
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
    match = suggesting.judged(roster, mentee.id, mentor.id)
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
    ended = draft.values(state=state, **values).execution_options(synchronize_session=False)
    won = db.session.execute(ended).rowcount  # type: ignore[attr-defined]  # an UPDATE's result counts rows
    db.session.refresh(run)
    if not won:
        raise _over(run.state)


def _over(state: RunState) -> RunIsOver:
    done = "published" if state == RunState.published else "discarded"
    return RunIsOver(f"Someone {done} this match a moment ago, so nothing was done twice.")


def _refuse_own_pair(coordinator: Person, *pair: int) -> None:
    if coordinator.id in pair:
        raise NotYourOwnPair("You are one of the two, so another coordinator has to decide about this pair.")
