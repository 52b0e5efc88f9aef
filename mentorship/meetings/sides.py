"""What each of the two brings to the question when they can meet: loaded once, then asked as often as needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability import slots
from mentorship.availability.limits import Limits, stricter
from mentorship.availability.queries import busy_times, hours_of, limits_of
from mentorship.availability.slots import Hours, Interval
from mentorship.meetings import queries
from mentorship.meetings.models import Meeting
from mentorship.meetings.queries import Month, Taken, month_of
from mentorship.pairs.models import Mentorship

A_MONTH_AT_MOST = timedelta(days=32)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, over the time that was asked about."""

    person: Person
    hours: Hours
    limits: Limits
    taken: list[Interval]
    """By meetings here, those that wait for an answer too."""
    busy: list[Interval]
    """By calendars elsewhere."""
    spent: Mapping[Month, int]
    """Minutes of meetings in the months of their own calendar; known only where they have a budget."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.timezone)

    @property
    def gave_hours(self) -> bool:
        return bool(self.hours.week) or any(self.hours.instead.values())

    def free(self, since: datetime, until: datetime, buffer: int) -> list[Interval]:
        """Every stretch in which they could meet somebody, their budget apart."""
        return slots.subtract(
            slots.offered(self.hours, self.zone, since, until), self.taken + self.busy, buffer=buffer
        )

    def is_short_of(self, minutes: int) -> bool:
        """Whether any month's budget could refuse a meeting."""
        budget = self.limits.monthly_minutes
        return budget is not None and max(self.spent.values(), default=0) + minutes > budget

    def affords(self, starts_at: datetime, minutes: int) -> bool:
        """Whether one more meeting stays within the month's budget."""
        budget = self.limits.monthly_minutes
        return budget is None or self.spent.get(month_of(starts_at, self.zone), 0) + minutes <= budget


@dataclass(frozen=True, slots=True)
class Both:
    """The two sides of a pair, and how long they meet."""

    mentor: Side
    mentee: Side
    minutes: int
    now: datetime

    @property
    def limits(self) -> Limits:
        return stricter(self.mentor.limits, self.mentee.limits)

    @property
    def soonest(self) -> datetime:
        return self.now + self.limits.notice

    @property
    def latest(self) -> datetime:
        return self.now + self.limits.farthest

    def of(self, person: Person) -> Side:
        return self.mentor if person.id == self.mentor.person.id else self.mentee

    def partner_of(self, person: Person) -> Side:
        return self.mentee if person.id == self.mentor.person.id else self.mentor

    def starts(self, since: datetime, until: datetime) -> list[datetime]:
        """Every start in that time at which a meeting suits both."""
        since, until = max(since, self.soonest), min(until, self.latest + timedelta(minutes=self.minutes))
        if since >= until:
            return []
        buffer = self.limits.buffer_minutes
        starts = slots.start_times(
            self.mentor.free(since, until, buffer),
            self.mentee.free(since, until, buffer),
            self.mentor.zone,
            self.minutes,
        )
        limited = [side for side in (self.mentor, self.mentee) if side.is_short_of(self.minutes)]
        return [start for start in starts if all(side.affords(start, self.minutes) for side in limited)]


def both_sides(
    mentorship: Mentorship, since: datetime, until: datetime, *, moving: Meeting | None = None
) -> Both:
    """Both people of a pair between two instants, as if the meeting that moves took no time."""
    people = {person.id: person for person in mentorship.people}
    hours, limits = hours_of(people), limits_of(people)
    margin = timedelta(minutes=max(allowed.buffer_minutes for allowed in limits.values()))
    busy = busy_times(people, since - margin, until + margin)
    limited = any(allowed.monthly_minutes is not None for allowed in limits.values())
    around = max(margin, A_MONTH_AT_MOST) if limited else margin
    taken = queries.time_taken(people, since - around, until + around, other_than=moving)

    def side(person: Person) -> Side:
        return Side(
            person=person,
            hours=hours[person.id],
            limits=limits[person.id],
            taken=[Interval.covering(t.starts_at, t.ends_at) for t in taken if t.person_id == person.id],
            busy=busy[person.id],
            spent=_minutes_by_month(person, taken) if limited else {},
        )

    mentor, mentee = (side(person) for person in mentorship.people)
    return Both(mentor, mentee, mentorship.meeting_minutes, clock.now())


def _minutes_by_month(person: Person, taken: Iterable[Taken]) -> dict[Month, int]:
    """In the months of the person's own calendar."""
    zone, spent = ZoneInfo(person.timezone), defaultdict[Month, int](int)
    for time in taken:
        if time.person_id == person.id:
            spent[month_of(time.starts_at, zone)] += time.minutes
    return spent
