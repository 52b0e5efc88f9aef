"""The same question answered three ways: our sweep, the interval library `portion`, and a loop over every tick."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

import portion

from benchmarks.slots.pairs import BUFFER, MINUTES, SINCE, STEP, UNTIL, Side
from mentorship.availability import slots
from mentorship.availability.slots import Interval, Weekly

Stretches = Sequence[Interval]


def expanded(side: Side) -> list[Interval]:
    """What somebody offers in the eight weeks."""
    return slots.offered(side.hours, side.zone, SINCE, UNTIL)


def by_sweep(mentor: Side, mentee: Side, offers: tuple[Stretches, Stretches]) -> list[datetime]:
    """Ours, from what both offer to every start that suits."""
    free = [
        slots.subtract(offer, side.busy, buffer=BUFFER)
        for side, offer in zip((mentor, mentee), offers, strict=True)
    ]
    return slots.start_times(free[0], free[1], mentor.zone, MINUTES, STEP)


def by_portion(mentor: Side, mentee: Side, offers: tuple[Stretches, Stretches]) -> list[datetime]:
    """The library's own operators, on the same stretches."""
    common = _left(mentor, offers[0]) & _left(mentee, offers[1])
    return [
        start
        for piece in common
        for minute in range(piece.lower, piece.upper - MINUTES + 1)
        if _on_grid(start := datetime.fromtimestamp(minute * 60, UTC), mentor.zone)
    ]


def _left(side: Side, offer: Stretches) -> portion.Interval:
    free = portion.Interval(*(portion.closedopen(start, end) for start, end in offer))
    return free - portion.Interval(
        *(portion.closedopen(start - BUFFER, end + BUFFER) for start, end in side.busy)
    )


def by_ticks(mentor: Side, mentee: Side) -> list[datetime]:
    """The loop one writes first: every start of the grid, and both clocks at each tick of the meeting."""
    found, at = [], SINCE
    while at <= UNTIL - timedelta(minutes=MINUTES):
        ticks = [at + timedelta(minutes=minute) for minute in range(0, MINUTES, 5)]
        if _on_grid(at, mentor.zone) and all(
            _free(side, tick) for side in (mentor, mentee) for tick in ticks
        ):
            found.append(at)
        at += timedelta(minutes=STEP)
    return found


def _on_grid(at: datetime, zone: tzinfo) -> bool:
    local = at.astimezone(zone)
    return (local.hour * 60 + local.minute) % STEP == 0


def _free(side: Side, tick: datetime) -> bool:
    local, minute = tick.astimezone(side.zone), int(tick.timestamp()) // 60
    today, now = local.date(), local.hour * 60 + local.minute
    week: tuple[Weekly, ...] = side.hours.instead.get(
        today, tuple(window for window in side.hours.week if window.weekday == today.weekday())
    )
    return (
        any(window.starts <= now < window.ends for window in week)
        and not any(first <= today <= last for first, last in side.hours.away)
        and not any(
            window.weekday == today.weekday() and window.starts <= now < window.ends
            for window in side.hours.protected
        )
        and not any(start - BUFFER <= minute < end + BUFFER for start, end in side.busy)
    )
