"""Why somebody stayed without a mentor: the rules that bind, so that lifting them would match the person."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from matching.hard_rules import RULES, Outcome, verdicts
from matching.people import Mentee, Mentor, Rules
from matching.reasons import language_name, listed
from matching.scoring import score_if_allowed

FULL = "has_place"
PAUSED = "not_paused"
FLOOR = "floor"

_ORDER = [rule.__name__ for rule in RULES] + [FLOOR]
_IN_THE_WAY = {
    "same_person": "being the same person",
    "same_employer": "the same employer",
    "direct_competitor": "competition in the same market",
    "personal_tie": "family, business or patient ties",
    "decision_power": "a say in the mentee's contract",
    "do_not_match": "a private do-not-match list",
    "licensed_in_state": "no license in the mentee's state",
    "not_forbidden": "a coordinator's no",
    "not_paired_before": "an earlier pairing",
    PAUSED: "a pause",
    FULL: "no free place",
    FLOOR: "a score below the floor",
}
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")

WouldMatch = Callable[[Sequence[Mentor], frozenset[str]], bool]


@dataclass(frozen=True, slots=True)
class Cause:
    """The rules that bind one mentee, the mentors who would fit without them, and the sentence."""

    rules: tuple[str, ...]
    mentors: tuple[str, ...]
    sentence: str


def binding_cause(
    mentee: Mentee, mentors: Sequence[Mentor], rules: Rules, allowed: Container[str], would_match: WouldMatch
) -> Cause:
    """The smallest cause whose removal matches the mentee; `would_match` tries mentors without these rules.

    `allowed` holds the ids of the mentors whom no rule and no floor keeps away.
    """
    if not mentors:
        return Cause((), (), "There are no mentors in this plan.")
    nothing: frozenset[str] = frozenset()
    obstacles = {
        mentor.id: nothing if mentor.id in allowed else _obstacles(mentee, mentor, rules)
        for mentor in mentors
    }
    binding = _binding(mentors, obstacles, would_match)
    fitting = [mentor for mentor in mentors if obstacles[mentor.id] <= binding]
    named = tuple(rule for rule in _ORDER if rule in binding)
    sentence = _sentence(mentee, mentors, fitting, named, rules)
    return Cause(named, tuple(mentor.id for mentor in fitting), sentence)


def _obstacles(mentee: Mentee, mentor: Mentor, rules: Rules) -> frozenset[str]:
    """Everything that keeps a pair apart, apart from places that others took in this plan."""
    broken = {v.rule for v in verdicts(mentee, mentor, rules) if v.outcome is Outcome.BLOCKED}
    low = score_if_allowed(mentee, mentor, rules) < rules.floor
    return frozenset(broken | {FLOOR} if low else broken)


def _binding(
    mentors: Sequence[Mentor], obstacles: dict[str, frozenset[str]], would_match: WouldMatch
) -> frozenset[str]:
    """The first set of obstacles, smallest first, that is enough to lift.

    With places to spare at a mentor who fits, a mentee is always matched; so when lifting a set is not
    enough, lifting it together with the mentors' limit is.
    """
    tried = sorted(set(obstacles.values()), key=lambda found: (len(found), sorted(map(_ORDER.index, found))))
    for found in tried:
        if FULL in found or not found:
            return found | {FULL}
        if would_match([mentor for mentor in mentors if obstacles[mentor.id] <= found], found):
            return found
    return tried[0] | {FULL}


def _sentence(
    mentee: Mentee, mentors: Sequence[Mentor], fitting: Sequence[Mentor], named: tuple[str, ...], rules: Rules
) -> str:
    if named == (FULL,):
        return _full(len(fitting))
    if named == (FLOOR,):
        best = max(score_if_allowed(mentee, mentor, rules) for mentor in fitting)
        return (
            f"No mentor who may be paired reaches the floor of {rules.floor:g}; the best scores {best:.3f}."
        )
    wanted = mentee.wanted_language or ""
    if named == ("wanted_language",) and not any(wanted in mentor.languages for mentor in mentors):
        return f"No mentor speaks {language_name(wanted)}."
    in_the_way = {**_IN_THE_WAY, "wanted_language": f"no {language_name(wanted)}"}
    return f"{_count(len(fitting))} would fit; in the way: {listed([in_the_way[rule] for rule in named])}."


def _full(count: int) -> str:
    if count == 1:
        return "One mentor fits and is full."
    mentors = _count(count)
    return f"{mentors} fit; {'both' if count == 2 else 'all'} are full."


def _count(count: int) -> str:
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{number} mentor{'' if count == 1 else 's'}"
