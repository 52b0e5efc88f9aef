"""What somebody allows others to book, and what they would like best."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import timedelta

LENGTHS = (30, 45, 60)


class DayPart(enum.StrEnum):
    """The part of the day in which somebody likes to meet, on their own clock."""

    any = "any"
    mornings = "mornings"
    midday = "midday"
    evenings = "evenings"


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults are those of people who never set any."""

    buffer_minutes: int = 0
    notice_hours: int = 24
    window_days: int = 182
    monthly_minutes: int | None = None
    lengths: tuple[int, ...] = LENGTHS
    suits_best: DayPart = DayPart.any
    """A wish, which limits nothing."""

    @property
    def notice(self) -> timedelta:
        return timedelta(hours=self.notice_hours)

    @property
    def farthest(self) -> timedelta:
        return timedelta(days=self.window_days)


def stricter(one: Limits, other: Limits) -> Limits:
    """What holds for two people together, their budgets apart: each one's month is reckoned by itself.
    Wishes are each one's own, too."""
    return Limits(
        buffer_minutes=max(one.buffer_minutes, other.buffer_minutes),
        notice_hours=max(one.notice_hours, other.notice_hours),
        window_days=min(one.window_days, other.window_days),
        lengths=tuple(length for length in one.lengths if length in other.lengths),
    )
