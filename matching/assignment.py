"""Who goes to whom when every mentor has only so many places.

The plan is an exact optimum in whole numbers (scores in steps of `STEP`). Pairs that a hard rule, a
coordinator or the floor rules out are absent from the problem, never merely expensive; locked pairs leave it
beforehand and take their places along. Prices, one a mentor, prove the optimum; among equally good plans a
hash of the two ids decides, so that the order of the input changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from matching import solver
from matching.causes import PAUSED, binding_cause
from matching.hard_rules import Verdict
from matching.people import Mentee, Mentor, Rules, sorted_by_id
from matching.scoring import PairIsBlocked, Suggestion, build_index, explain, rank, score_if_allowed

Objective = Literal["total", "coverage"]

STEP = 1e-5


class ContradictoryLock(ValueError):
    """A locked pair that a hard rule, another lock or the mentor's places do not allow."""

    def __init__(self, mentee: str, mentor: str, reason: str) -> None:
        super().__init__(f"{mentee} with {mentor}: {reason}")
        self.mentee = mentee
        self.mentor = mentor
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentee and a mentor by id, their score, and what a coordinator should look at first."""

    mentee: str
    mentor: str
    score: float
    locked: bool = False
    review: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A mentee without a mentor: the rules that bind, the cause in words, and the mentors it speaks of.

    Were these rules lifted between this mentee and these mentors, the mentee would be matched.
    """

    mentee: str
    cause: str
    mentors: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The best pairs and who is left. `total` cannot exceed `bound`; `gap` is what is unproven."""

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    total: float
    bound: float
    gap: float
    objective: Objective


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is left to solve once the locked pairs are out."""

    mentees: tuple[Mentee, ...]
    mentors: tuple[Mentor, ...]
    places: tuple[int, ...]
    allowed: dict[tuple[str, str], Suggestion]
    objective: Objective
    seed: int


def plan(
    mentees: Sequence[Mentee],
    mentors: Sequence[Mentor],
    rules: Rules,
    objective: Objective = "total",
    seed: int = 0,
) -> Plan:
    """The optimum under places, hard rules, the floor and the locks; the input's order changes nothing.

    "total" makes the sum of scores as large as can be; "coverage" first matches as many people as can be.
    """
    seekers, helpers = sorted_by_id(mentees), sorted_by_id(mentors)
    locked = _locked_pairs(seekers, helpers, rules)
    problem = _problem(seekers, helpers, rules, locked, objective, seed)
    solution = _solve(problem, {})
    pairs = _pairs(problem, solution.choice)
    steps = sum(_steps(pair.score) for pair in (*locked, *pairs))
    gap = solution.bound - solution.total
    return Plan(
        pairs=tuple(sorted((*locked, *pairs), key=lambda pair: (pair.mentee, pair.mentor))),
        unmatched=_unmatched(problem, rules, {pair.mentee for pair in pairs}),
        total=round(steps * STEP, 5),
        bound=round((steps + gap) * STEP, 5),
        gap=round(gap * STEP, 5),
        objective=objective,
    )


def _locked_pairs(mentees: Sequence[Mentee], mentors: Sequence[Mentor], rules: Rules) -> tuple[Pair, ...]:
    seekers, helpers = {one.id: one for one in mentees}, {one.id: one for one in mentors}
    pairs: list[Pair] = []
    for mentee_id, mentor_id in sorted(rules.locked):
        if mentee_id not in seekers or mentor_id not in helpers:
            raise ContradictoryLock(mentee_id, mentor_id, "one of them takes no part in this plan")
        if any(pair.mentee == mentee_id for pair in pairs):
            raise ContradictoryLock(mentee_id, mentor_id, "the mentee is locked twice")
        taken = sum(pair.mentor == mentor_id for pair in pairs)
        if taken and helpers[mentor_id].load + taken >= helpers[mentor_id].capacity:
            raise ContradictoryLock(mentee_id, mentor_id, "the mentor has more locks than places")
        pairs.append(_locked_pair(seekers[mentee_id], helpers[mentor_id], rules))
    return tuple(pairs)


def _locked_pair(mentee: Mentee, mentor: Mentor, rules: Rules) -> Pair:
    try:
        found = explain(mentee, mentor, rules)
    except PairIsBlocked as blocked:
        raise ContradictoryLock(mentee.id, mentor.id, blocked.verdict.cause) from blocked
    return Pair(mentee.id, mentor.id, found.score, locked=True, review=found.review)


def _problem(
    mentees: tuple[Mentee, ...],
    mentors: tuple[Mentor, ...],
    rules: Rules,
    locked: tuple[Pair, ...],
    objective: Objective,
    seed: int,
) -> _Problem:
    settled = {pair.mentee for pair in locked}
    waiting = tuple(mentee for mentee in mentees if mentee.id not in settled)
    taken = Counter(pair.mentor for pair in locked)
    allowed = _allowed(waiting, mentors, rules)
    places = tuple(max(0, mentor.capacity - mentor.load - taken[mentor.id]) for mentor in mentors)
    return _Problem(waiting, mentors, places, allowed, objective, seed)


def _allowed(
    mentees: Sequence[Mentee], mentors: Sequence[Mentor], rules: Rules
) -> dict[tuple[str, str], Suggestion]:
    """Every pair that no rule keeps apart and that reaches the floor."""
    index = build_index(mentors, rules)
    return {
        (mentee.id, found.mentor.id): found
        for mentee in mentees
        for found in rank(mentee, index).suggestions
        if found.score >= rules.floor
    }


def _solve(problem: _Problem, lifted: dict[tuple[str, str], float]) -> solver.Solution:
    """Solves the problem, with some ruled-out pairs let in for the sake of argument."""
    import numpy as np

    scores = {pair: found.score for pair, found in problem.allowed.items()} | lifted
    bonus = (len(problem.mentees) * _steps(1.0) + 1) if problem.objective == "coverage" else 0
    shape = (len(problem.mentees), len(problem.mentors))
    weights, ties = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, mentee in enumerate(problem.mentees):
        for column, mentor in enumerate(problem.mentors):
            score = scores.get((mentee.id, mentor.id))
            if score is not None:
                weights[row, column] = max(1, _steps(score)) + bonus
                ties[row, column] = _tie(problem.seed, mentee.id, mentor.id)
    return solver.solve(weights, np.array(problem.places, dtype=np.int64), ties)


def _steps(score: float) -> int:
    return round(score / STEP)


def _tie(seed: int, mentee: str, mentor: str) -> int:
    """A number that depends on nothing but the two people (and the seed)."""
    from hashlib import blake2b

    text = "\x1f".join((str(seed), mentee, mentor))
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=solver.TIE_BITS // 8)
    return int.from_bytes(digest.digest())


def _pairs(problem: _Problem, choice: Iterable[int]) -> tuple[Pair, ...]:
    pairs = []
    for mentee, column in zip(problem.mentees, choice, strict=True):
        if column != solver.NOBODY:
            found = problem.allowed[mentee.id, problem.mentors[column].id]
            pairs.append(Pair(mentee.id, found.mentor.id, found.score, review=found.review))
    return tuple(pairs)


def _unmatched(problem: _Problem, rules: Rules, matched: set[str]) -> tuple[Unmatched, ...]:
    left = [(row, mentee) for row, mentee in enumerate(problem.mentees) if mentee.id not in matched]
    return tuple(_without(problem, rules, row, mentee) for row, mentee in left)


def _without(problem: _Problem, rules: Rules, row: int, mentee: Mentee) -> Unmatched:
    def would_match(mentors: Sequence[Mentor], without: frozenset[str]) -> bool:
        lifted = {(mentee.id, mentor.id): score_if_allowed(mentee, mentor, rules) for mentor in mentors}
        if PAUSED in without:
            lifted |= _awake(problem, mentors, rules)
        return bool(_solve(problem, lifted).choice[row] != solver.NOBODY)

    allowed = {mentor_id for mentee_id, mentor_id in problem.allowed if mentee_id == mentee.id}
    cause = binding_cause(mentee, problem.mentors, rules, allowed, would_match)
    return Unmatched(mentee.id, cause.sentence, cause.mentors, cause.rules)


def _awake(problem: _Problem, mentors: Sequence[Mentor], rules: Rules) -> dict[tuple[str, str], float]:
    """The pairs that open up for everybody when these mentors end their pause."""
    awake = [replace(mentor, paused=False) for mentor in mentors]
    return {pair: found.score for pair, found in _allowed(problem.mentees, awake, rules).items()}
