"""now(): the only place that asks the time. Tests and simulations set it."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

# The tzdata package wins over the operating system's copy, so that every machine agrees about local time.
zoneinfo.reset_tzpath([])

_offset = timedelta(0)
_stopped: datetime | None = None


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _stopped or datetime.now(UTC) + _offset


@contextmanager
def stopped_at(instant: datetime) -> Iterator[None]:
    """Inside the block it is this instant, and no time passes: what happens there is the same on every machine."""
    global _stopped
    before, _stopped = _stopped, instant
    try:
        yield
    finally:
        _stopped = before


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Inside the block the clock runs on from this instant, in every thread of this process."""
    global _offset
    before = _offset
    _offset = instant - datetime.now(UTC)
    try:
        yield
    finally:
        _offset = before
