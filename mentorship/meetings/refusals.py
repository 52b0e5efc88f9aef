"""What is said no to about a meeting, named as the refusal."""

from __future__ import annotations

from datetime import datetime

from mentorship.errors import Refusal


class TimeHasPassed(Refusal):
    """The time is not in the future."""


class LimitReached(Refusal):
    """A limit that one of the two has set. Whoever set it may pass it knowingly (`own`); their partner may not."""

    def __init__(self, sentence: str, *, own: bool) -> None:
        super().__init__(sentence)
        self.own = own


class TooSoon(LimitReached):
    """Less than the minimum notice away."""


class TooFarAhead(LimitReached):
    """Farther away than dates are taken for."""


class OnADayAway(LimitReached):
    """One of the two is away that day."""


class InProtectedTime(LimitReached):
    """One of the two keeps that time free, always."""


class TooCloseToAnother(LimitReached):
    """Within the minutes that one of the two leaves free around meetings."""


class OverBudget(LimitReached):
    """More minutes than one of the two gives in that month."""


class OutsideHours(Refusal):
    """Hours that somebody has given are not overruled by accident, nor by a button from before they changed."""


class BusyElsewhere(OutsideHours):
    """A calendar elsewhere says that the partner is busy; calendars can be wrong, people agree."""


class BusyYourself(LimitReached):
    """A calendar elsewhere says that whoever asks is busy then themselves."""


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


class ProposalHasEnded(Refusal):
    """The time is no longer kept: it was declined, taken back, or not answered in time."""


class SameTime(Refusal):
    """The two meet then already."""


class NotYoursToAnswer(Refusal):
    """Whoever proposed a time does not accept it, too."""


class AskedLately(Refusal):
    """The partner was asked for times within the last week."""


class NotOverYet(Refusal):
    """A meeting is wrapped up after its end."""
