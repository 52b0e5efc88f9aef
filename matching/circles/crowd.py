"""Who could sit down together: people who share a need and a whole hour, all year round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matching.people import Mentee
from matching.people_checks import MINUTES_A_DAY
from matching.week import DAY, QUARTER, WEEK, Week, on_the_clock, quarters_ahead, week_of

HOUR = 60 // QUARTER


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour every week: weekday 0 is Monday, the start in minutes after midnight on this zone's clock."""

    weekday: int
    start: int
    timezone: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A need and everybody who shares it and one hour, as bits by their places in a crowd."""

    topic: str
    people: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """People by place, their whole free hours, and the cells in which they could meet.

    `hours` holds, by how many quarters a clock moves from January to July, for each person the starts of the
    hours in which they are free on such a clock, as bits; bit 0 is Monday 0:00 UTC in January.
    """

    people: tuple[Mentee, ...]
    hours: Mapping[int, tuple[int, ...]]
    cells: tuple[Cell, ...]
    year: int


def gather(people: Sequence[Mentee], year: int, seed: int = 0) -> Crowd:
    """People in an order that only their ids and the seed decide, and every largest cell they form."""
    ordered = sorted(people, key=lambda person: tie(seed, person.id))
    weeks = [week_of(one.free, one.timezone, year) if one.timezone else None for one in ordered]
    moves = sorted({week.summer - week.winter for week in weeks if week})
    hours = {move: tuple(_whole_hours(week, move) for week in weeks) for move in moves}
    return Crowd(tuple(ordered), hours, _cells(ordered, hours), year)


def tie(seed: int, *ids: str) -> tuple[bytes, tuple[str, ...]]:
    """What decides between equals: nothing but who they are, and the seed."""
    from hashlib import blake2b

    text = "\x1f".join((str(seed), *ids))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), ids


def places(people: int) -> Iterator[int]:
    """The places of the people whose bits are set."""
    while people:
        last = people & -people
        yield last.bit_length() - 1
        people ^= last


def bits(numbers: Iterable[int]) -> int:
    """These places as one set of bits."""
    found = 0
    for number in numbers:
        found |= 1 << number
    return found


def hour_of(crowd: Crowd, members: int) -> Hour:
    """The hour that suits these members of a cell best, told on a clock that as many of them as can be live by.

    The first one of the week that starts on the full hour, else on the half hour, else at any quarter.
    """
    lived_by = Counter(crowd.people[place].timezone for place in places(members))
    zones = {one.timezone for one in crowd.people if one.timezone}
    ordered = sorted(zones, key=lambda zone: (-lived_by[zone], zone))
    zone, starts = next(
        (zone, starts) for zone in ordered if (starts := _shared_starts(crowd, members, zone))
    )
    best = min(starts, key=lambda start: (start % HOUR != 0, start % 2 != 0, start))
    return Hour(best // DAY, best * QUARTER % MINUTES_A_DAY, zone)


def share_an_hour(crowd: Crowd, members: int) -> bool:
    """Whether there is an hour in which all of these people are free."""
    return any(_all_free(free, members) for free in crowd.hours.values())


def _shared_starts(crowd: Crowd, members: int, zone: str) -> list[int]:
    """The quarters of the week, on this zone's clock, at which an hour starts in which all are free."""
    ahead = quarters_ahead(zone, crowd.year, 1)
    free = crowd.hours[quarters_ahead(zone, crowd.year, 7) - ahead]
    return [(start + ahead) % WEEK for start in places(_all_free(free, members))]


def _all_free(free: Sequence[int], members: int) -> int:
    starts = -1
    for place in places(members):
        starts &= free[place]
    return starts


def _whole_hours(week: Week | None, move: int) -> int:
    """The starts of the hours in which somebody is free on a clock that moves so far until July."""
    if week is None:
        return 0
    free = on_the_clock(week, 0, move)
    twice = free | free << WEEK
    for later in range(1, HOUR):
        free &= twice >> later
    return free


def _cells(people: Sequence[Mentee], hours: Mapping[int, tuple[int, ...]]) -> tuple[Cell, ...]:
    """Every cell that is not part of a larger one, topic by topic, the largest first."""
    found: dict[str, dict[tuple[int, int], int]] = {}
    for place, person in enumerate(people):
        slots = [(move, start) for move, free in hours.items() for start in places(free[place])]
        for need in person.needs:
            at = found.setdefault(need.topic, {})
            for slot in slots:
                at[slot] = at.get(slot, 0) | 1 << place
    return tuple(
        Cell(topic, people) for topic in sorted(found) for people in _largest(set(found[topic].values()))
    )


def _largest(sets: set[int]) -> list[int]:
    kept: list[int] = []
    for one in sorted(sets, key=lambda one: (-one.bit_count(), one)):
        if not any(one & other == one for other in kept):
            kept.append(one)
    return kept
