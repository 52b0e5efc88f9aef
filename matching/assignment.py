"""Who goes to whom when every mentor has only so many places.

The plan is an exact optimum in whole steps. Pairs that a hard rule, a coordinator or the floor rules out are
absent from the problem, never merely expensive; locked pairs leave it beforehand and take their places along.
Prices prove the optimum; among equally good plans a hash of the two ids decides, so that the order of the input
changes nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, get_args

from matching.causes import Scene, Unmatched, cause_of
from matching.checking import check_years, require, shown
from matching.goals import (
    Solved,
    Terms,
    best_total,
    both_views,
    most_people,
    nobody_behind,
    stable,
    steps_of,
    would_match,
)
from matching.hard_rules import reviews
from matching.market import STEPS, Market, market, scores, without_stay
from matching.people import Mentee, Mentor, Rules, sorted_by_id
from matching.people_checks import check_pair, check_share
from matching.plans import Certificate, ContradictoryLock, Objective, Pair, Plan, Progress
from matching.scoring import PairIsBlocked, explain
from matching.solver import NOBODY, highest_prices
from matching.stability import gains_of_leaving

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

LOSS = 0.005  # the share of the total that "fair" may give away
STAY = 0.01  # what staying with the mentor of the plan before is worth
MATERIAL = 0.05  # what both have to gain before a blocking pair matters


def plan(
    mentees: Sequence[Mentee],
    mentors: Sequence[Mentor],
    rules: Rules,
    objective: Objective = "total",
    seed: int = 0,
    *,
    previous: Collection[tuple[str, str]] = (),
    stay: float = STAY,
    loss: float = LOSS,
    progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """The optimum under places, hard rules, the floor and the locks; the input's order changes nothing.

    "total" makes the sum of scores as large as can be. "coverage" first matches as many people as can be. "fair"
    does so, too, and then lifts the worst-off as far as a `loss` of the total allows. "stable" leaves no mentee and
    mentor who would rather have each other. Pairs of a `previous` plan are worth `stay` more, so that only those
    move who gain by it. Without mentees or mentors the plan is empty. `progress` hears what is done; an exception
    it raises ends the work.
    """
    _check_asked(objective, previous, stay=stay, loss=loss)
    seekers, helpers = sorted_by_id(mentees), sorted_by_id(mentors)
    check_years(helpers, rules.year)
    locked = _locked_pairs(seekers, helpers, rules)
    settled = {pair.mentee for pair in locked}
    waiting = tuple(mentee for mentee in seekers if mentee.id not in settled)
    report = _reporter(progress)
    reading = partial(report, "Reading everybody's answers")
    reading(0.0)
    m = market(waiting, helpers, rules, previous, stay, reading)
    terms = terms_of(m, locked, seed, report)
    outcome = _solve(m, terms, objective, loss)
    pairs = _pairs(m, outcome.found)
    report("Saying why", 1.0)
    everybody = tuple(sorted((*locked, *pairs), key=lambda pair: (pair.mentee, pair.mentor)))
    total, gap = math.fsum(pair.score for pair in everybody), outcome.gap / STEPS
    return Plan(
        pairs=everybody,
        unmatched=_unmatched(m, outcome, rules),
        total=round(total, 6),
        bound=round(total + gap, 6),
        gap=round(gap, 6),
        objective=objective,
        moved=_moved(everybody, previous, seekers),
        short=_short(everybody, helpers),
        notes=dict(outcome.notes),
        certificate=_certificate(m, outcome.found),
    )


def _check_asked(objective: Objective, previous: Collection[object], **shares: float) -> None:
    """`BadRecord` for an aim that is none, a former pair that is none, or a share of a score that cannot be."""
    named = f"{objective!r} is none of {', '.join(get_args(Objective))}"
    require(objective in get_args(Objective), "plan", "objective", named)
    listed = f"{shown(previous)} is not a list of pairs"
    require(isinstance(previous, Collection), "plan", "previous", listed)
    for pair in previous:
        check_pair("plan", "previous", pair)
    for field, share in shares.items():
        check_share("plan", field, share)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A solved goal: the choice, what is unproven, the problem causes are judged by, and figures to tell."""

    found: Solved
    base: Solved
    gap: int
    notes: dict[str, float]
    would_match: Callable[[int, Whole, Whole, bool], bool]


def _reporter(progress: Callable[[Progress], None] | None) -> Callable[[str, float], None]:
    if progress is None:
        return lambda step, done: None
    return lambda step, done: progress(Progress(step, done))


def _locked_pairs(mentees: Sequence[Mentee], mentors: Sequence[Mentor], rules: Rules) -> tuple[Pair, ...]:
    seekers, helpers = {one.id: one for one in mentees}, {one.id: one for one in mentors}
    pairs: list[Pair] = []
    settled: set[str] = set()
    taken: Counter[str] = Counter()
    for mentee_id, mentor_id in sorted(rules.locked):
        if mentee_id not in seekers or mentor_id not in helpers:
            raise ContradictoryLock(mentee_id, mentor_id, "one of them takes no part in this plan")
        if mentee_id in settled:
            raise ContradictoryLock(mentee_id, mentor_id, "the mentee is locked twice")
        mentor = helpers[mentor_id]
        if taken[mentor_id] and mentor.load + taken[mentor_id] >= mentor.capacity:
            raise ContradictoryLock(mentee_id, mentor_id, "the mentor has more locks than places")
        pairs.append(_locked_pair(seekers[mentee_id], mentor, rules))
        settled.add(mentee_id)
        taken[mentor_id] += 1
    return tuple(pairs)


def _locked_pair(mentee: Mentee, mentor: Mentor, rules: Rules) -> Pair:
    try:
        found = explain(mentee, mentor, rules)
    except PairIsBlocked as blocked:
        raise ContradictoryLock(mentee.id, mentor.id, blocked.verdict.cause) from blocked
    return Pair(mentee.id, mentor.id, found.score, locked=True, review=found.review)


def terms_of(m: Market, locked: Sequence[Pair], seed: int, report: Callable[[str, float], None]) -> Terms:
    """Places left after the locked pairs, wanted loads, and numbers that end ties."""
    import numpy as np

    taken = Counter(pair.mentor for pair in locked)
    mentors = m.them.people
    places = [max(0, mentor.capacity - mentor.load - taken[mentor.id]) for mentor in mentors]
    wanted = [max(0, mentor.min_load - mentor.load - taken[mentor.id]) for mentor in mentors]
    return Terms(
        places=np.array(places, dtype=np.int64),
        wanted=np.array(wanted, dtype=np.int64),
        hashes=(_hashes(m.us.people, seed, "mentee"), _hashes(mentors, seed, "mentor")),
        report=report,
    )


def _hashes(people: Sequence[Mentee] | Sequence[Mentor], seed: int, kind: str) -> NDArray[np.uint64]:
    """A number for each person that depends on nothing but their id (and the seed)."""
    from hashlib import blake2b

    import numpy as np

    texts = ("\x1f".join((str(seed), kind, person.id)) for person in people)
    raw = b"".join(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest() for text in texts)
    return np.frombuffer(raw, dtype="<u8").astype(np.uint64)


def _solve(m: Market, terms: Terms, objective: Objective, loss: float) -> _Outcome:
    if objective == "fair":
        floored = nobody_behind(m, terms, loss)
        notes = {
            "worst_share_before": floored.before,
            "worst_share": floored.floor,
            "total_without_floor": _total(m, floored.base),
        }
        base = floored.base
        more = _one_more(m, terms, base, margin=base.bonus // 2)
        return _Outcome(floored.found, base, floored.found.gap, notes | _blocking(m, floored.found), more)
    if objective == "stable":
        m = without_stay(m)
        best, found = stable(m, terms)
        notes = {"best_total": _total(m, best), **_blocking(m, found)}
        return _Outcome(
            found,
            best,
            int(steps_of(m, best).sum() - steps_of(m, found).sum()),
            notes,
            _stable_with(m, terms),
        )
    found = best_total(m, terms) if objective == "total" else most_people(m, terms)
    return _Outcome(found, found, found.gap, _blocking(m, found), _one_more(m, terms, found))


def _total(m: Market, found: Solved) -> float:
    i = (found.choice != NOBODY).nonzero()[0]
    return round(math.fsum(scores(m, i, found.choice[i])), 6)


def _one_more(
    m: Market, terms: Terms, base: Solved, margin: int = 0
) -> Callable[[int, Whole, Whole, bool], bool]:
    """Whether one more pair would enter the plan: only if it gains more than taking a place away would cost."""
    costs = cache(partial(highest_prices, base.problem, base.choice))  # only for somebody who is left over

    def answer(row: int, places: Whole, steps: Whole, awake: bool) -> bool:
        if awake:
            return (
                base.complete
                and not margin
                and would_match(m, terms, base.bonus, row, places, steps, by_views=False)
            )
        return bool((steps + base.bonus - costs()[places] > margin).any())

    return answer


def _stable_with(m: Market, terms: Terms) -> Callable[[int, Whole, Whole, bool], bool]:
    """Whether somebody would be matched in the stable choice with some pairs more."""
    return lambda row, places, steps, awake: would_match(m, terms, 0, row, places, steps, by_views=True)


def _blocking(m: Market, found: Solved) -> dict[str, float]:
    """How many pairs would leave the plan together; counted only where every pair is known."""
    if not found.complete:
        return {}
    p = found.problem
    gained = gains_of_leaving(found.choice, p.places, p.i, p.j, *both_views(m, p))[1]
    material = float((gained >= round(MATERIAL * STEPS)).sum())
    return {"blocking_pairs": float(len(gained)), "blocking_pairs_material": material}


def _pairs(m: Market, found: Solved) -> list[Pair]:
    i = (found.choice != NOBODY).nonzero()[0]
    j = found.choice[i]
    return [
        Pair(m.us.people[row].id, m.them.people[place].id, float(score), review=review)
        for row, place, score, review in zip(i, j, scores(m, i, j), reviews(m.crossing, i, j), strict=True)
    ]


def _unmatched(m: Market, outcome: _Outcome, rules: Rules) -> tuple[Unmatched, ...]:
    base = outcome.base
    scene = Scene(m, rules, base.problem, base.complete, outcome.would_match)
    return tuple(cause_of(scene, row) for row in (outcome.found.choice == NOBODY).nonzero()[0])


def _moved(
    pairs: Sequence[Pair], previous: Collection[tuple[str, str]], mentees: Sequence[Mentee]
) -> tuple[str, ...]:
    """Who had a mentor before, takes part again, and keeps none of those they had."""
    now = {(pair.mentee, pair.mentor) for pair in pairs}
    kept = {mentee for mentee, mentor in previous if (mentee, mentor) in now}
    had, here = {mentee for mentee, _ in previous}, {mentee.id for mentee in mentees}
    return tuple(sorted(had & here - kept))


def _short(pairs: Sequence[Pair], mentors: Sequence[Mentor]) -> tuple[str, ...]:
    """The mentors who stay below the least number of mentees they are there for."""
    got = Counter(pair.mentor for pair in pairs)
    return tuple(mentor.id for mentor in mentors if mentor.load + got[mentor.id] < mentor.min_load)


def _certificate(m: Market, found: Solved) -> Certificate:
    gains = {m.us.people[row].id: int(found.at.gains[row]) for row in found.at.gains.nonzero()[0]}
    prices = {m.them.people[place].id: int(found.at.prices[place]) for place in found.at.prices.nonzero()[0]}
    return Certificate(STEPS, found.bonus, found.problem.bonus, gains, prices)
