"""Which new pairs may be used now so that new pairs last for as many rounds as there are other people.

Whoever pairs an even number of people by liking alone can run out of new pairs early: among six, three rounds
between two halves of three leave two triangles, and no new round. So the first rounds pair across two halves
(any first two rounds fit two halves, so they are free): what is left between the halves is regular and
bipartite and always holds another round (König). When it is used up, each half goes on by itself, in the same
way; a half with an odd number follows a fixed timetable, in which whoever sits out on one side meets whoever
sits out on the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, product

Pair = tuple[int, int]
"""Two people, the lower number first."""
Round = Collection[Pair]
Liking = Mapping[Pair, int]


def safe_pairs(people: Sequence[int], rounds: Sequence[Round], liking: Liking) -> set[Pair] | None:
    """The new pairs of which any round for all these people is safe.

    `people` are in order and even in number, `rounds` the earlier ones in order. None when those are not such
    rounds for all these people.
    """
    half = len(people) // 2
    across = half - half % 2
    fresh = set(combinations(people, 2)).difference(*rounds)
    if not all(_is_round(pairs, people) for pairs in rounds):
        return None
    if half == 1 or len(rounds) < min(2, across):
        return fresh
    halves = _halves(people, rounds[:across], liking)
    if halves is None:
        return None
    if len(rounds) < across:
        return fresh & _across(halves)
    if half % 2:
        return _timetable(halves, fresh, _across(halves).difference(*rounds[:across]), liking)
    return _inside(halves, rounds[across:], liking)


def _is_round(pairs: Round, people: Sequence[int]) -> bool:
    return sorted(person for pair in pairs for person in pair) == list(people)


def _halves(
    people: Sequence[int], rounds: Sequence[Round], liking: Liking
) -> tuple[list[int], list[int]] | None:
    """Two halves between which all these rounds ran, or None.

    People whom no round connects may change sides: each lot goes where the pairs across are liked best.
    """
    known: dict[int, list[int]] = {person: [] for person in people}
    for one, other in (pair for pairs in rounds for pair in pairs):
        known[one].append(other)
        known[other].append(one)
    halves: tuple[list[int], list[int]] = [], []
    for first in people:
        if first not in halves[0] and first not in halves[1]:
            side = _sides(first, known)
            lots = [[one for one in side if side[one] is which] for which in (True, False)]
            if any(side[one] is side[other] for one in side for other in known[one]):
                return None
            if _liked(liking, lots, halves) < _liked(liking, lots[::-1], halves):
                lots.reverse()
            halves[0].extend(lots[0])
            halves[1].extend(lots[1])
    return sorted(halves[0]), sorted(halves[1])


def _sides(first: int, known: Mapping[int, Iterable[int]]) -> dict[int, bool]:
    """Everybody connected with the first one, who is on the side True, and their side."""
    side, waiting = {first: True}, [first]
    for one in waiting:
        for other in known[one]:
            if other not in side:
                side[other] = not side[one]
                waiting.append(other)
    return side


def _liked(liking: Liking, lots: Sequence[list[int]], halves: Sequence[list[int]]) -> int:
    """How much the pairs across are liked when one lot joins each half."""
    return sum(
        liking[min(pair), max(pair)]
        for lot, opposite in zip(lots, reversed(halves), strict=True)
        for pair in product(lot, opposite)
    )


def _across(halves: tuple[list[int], list[int]]) -> set[Pair]:
    return {(min(pair), max(pair)) for pair in product(*halves)}


def _timetable(
    halves: tuple[list[int], list[int]], fresh: Collection[Pair], partners: Iterable[Pair], liking: Liking
) -> set[Pair] | None:
    """The best liked round of those in which both halves do the same, and who sits out meets their partner."""
    left, count = halves[0], len(halves[0])
    partner = {one: other for pair in partners for one, other in (pair, pair[::-1])}
    tables: list[set[Pair]] = [set() for _ in left]
    for one, other in product(range(count), repeat=2):
        a, b = left[one], left[other]
        pairs = {(a, b), (partner[a], partner[b])} if one != other else {(a, partner[a])}
        tables[(one + other) % count] |= {(min(pair), max(pair)) for pair in pairs}
    new = [table for table in tables if table <= set(fresh)]
    return max(new, key=lambda table: sum(liking[pair] for pair in table), default=None)


def _inside(halves: tuple[list[int], list[int]], rounds: Sequence[Round], liking: Liking) -> set[Pair] | None:
    """What is safe inside either half."""
    safe: set[Pair] = set()
    for side in halves:
        own = [[pair for pair in pairs if set(pair) <= set(side)] for pairs in rounds]
        found = safe_pairs(side, own, liking)
        if found is None:
            return None
        safe |= found
    return safe
