"""What time makes happen, once each, however often and by however many workers it is asked for; and never too much."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.availability.calm import calm_time
from mentorship.availability.queries import absences_of
from mentorship.community.services import close_past_groups
from mentorship.extensions import db
from mentorship.followup import burden, digest, joining, joining_emails, peers, resting
from mentorship.followup.joining_triggers import SILENT_LIMIT
from mentorship.followup.queue import keep_queue
from mentorship.followup.trigger import Due, Trigger
from mentorship.followup.triggers import TRIGGERS
from mentorship.mail.letters import Letter
from mentorship.mail.models import Category, MailState
from mentorship.mail.queries import posted_keys
from mentorship.mail.services import post
from mentorship.meetings.holding import close_past_meetings, release_lapsed
from mentorship.meetings.replying import forget_old_replies
from mentorship.pairing.services import expire_requests
from mentorship.pairs.pausing import wake_rested
from mentorship.profiles.queries import profile_of

log = logging.getLogger(__name__)
Result = TypeVar("Result")


def rest_silent_mentors(now: datetime) -> int:
    """Mentors who let several requests in a row end without a word take no new ones, and are told; how many."""
    rested = 0
    for request, in_a_row in joining.silences(now):
        if in_a_row < SILENT_LIMIT:
            continue
        if post(replace(joining_emails.rested(request), ready_at=calm_time(request.mentor, now))):
            profile = profile_of(request.mentor)
            if profile and not profile.paused:
                profile.paused = True
                record(None, "rested", request.mentor)
            rested += 1
    return rested


CHORES: dict[str, Callable[[datetime], int]] = {
    "closed": close_past_meetings,
    "groups_closed": close_past_groups,
    "expired": expire_requests,
    "lapsed": release_lapsed,
    "rested": rest_silent_mentors,
    "awake": wake_rested,
    "wishes": peers.forget_wishes,
    "queue": keep_queue,
    "forgotten": forget_old_replies,
}


def tick(now: datetime) -> dict[str, int]:
    """Everything that is due at this instant; how many of each. A second tick finds nothing left to do."""
    done = Counter({name: _tried(name, partial(chore, now)) or 0 for name, chore in CHORES.items()})
    waiting: defaultdict[int, list[Due]] = defaultdict(list)
    for trigger in TRIGGERS:
        done[trigger.name] = 0
        for due in _found(trigger, now):
            waiting[due.person.id].append(due)
    people = [dues[0].person for dues in waiting.values()]
    allowance_of = _tried("allowances", lambda: burden.allowances(people, now)) if people else None
    if allowance_of:
        for dues in waiting.values():
            done.update(_written(dues, now, allowance_of))
    return dict(done)


def _found(trigger: Trigger[Any], now: datetime) -> list[Due]:
    """What is due and was never written."""
    due = _tried(trigger.name, lambda: list(_due(trigger, now))) or []
    known = posted_keys(one.key for one in due) if due else set()
    return [one for one in due if one.key not in known]


def _due(trigger: Trigger[Any], now: datetime) -> Iterator[Due]:
    subjects = [(subject, list(trigger.whom(subject))) for subject in trigger.due(now)]
    for (subject, people), away in zip(subjects, _days_away(trigger, subjects, now), strict=True):
        step = trigger.step(subject, now, away)
        if step is not None:
            for person in people:
                yield Due(trigger, subject, person, trigger.key(subject, step, person))


def _days_away(
    trigger: Trigger[Any], subjects: list[tuple[Any, list[Person]]], now: datetime
) -> Iterator[int]:
    """How many days of each do not count; what that needs is read for all of them at once."""
    if trigger.since is None or not subjects:
        yield from [0] * len(subjects)
        return
    hours = absences_of({person.id for _, people in subjects for person in people})
    pairs = [trigger.pair(subject) if trigger.pair else None for subject, _ in subjects]
    rests = resting.rests_of([pair for pair in pairs if pair])
    counted_from = trigger.counted_from or trigger.since
    for (subject, people), pair in zip(subjects, pairs, strict=True):
        rested = rests.get(pair.id, ()) if pair else ()
        yield burden.days_away(people, counted_from(subject), now, hours, rested)


def _written(
    dues: list[Due], now: datetime, allowance_of: Callable[[Person], burden.Allowance]
) -> Counter[str]:
    """Write to one person what may reach them now; several nudges become one mail."""
    person, done = dues[0].person, Counter[str]()
    allowance = _tried(person.public_id, lambda: allowance_of(person))
    if allowance is None:
        return done
    nudges = []
    for due in dues:
        if due.trigger.category is Category.nudge:
            nudges.append(due)
        elif allowance.allows(due) and _tried(due.key, partial(_posts, due.letter)):
            done[due.trigger.name] += 1
            allowance = allowance.less(due)
    done.update(_nudge([due for due in nudges if allowance.allows(due)], now))
    return done


def _nudge(nudges: list[Due], now: datetime) -> Counter[str]:
    """One nudge as it is; of several each is kept as a row that does not leave, and one letter names them all."""
    letters = {due.key: letter for due in nudges if (letter := _tried(due.key, due.letter))}
    if letters:
        _tried(next(iter(letters)), partial(_post_together, list(letters.values()), now))
    return Counter(due.trigger.name for due in nudges if due.key in letters)


def _post_together(letters: list[Letter], now: datetime) -> None:
    posted = [(letter, row) for letter in letters if (row := post(letter))]
    if len(posted) > 1:
        for _letter, row in posted:
            row.state, row.last_error = MailState.superseded, digest.WENT_TOGETHER
        post(digest.of([letter for letter, _row in posted], now))


def _posts(letter: Callable[[], Letter]) -> bool:
    return post(letter()) is not None


def _tried(name: str, work: Callable[[], Result]) -> Result | None:
    """Do it; what goes wrong is undone and logged, and does not keep the rest from happening."""
    try:
        with db.session.begin_nested():
            return work()
    except Exception:
        log.exception("follow-up: %s", name)
        return None
