"""What time makes happen, one line each: what is due, what makes it the same fact, what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from mentorship.accounts.models import Person
from mentorship.followup import emails, queries
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category
from mentorship.meetings.models import Meeting
from mentorship.pairs.models import Mentorship

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Generic[T]):
    """A mail that time causes. The same name, fact and person never write twice."""

    name: str
    category: Category
    due: Callable[[datetime], Sequence[T]]
    fact: Callable[[T], str]
    whom: Callable[[T], Iterable[Person]]
    letter: Callable[[T, Person, str], Letter]


def _version(meeting: Meeting) -> str:
    return f"{meeting.uid}:{meeting.sequence}"


def _both(meeting: Meeting) -> Iterable[Person]:
    return meeting.mentorship.people


def _who_has_not_answered(meeting: Meeting) -> Iterable[Person]:
    return (person for person in meeting.mentorship.people if meeting.wrap_up_by(person) is None)


def _since(met: tuple[Mentorship, datetime]) -> str:
    return f"{met[0].public_id}:{met[1]:%Y-%m-%dT%H:%M}"


TRIGGERS: tuple[Trigger[Any], ...] = (
    Trigger(
        name="day_before",
        category=Category.reminder,
        due=queries.meetings_in_a_day,
        fact=_version,
        whom=_both,
        letter=emails.day_before,
    ),
    Trigger(
        name="hour_before",
        category=Category.reminder,
        due=queries.meetings_in_an_hour,
        fact=_version,
        whom=_both,
        letter=emails.hour_before,
    ),
    Trigger(
        name="after_meeting",
        category=Category.follow_up,
        due=queries.meetings_just_over,
        fact=lambda meeting: meeting.uid,
        whom=_who_has_not_answered,
        letter=emails.after_meeting,
    ),
    Trigger(
        name="missed",
        category=Category.follow_up,
        due=queries.meetings_missed,
        fact=lambda meeting: meeting.uid,
        whom=_both,
        letter=emails.missed,
    ),
    Trigger(
        name="first_date",
        category=Category.nudge,
        due=queries.pairs_without_first_date,
        fact=lambda pair: pair.public_id,
        whom=lambda pair: pair.people,
        letter=emails.first_date,
    ),
    Trigger(
        name="next_date",
        category=Category.nudge,
        due=queries.pairs_without_next_date,
        fact=_since,
        whom=lambda met: met[0].people,
        letter=emails.next_date,
    ),
)
