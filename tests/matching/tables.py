"""Small crowds for circles and peers, and slow, plain answers to compare with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from matching.circles.crowd import Hour
from matching.circles.peer_rules import is_sensitive, peer_verdict
from matching.hard_rules import Outcome
from matching.people import Mentee, Need, Rules, Window

ZONES = ("America/New_York", "America/Phoenix", "Europe/London")
TOPICS = ("licensure", "pricing")  # the second one is antitrust-sensitive
MONDAYS = (datetime(2026, 1, 12, tzinfo=UTC), datetime(2026, 7, 13, tzinfo=UTC))
RULES = Rules(2026)

evenings = st.builds(
    lambda start, length: Window(1, start, start + length),
    st.sampled_from([14 * 60, 17 * 60, 18 * 60 + 45, 19 * 60, 20 * 60]),
    st.sampled_from([45, 60, 120]),
)


def person(person_id: str) -> st.SearchStrategy[Mentee]:
    """Somebody with few needs and hours, so that many meet, and rules that often collide."""
    others = st.frozensets(st.sampled_from(["p0", "p1", "p2"]), max_size=1)
    return st.builds(
        Mentee,
        id=st.just(person_id),
        needs=st.lists(st.sampled_from(TOPICS), unique=True, max_size=2).map(
            lambda topics: tuple(Need(topic, 1 + at) for at, topic in enumerate(topics))
        ),
        timezone=st.sampled_from([*ZONES, ZONES[0], ZONES[0], None]),
        free=st.lists(evenings, max_size=2).map(tuple),
        employer=st.sampled_from(["", "", "", "Acme", "ACME, LLC"]),
        do_not_match=st.one_of(st.just(frozenset()), others),
        market=st.sampled_from(["", "Columbus"]),
        specialty=st.sampled_from([None, "207Q00000X"]),
        stage=st.sampled_from([None, "plan", "grow"]),
    )


def people(most: int) -> st.SearchStrategy[list[Mentee]]:
    return st.integers(0, most).flatmap(
        lambda size: st.tuples(*(person(f"p{n}") for n in range(size))).map(list)
    )


def groups(most: int) -> st.SearchStrategy[list[list[str]]]:
    """An earlier round, with some people who have left since."""
    ids = [f"p{n}" for n in range(most)] + ["gone"]
    return st.lists(st.lists(st.sampled_from(ids), unique=True, min_size=2, max_size=3), max_size=3)


def like(person_id: str, **answers: Any) -> Mentee:
    """Somebody who needs help with licensure and is free on Tuesday evenings."""
    usual: dict[str, Any] = {
        "needs": (Need("licensure"),),
        "timezone": ZONES[0],
        "free": (Window(1, 19 * 60, 20 * 60),),
    }
    return Mentee(person_id, **(usual | answers))


def apart(one: Mentee, other: Mentee, topics: Iterable[str], rules: Rules = RULES) -> bool:
    return peer_verdict(one, other, rules, is_sensitive(topics)).outcome is Outcome.BLOCKED


def can_attend(mentee: Mentee, hour: Hour) -> bool:
    """Whether somebody is free at this hour in January and in July, by the clock on the wall."""
    if mentee.timezone is None:
        return False
    free = _quarters(mentee.free)
    starts = _on_the_wall(hour.timezone, hour.weekday * 1440 + hour.start, mentee.timezone)
    return all((start + later) % 10080 in free for start in starts for later in (0, 15, 30, 45))


@cache
def _quarters(windows: tuple[Window, ...]) -> frozenset[int]:
    return frozenset(
        (window.weekday * 1440 + minute) % 10080
        for window in windows
        for minute in range(-(-window.start // 15) * 15, window.end - 14, 15)
    )


@cache
def _on_the_wall(zone: str, minute: int, other: str) -> tuple[int, ...]:
    """A minute of the week on one clock, on another one in January and in July."""
    found = []
    for monday in MONDAYS:
        there = monday.replace(tzinfo=ZoneInfo(zone)) + timedelta(minutes=minute)
        here = there.astimezone(UTC).astimezone(ZoneInfo(other))
        found.append(here.weekday() * 1440 + here.hour * 60 + here.minute)
    return tuple(found)


def possible_circles(mentees: list[Mentee], size: tuple[int, int], rules: Rules) -> set[frozenset[str]]:
    """Every group that shares a need and an hour, and that no rule keeps apart."""
    hours = [Hour(1, minute, zone) for zone in ZONES for minute in range(0, 1440, 15)]
    attend = {one.id: {hour for hour in hours if can_attend(one, hour)} for one in mentees}
    found = set()
    for count in range(size[0], size[1] + 1):
        for group in combinations(mentees, count):
            topics = set.intersection(*({need.topic for need in one.needs} for one in group))
            together = any(
                not any(apart(one, other, [topic], rules) for one, other in combinations(group, 2))
                for topic in topics
            )
            if together and set.intersection(*(attend[one.id] for one in group)):
                found.add(frozenset(one.id for one in group))
    return found


def packings(groups: Collection[frozenset[str]]) -> Iterator[list[frozenset[str]]]:
    """Every choice of groups that share nobody."""
    yield []
    for at, group in enumerate(ordered := sorted(groups, key=sorted)):
        rest = {other for other in ordered[at + 1 :] if not other & group}
        for choice in packings(rest):
            yield [group, *choice]
