"""Which limit of one person a meeting would pass, in a sentence that says whose it is and never what they do then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentorship.availability import slots
from mentorship.availability.limits import Limits
from mentorship.availability.slots import Interval
from mentorship.formats import plural
from mentorship.meetings.blocking import notice_words
from mentorship.meetings.refusals import (
    BusyYourself,
    InProtectedTime,
    LimitReached,
    OnADayAway,
    OverBudget,
    TooCloseToAnother,
    TooFarAhead,
    TooSoon,
)
from mentorship.meetings.sides import Side

USUAL = Limits()
ANYWAY = " Tick the box to take it anyway."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A meeting that somebody asks for, as one of the two sees it."""

    side: Side
    starts_at: datetime
    minutes: int
    now: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def span(self) -> Interval:
        return Interval.covering(self.starts_at, self.ends_at)

    def touches(self, times: list[Interval], buffer: int = 0) -> bool:
        start, end = self.span
        return any(start < time.end + buffer and time.start - buffer < end for time in times)


def _too_soon(wanted: Wanted) -> bool:
    return wanted.starts_at < wanted.now + wanted.side.limits.notice


def _too_far(wanted: Wanted) -> bool:
    return wanted.starts_at > wanted.now + wanted.side.limits.farthest


def _away(wanted: Wanted) -> bool:
    zone = wanted.side.zone
    first = wanted.starts_at.astimezone(zone).date()
    last = (wanted.ends_at - timedelta(minutes=1)).astimezone(zone).date()
    return any(begins <= last and first <= ends for begins, ends in wanted.side.hours.away)


def _protected(wanted: Wanted) -> bool:
    protected = wanted.side.hours.protected
    return bool(slots.expand(protected, wanted.side.zone, wanted.starts_at, wanted.ends_at))


def _too_close(wanted: Wanted) -> bool:
    side = wanted.side
    return wanted.touches(side.taken, side.limits.buffer_minutes)


def _over_budget(wanted: Wanted) -> bool:
    return not wanted.side.affords(wanted.starts_at, wanted.minutes)


def _busy(wanted: Wanted) -> bool:
    return wanted.touches(wanted.side.busy, wanted.side.limits.buffer_minutes)


LIMITS: tuple[tuple[type[LimitReached], Callable[[Wanted], bool], str, str, str], ...] = (
    (
        TooSoon,
        _too_soon,
        "{who} asks for {notice} notice.",
        " Pick a later time.",
        "You ask for {notice} notice.",
    ),
    (
        TooFarAhead,
        _too_far,
        "{who} takes dates up to {window} ahead.",
        " Pick an earlier one.",
        "You take dates up to {window} ahead.",
    ),
    (OnADayAway, _away, "{who} is away then.", " Pick another day.", "You are away then."),
    (
        InProtectedTime,
        _protected,
        "{who} keeps that time free of meetings.",
        " Pick another.",
        "You keep that time free of meetings.",
    ),
    (
        TooCloseToAnother,
        _too_close,
        "{who} leaves {buffer} free around meetings, and that is too close to one.",
        " Pick another time.",
        "You leave {buffer} free around meetings, and that is too close to one.",
    ),
    (
        OverBudget,
        _over_budget,
        "That would go over the {budget} minutes that {who} gives in {month}.",
        "",
        "That would go over the {budget} minutes that you give in {month}.",
    ),
)
"""What is refused, whether it is so, what to say of a partner's limit, what to advise, and what to say of one's own;
the plainest first."""
OWN_CALENDAR = "Your own calendar is busy then."


def partners_limit(wanted: Wanted) -> LimitReached | None:
    """The first limit of the partner of whoever asks; no tick of theirs passes it."""
    for refusal, passed, sentence, advice, _ in LIMITS:
        if passed(wanted):
            return refusal(_usual(refusal, wanted) or sentence.format(**_words(wanted)) + advice, own=False)
    return None


def own_limit(wanted: Wanted) -> LimitReached | None:
    """The first limit of whoever asks that they should pass knowingly."""
    for refusal, passed, _, _, sentence in LIMITS:
        if passed(wanted):
            return refusal(sentence.format(**_words(wanted)) + ANYWAY, own=True)
    return BusyYourself(OWN_CALENDAR + ANYWAY, own=True) if _busy(wanted) else None


def hindered(wanted: Wanted, *, own: bool, agreed: bool) -> str:
    """The first thing that speaks against a meeting on one side, said to that person or to their partner; or ''.

    With `agreed`, the hours that were given do not speak against it.
    """
    who = wanted.side.person.called
    if wanted.touches(wanted.side.taken):
        return "You have another meeting then." if own else f"{who} has another meeting then."
    for refusal, passed, theirs, _, mine in LIMITS:
        if passed(wanted):
            return _far(refusal, wanted) or (mine if own else theirs).format(**_words(wanted))
    if busy := busy_elsewhere(wanted):
        return OWN_CALENDAR if own else busy
    if not agreed and outside_hours(wanted):
        return f"That is outside the hours {'you' if own else who} gave."
    return ""


def busy_elsewhere(wanted: Wanted) -> str:
    """What the person's calendars elsewhere say, for their partner; '' when they say nothing."""
    if wanted.touches(wanted.side.busy):
        return f"{wanted.side.person.called}'s own calendar is busy then."
    if _busy(wanted):
        return f"{wanted.side.person.called}'s own calendar is busy right around then."
    return ""


def outside_hours(wanted: Wanted) -> bool:
    """Whether it would leave the hours that this person has given; nothing is outside of none."""
    side = wanted.side
    return side.gave_hours and slots.offered(side.hours, side.zone, wanted.starts_at, wanted.ends_at) != [
        wanted.span
    ]


def _far(refusal: type[LimitReached], wanted: Wanted) -> str:
    usual = refusal is TooFarAhead and wanted.side.limits.window_days == USUAL.window_days
    return "That is more than six months away." if usual else ""


def _usual(refusal: type[LimitReached], wanted: Wanted) -> str:
    """The sentence for limits that nobody set: they are the program's, not a person's."""
    limits = wanted.side.limits
    if refusal is TooSoon and limits.notice_hours == USUAL.notice_hours:
        return "That is less than 24 hours away. Pick a time from tomorrow on."
    if refusal is TooFarAhead and limits.window_days == USUAL.window_days:
        return "Pick a time within the next six months."
    return ""


def _words(wanted: Wanted) -> dict[str, str]:
    side, limits = wanted.side, wanted.side.limits
    return {
        "who": side.person.called,
        "notice": notice_words(limits),
        "window": plural(limits.window_days, "day"),
        "buffer": plural(limits.buffer_minutes, "minute"),
        "budget": str(limits.monthly_minutes),
        "month": f"{wanted.starts_at.astimezone(side.zone):%B}",
    }
