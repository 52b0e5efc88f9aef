"""When somebody is left alone: at night, in protected time, on days away; all on the clock of their own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from mentorship.availability.slots import Hours, Weekly

Night = tuple[int, int]
"""From which hour of the evening until which hour of the morning nobody is written to."""
QUARTER = timedelta(minutes=15)
LONGEST_QUIET = timedelta(days=7)


def is_quiet(hours: Hours, zone: tzinfo, instant: datetime, night: Night) -> bool:
    """Is it night there, or time that the person protects?"""
    local = instant.astimezone(zone)
    minute = local.hour * 60 + local.minute
    return _is_night(local.hour, night) or any(
        _covers(window, local.weekday(), minute) for window in hours.protected
    )


def is_away(hours: Hours, zone: tzinfo, instant: datetime) -> bool:
    """Is it one of the days that the person is away?"""
    today = instant.astimezone(zone).date()
    return any(first <= today <= last for first, last in hours.away)


def days_away(hours: Hours, zone: tzinfo, since: datetime, until: datetime) -> int:
    """How many of the days from one instant to the other the person was away; none is counted twice."""
    start, end = since.astimezone(zone).date().toordinal(), until.astimezone(zone).date().toordinal()
    away: set[int] = set()
    for first, last in hours.away:
        away |= set(range(max(first.toordinal(), start), min(last.toordinal(), end) + 1))
    return len(away)


def calm_from(hours: Hours, zone: tzinfo, instant: datetime, night: Night) -> datetime:
    """This instant, or the next quarter of an hour that is neither night nor protected.

    Who protects the whole week is written to outside the night all the same: they would never hear anything else.
    """
    moment, latest = instant, instant + LONGEST_QUIET
    while is_quiet(hours, zone, moment, night) and moment < latest:
        moment = _next_quarter(moment)
    if moment >= latest and hours.protected:
        return calm_from(Hours(), zone, instant, night)
    return moment


def _next_quarter(instant: datetime) -> datetime:
    utc = instant.astimezone(UTC)
    return (
        utc - timedelta(minutes=utc.minute % 15, seconds=utc.second, microseconds=utc.microsecond) + QUARTER
    )


def _is_night(hour: int, night: Night) -> bool:
    begins, ends = night
    return begins <= hour or hour < ends if begins > ends else begins <= hour < ends


def _covers(window: Weekly, weekday: int, minute: int) -> bool:
    if window.ends > window.starts:
        return weekday == window.weekday and window.starts <= minute < window.ends
    tail = weekday == (window.weekday + 1) % 7 and minute < window.ends
    return tail or (weekday == window.weekday and minute >= window.starts)
