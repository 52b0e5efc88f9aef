"""Which times to propose: those that suit both, the best few of them; when there are none, what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.choosing import best_times
from mentorship.availability.limits import Limits
from mentorship.meetings import queries
from mentorship.meetings.blocking import span_words, why_none
from mentorship.meetings.models import Meeting
from mentorship.meetings.sides import Both, both_sides
from mentorship.pairs.models import Mentorship

LOOK_AHEAD = timedelta(weeks=4)
ASK_AGAIN = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Proposals:
    """Times that suit both, soonest first; when there are none, why."""

    times: list[datetime]
    cause: str
    hours_missing: bool
    """Whether the reader has given no hours."""
    notice: str
    """How far ahead any time must be: '24 hours'."""
    asked_at: datetime | None
    """When the reader asked the partner for times, if lately; looked up where there are none."""


def proposed_times(mentorship: Mentorship, count: int = 3) -> list[datetime]:
    """Up to `count` starts that suit both people's hours, calendars and limits: the soonest for a first meeting,
    later ones around the agreed rhythm after the last, at the same hour of the mentor's clock."""
    target = rhythm_target(mentorship)
    both, since, until = _in_reach(mentorship, target)
    return _best(both, both.starts(since, until), target, count)


def proposals(
    mentorship: Mentorship, reader: Person, *, moving: Meeting | None = None, near: datetime | None = None
) -> Proposals:
    """What to offer this reader: three times, or why there are none. They lie near the time that was wanted, else near
    the present one of a meeting that moves, else around the rhythm."""
    target = near or (moving.starts_at if moving else rhythm_target(mentorship))
    both, since, until = _in_reach(mentorship, target, moving=moving)
    starts = both.starts(since, until)
    times = _best(both, _elsewhere(starts, moving), target, 3)
    own, partner = both.of(reader), both.partner_of(reader).person
    return Proposals(
        times,
        cause="" if times else why_none(both, reader, since, until),
        hours_missing=not own.gave_hours,
        notice=span_words(both.limits.notice_hours),
        asked_at=None if times else asked_lately(mentorship, partner),
    )


def asked_lately(mentorship: Mentorship, partner: Person) -> datetime | None:
    """When this partner was asked for times, if that is less than a week ago."""
    asked_at = queries.asked_for_times_at(mentorship, partner)
    return asked_at if asked_at and asked_at > clock.now() - ASK_AGAIN else None


def why_no_times(mentorship: Mentorship, reader: Person) -> str:
    """What stands in the way of these two, in a sentence for one of them; '' when times are free after all."""
    both, since, until = _in_reach(mentorship, rhythm_target(mentorship))
    return "" if both.starts(since, until) else why_none(both, reader, since, until)


def rhythm_target(mentorship: Mentorship) -> datetime | None:
    """The last meeting plus the agreed weeks, by the mentor's wall clock; None before the first."""
    last = queries.last_start(mentorship)
    if last is None:
        return None
    return last.astimezone(ZoneInfo(mentorship.mentor.timezone)) + timedelta(weeks=mentorship.cadence_weeks)


def _in_reach(
    mentorship: Mentorship, target: datetime | None, *, moving: Meeting | None = None
) -> tuple[Both, datetime, datetime]:
    """Both people, and the time in which to look: from now until four weeks after what is aimed at."""
    since = clock.now()
    until = min(max(since, target or since), since + Limits().farthest) + LOOK_AHEAD
    return both_sides(mentorship, since, until, moving=moving), since, until


def _elsewhere(starts: list[datetime], moving: Meeting | None) -> list[datetime]:
    """Those that do not overlap the present time of a meeting that moves."""
    if moving is None:
        return starts
    return [start for start in starts if abs(start - moving.starts_at) >= moving.ends_at - moving.starts_at]


def _best(both: Both, starts: list[datetime], target: datetime | None, count: int) -> list[datetime]:
    return best_times(
        starts,
        minutes=both.minutes,
        zone_of_mentor=both.mentor.zone,
        zone_of_mentee=both.mentee.zone,
        target=target,
        count=count,
        wishes=(both.mentor.limits.suits_best, both.mentee.limits.suits_best),
    )
