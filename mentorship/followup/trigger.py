"""What a trigger is: a mail that time causes, and everything that is promised about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from mentorship.accounts.models import Person
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category
from mentorship.pairs.models import Mentorship

T = TypeVar("T")
TOO_OLD = timedelta(days=14)
"""So long after its last step nobody is told any more: the worker was away, or the site is new here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Generic[T]):
    """A mail that time causes. The same name, fact, step and person never write twice.

    `when`, `stops` and `then` say in words what `due`, its conditions and the coordinator's queue do.
    """

    name: str
    when: str
    """When it is due."""
    stops: str
    """What makes it unnecessary, also when it is written already and about to leave."""
    then: str = ""
    """Who hears of it next, when nothing happens."""
    category: Category
    due: Callable[[datetime], Sequence[T]]
    fact: Callable[[T], str]
    whom: Callable[[T], Iterable[Person]]
    letter: Callable[[T, Person, str], Letter]
    urgent: bool = False
    """It comes at night and in protected time, too."""
    since: Callable[[T], datetime] | None = None
    """From when the days of its steps are counted; days on which somebody concerned is away do not count."""
    counted_from: Callable[[T], datetime] | None = None
    """From when such days are looked for, where that is earlier than `since`."""
    pair: Callable[[T], Mentorship] | None = None
    """Whose rests do not count either."""
    days: tuple[int, ...] = (0,)
    """After so many days each of its steps is due; each comes once."""

    def step(self, subject: T, now: datetime, away: int = 0) -> int | None:
        """The highest step that has been reached and is not too old, counted from 0; None before the first."""
        if self.since is None:
            return 0
        passed = now - self.since(subject) - timedelta(days=away)
        reached = [step for step, day in enumerate(self.days) if timedelta(days=day) <= passed]
        return reached[-1] if reached and passed < timedelta(days=self.days[-1]) + TOO_OLD else None

    def key(self, subject: T, step: int, person: Person) -> str:
        """What this mail is, in words."""
        nth = f":{self.days[step]}" if step else ""
        return f"{self.name}:{self.fact(subject)}{nth}:{person.public_id}"


@dataclass(frozen=True, slots=True)
class Due:
    """One mail that is due to one person."""

    trigger: Trigger[Any]
    subject: Any
    person: Person
    key: str

    def letter(self) -> Letter:
        return self.trigger.letter(self.subject, self.person, self.key)
