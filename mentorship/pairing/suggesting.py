"""The mentors of a cohort for one mentee, best first.

A cohort's mentors, made ready for ranking, are kept in memory. What they rest on is read and compared every
time, so a page never shows an answer that has changed; places and pairs are not part of it and always fresh.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

import matching
from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.queries import windows_of
from mentorship.pairing import queries
from mentorship.pairing.queries import MentorRow
from mentorship.pairing.suggestions import Candidate, NotReady
from mentorship.pairing.translating import Hours, fit_of, mentors_of, seeker_of, weights_for
from mentorship.pairs.queries import load_of
from mentorship.profiles.models import Profile
from mentorship.programs.models import Cohort

MOST_COHORTS = 32
MOST_NEXT = 5
"""So many mentors are offered as the one to ask next."""
_indexes: OrderedDict[str, tuple[object, matching.Index]] = OrderedDict()
_lock = threading.Lock()


def ranked(mentee: Person, cohort: Cohort, query: str = "") -> list[Candidate]:
    """Every mentor this mentee may see, best first (with a query: those who answer it), full ones last."""
    rows = {row.id: row for row in queries.mentors_in(cohort)}
    hours, weights = windows_of([mentee.id, *rows]), weights_for(cohort.program_id)
    index, profiles = _ready(cohort, rows, hours, weights, [mentee.id])
    ranking = matching.rank(seeker_of(mentee, rows, hours, profiles), index, query)
    return _candidates(ranking, rows, queries.pairs_of_mentees([mentee.id]), load_of(list(rows)))


def one(mentee: Person, cohort: Cohort, public_id: str) -> tuple[Candidate, Profile] | None:
    """One mentor of the cohort, also when full, paused or once paired; None when a private rule hides them."""
    rows = {row.id: row for row in queries.mentor_in(cohort, public_id, mentee)}
    hours = windows_of([mentee.id, *rows])
    profiles = queries.answers_of([mentee.id, *rows])
    mentors = mentors_of(rows, hours, profiles)
    if not mentors:
        return None
    seeker = seeker_of(mentee, rows, hours, profiles)
    suggestion = _explained(seeker, mentors[0], weights_for(cohort.program_id))
    if suggestion is None:
        return None
    row = rows[int(suggestion.mentor.id)]
    known = (mentee.id, row.id) in queries.pairs_of_mentees([mentee.id])
    return replace(_candidate(row, suggestion, load_of([row.id])), known=known), profiles[row.id]


def one_and_others(
    mentee: Person, cohort: Cohort, public_id: str
) -> tuple[Candidate, Profile, list[Candidate]] | None:
    """The same, and the other mentors as they are ranked, in no more queries."""
    rows = {row.id: row for row in queries.mentors_in(cohort, mentee)}
    row = next((row for row in rows.values() if row.public_id == public_id), None)
    if row is None:
        return None
    hours, weights = windows_of([mentee.id, *rows]), weights_for(cohort.program_id)
    index, profiles = _ready(cohort, rows, hours, weights, [mentee.id, row.id])
    mentors, seeker = mentors_of({row.id: row}, hours, profiles), seeker_of(mentee, rows, hours, profiles)
    suggestion = _explained(seeker, mentors[0], weights) if mentors else None
    if suggestion is None:
        return None
    known, load = queries.pairs_of_mentees([mentee.id]), load_of(list(rows))
    found = _candidates(matching.rank(seeker, index), rows, known, load)
    candidate = replace(_candidate(row, suggestion, load), known=(mentee.id, row.id) in known)
    return candidate, profiles[row.id], [other for other in found if other.row.id != row.id]


def _explained(
    seeker: matching.Mentee, mentor: matching.Mentor, weights: matching.Weights
) -> matching.Suggestion | None:
    """How the two fit, as if the mentor were not paused: the page says it; only asking is not possible."""
    rules = matching.Rules(year=clock.now().year, weights=weights)
    try:
        return matching.explain(seeker, replace(mentor, paused=False), rules)
    except matching.PairIsBlocked:
        return None


def possible(mentee: Person, cohort: Cohort, mentor: Person) -> bool:
    """Whether no hard rule keeps the two apart today; places are not asked about."""
    try:
        return one(mentee, cohort, mentor.public_id) is not None
    except NotReady:
        return False


def still_to_ask(mentee: Person, cohort: Cohort, asked: Collection[int]) -> list[MentorRow]:
    """The mentors who can be asked and never were, best first."""
    try:
        found = ranked(mentee, cohort)
    except NotReady:
        return []
    return [one.row for one in found if one.can_be_asked and one.row.id not in asked]


def next_among(others: Iterable[Candidate], asked: Collection[int]) -> list[MentorRow]:
    """The best few of these who can be asked next without a look: nobody of whom something has to be read before."""
    free = (one.row for one in others if one.can_be_asked and not one.row.discloses)
    return list(islice((row for row in free if row.id not in asked), MOST_NEXT))


def _ready(
    cohort: Cohort,
    rows: Mapping[int, MentorRow],
    hours: Hours,
    weights: matching.Weights,
    wanted: Sequence[int],
) -> tuple[matching.Index, dict[int, Profile]]:
    """The cohort's index, and the answers of those wanted; of everybody where it had to be made."""
    rests_on = _rests_on(rows, hours, weights)
    index = _kept(cohort, rests_on)
    profiles = queries.answers_of(wanted if index else {*wanted, *rows})
    return index or _keep(cohort, rests_on, mentors_of(rows, hours, profiles), weights), profiles


def _candidates(
    ranking: matching.Ranking,
    rows: Mapping[int, MentorRow],
    known: Collection[tuple[int, int]],
    load: Mapping[int, int],
) -> list[Candidate]:
    """Those whom the mentee has not worked with, the full ones last."""
    once = {mentor_id for _, mentor_id in known}
    found = [
        _candidate(rows[int(suggestion.mentor.id)], suggestion, load)
        for suggestion in ranking.suggestions
        if int(suggestion.mentor.id) not in once
    ]
    return sorted(found, key=lambda candidate: not candidate.free)


def _candidate(row: MentorRow, suggestion: matching.Suggestion, load: Mapping[int, int]) -> Candidate:
    free = max(0, row.capacity - load.get(row.id, 0))
    return Candidate(row, suggestion.mentor, partial(fit_of, suggestion), free, suggestion.query_topics)


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
