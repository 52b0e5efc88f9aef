"""Why somebody sits in no circle, so that taking the cause away would seat them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matching.circles import words as words
from matching.circles.crowd import Cell, Crowd, Hour, bits, hour_of, places
from matching.circles.mingling import Limits
from matching.circles.seating import Seating


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody without a circle, what is in the way, and the cause in words for a coordinator.

    `rule` is "needs" (names none), "hours" (has no full free hour), "company" (too few people), "apart"
    (rules between members), "met_before" (only a group of an earlier round) or "search" (it ended early).
    With "company", so many `missing` people who need this topic, are free at this hour and are tied to
    nobody would seat this person, or another in the same position.
    """

    person: str
    rule: str
    cause: str
    topic: str | None = None
    hour: Hour | None = None
    missing: int = 0


def left_over(crowd: Crowd, seating: Seating, limits: Limits) -> tuple[Left, ...]:
    """Everybody who sits in no circle, by id."""
    seated = bits(place for group in seating.groups for place in places(group.members))
    alone = bits(range(len(crowd.people))) & ~seated
    found = [_left(crowd, place, alone, seating, limits) for place in places(alone)]
    return tuple(sorted(found, key=lambda left: left.person))


def _left(crowd: Crowd, place: int, alone: int, seating: Seating, limits: Limits) -> Left:
    person = crowd.people[place]
    if not person.needs:
        return Left(person.id, "needs", words.NO_NEED)
    if not any(free[place] for free in crowd.hours.values()):
        return Left(person.id, "hours", words.NO_HOUR)
    cells = _by_wish(crowd, place)
    obeying = {cell: _company(place, cell, alone, seating, limits, obey=True) for cell in cells}
    most = max(cells, key=lambda cell: obeying[cell].bit_count())
    if obeying[most].bit_count() >= limits.least:
        return _held_back(crowd, place, most, obeying[most], seating)
    for cell in cells:
        company = _company(place, cell, alone, seating, limits, obey=False)
        if company.bit_count() >= limits.least:
            when = hour_of(crowd, company)
            return Left(person.id, "apart", words.kept_apart(cell.topic, when), cell.topic, when)
    return _too_few(crowd, place, most, obeying[most].bit_count(), limits)


def _by_wish(crowd: Crowd, place: int) -> list[Cell]:
    """The cells of one person, those of the strongest needs first."""
    wishes = {need.topic: need.priority for need in crowd.people[place].needs}
    cells = [cell for cell in crowd.cells if cell.people >> place & 1]
    return sorted(cells, key=lambda cell: (-wishes[cell.topic], cell.topic, -cell.people.bit_count()))


def _company(place: int, cell: Cell, alone: int, seating: Seating, limits: Limits, obey: bool) -> int:
    """Those of a cell with whom somebody could sit while nobody else loses their seat.

    A circle with a free seat; or else everybody who sits nowhere, and those whom larger circles can spare.
    """
    apart = limits.apart_in(cell.topic) if obey else (0,) * len(limits.apart)
    company = 1 << place
    for group in seating.groups:
        welcome = group.members & cell.people == group.members and not apart[place] & group.members
        if welcome and group.members.bit_count() < limits.most:
            return company | group.members
    for other in places(alone & cell.people & ~company):
        company |= 0 if apart[other] & company else 1 << other
    for group in seating.groups:
        company |= _spare(group.members, cell, company, apart, limits)
    return company


def _spare(members: int, cell: Cell, company: int, apart: Sequence[int], limits: Limits) -> int:
    """The members whom a circle can spare for this company."""
    spare = 0
    for other in places(members & cell.people):
        rest = members & ~spare & ~(1 << other)
        stays = rest.bit_count() >= limits.least and rest not in limits.met
        if stays and not apart[other] & (company | spare):
            spare |= 1 << other
    return spare


def _held_back(crowd: Crowd, place: int, cell: Cell, company: int, seating: Seating) -> Left:
    """Only earlier rounds can be in the way, unless the search ended before it was done."""
    when, person = hour_of(crowd, company), crowd.people[place].id
    if seating.full:
        return Left(person, "met_before", words.met_before(cell.topic, when), cell.topic, when)
    return Left(person, "search", words.NOT_FOUND, cell.topic, when)


def _too_few(crowd: Crowd, place: int, cell: Cell, at_hand: int, limits: Limits) -> Left:
    when, sharing = hour_of(crowd, cell.people), cell.people.bit_count()
    cause = words.too_few(sharing, at_hand, limits.least, cell.topic, when)
    if all(other.people == 1 << place for other in crowd.cells if other.people >> place & 1):
        cause = words.NOBODY_ELSE
    return Left(crowd.people[place].id, "company", cause, cell.topic, when, limits.least - at_hand)
