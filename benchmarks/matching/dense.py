"""The obvious way, done well: scikit-learn features, one dense matrix of all pairs, SciPy's assignment.

What a good engineer writes in an afternoon. It keeps every rule that blocks a pair and matches as many people
as can be, by a similarity of its own; it knows no floor and no locks, and gives no reasons, proof or causes.

    python -m benchmarks.matching.dense --mentees 1000 --mentors 500
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import MultiLabelBinarizer, normalize

from benchmarks.matching.measuring import in_own_process
from benchmarks.matching.people import YEAR, cohort
from matching import Mentee, Mentor, Rules, Window
from matching.vocabulary import specialties, specialty_similarity, topic, topics

SHARES = {
    "topics": 0.4,
    "texts": 0.1,
    "model": 0.1,
    "values": 0.1,
    "specialty": 0.1,
    "hours": 0.1,
    "languages": 0.1,
}
COMPONENTS, ROUNDS, SEED = 128, 2, 0  # two rounds lose little here and save half the time
NEAR_SPECIALTY = 0.7  # from here on two physicians in one market are competitors
NEVER = (
    -1_000.0
)  # far below any sum of similarities: a ruled-out pair is taken only where nothing else is left

Pairs = tuple[tuple[str, str], ...]
Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]
Block = tuple[Matrix, Matrix]


@dataclass(frozen=True, slots=True)
class DensePlan:
    """(mentee, mentor) by id, the seconds of each step and of all, and the highest rise of memory (MiB)."""

    pairs: Pairs
    steps: dict[str, float]
    seconds: float
    mib: float


def dense_plan(mentees: Sequence[Mentee], mentors: Sequence[Mentor], rules: Rules) -> DensePlan:
    """The dense way, once, in a process of its own so that its memory is its own."""
    run = in_own_process(solve, (mentees, mentors, rules), warm_up=(*cohort(60, 30), rules))
    pairs, steps = run.result
    return DensePlan(pairs, steps, run.seconds, run.mib)


def solve(
    mentees: Sequence[Mentee], mentors: Sequence[Mentor], rules: Rules
) -> tuple[Pairs, dict[str, float]]:
    """The pairs, and the seconds of each step."""
    steps: dict[str, float] = {}
    with _timed(steps, "features"):
        wanted, offered = features(mentees, mentors)
    with _timed(steps, "similarity"):
        similarity = wanted @ offered.T
    with _timed(steps, "hard rules"):
        allowed = allowed_pairs(mentees, mentors, rules)
    with _timed(steps, "assignment"):
        pairs = assign(similarity, allowed, [max(0, one.capacity - one.load) for one in mentors])
    return tuple((mentees[row].id, mentors[column].id) for row, column in pairs), steps


@contextmanager
def _timed(steps: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    steps[name] = round(time.perf_counter() - start, 3)


def assign(similarity: Matrix, allowed: Mask, places: Sequence[int]) -> list[tuple[int, int]]:
    """(row, column) of the best assignment when every mentor's column stands once per place."""
    seats = np.repeat(np.arange(len(places)), places)
    rows, columns = linear_sum_assignment(np.where(allowed, similarity, NEVER)[:, seats], maximize=True)
    chosen = seats[columns]
    kept = allowed[rows, chosen]
    return list(zip(rows[kept].tolist(), chosen[kept].tolist(), strict=True))


def features(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> Block:
    """One row a person; the product of two rows is the similarity of two people."""
    blocks = {
        "topics": _topics(mentees, mentors),
        "texts": _texts(mentees, mentors),
        "model": _labels([[one.model] for one in mentees], [[one.model] for one in mentors]),
        "values": _labels([one.values for one in mentees], [one.values for one in mentors]),
        "specialty": _specialties(mentees, mentors),
        "hours": _labels([_hours(one) for one in mentees], [_hours(one) for one in mentors]),
        "languages": _labels([one.languages for one in mentees], [one.languages for one in mentors]),
    }
    wanted = np.hstack([SHARES[name] * normalize(block[0]) for name, block in blocks.items()])
    offered = np.hstack([normalize(block[1]) for block in blocks.values()])
    return wanted, offered


def _topics(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> Block:
    column = {one.slug: number for number, one in enumerate(topics())}
    needs, offers = np.zeros((len(mentees), len(column))), np.zeros((len(mentors), len(column)))
    for row, mentee in enumerate(mentees):
        for need in mentee.needs:
            needs[row, column[need.topic]] = need.priority
    for row, mentor in enumerate(mentors):
        for offer in mentor.offers:
            offers[row, column[offer.topic]] = offer.depth
    return needs, offers


def _texts(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> Block:
    everybody: list[Mentee | Mentor] = [*mentees, *mentors]
    texts = [" ".join(one.texts) for one in everybody]
    weighed = TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.5).fit_transform(texts)
    svd = TruncatedSVD(min(COMPONENTS, weighed.shape[1] - 1), n_iter=ROUNDS, random_state=SEED)
    latent = svd.fit_transform(weighed)
    return latent[: len(mentees)], latent[len(mentees) :]


def _labels(ours: Sequence[Iterable[Any]], theirs: Sequence[Iterable[Any]]) -> Block:
    binarizer = MultiLabelBinarizer().fit([*ours, *theirs])
    return binarizer.transform(ours).astype(float), binarizer.transform(theirs).astype(float)


def _specialties(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> Block:
    """A mentee's row holds how near every specialty is; a mentor's row only their own."""
    near = _near_specialties()
    return near[_specialty_numbers(mentees)], np.eye(len(near))[_specialty_numbers(mentors)]


@cache
def _near_specialties() -> Matrix:
    """How near two specialties are; the last row and column are of people who did not say."""
    codes = [one.code for one in specialties()]
    near = np.zeros((len(codes) + 1, len(codes) + 1))
    near[:-1, :-1] = [[specialty_similarity(one, other) for other in codes] for one in codes]
    return near


def _specialty_numbers(people: Sequence[Mentee | Mentor]) -> NDArray[np.int64]:
    numbers = {one.code: number for number, one in enumerate(specialties())}
    return np.array([numbers.get(one.specialty or "", len(numbers)) for one in people])


def _hours(person: Mentee | Mentor) -> set[int]:
    """The hours of the week, in UTC in January, in which somebody is free for most of the hour."""
    if person.timezone is None:
        return set()
    return {hour for window in person.free for hour in _hours_of(window, person.timezone)}


@cache
def _hours_of(window: Window, timezone: str) -> tuple[int, ...]:
    local = datetime(YEAR, 1, 15, tzinfo=UTC).astimezone(ZoneInfo(timezone))
    ahead = round((local.utcoffset() or timedelta()).total_seconds() / 3600)
    end = window.end if window.end > window.start else window.end + 24 * 60
    return tuple(
        (window.weekday * 24 + hour - ahead) % (7 * 24)
        for hour in range(round(window.start / 60), round(end / 60))
    )


def allowed_pairs(mentees: Sequence[Mentee], mentors: Sequence[Mentor], rules: Rules) -> Mask:
    """Which pairs no hard rule blocks: every rule at once for all pairs."""
    allowed = ~_same([one.employer for one in mentees], [one.employer for one in mentors])
    allowed &= np.array([not one.paused and one.capacity > one.load for one in mentors])
    allowed &= ~_competing(mentees, mentors)
    allowed &= _speaking(mentees, mentors)
    allowed &= _licensed(mentees, mentors)
    _rule_out(allowed, mentees, mentors, rules)
    return allowed


def _same(ours: Sequence[str], theirs: Sequence[str]) -> Mask:
    """Where two names are the same and not empty."""
    names = {"": -1}
    one, other = (
        np.array([names.setdefault(name.casefold().strip(), len(names)) for name in side])
        for side in (ours, theirs)
    )
    return np.asarray((one[:, None] == other) & (one[:, None] >= 0))


def _competing(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> Mask:
    near = _near_specialties() >= NEAR_SPECIALTY
    rivals = _same([one.market for one in mentees], [one.market for one in mentors])
    rivals &= near[_specialty_numbers(mentees)][:, _specialty_numbers(mentors)]
    return np.asarray(rivals & _flagged(mentees, "A")[:, None])


def _flagged(mentees: Sequence[Mentee], flag: str) -> Mask:
    return np.array([any(flag in topic(need.topic).flags for need in one.needs) for one in mentees])


def _speaking(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> Mask:
    asked = [[one.wanted_language] if one.wanted_language else [] for one in mentees]
    wanted, spoken = _labels(asked, [one.languages for one in mentors])
    return np.asarray((wanted @ spoken.T > 0) | (wanted.sum(axis=1, keepdims=True) == 0))


def _licensed(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> Mask:
    states = [[one.practice_state] if one.practice_state else one.licensed_states for one in mentees]
    bound = _flagged(mentees, "S") & [one.wants_same_state for one in mentees] & [bool(one) for one in states]
    offered = [{*one.licensed_states, one.practice_state} - {None} for one in mentors]
    wanted, held = _labels(states, offered)
    return np.asarray((wanted @ held.T > 0) | ~bound[:, None])


def _rule_out(allowed: Mask, mentees: Sequence[Mentee], mentors: Sequence[Mentor], rules: Rules) -> None:
    """Pairs that somebody named: the same person, ties, private lists, past pairs, a coordinator's no."""
    row = {one.id: number for number, one in enumerate(mentees)}
    column = {one.id: number for number, one in enumerate(mentors)}
    named = {*rules.paired, *rules.forbidden, *((one, one) for one in row)}
    named |= {(a.id, b) for a in mentees for b in a.related_to | a.decided_by | a.do_not_match}
    named |= {(a, b.id) for b in mentors for a in b.related_to | b.decides_on | b.do_not_match}
    for mentee, mentor in named:
        if mentee in row and mentor in column:
            allowed[row[mentee], column[mentor]] = False


def main() -> None:
    """One run on made-up people, as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mentees", type=int, default=1000)
    parser.add_argument("--mentors", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    found = asdict(dense_plan(*cohort(chosen.mentees, chosen.mentors, chosen.seed), Rules(YEAR)))
    print(json.dumps({**found, "pairs": len(found["pairs"])}, indent=2))


if __name__ == "__main__":
    main()
