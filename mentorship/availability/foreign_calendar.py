"""When somebody is busy, from a calendar file that nobody has checked: read by a child process that may be killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mentorship.availability.fetching import CannotRead

CHILD = """
import sys, types
for name, path in (("mentorship", sys.argv[1]), ("mentorship.availability", sys.argv[1] + "/availability")):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [path]
from mentorship.availability.foreign_calendar_child import main
main(*sys.argv[2:])
"""
"""Runs one module without its packages' own __init__, which would load the whole site for a second of work."""
SITE = str(Path(__file__).parents[1])
WALL = 15.0
"""Seconds; the child's own limit of CPU time, in its file, is lower and usually ends it first."""


@dataclass(frozen=True, slots=True)
class BusyTimes:
    """What is kept of a calendar."""

    intervals: tuple[tuple[datetime, datetime], ...]
    assumed: int
    """How many of them named no zone and were taken to be on the owner's clock."""
    odd: int
    """Entries that could not be understood, and are left out or cut short."""


def busy_times_in(file: bytes, zone: str, since: datetime, until: datetime) -> BusyTimes:
    """The busy times between two instants, by start; `zone` is the owner's. Raises CannotRead."""
    command = [sys.executable, "-I", "-c", CHILD, SITE, zone, since.isoformat(), until.isoformat()]
    try:
        # An empty environment: the child needs no secret. What it complains about may hold a title: nobody reads it.
        done = subprocess.run(  # noqa: S603 - our own words, by full paths
            command,
            input=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotRead("it takes too long to work out") from None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise CannotRead("it takes too long to work out")
    if done.returncode:
        raise CannotRead("it is too large or too tangled to work out")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise CannotRead(answer["refused"])
    intervals = tuple((_instant(start), _instant(end)) for start, end in answer["busy"])
    return BusyTimes(intervals, answer["assumed"], answer["odd"])


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
