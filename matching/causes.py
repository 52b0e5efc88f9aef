"""Why somebody stayed without a mentor: the rules that bind, so that lifting them would match the person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.columns import points
from matching.hard_rules import RULES, blocking
from matching.market import STEPS, Market
from matching.people import Mentor, Rules
from matching.reasons import language_name, listed
from matching.solver import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

FULL = "has_place"
PAUSED = "not_paused"
FLOOR = "floor"
# At a mentor who would end a pause there are places, but they would be there for everybody.
OTHERS = "others"

_NAMES = [rule.name for rule in RULES] + [FLOOR]
_IN_THE_WAY = {
    "same_person": "being the same person",
    "same_employer": "the same employer",
    "direct_competitor": "competition in the same market",
    "personal_tie": "family, business or patient ties",
    "decision_power": "a say in the mentee's contract",
    "selling_to_mentee": "a sale to the mentee",
    "do_not_match": "a private do-not-match list",
    "licensed_in_state": "no license in the mentee's state",
    "not_forbidden": "a coordinator's no",
    "not_paired_before": "an earlier pairing",
    PAUSED: "a pause",
    FULL: "no free place",
    OTHERS: "others who may come first",
    FLOOR: "a score below the floor",
}
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
MANY = 11  # from so many fitting mentors on, the rest need not be counted


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
class Scene:
    """What causes are judged by.

    `complete` says whether the problem holds every pair that may be. `would_match` tells whether a mentee would be
    matched if they might be paired with these mentors at these steps, and whether their pause has to end for it.
    """

    market: Market
    rules: Rules
    problem: Problem
    complete: bool
    would_match: Callable[[int, Whole, Whole, bool], bool]


def cause_of(scene: Scene, row: int) -> Unmatched:
    """The smallest cause whose removal matches the mentee."""
    mentors = scene.market.them.people
    if not mentors:
        return Unmatched(scene.market.us.people[row].id, "There are no mentors in this plan.")
    start, end = scene.problem.i.searchsorted([row, row + 1])
    known = scene.problem.j[start:end]
    if (scene.complete and len(known)) or len(known) >= MANY:
        return _full(scene, row, [mentors[place] for place in known], exact=scene.complete)
    return _looked_at(scene, row)


def _looked_at(scene: Scene, row: int) -> Unmatched:
    """The cause for somebody whose every mentor is looked at."""
    mentee, mentors = scene.market.us.people[row], scene.market.them.people
    scores = points(scene.market.us, row, scene.market.them)
    low = (scores * STEPS < scene.market.least[row]).astype(int) << len(RULES)
    broken = blocking(scene.market.crossing, row) | low
    lifted, fitting = _binding(scene, row, broken, scores)
    chosen = [mentors[place] for place in fitting]
    if lifted == 1 << _NAMES.index(FULL):
        return _full(scene, row, chosen, exact=True)
    named = tuple(name for bit, name in enumerate(_NAMES) if lifted >> bit & 1)
    told = named if (broken[fitting] >> _NAMES.index(FULL) & 1).any() else _paused(named)
    best = max(scores[fitting])
    sentence = _sentence(mentee.wanted_language or "", mentors, len(chosen), told, scene.rules, best)
    return Unmatched(mentee.id, sentence, tuple(mentor.id for mentor in chosen), named)


def _binding(scene: Scene, row: int, broken: Whole, scores: NDArray[np.float64]) -> tuple[int, Whole]:
    """The first set of obstacles, smallest first, that is enough to lift; and the mentors who fit without it.

    With places to spare at a mentor who fits, a mentee is always matched; so when lifting a set is not enough,
    lifting it together with the mentors' limit is.
    """
    full = 1 << _NAMES.index(FULL)
    tried = sorted({int(bits) for bits in broken}, key=lambda bits: (bits.bit_count(), bits))
    for bits in tried:
        fitting = ((broken & ~bits) == 0).nonzero()[0]
        if bits & full or not bits:
            return bits | full, fitting
        gained = (scores[fitting] * STEPS).astype(int).clip(min=1)
        if scene.would_match(row, fitting, gained, bool(bits & 1 << _NAMES.index(PAUSED))):
            return bits, fitting
    bits = tried[0] | full
    return bits, ((broken & ~bits) == 0).nonzero()[0]


def _paused(named: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(OTHERS if name == FULL and PAUSED in named else name for name in named)


def _full(scene: Scene, row: int, fitting: Sequence[Mentor], exact: bool) -> Unmatched:
    count = len(fitting)
    who = _count(count) if exact else f"At least {count} mentors"
    sentence = f"{who} fit; {'both' if count == 2 else 'all'} are full."
    if count == 1:
        sentence = "One mentor fits and is full."
    ids = tuple(mentor.id for mentor in fitting)
    return Unmatched(scene.market.us.people[row].id, sentence, ids, (FULL,))


def _sentence(
    wanted: str, mentors: Sequence[Mentor], count: int, named: tuple[str, ...], rules: Rules, best: float
) -> str:
    if named == (FLOOR,):
        return (
            f"No mentor who may be paired reaches the floor of {rules.floor:g}; the best scores {best:.3f}."
        )
    if named == ("wanted_language",) and not any(wanted in mentor.languages for mentor in mentors):
        return f"No mentor speaks {language_name(wanted)}."
    in_the_way = {**_IN_THE_WAY, "wanted_language": f"no {language_name(wanted)}"}
    return f"{_count(count)} would fit; in the way: {listed([in_the_way[rule] for rule in named])}."


def _count(count: int) -> str:
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{number} mentor{'' if count == 1 else 's'}"
