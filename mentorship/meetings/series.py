"""The meetings after the next, planned together: each a row and a calendar entry of its own that can move alone."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.availability.slots import Interval
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.formats import when
from mentorship.meetings import emails, queries
from mentorship.meetings.changing import call_off, new_meeting, tell_both
from mentorship.meetings.checking import clashes_as_refusals, refuse_unless_changeable
from mentorship.meetings.holding import hold_both
from mentorship.meetings.invitation import Method
from mentorship.meetings.limiting import Wanted, hindered, outside_hours
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.meetings.queries import month_of
from mentorship.meetings.rhythm import A_WEEK, Stop, holiday_on, stops
from mentorship.meetings.sides import Both, Side, both_sides
from mentorship.pairs.models import Mentorship


class NoDateYet(Refusal):
    """Dates follow a date; the first is picked by hand."""


class PlanHasChanged(Refusal):
    """What was shown is no longer what could be planned."""


class NothingFits(Refusal):
    """No date of the rhythm can be."""


def planned_dates(mentorship: Mentorship, person: Person, count: int) -> list[Stop]:
    """What `plan_series` would make of the `count` dates after the last one ahead, said to one of the two."""
    last = _last_ahead(mentorship, person)
    until = last.starts_at + (count * mentorship.cadence_weeks + 2) * A_WEEK
    both = both_sides(mentorship, last.starts_at, until)
    return stops(
        last.starts_at,
        both.mentor.zone,
        weeks=mentorship.cadence_weeks,
        count=count,
        hindrance=_hindrance(both, person, last.starts_at),
    )


def plan_series(mentorship: Mentorship, person: Person, count: int, shown: list[datetime]) -> list[Meeting]:
    """Book the dates that the person was shown, with invitations to both. All of them, or none and a refusal."""
    hold_both(mentorship)
    booked = [meeting for meeting in queries.meetings_ahead(mentorship) if meeting.starts_at in shown]
    if booked and len(booked) == len(shown):
        return booked  # the form was sent twice
    starts = [stop.starts_at for stop in planned_dates(mentorship, person, count) if stop.starts_at]
    if not starts:
        raise NothingFits("None of these dates can be. Plan fewer, or pick the next date by hand.")
    if starts != shown:
        raise PlanHasChanged("Something has changed since you looked. These are the dates as they stand now.")
    last = _last_ahead(mentorship, person)
    last.series = last.series or secrets.token_hex(8)
    meetings = [_added(mentorship, person, start, last.series) for start in starts]
    record(person, "planned", mentorship, dates=len(meetings))
    for meeting in meetings:
        tell_both(meeting, Method.REQUEST, emails.invited)
    return meetings


def cancel_rest(meeting: Meeting, person: Person, *, seen: int | None) -> int:
    """Call off this meeting and those planned with it that come later; how many."""
    hold_both(meeting.mentorship)
    db.session.refresh(meeting)
    refuse_unless_changeable(meeting, person, seen)
    together = [other for other in queries.series_of(meeting) if other.upcoming]
    rest = [meeting, *(other for other in together if other.starts_at > meeting.starts_at)]
    for other in rest:
        call_off(other, person, "")
    return len(rest)


def _added(mentorship: Mentorship, person: Person, start: datetime, series: str) -> Meeting:
    meeting = new_meeting(mentorship, person, start)
    meeting.series = series
    with clashes_as_refusals(mentorship, person, start):
        db.session.add(meeting)
    return meeting


def _last_ahead(mentorship: Mentorship, person: Person) -> Meeting:
    ahead = queries.meetings_ahead(mentorship)
    if not ahead:
        raise NoDateYet("Pick the next date first; the others follow it.")
    if ahead[-1].state == MeetingState.held:
        at = when(ahead[-1].starts_at, person.timezone)
        raise NoDateYet(f"{at} waits for an answer. Once it stands, the others follow it.")
    return ahead[-1]


def _hindrance(both: Both, person: Person, after: datetime) -> Callable[[datetime, list[datetime]], str]:
    """What keeps a date of this pair from being, as it is told to one of the two.

    Where the meeting that the dates follow lies outside somebody's hours, they agreed on that hour.
    """
    sides = (both.partner_of(person), both.of(person))
    agreed = [outside_hours(Wanted(side, after, both.minutes, both.now)) for side in sides]

    def hindrance(start: datetime, chosen: list[datetime]) -> str:
        if holiday := holiday_on(start.astimezone(side.zone).date() for side in sides):
            return f"That is {holiday}."
        theirs, mine = (
            Wanted(_as_if_booked(side, chosen, both.minutes), start, both.minutes, both.now) for side in sides
        )
        return hindered(theirs, own=False, agreed=agreed[0]) or hindered(mine, own=True, agreed=agreed[1])

    return hindrance


def _as_if_booked(side: Side, starts: list[datetime], minutes: int) -> Side:
    """One of the two, once they meet at these times."""
    spans = [Interval.covering(start, start + timedelta(minutes=minutes)) for start in starts]
    spent = Counter(side.spent)
    for start in starts:
        spent[month_of(start, side.zone)] += minutes
    return replace(side, taken=side.taken + spans, spent=spent)
