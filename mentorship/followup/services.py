"""What time makes happen, once each, however often and by however many workers it is asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup import queries
from mentorship.followup.triggers import TRIGGERS, Trigger
from mentorship.mail.models import Category
from mentorship.mail.queries import posted_keys
from mentorship.mail.services import post
from mentorship.meetings.services import close_past_meetings
from mentorship.pairing.services import expire_requests

log = logging.getLogger(__name__)
CHORES: dict[str, Callable[[datetime], int]] = {"closed": close_past_meetings, "expired": expire_requests}


def tick(now: datetime) -> dict[str, int]:
    """Everything that is due at this instant; how many of each. A second tick finds nothing left to do."""
    done = {name: _survived(name, partial(chore, now)) for name, chore in CHORES.items()}
    return {**done, **{trigger.name: _pull(trigger, now) for trigger in TRIGGERS}}


def _pull(trigger: Trigger[Any], now: datetime) -> int:
    due = {
        f"{trigger.name}:{trigger.fact(subject)}:{person.public_id}": (subject, person)
        for subject in trigger.due(now)
        for person in trigger.whom(subject)
    }
    new = due.keys() - posted_keys(due)
    return sum(_write(trigger, *due[key], key, now) for key in due if key in new)


def _write(trigger: Trigger[Any], subject: Any, person: Person, key: str, now: datetime) -> int:
    if trigger.category is Category.nudge and queries.nudged_lately(person, now):
        return 0
    return _survived(key, lambda: post(trigger.letter(subject, person, key)) is not None)


def _survived(name: str, work: Callable[[], int]) -> int:
    """Do it; what goes wrong is undone and logged, and does not keep the rest from happening."""
    try:
        with db.session.begin_nested():
            return int(work())
    except Exception:
        log.exception("follow-up: %s", name)
        return 0
