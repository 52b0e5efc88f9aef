"""The best plan by trying every way: slow, short, and sure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from matching import Mentee, Mentor, Plan, Rules, build_index, rank
from matching.market import STEPS


@dataclass(frozen=True)
class Way:
    """One way to give each mentee a mentor or nobody, by id, with the steps of each pair."""

    pairs: tuple[tuple[str, str, int], ...]

    @property
    def steps(self) -> int:
        return sum(steps for _, _, steps in self.pairs)

    def load(self, mentor: str) -> int:
        return sum(other == mentor for _, other, _ in self.pairs)


def way_of(plan: Plan) -> Way:
    """The way that a plan chose."""
    return Way(tuple((pair.mentee, pair.mentor, int(pair.score * STEPS)) for pair in plan.pairs))


def possible_pairs(mentees: list[Mentee], mentors: list[Mentor], rules: Rules) -> dict[str, dict[str, int]]:
    """For each mentee, the steps with each mentor whom no rule, no floor and no missing place keeps away."""
    index = build_index(mentors, rules)
    return {
        mentee.id: {
            found.mentor.id: int(found.score * STEPS)
            for found in rank(mentee, index).suggestions
            if found.score >= rules.floor
        }
        for mentee in mentees
    }


def every_way(mentees: list[Mentee], mentors: list[Mentor], rules: Rules) -> Iterator[Way]:
    """Every way that breaks nothing."""
    pairs = possible_pairs(mentees, mentors, rules)
    places = {mentor.id: mentor.capacity - mentor.load for mentor in mentors}
    options = [
        [None, *((one, other, steps) for other, steps in found.items())] for one, found in pairs.items()
    ]
    for chosen in itertools.product(*options):
        way = Way(tuple(pair for pair in chosen if pair))
        if all(way.load(mentor) <= max(0, free) for mentor, free in places.items()):
            yield way


def filled(way: Way, mentors: list[Mentor]) -> int:
    """How many of the places that mentors are there for at least are filled."""
    return sum(min(way.load(mentor.id), max(0, mentor.min_load - mentor.load)) for mentor in mentors)
