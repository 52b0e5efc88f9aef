"""Which few of many possible starts are worth offering to two people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, tzinfo
from itertools import product

from mentorship.availability.limits import DayPart

HUMANE = (7 * 60, 21 * 60)
"""Minutes of the day between which a meeting asks nothing unusual of anybody."""
PARTS = {
    DayPart.mornings: (0, 11 * 60 + 30),
    DayPart.midday: (11 * 60 + 30, 16 * 60 + 30),
    DayPart.evenings: (16 * 60 + 30, 24 * 60),
}
"""In which minutes of the day a meeting begins that suits this wish; one that is not humane suits none."""
NO_WISHES = (DayPart.any, DayPart.any)


def best_times(
    starts: Iterable[datetime],
    *,
    minutes: int,
    zone_of_mentor: tzinfo,
    zone_of_mentee: tzinfo,
    target: datetime | None = None,
    count: int = 3,
    wishes: tuple[DayPart, DayPart] = NO_WISHES,
) -> list[datetime]:
    """The few starts worth offering, in order of time; the same starts in any order give the same answer.

    Hours humane for both (the whole meeting between 7 am and 9 pm on each clock) go first, spread over
    different days of the mentor's before a day is used twice; no two overlap. Without a target the soonest
    win; with one, the days nearest to it, and within a day the hour nearest to its hour. Before the hour, or the
    sooner day of one week, goes what the mentor and the mentee wish: what suits both, then what suits one.
    """
    zones, chosen = (zone_of_mentor, zone_of_mentee), list[datetime]()
    possible, wished = set(starts), [*zip(zones, wishes, strict=True)]
    near = _nearness(target, zone_of_mentor, min(possible, default=None))

    def rank(start: datetime) -> tuple[int, int, int, datetime]:
        far, off = near(start)
        return far, -sum(_suits(start, minutes, zone, wish) for zone, wish in wished), off, start

    ranked = sorted(possible, key=rank)
    for humane_first, on_new_days in product((True, False), (True, False)):
        days_of = zone_of_mentor if on_new_days else None
        for start in ranked:
            if len(chosen) >= count:
                return sorted(chosen)
            # Hours are looked at last: of hundreds of starts a few are asked about.
            if _stands_apart(start, chosen, minutes, days_of) and (
                not humane_first or all(_is_humane(start, minutes, zone) for zone in zones)
            ):
                chosen.append(start)
    return sorted(chosen)


def _stands_apart(start: datetime, chosen: list[datetime], minutes: int, days_of: tzinfo | None) -> bool:
    """Whether a meeting from `start` overlaps none of the chosen and, with a zone, opens a new day there."""
    length = timedelta(minutes=minutes)
    return all(
        abs(start - other) >= length and not (days_of and _day(start, days_of) == _day(other, days_of))
        for other in chosen
    )


def _nearness(
    target: datetime | None, zone: tzinfo, soonest: datetime | None
) -> Callable[[datetime], tuple[int, int]]:
    """How far away a start is, and then how far off the wanted hour: in days and minutes of the clock from the
    target; without one, in weeks from the soonest start."""
    if target is None:
        return lambda start: ((start - (soonest or start)) // timedelta(weeks=1), 0)
    day, minute = _day(target, zone), _minute_of_day(target, zone)
    return lambda start: (abs((_day(start, zone) - day).days), abs(_minute_of_day(start, zone) - minute))


def _suits(start: datetime, minutes: int, zone: tzinfo, wish: DayPart) -> bool:
    """Whether a wish is met on its owner's clock; who has none is not asked."""
    if wish is DayPart.any:
        return False
    first, end = PARTS[wish]
    return first <= _minute_of_day(start, zone) < end and _is_humane(start, minutes, zone)


def _is_humane(start: datetime, minutes: int, zone: tzinfo) -> bool:
    earliest, latest = HUMANE
    minute = _minute_of_day(start, zone)
    return earliest <= minute and minute + minutes <= latest


def _day(instant: datetime, zone: tzinfo) -> date:
    return instant.astimezone(zone).date()


def _minute_of_day(instant: datetime, zone: tzinfo) -> int:
    local = instant.astimezone(zone)
    return local.hour * 60 + local.minute
