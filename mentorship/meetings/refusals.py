"""What is said no to about a meeting, named as the refusal."""

from __future__ import annotations

from datetime import datetime

from mentorship.errors import Refusal


class TimeHasPassed(Refusal):
    """The time is not in the future."""


class TooSoon(Refusal):
    """Less than the minimum notice away."""


class TooFarAhead(Refusal):
    """Nobody keeps a date that far away."""


class OutsideHours(Refusal):
    """Hours that somebody has given are not overruled by accident, nor by a button from before they changed."""


class TimeJustTaken(Refusal):
    """One of the two has another meeting then; `alternatives` are free."""

    def __init__(self, sentence: str, alternatives: list[datetime]) -> None:
        super().__init__(sentence)
        self.alternatives = alternatives


class AlreadyBooked(Refusal):
    """A pair has one next date at a time."""


class MeetingIsOver(Refusal):
    """What is past or cancelled neither moves nor is cancelled."""


class MeetingHasChanged(Refusal):
    """Somebody changed the meeting since this page or mail was made."""


class NotOverYet(Refusal):
    """A meeting is wrapped up after its end."""
