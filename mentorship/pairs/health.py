"""How a pair is doing, from a few published signals, always with its causes. No points, and nobody is ranked."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mentorship.formats import day

EARLY, FIRST_MEETING, SETTLED = timedelta(days=10), timedelta(days=28), timedelta(days=14)
GRACE, CADENCE_GRACE, GONE_QUIET = timedelta(days=14), timedelta(days=28), timedelta(days=60)
MISSED_LIMIT = 2


class Health(enum.StrEnum):
    """What a coordinator reads beside a pair."""

    too_early = "too_early"
    on_track = "on_track"
    needs_check_in = "needs_check_in"
    at_risk = "at_risk"
    paused = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What is looked at. Days on which one of the two was away count toward nothing."""

    started_at: datetime
    cadence_weeks: int
    paused: bool = False
    paused_until: date | None = None
    agreed: bool = True
    """Both have signed the agreement."""
    last_met: datetime | None = None
    has_date: bool = False
    missed_in_a_row: int = 0
    """The newest meetings that somebody said did not take place."""
    stalled_step: bool = False
    """A next step was left undone after each of the last two meetings."""
    stuck: bool = False
    """One of them said last that it is stuck."""
    days_away: int = 0
    """Since they last met, or since the start."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state, and why: every cause that holds, in sentences."""

    health: Health
    causes: tuple[str, ...]


def judge(signals: Signals, now: datetime) -> Verdict:
    """The graver state wins; within it all causes are named."""
    if signals.paused:
        until = f" until {day(signals.paused_until)}" if signals.paused_until else ""
        return Verdict(Health.paused, (f"The pair rests{until}. Nothing is counted meanwhile.",))
    idle = now - (signals.last_met or signals.started_at) - timedelta(days=signals.days_away)
    for health, causes in (
        (Health.at_risk, tuple(_risks(signals, idle))),
        (Health.needs_check_in, tuple(_concerns(signals, idle))),
    ):
        if causes:
            return Verdict(health, causes)
    if signals.last_met is None and not signals.has_date:
        return Verdict(Health.too_early, ("They began less than ten days ago.",))
    return Verdict(Health.on_track, tuple(_good_signs(signals)))


def _risks(signals: Signals, idle: timedelta) -> Iterator[str]:
    if not signals.has_date and signals.last_met is None and idle >= FIRST_MEETING:
        yield f"They have not met {idle.days} days after they began, and have no date."
    long = max(GONE_QUIET, timedelta(weeks=signals.cadence_weeks) + CADENCE_GRACE)
    if not signals.has_date and signals.last_met and idle >= long:
        yield f"They last met {idle.days} days ago and have no date."
    if signals.missed_in_a_row >= MISSED_LIMIT:
        yield f"The last {signals.missed_in_a_row} meetings did not take place."


def _concerns(signals: Signals, idle: timedelta) -> Iterator[str]:
    called_for = timedelta(weeks=signals.cadence_weeks) + GRACE
    if not signals.has_date and signals.last_met is None and idle >= EARLY:
        yield f"They have not met {idle.days} days after they began, and have no date."
    if not signals.has_date and signals.last_met and idle >= called_for:
        yield f"They last met {idle.days} days ago and have no date."
    if signals.missed_in_a_row == 1 and not signals.has_date:
        yield "Their last meeting did not take place, and there is no new date."
    if not signals.agreed and idle >= SETTLED:
        yield "One of them has not agreed yet how they will work together."
    if signals.stalled_step:
        yield "A next step was left undone after each of the last two meetings."
    if signals.stuck:
        yield "One of them says that it is stuck."


def _good_signs(signals: Signals) -> Iterator[str]:
    if signals.has_date:
        yield "They have a date."
    if signals.last_met:
        yield "They met within their rhythm." if not signals.has_date else "They have met."
