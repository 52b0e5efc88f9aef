"""Rows into the engine's frozen values, its answers back into rows. Only this file and learning.py import `matching`.

A cohort's mentors, made ready for ranking, are kept in memory. What they rest on is read and compared every
time, so a page never shows an answer that has changed; places and pairs are not part of it and always fresh.
"""

from __future__ import annotations

import logging
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import matching
from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.queries import windows_of
from mentorship.availability.slots import Weekly
from mentorship.formats import plural
from mentorship.pairing import queries
from mentorship.pairing.queries import MentorRow
from mentorship.pairing.suggestions import (
    Candidate,
    Fit,
    LockIsImpossible,
    Match,
    NotReady,
    Objective,
    Part,
    Report,
    Solution,
    TooManyPeople,
    Understood,
)
from mentorship.pairing.ties import Ties, ties_of
from mentorship.pairs.queries import load_of
from mentorship.profiles.models import DisclosureKind, Profile
from mentorship.profiles.services import is_ready
from mentorship.programs.models import Cohort

log = logging.getLogger(__name__)

Hours = Mapping[int, Sequence[Weekly]]
Ids = frozenset[tuple[int, int]]
"""(mentee id, mentor id) pairs."""

PRIORITY = {1: 3, 2: 2}
"""A need's rank → how much the engine lets it count; the others count 1."""
PRIVATE = frozenset({"same_employer", "personal_tie", "decision_power", "selling_to_mentee", "do_not_match"})
"""Hard rules that rest on answers which nobody else ever sees; to name them would give the answers away."""
STAY = 0.01
"""What a pair of the draft before gains by staying together: a point of a hundred. The match page says so."""
STEPS = {
    "Reading everybody's answers": "Reading everybody's answers and comparing them",
    "Saying why": "Finding out why others would wait",
}
"""The engine's steps that need other words; the rest are shown as they are."""
ALSO_MEANT = 0.6
"""Topics with this share of the best one's score are shown as understood, too."""
SURELY = 0.4
"""A topic heard this surely in somebody's words is offered to them. Of the sentences that the model was tuned on,
98 % are understood so, and 92 % of the offers are right; of sentences kept apart, 69 % and 77 %."""
MOST_READ = 30
"""Topics of one text that are looked at."""
MOST_COHORTS = 32
_indexes: OrderedDict[str, tuple[object, matching.Index]] = OrderedDict()
_lock, _loading = threading.Lock(), threading.Lock()


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody a match is about, as values that outlive the transaction they were read in."""

    mentees: dict[int, matching.Mentee]
    mentors: dict[int, matching.Mentor]
    rules: matching.Rules
    unready: tuple[int, ...]
    """Mentees whose answers do not suffice."""


def ranked(mentee: Person, cohort: Cohort, query: str = "") -> list[Candidate]:
    """Every mentor this mentee may see, best first (with a query: those who answer it), full ones last."""
    rows = {row.id: row for row in queries.mentors_in(cohort)}
    hours = windows_of([mentee.id, *rows])
    weights = weights_for(cohort.program_id)
    rests_on = _rests_on(rows, hours, weights)
    index = _kept(cohort, rests_on)
    profiles = queries.answers_of([mentee.id] if index else [mentee.id, *rows])
    index = index or _keep(cohort, rests_on, _mentors(rows, hours, profiles), weights)
    ranking = matching.rank(_seeker(mentee, rows, hours, profiles), index, query)
    known, load = queries.pairs_of_mentees([mentee.id]), load_of(list(rows))
    found = [
        _candidate(rows[int(suggestion.mentor.id)], suggestion, load)
        for suggestion in ranking.suggestions
        if (mentee.id, int(suggestion.mentor.id)) not in known
    ]
    return sorted(found, key=lambda candidate: not candidate.free)


def one(mentee: Person, cohort: Cohort, public_id: str) -> tuple[Candidate, Profile] | None:
    """One mentor of the cohort, also when full, paused or once paired; None when a private rule hides them."""
    rows = {row.id: row for row in queries.mentors_in(cohort, public_id)}
    hours = windows_of([mentee.id, *rows])
    profiles = queries.answers_of([mentee.id, *rows])
    mentors = _mentors(rows, hours, profiles)
    if not mentors:
        return None
    mentor = replace(mentors[0], paused=False)  # the page says it; only asking is not possible
    rules = matching.Rules(year=clock.now().year, weights=weights_for(cohort.program_id))
    try:
        suggestion = matching.explain(_seeker(mentee, rows, hours, profiles), mentor, rules)
    except matching.PairIsBlocked:
        return None
    row = rows[int(mentor.id)]
    known = (mentee.id, row.id) in queries.pairs_of_mentees([mentee.id])
    return replace(_candidate(row, suggestion, load_of([row.id])), known=known), profiles[row.id]


def possible(mentee: Person, cohort: Cohort, mentor: Person) -> bool:
    """Whether no hard rule keeps the two apart today; places are not asked about."""
    try:
        return one(mentee, cohort, mentor.public_id) is not None
    except NotReady:
        return False


def next_best(mentee: Person, cohort: Cohort, asked: Collection[int]) -> MentorRow | None:
    """The best mentor who can still be asked and has not been."""
    try:
        found = ranked(mentee, cohort)
    except NotReady:
        return None
    return next((one.row for one in found if one.can_be_asked and one.row.id not in asked), None)


def understood(text: str) -> list[Understood]:
    """The topics that a search was read as, best first."""
    hits = matching.suggest_topics(text)
    return [Understood(hit.topic, hit.words) for hit in hits if hit.score >= ALSO_MEANT * hits[0].score]


def heard(text: str) -> list[Understood]:
    """The topics to offer to whoever wrote this, best first; none that rests only on the words of a surer one."""
    surely = [hit for hit in matching.suggest_topics(text, MOST_READ) if hit.score >= SURELY]
    return [Understood(hit.topic, hit.words) for hit in surely if not _repeats(hit, surely)]


def _repeats(hit: matching.TopicHit, others: Sequence[matching.TopicHit]) -> bool:
    words = set(map(str.casefold, hit.words))
    return any(words <= set(map(str.casefold, one.words)) for one in others if one.score > hit.score)


def topic_of(why: str, mentee: Profile | None, mentor: Profile | None) -> str | None:
    """What a request is about: what it says, else the first need, and best of all what the mentor offers, too."""
    needs = [need.topic for need in mentee.needs] if mentee else []
    offers = {offer.topic for offer in mentor.offers} if mentor else set()
    wanted = [hit.topic for hit in understood(why)] + needs
    return next((topic for topic in wanted if topic in offers), next(iter(wanted), None))


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
        paired=_named(queries.pairs_of_mentees([person.id for person in mentees])),
        forbidden=_named(forbidden),
        locked=_named({pair for pair in locked if pair[0] in seekers and pair[1] in mentors}),
    )
    return Roster(
        mentees=seekers,
        mentors=mentors,
        rules=rules,
        unready=tuple(person.id for person in mentees if person.id not in seekers),
    )


def as_values(
    mentees: Sequence[Person], rows: Mapping[int, MentorRow]
) -> tuple[dict[int, matching.Mentee], dict[int, matching.Mentor]]:
    """Those mentees and mentors whose answers suffice, by id, as they are today; each mentor with one free place."""
    hours = windows_of([*(person.id for person in mentees), *rows])
    profiles = queries.answers_of([*(person.id for person in mentees), *rows])
    mentors = {int(mentor.id): mentor for mentor in _mentors(rows, hours, profiles)}
    return _seekers(mentees, rows, hours, profiles), mentors


def weights_for(program_id: int) -> matching.Weights:
    """What the parts of a score count in this program: the learned weights in use, else the starting ones."""
    used = queries.weights_in_use(program_id)
    return matching.Weights(**used.weights) if used else matching.DEFAULT_WEIGHTS


def solve(
    roster: Roster, objective: Objective, former: Mapping[int, int], report: Report = lambda step, done: None
) -> Solution:
    """The best plan, near the former one (mentee id → mentor id); nothing of it touches the database.

    LockIsImpossible when a locked pair breaks a rule or has no place; TooManyPeople when the engine cannot hold them.
    """
    everybody = list(roster.mentees.values()), list(roster.mentors.values())
    # A stable plan does not heed the former one; its cost would be counted too high beside one that does.
    previous = frozenset() if objective == "stable" else _named(set(former.items()))
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
        return Match(mentee_id, mentor_id, _fit(matching.explain(mentee, mentor, roster.rules)))
    except matching.PairIsBlocked:
        return None


def only_places_lack(roster: Roster, mentee_id: int) -> bool:
    """Whether some mentor would suit this mentee well enough, had they a free place."""
    opened = [replace(mentor, capacity=1, load=0) for mentor in roster.mentors.values()]
    ranking = matching.rank(roster.mentees[mentee_id], matching.build_index(opened, roster.rules), top=1)
    return any(suggestion.score >= roster.rules.floor for suggestion in ranking.suggestions)


def load_model() -> None:
    """Load the text model, once a process. Call it before a transaction begins: loading takes seconds."""
    with _loading:
        _loaded()


@cache
def _loaded() -> bool:
    return bool(matching.suggest_topics("billing"))


def _candidate(row: MentorRow, suggestion: matching.Suggestion, load: Mapping[int, int]) -> Candidate:
    free = max(0, row.capacity - load.get(row.id, 0))
    return Candidate(row, suggestion.mentor, _fit(suggestion), free, suggestion.query_topics)


def _fit(suggestion: matching.Suggestion) -> Fit:
    return Fit(
        score=suggestion.score,
        coverage=suggestion.coverage,
        reasons=suggestion.reasons,
        told=suggestion.reasons_for("they"),
        missing=suggestion.missing,
        change=suggestion.change,
        review=tuple(verdict.cause for verdict in suggestion.review),
        contributions=tuple(
            Part.named(part.name, part.value, part.weight) for part in suggestion.contributions
        ),
    )


def _rests_on(rows: Mapping[int, MentorRow], hours: Hours, weights: matching.Weights) -> object:
    """Everything that an index is made of, in a form that is cheap to read and to compare."""
    answers = tuple((row.id, row.updated_at, row.timezone, row.paused) for row in rows.values())
    return clock.now().year, weights, answers, tuple(tuple(hours.get(key, ())) for key in rows)


def _kept(cohort: Cohort, rests_on: object) -> matching.Index | None:
    """The cohort's index from memory, unless something it rests on has changed."""
    with _lock:
        before, index = _indexes.get(cohort.public_id, (None, None))
    return index if before == rests_on else None


def _keep(
    cohort: Cohort, rests_on: object, mentors: list[matching.Mentor], weights: matching.Weights
) -> matching.Index:
    """Make an index and remember it; of many cohorts the one made longest ago is forgotten."""
    index = matching.build_index(mentors, matching.Rules(year=clock.now().year, weights=weights))
    with _lock:
        _indexes[cohort.public_id] = rests_on, index
        _indexes.move_to_end(cohort.public_id)
        while len(_indexes) > MOST_COHORTS:
            _indexes.popitem(last=False)
    return index


def _mentors(
    rows: Mapping[int, MentorRow], hours: Hours, profiles: Mapping[int, Profile]
) -> list[matching.Mentor]:
    """Every ready mentor with one place and no load: places are counted elsewhere, always fresh."""
    found = []
    for row in rows.values():
        if row.id in profiles and is_ready(profiles[row.id]):
            try:
                found.append(_mentor(profiles[row.id], row, hours))
            except matching.BadRecord as bad:
                log.error("mentor left out of matching: %s", bad)
    return found


def _mentor(profile: Profile, row: MentorRow, hours: Hours) -> matching.Mentor:
    disclosed = {disclosure.kind for disclosure in profile.disclosures}
    return matching.Mentor(
        **_shared(profile, row.id, row.timezone, hours),
        opened_year=profile.opened_year,
        offers=tuple(matching.Offer(offer.topic, offer.depth, offer.last_year) for offer in profile.offers),
        capacity=1,
        paused=profile.paused,
        seeks_deal=DisclosureKind.seeks_deal in disclosed,
        vendor_paid=DisclosureKind.vendor_paid in disclosed,
    )


def _seeker(
    mentee: Person, rows: Mapping[int, MentorRow], hours: Hours, profiles: Mapping[int, Profile]
) -> matching.Mentee:
    """One mentee; NotReady when the answers do not suffice."""
    found = _seekers([mentee], rows, hours, profiles)
    if mentee.id not in found:
        raise NotReady(mentee.public_id)
    return found[mentee.id]


def _seekers(
    mentees: Sequence[Person], rows: Mapping[int, MentorRow], hours: Hours, profiles: Mapping[int, Profile]
) -> dict[int, matching.Mentee]:
    """Those of the mentees whose answers suffice."""
    addresses = {person.email: person.id for person in mentees}
    exclusions = queries.exclusions_touching(list(addresses.values()), list(addresses))
    ties = ties_of(addresses, {row.email: row.id for row in rows.values()}, exclusions)
    found = {}
    for person in mentees:
        profile = profiles.get(person.id)
        if profile and is_ready(profile):
            try:
                found[person.id] = _mentee(profile, person, hours, ties[person.id])
            except matching.BadRecord as bad:
                log.error("mentee left out of matching: %s", bad)
    return found


def _mentee(profile: Profile, person: Person, hours: Hours, ties: Ties) -> matching.Mentee:
    return matching.Mentee(
        **{**_shared(profile, person.id, person.timezone, hours), **ties},
        stage=profile.stage,
        needs=tuple(matching.Need(need.topic, PRIORITY.get(need.rank, 1)) for need in profile.needs),
        wanted_language=profile.wanted_language,
        wants_same_state=profile.wants_same_state,
    )


def _shared(profile: Profile, person_id: int, timezone: str, hours: Hours) -> dict[str, Any]:
    """What both kinds of people answer."""
    free = tuple(
        matching.Window(window.weekday, window.starts, window.ends) for window in hours.get(person_id, ())
    )
    return {
        "id": str(person_id),
        "specialty": profile.specialty,
        "practice_state": profile.practice_state,
        "licensed_states": tuple(profile.licensed_states),
        "market": profile.market,
        "model": profile.practice_model,
        "timezone": timezone,
        "free": free,
        "languages": tuple(profile.languages),
        "texts": (profile.about,) if profile.about else (),
        "values": tuple(profile.values),
        "style": tuple(sorted(profile.style.items())),
        "employer": profile.employer,
    }


def _named(pairs: Ids | set[tuple[int, int]]) -> frozenset[tuple[str, str]]:
    return frozenset((str(mentee_id), str(mentor_id)) for mentee_id, mentor_id in pairs)
