"""Why two people have no time in common: what they allow is taken away piece by piece until nothing is left.

The last piece is the reason that is told, and whose it is; never what somebody does at that time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from mentorship.accounts.models import Person
from mentorship.availability.limits import Limits
from mentorship.formats import listed, plural
from mentorship.meetings.sides import Both, Side

NO_LIMITS = Limits(notice_hours=0, window_days=366)
Piece = Callable[[Side, Side], Side]
"""(what is allowed so far, what the person really allows) → what is allowed with one piece more of it."""


def _days_away(so_far: Side, real: Side) -> Side:
    return replace(so_far, hours=replace(so_far.hours, away=real.hours.away))


def _protected_time(so_far: Side, real: Side) -> Side:
    return replace(so_far, hours=replace(so_far.hours, protected=real.hours.protected))


def _notice(so_far: Side, real: Side) -> Side:
    return replace(so_far, limits=replace(so_far.limits, notice_hours=real.limits.notice_hours))


def _window(so_far: Side, real: Side) -> Side:
    return replace(so_far, limits=replace(so_far.limits, window_days=real.limits.window_days))


def _meetings(so_far: Side, real: Side) -> Side:
    buffer = real.limits.buffer_minutes
    return replace(so_far, taken=real.taken, limits=replace(so_far.limits, buffer_minutes=buffer))


def _calendar(so_far: Side, real: Side) -> Side:
    return replace(so_far, busy=real.busy)


def _budget(so_far: Side, real: Side) -> Side:
    monthly = real.limits.monthly_minutes
    return replace(so_far, spent=real.spent, limits=replace(so_far.limits, monthly_minutes=monthly))


PIECES: dict[Piece, tuple[str, str, str]] = {
    _days_away: (
        "{partner} is away on every day on which your hours meet.",
        "You are away on every day on which your hours and {partner}'s meet.",
        "One of you is away on every day on which your hours meet.",
    ),
    _protected_time: (
        "{partner} keeps every hour that you share free of meetings.",
        "You keep every hour that you and {partner} share free of meetings.",
        "One of you keeps every hour that you share free of meetings.",
    ),
    _notice: (
        "{partner} asks for {their_notice} notice, and you share no hour in the weeks after that.",
        "You ask for {own_notice} notice, and you share no hour with {partner} in the weeks after that.",
        "You share no hour after the notice that you two ask for.",
    ),
    _window: (
        "{partner} takes dates up to {their_window} ahead, and you share no hour until then.",
        "You take dates up to {own_window} ahead, and you share no hour with {partner} until then.",
        "You share no hour within the days that you two take dates for.",
    ),
    _meetings: (
        "{partner} has meetings in every hour that you share in the next weeks.",
        "You have meetings in every hour that you share with {partner} in the next weeks.",
        "Every hour that you and {partner} share in the next weeks is taken.",
    ),
    _calendar: (
        "{partner}'s own calendar is busy in every hour that you share in the next weeks.",
        "Your own calendar is busy in every hour that you share with {partner} in the next weeks.",
        "Your own calendar or {partner}'s is busy in every hour that you share in the next weeks.",
    ),
    _budget: (
        "The {their_budget} minutes a month that {partner} gives leave no room for {minutes} more in {months}.",
        "The {own_budget} minutes a month that you give leave no room for {minutes} more in {months}.",
        "The minutes a month that you and {partner} give leave no room for {minutes} more in {months}.",
    ),
}
"""In this order; each with what to say when it is the partner's, the reader's own, or only both together."""


def why_none(both: Both, reader: Person, since: datetime, until: datetime) -> str:
    """What leaves these two without a start in that time, in a sentence for one of them."""
    mine, theirs = both.of(reader), both.partner_of(reader)
    missing = _hours_missing(mine, theirs)
    if missing:
        return missing

    def starts(own: Side, partner: Side) -> list[datetime]:
        mentor, mentee = (own, partner) if own.person.id == both.mentor.person.id else (partner, own)
        return replace(both, mentor=mentor, mentee=mentee).starts(since, until)

    own, partner = _only_hours(mine), _only_hours(theirs)
    left = starts(own, partner)
    if not left:
        return f"Your hours and {theirs.person.called}'s never overlap for {both.minutes} minutes."
    for piece, sentences in PIECES.items():
        less_own, less_partner = piece(own, mine), piece(partner, theirs)
        tried = ((own, less_partner), (less_own, partner), (less_own, less_partner))
        for sentence, sides in zip(sentences, tried, strict=True):
            if not starts(*sides):
                return sentence.format(**_words(mine, theirs, both.minutes, left))
        own, partner = less_own, less_partner
        left = starts(own, partner)
    return f"No other time suits both you and {theirs.person.called} in the next weeks."


def _hours_missing(mine: Side, theirs: Side) -> str:
    partner = theirs.person.called
    if not mine.gave_hours and not theirs.gave_hours:
        return f"Neither you nor {partner} has given hours yet, so no time can be proposed."
    if not mine.gave_hours:
        return "You have not given hours yet, so no time can be proposed."
    if not theirs.gave_hours:
        return f"{partner} has not given hours yet, so no time can be proposed."
    return ""


def _only_hours(side: Side) -> Side:
    hours = replace(side.hours, away=(), protected=())
    return replace(side, hours=hours, limits=NO_LIMITS, taken=[], busy=[], spent={})


def _words(mine: Side, theirs: Side, minutes: int, left: list[datetime]) -> dict[str, str]:
    """What the sentences speak of; `left` are the starts that the last piece took away."""
    months = dict.fromkeys(f"{start.astimezone(theirs.zone):%B}" for start in left)
    return {
        "partner": theirs.person.called,
        "minutes": str(minutes),
        "months": listed(list(months), "or"),
        "their_notice": notice_words(theirs.limits),
        "own_notice": notice_words(mine.limits),
        "their_window": plural(theirs.limits.window_days, "day"),
        "own_window": plural(mine.limits.window_days, "day"),
        "their_budget": str(theirs.limits.monthly_minutes),
        "own_budget": str(mine.limits.monthly_minutes),
    }


def notice_words(limits: Limits) -> str:
    """As it stands before 'notice': 3 days', 36 hours'."""
    return f"{span_words(limits.notice_hours)}'"


def span_words(hours: int) -> str:
    """'3 days', '36 hours'."""
    days, rest = divmod(hours, 24)
    return plural(hours, "hour") if rest or days == 1 else plural(days, "day")
