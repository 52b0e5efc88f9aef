"""Circles: groups that share a need and a free hour, as many people in them as can be, and new company.

First as many people as possible sit in a circle; then the sizes come as near to the aim as can be; then the
needs count that people want most; then swaps bring people together who have not sat together yet. The first
two are an exact optimum while `proven`: always for small crowds, and for the number of people mostly for
large ones. The work is bounded: a few whole-number programs (one more for each table that rules between
members forbid to split), each of at most `seating.NODES` nodes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from matching.circles.crowd import Crowd, Hour, bits, gather, hour_of, places
from matching.circles.left_over import Left, left_over
from matching.circles.mingling import Group, Limits
from matching.circles.peer_rules import is_sensitive, peer_verdict
from matching.circles.seating import seat
from matching.circles.words import why
from matching.hard_rules import Outcome, Verdict
from matching.people import BadRecord, Mentee, Rules, sorted_by_id
from matching.progress import Show, silent

Rounds = Sequence[Collection[Collection[str]]]
"""Earlier rounds, the oldest first, as groups of ids."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Members by id, the need they share, their hour, why, and what a coordinator should look at first."""

    topic: str
    members: tuple[str, ...]
    hour: Hour
    why: str
    review: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Circles:
    """The circles and who is left. No arrangement seats more than `bound` people.

    `proven` says that none seats more, and none with as many has sizes nearer to the aim.
    """

    circles: tuple[Circle, ...]
    left: tuple[Left, ...]
    seated: int
    bound: int
    proven: bool


def form_circles(
    people: Sequence[Mentee],
    rules: Rules,
    *,
    size: tuple[int, int] = (4, 8),
    aim: int = 6,
    past: Rounds = (),
    seed: int = 0,
    report: Show = silent,
) -> Circles:
    """Circles of `size` people, everybody in one at most; no group of `past` meets again.

    The hour holds all year round, in the offsets of January and of July. Unknown ids in `past` are ignored: a
    group that holds one cannot meet again, its other members have met. The input's order changes nothing.
    `report` hears each step, and the share of it that is done where that can be known.
    """
    if not 2 <= size[0] <= aim <= size[1]:
        raise BadRecord("circles", "size", f"{size[0]} to {size[1]} around {aim} is no range of sizes from 2")
    crowd = gather(sorted_by_id(people), rules.year, seed)
    limits = _limits(crowd, rules, size, aim, past, partial(report, "Comparing people"))
    seating = seat(crowd, limits, lambda step: report(step, None))
    circles = [_circle(crowd, group, limits, rules) for group in seating.groups]
    return Circles(
        circles=tuple(sorted(circles, key=lambda circle: (circle.topic, circle.members))),
        left=left_over(crowd, seating, limits),
        seated=sum(len(circle.members) for circle in circles),
        bound=seating.bound,
        proven=seating.proven,
    )


def _limits(
    crowd: Crowd,
    rules: Rules,
    size: tuple[int, int],
    aim: int,
    past: Rounds,
    report: Callable[[float], None],
) -> Limits:
    place_of = {person.id: place for place, person in enumerate(crowd.people)}
    groups = [frozenset(group) for circles in past for group in circles]
    return Limits(
        least=size[0],
        most=size[1],
        aim=aim,
        apart=_apart(crowd, rules, sensitive=False, report=lambda done: report(done / 2)),
        apart_when_sensitive=_apart(crowd, rules, sensitive=True, report=lambda done: report((1 + done) / 2)),
        sensitive=frozenset(cell.topic for cell in crowd.cells if is_sensitive([cell.topic])),
        met=frozenset(bits(map(place_of.__getitem__, group)) for group in groups if group <= place_of.keys()),
        sat=_sat(groups, place_of),
    )


def _apart(crowd: Crowd, rules: Rules, sensitive: bool, report: Callable[[float], None]) -> tuple[int, ...]:
    """For each person, everybody whom a rule keeps away from a circle with them."""
    apart = [0] * len(crowd.people)
    for one, first in enumerate(crowd.people):
        report(one / len(crowd.people))
        for other, second in enumerate(crowd.people[:one]):
            if peer_verdict(second, first, rules, sensitive).outcome is Outcome.BLOCKED:
                apart[one] |= 1 << other
                apart[other] |= 1 << one
    return tuple(apart)


def _sat(groups: Iterable[Collection[str]], place_of: Mapping[str, int]) -> tuple[Mapping[int, int], ...]:
    """For each person, how many circles they have shared with each other one."""
    sat: list[Counter[int]] = [Counter() for _ in place_of]
    for group in groups:
        known = sorted(place_of[person] for person in group if person in place_of)
        for one, other in combinations(known, 2):
            sat[one][other] += 1
            sat[other][one] += 1
    return tuple(sat)


def _circle(crowd: Crowd, group: Group, limits: Limits, rules: Rules) -> Circle:
    members = sorted((crowd.people[place] for place in places(group.members)), key=lambda one: one.id)
    topic, when = group.cell.topic, hour_of(crowd, group.members)
    strangers = not any(
        limits.sat[place].keys() & set(places(group.members)) for place in places(group.members)
    )
    return Circle(
        topic=topic,
        members=tuple(member.id for member in members),
        hour=when,
        why=why(len(members), topic, when, strangers and any(limits.sat)),
        review=_review(members, topic, rules),
    )


def _review(members: Sequence[Mentee], topic: str, rules: Rules) -> tuple[Verdict, ...]:
    """What a coordinator should know of these members: each finding once."""
    sensitive = is_sensitive([topic])
    found = [peer_verdict(one, other, rules, sensitive) for one, other in combinations(members, 2)]
    return tuple(dict.fromkeys(verdict for verdict in found if verdict.outcome is Outcome.REVIEW))
