"""A cohort's match: everybody it is about, the best plan for them, and what the engine says of one pair."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import matching
from mentorship import clock
from mentorship.formats import plural
from mentorship.pairing import queries
from mentorship.pairing.suggestions import LockIsImpossible, Match, Objective, Report, Solution, TooManyPeople
from mentorship.pairing.translating import as_values, fit_of, named, weights_for
from mentorship.pairs.queries import load_of
from mentorship.programs.models import Cohort

Ids = frozenset[tuple[int, int]]
"""(mentee id, mentor id) pairs."""
PRIVATE = frozenset({"same_employer", "personal_tie", "decision_power", "selling_to_mentee", "do_not_match"})
"""Hard rules that rest on answers which nobody else ever sees; to name them would give the answers away."""
STAY = 0.01
"""What a pair of the draft before gains by staying together: a point of a hundred. The match page says so."""
STEPS = {
    "Reading everybody's answers": "Reading everybody's answers and comparing them",
    "Saying why": "Finding out why others would wait",
}
"""The engine's steps that need other words; the rest are shown as they are."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody a match is about, as values that outlive the transaction they were read in."""

    mentees: dict[int, matching.Mentee]
    mentors: dict[int, matching.Mentor]
    rules: matching.Rules
    unready: tuple[int, ...]
    """Mentees whose answers do not suffice."""


def roster_of(cohort: Cohort, *, locked: Ids = frozenset(), forbidden: Ids = frozenset()) -> Roster:
    """The cohort's mentors, and those of its mentees who have no open pair. Locks of people who left are dropped."""
    mentees = queries.mentees_without_pair(cohort)
    rows = {row.id: row for row in queries.mentors_in(cohort)}
    seekers, helpers = as_values(mentees, rows)
    load = load_of(list(rows))
    mentors = {
        key: replace(helper, capacity=rows[key].capacity, load=load[key]) for key, helper in helpers.items()
    }
    rules = matching.Rules(
        year=clock.now().year,
        weights=weights_for(cohort.program_id),
        coordinators=frozenset(map(str, queries.coordinator_ids(cohort))),
        paired=named(queries.pairs_of_mentees([person.id for person in mentees])),
        forbidden=named(forbidden),
        locked=named({pair for pair in locked if pair[0] in seekers and pair[1] in mentors}),
    )
    return Roster(
        mentees=seekers,
        mentors=mentors,
        rules=rules,
        unready=tuple(person.id for person in mentees if person.id not in seekers),
    )


def solve(
    roster: Roster, objective: Objective, former: Mapping[int, int], report: Report = lambda step, done: None
) -> Solution:
    """The best plan, near the former one (mentee id → mentor id); nothing of it touches the database.

    LockIsImpossible when a locked pair breaks a rule or has no place; TooManyPeople when the engine cannot hold them.
    """
    everybody = list(roster.mentees.values()), list(roster.mentors.values())
    # A stable plan does not heed the former one; its cost would be counted too high beside one that does.
    previous = frozenset() if objective == "stable" else named(former.items())
    try:
        plan = matching.plan(
            *everybody, roster.rules, objective, previous=previous, stay=STAY, progress=_heard_by(report)
        )
    except matching.ContradictoryLock as lock:
        raise LockIsImpossible(int(lock.mentee), int(lock.mentor)) from None
    except matching.TooLarge as large:
        raise TooManyPeople from large
    return Solution(
        matches=tuple(_matches(roster, plan, report)),
        waiting={int(left.mentee): _cause(left) for left in plan.unmatched},
        total=plan.total,
        bound=plan.bound,
        gap=plan.gap,
        figures=_figures(plan, heeded=bool(previous)),
    )


def _heard_by(report: Report) -> Callable[[matching.Progress], None]:
    return lambda progress: report(STEPS.get(progress.step, progress.step), progress.done)


def _matches(roster: Roster, plan: matching.Plan, report: Report) -> Iterator[Match]:
    for number, pair in enumerate(plan.pairs):
        report("Writing down the reasons", number / len(plan.pairs))
        match = judged(roster, int(pair.mentee), int(pair.mentor))
        if match:
            yield match


def _figures(plan: matching.Plan, *, heeded: bool) -> dict[str, float]:
    """The engine's figures, how many pairs were locked, and `cost`: the share of the best total given up for the aim.

    Where a former plan was heeded, the engine counts what pairs earn by staying into what it compares with, so
    that the comparison would say too much.
    """
    figures = {**plan.notes, "locked": sum(pair.locked for pair in plan.pairs)}
    best = figures.pop("total_without_floor", 0) or figures.pop("best_total", 0)
    if heeded:
        figures.pop("worst_share_before", None)
    elif best:
        free = math.fsum(pair.score for pair in plan.pairs if not pair.locked)
        figures["cost"] = round(max(0.0, 1 - free / best), 4)
    return figures


def _cause(left: matching.Unmatched) -> str:
    """Why somebody is left, as a coordinator may read it: what people said in private stays unsaid."""
    if PRIVATE.isdisjoint(left.rules):
        return left.cause
    fits = plural(len(left.mentors), "mentor would fit", "mentors would fit").capitalize()
    return f"{fits}, but a rule forbids it. Which one is never said."


def judged(roster: Roster, mentee_id: int, mentor_id: int) -> Match | None:
    """A pair with its fit; None when a hard rule forbids it or one of the two takes no part."""
    mentee, mentor = roster.mentees.get(mentee_id), roster.mentors.get(mentor_id)
    if mentee is None or mentor is None:
        return None
    try:
        return Match(mentee_id, mentor_id, fit_of(matching.explain(mentee, mentor, roster.rules)))
    except matching.PairIsBlocked:
        return None


def only_places_lack(roster: Roster, mentee_id: int) -> bool:
    """Whether some mentor would suit this mentee well enough, had they a free place."""
    opened = [replace(mentor, capacity=1, load=0) for mentor in roster.mentors.values()]
    ranking = matching.rank(roster.mentees[mentee_id], matching.build_index(opened, roster.rules), top=1)
    return any(suggestion.score >= roster.rules.floor for suggestion in ranking.suggestions)
