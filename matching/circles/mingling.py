"""Splits a table into circles, then lets people change seats so that they meet somebody new.

Everybody is a place in a crowd, every set of people a number whose bits are places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from matching.circles.crowd import Cell, Crowd, places

STEPS = 20_000  # of the search for a split, before the table is taken apart instead


@dataclass(frozen=True, slots=True)
class Limits:
    """What every circle has to obey, and who has sat with whom.

    `apart` and `apart_when_sensitive` hold for each person everybody who may not sit there, in any circle and
    in one about an antitrust-sensitive topic; `sensitive` names those topics. `met` holds the groups that
    must not meet again; `sat` for each person how many circles they shared with others.
    """

    least: int
    most: int
    aim: int
    apart: tuple[int, ...]
    apart_when_sensitive: tuple[int, ...]
    sensitive: frozenset[str]
    met: frozenset[int]
    sat: tuple[Mapping[int, int], ...]

    def apart_in(self, topic: str) -> tuple[int, ...]:
        """For each person, everybody who may not sit in the same circle about this topic."""
        return self.apart_when_sensitive if topic in self.sensitive else self.apart

    def unevenness(self, size: int) -> int:
        """How far a circle is from the size aimed at; squared, so that 6 and 6 are better than 4 and 8."""
        return (size - self.aim) ** 2


@dataclass(frozen=True, slots=True)
class Group:
    """The members of one circle, and the cell they share."""

    cell: Cell
    members: int


def old_faces(place: int, others: int, limits: Limits) -> int:
    """How many circles somebody has shared with these others, all counted."""
    return sum(times for other, times in limits.sat[place].items() if others >> other & 1)


def split(cell: Cell, people: int, circles: int, limits: Limits) -> tuple[Group, ...] | None:
    """These people in so many even circles that obey the rules, or None when none was found.

    A search in depth: those whom most others must avoid first, each to the circle with fewest old faces. There
    is nothing to search for one circle: the program has seen to its rules.
    """
    if circles == 1:
        return (Group(cell, people),)
    apart = limits.apart_in(cell.topic)
    order = sorted(places(people), key=lambda place: (-(apart[place] & people).bit_count(), place))
    stack, steps = [iter([(0,) * circles])], 0
    while stack and steps < STEPS:
        groups, steps = next(stack[-1], None), steps + 1
        if groups is None:
            stack.pop()
        elif len(stack) <= len(order):
            stack.append(_seated(order[len(stack) - 1], groups, len(order), apart, limits))
        elif limits.met.isdisjoint(groups):
            return tuple(Group(cell, members) for members in groups)
    return None


def _seated(
    place: int, groups: tuple[int, ...], total: int, apart: Sequence[int], limits: Limits
) -> Iterator[tuple[int, ...]]:
    """The groups with one more person, in each of the circles that may take them."""
    small, larger = divmod(total, len(groups))
    full = sum(members.bit_count() > small for members in groups) >= larger
    open_to = [
        (old_faces(place, members, limits), members.bit_count(), at)
        for at, members in enumerate(groups)
        if members.bit_count() < small + (not full) and not apart[place] & members
    ]
    empty = [at for _, size, at in open_to if not size]
    for _, size, at in sorted(open_to):
        if size or at == empty[0]:  # one empty circle is like another
            yield (*groups[:at], groups[at] | 1 << place, *groups[at + 1 :])


def mingle(groups: Sequence[Group], crowd: Crowd, limits: Limits) -> list[Group]:
    """The same circles after swaps of two people: first fewer old faces, then stronger needs."""
    wishes = [{need.topic: need.priority for need in person.needs} for person in crowd.people]
    before: list[Group] = []
    seated = list(groups)
    while seated != before:  # each swap leaves fewer old faces or stronger needs, so there is a last one
        before = list(seated)
        for one, other in combinations(range(len(seated)), 2):
            seated[one], seated[other] = _swapped(seated[one], seated[other], wishes, limits)
    return seated


def _swapped(
    one: Group, other: Group, wishes: Sequence[Mapping[str, int]], limits: Limits
) -> tuple[Group, Group]:
    """Two circles after their best swap, or as they were."""
    best, found = (0, 0), (one, other)
    for leaves in places(one.members & other.cell.people):
        for comes in places(other.members & one.cell.people):
            here, there = one.members ^ 1 << leaves, other.members ^ 1 << comes
            change = (
                old_faces(comes, here, limits)
                + old_faces(leaves, there, limits)
                - old_faces(leaves, here, limits)
                - old_faces(comes, there, limits),
                _want(wishes, one, leaves, other, comes) - _want(wishes, one, comes, other, leaves),
            )
            if (
                change < best
                and _welcome(comes, here, one, limits)
                and _welcome(leaves, there, other, limits)
            ):
                after = replace(one, members=here | 1 << comes), replace(other, members=there | 1 << leaves)
                best, found = change, after
    return found


def _want(wishes: Sequence[Mapping[str, int]], one: Group, here: int, other: Group, there: int) -> int:
    return wishes[here][one.cell.topic] + wishes[there][other.cell.topic]


def _welcome(comes: int, here: int, group: Group, limits: Limits) -> bool:
    """Whether somebody may take the free seat beside these members of a circle."""
    return not limits.apart_in(group.cell.topic)[comes] & here and here | 1 << comes not in limits.met
