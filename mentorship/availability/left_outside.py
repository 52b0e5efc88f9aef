"""Dates that stand although somebody's hours or limits, as they are now, would not allow them. Nothing is moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mentorship.availability.booked import Booked, lies_in
from mentorship.availability.limits import Limits
from mentorship.availability.slots import Hours
from mentorship.formats import plural

A_MINUTE = timedelta(minutes=1)


class Beyond(NamedTuple):
    """A date, and which limits it passes."""

    booked: Booked
    why: str


def beyond_hours(booked: Sequence[Booked], hours: Hours, zone: str) -> list[Booked]:
    """Those outside of the weekly hours and single days; nothing is outside of none. Days away and protected time have
    lists of their own."""
    if not hours.week and not any(hours.instead.values()):
        return []
    usual = replace(hours, away=(), protected=())
    return [one for one in booked if not lies_in(one, usual, zone)]


def beyond_limits(booked: Sequence[Booked], limits: Limits, zone: str, now: datetime) -> list[Beyond]:
    """Those ahead that pass the minutes a month, the time kept free around each, or how far ahead dates are taken.
    `booked` begins with the present month and is sorted by time."""
    passed = [
        *_over_budget(booked, limits, ZoneInfo(zone)),
        *_too_close(booked, limits.buffer_minutes),
        *_too_far(booked, now + limits.farthest, limits),
    ]
    return [
        Beyond(one, " ".join(words))
        for one in booked
        if one.ends_at > now and (words := [why for other, why in passed if other == one])
    ]


def _over_budget(booked: Sequence[Booked], limits: Limits, zone: ZoneInfo) -> list[Beyond]:
    budget, spent, found = limits.monthly_minutes, defaultdict[str, int](int), list[Beyond]()
    if budget is None:
        return found
    for one in booked:
        month = f"{one.starts_at.astimezone(zone):%B %Y}"
        spent[month] += (one.ends_at - one.starts_at) // A_MINUTE
        if spent[month] > budget:
            found.append(Beyond(one, f"With it {month} has {spent[month]} minutes; you give {budget}."))
    return found


def _too_close(booked: Sequence[Booked], buffer: int) -> list[Beyond]:
    return [
        Beyond(after, f"It begins less than {plural(buffer, 'minute')} after the one before.")
        for before, after in pairwise(booked)
        if before.ends_at <= after.starts_at < before.ends_at + buffer * A_MINUTE
    ]


def _too_far(booked: Sequence[Booked], latest: datetime, limits: Limits) -> list[Beyond]:
    why = f"It is more than {plural(limits.window_days, 'day')} ahead."
    return [Beyond(one, why) for one in booked if one.starts_at > latest]
