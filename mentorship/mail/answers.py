"""What became of one try to deliver a message, and how long to wait before the next."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

LADDER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120))
MOST_TRIES = 40
"""The ladder, then every two hours: three days."""


class Outcome(enum.StrEnum):
    """delivered · later: try again · waits: for an older mail to the same person, or for the morning, which is no try ·
    refused: never for this recipient · superseded: no longer wanted, or no longer true · hold: the whole queue waits,
    because the trouble is not this message's."""

    delivered = "delivered"
    later = "later"
    waits = "waits"
    refused = "refused"
    superseded = "superseded"
    hold = "hold"


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome and why, in words for the coordinator or the operator."""

    outcome: Outcome
    words: str = ""
    unclear: bool = False
    """The server may have taken the message before the line broke: the same bytes again, never others."""
    at_least: timedelta = timedelta(0)
    """Wait at least this long; for greylisting."""
    until: datetime | None = None
    """What waits is looked at again then, else in a minute."""


def pause(tries: int, answer: Answer, spread: float) -> timedelta:
    """How long to wait after this many tries. `spread`, from 0.8 to 1.2, keeps what failed together apart."""
    step = LADDER[min(tries, len(LADDER)) - 1]
    return max(step * spread, answer.at_least)
