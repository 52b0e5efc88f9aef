"""Which times to propose: the rows of a pair become the values that availability/slots.py reckons with, and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability import slots
from mentorship.availability.queries import windows_of
from mentorship.meetings import queries
from mentorship.meetings.models import Meeting
from mentorship.pairs.models import Mentorship

MINIMUM_NOTICE = timedelta(hours=24)
LOOK_AHEAD = timedelta(weeks=4)
FARTHEST = timedelta(weeks=26)


@dataclass(frozen=True, slots=True)
class Proposals:
    """Times that suit both, soonest first; when there are none, why."""

    times: list[datetime]
    cause: str


def proposed_times(mentorship: Mentorship, count: int = 3) -> list[datetime]:
    """Up to `count` starts that suit both people's hours and calendars: the soonest for a first meeting,
    later ones around the agreed rhythm after the last, at the same hour of the mentor's clock."""
    return _best(mentorship, _common_starts(mentorship), rhythm_target(mentorship), count)


def proposals(mentorship: Mentorship, reader: Person, *, moving: Meeting | None = None) -> Proposals:
    """What to offer this reader: three times (near the present one for a meeting that moves), or why there are none."""
    target = moving.starts_at if moving else rhythm_target(mentorship)
    times = _best(mentorship, _common_starts(mentorship, around=target), target, 3)
    return Proposals(times, "" if times else _why_none(mentorship, reader))


def rhythm_target(mentorship: Mentorship) -> datetime | None:
    """The last meeting plus the agreed weeks, by the mentor's wall clock; None before the first."""
    last = queries.last_start(mentorship)
    if last is None:
        return None
    return last.astimezone(ZoneInfo(mentorship.mentor.timezone)) + timedelta(weeks=mentorship.cadence_weeks)


def outside_hours(mentorship: Mentorship, person: Person, starts_at: datetime) -> bool:
    """Whether a meeting then would leave the weekly hours that this person has given."""
    windows = windows_of([person.id]).get(person.id, ())
    ends_at = starts_at + timedelta(minutes=mentorship.meeting_minutes)
    inside = slots.expand(windows, ZoneInfo(person.timezone), starts_at, ends_at)
    return bool(windows) and inside != [slots.Interval.covering(starts_at, ends_at)]


def _common_starts(
    mentorship: Mentorship, *, around: datetime | None = None, ignoring_calendars: bool = False
) -> list[datetime]:
    """Every start in the next weeks that lies in both people's hours and clashes with no meeting of theirs."""
    since = clock.now() + MINIMUM_NOTICE
    until = max(since, around or rhythm_target(mentorship) or since) + LOOK_AHEAD
    windows = windows_of([person.id for person in mentorship.people])
    taken = [] if ignoring_calendars else queries.taken_times(list(windows), since, until)

    def free(person: Person) -> list[slots.Interval]:
        hours = slots.expand(windows.get(person.id, ()), ZoneInfo(person.timezone), since, until)
        busy = [slots.Interval.covering(t.starts_at, t.ends_at) for t in taken if t.person_id == person.id]
        return slots.subtract(hours, busy)

    mentor, mentee = mentorship.people
    return slots.start_times(
        free(mentor), free(mentee), ZoneInfo(mentor.timezone), mentorship.meeting_minutes
    )


def _best(
    mentorship: Mentorship, starts: list[datetime], target: datetime | None, count: int
) -> list[datetime]:
    return slots.best_times(
        starts,
        minutes=mentorship.meeting_minutes,
        zone_of_mentor=ZoneInfo(mentorship.mentor.timezone),
        zone_of_mentee=ZoneInfo(mentorship.mentee.timezone),
        target=target,
        count=count,
    )


def _why_none(mentorship: Mentorship, reader: Person) -> str:
    partner = mentorship.other(reader)
    windows = windows_of([reader.id, partner.id])
    given = [bool(windows.get(person.id)) for person in (reader, partner)]
    if not any(given):
        return f"Neither you nor {partner.called} has given hours yet, so no time can be proposed."
    if not given[0]:
        return "You have not given hours yet, so no time can be proposed."
    if not given[1]:
        return f"{partner.called} has not given hours yet, so no time can be proposed."
    if not _common_starts(mentorship, ignoring_calendars=True):
        return f"Your hours and {partner.called}'s never overlap for {mentorship.meeting_minutes} minutes."
    return f"Every hour that you and {partner.called} share in the next weeks is taken."
