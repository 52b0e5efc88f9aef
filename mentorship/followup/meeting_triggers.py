"""What time makes happen around meetings, of two and of many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mentorship.accounts.models import Person
from mentorship.followup import emails, group_emails, groups, queries
from mentorship.followup.trigger import Trigger
from mentorship.mail.models import Category
from mentorship.meetings.models import Meeting


def _version(meeting: Meeting) -> str:
    return f"{meeting.uid}:{meeting.sequence}"


def _both(meeting: Meeting) -> Iterable[Person]:
    return meeting.mentorship.people


def _who_has_not_answered(meeting: Meeting) -> Iterable[Person]:
    return (person for person in meeting.mentorship.people if meeting.wrap_up_by(person) is None)


MEETINGS: tuple[Trigger[Any], ...] = (
    Trigger(
        name="hour_before",
        when="Within the hour before a meeting.",
        stops="The meeting is moved or cancelled, or has begun.",
        category=Category.hour_before,
        due=queries.meetings_in_an_hour,
        fact=_version,
        whom=_both,
        letter=emails.hour_before,
        urgent=True,
    ),
    Trigger(
        name="day_before",
        when="A day before a meeting, unless its invitation is only hours old.",
        stops="The meeting is moved or cancelled, or is only four hours away.",
        category=Category.reminder,
        due=queries.meetings_in_a_day,
        fact=_version,
        whom=_both,
        letter=emails.day_before,
    ),
    Trigger(
        name="after_meeting",
        when="After the end of a meeting: how was it, the next step, the next date.",
        stops="The person has answered, or three days have passed.",
        category=Category.follow_up,
        due=queries.meetings_just_over,
        fact=lambda meeting: meeting.uid,
        whom=_who_has_not_answered,
        letter=emails.after_meeting,
    ),
    Trigger(
        name="missed",
        when="An hour after somebody said that a meeting did not take place.",
        stops="The partner says that they met, or there is a new date.",
        category=Category.follow_up,
        due=queries.meetings_missed,
        fact=lambda meeting: meeting.uid,
        whom=_both,
        letter=emails.missed,
    ),
)
GROUPS: tuple[Trigger[Any], ...] = (
    Trigger(
        name="group_hour_before",
        when="Within the hour before a group meeting, to whoever has a place in it.",
        stops="It is moved or cancelled, the person left, or it has begun.",
        category=Category.hour_before,
        due=groups.seats_in_an_hour,
        fact=groups.version,
        whom=lambda seat: [seat.person],
        letter=group_emails.hour_before,
        urgent=True,
    ),
    Trigger(
        name="group_day_before",
        when="A day before a group meeting, unless the invitation is only hours old.",
        stops="It is moved or cancelled, the person left, or it is only four hours away.",
        category=Category.reminder,
        due=groups.seats_in_a_day,
        fact=groups.version,
        whom=lambda seat: [seat.person],
        letter=group_emails.day_before,
    ),
)
