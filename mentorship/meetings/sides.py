"""What each of the two brings to the question when they can meet: loaded once, then asked as often as needed."""

from __future__ import annotations

from collections.abc import Mapping
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
from mentorship.meetings.queries import Month, month_of
from mentorship.pairs.models import Mentorship


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
        limited = [side for side in (self.mentor, self.mentee) if side.limits.monthly_minutes is not None]
        return [start for start in starts if all(side.affords(start, self.minutes) for side in limited)]


def both_sides(
    mentorship: Mentorship, since: datetime, until: datetime, *, moving: Meeting | None = None
) -> Both:
    """Both people of a pair between two instants, as if the meeting that moves took no time."""
    people = {person.id: person for person in mentorship.people}
    hours, limits = hours_of(people), limits_of(people)
    margin = timedelta(minutes=max(allowed.buffer_minutes for allowed in limits.values()))
    busy = busy_times(people, since - margin, until + margin)
    taken = queries.taken_times(people, since - margin, until + margin, other_than=moving)
    limited = [person for person in people.values() if limits[person.id].monthly_minutes is not None]
    spent = queries.minutes_by_month(limited, since, until, other_than=moving) if limited else {}

    def side(person: Person) -> Side:
        return Side(
            person=person,
            hours=hours[person.id],
            limits=limits[person.id],
            taken=[Interval.covering(t.starts_at, t.ends_at) for t in taken if t.person_id == person.id],
            busy=busy[person.id],
            spent=spent.get(person.id, {}),
        )

    mentor, mentee = (side(person) for person in mentorship.people)
    return Both(mentor, mentee, mentorship.meeting_minutes, clock.now())
