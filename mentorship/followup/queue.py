"""The coordinator's queue: kept in step with what the rules find; put off, dismissed, written about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.extensions import db
from mentorship.followup import queue_emails
from mentorship.followup.actions import BY_NAME, RULES, Found, Rule
from mentorship.followup.models import Action
from mentorship.formats import listed
from mentorship.mail.services import post
from mentorship.pairs.models import Mentorship
from mentorship.pairs.queries import of_person
from mentorship.programs.models import Cohort

SNOOZE = timedelta(days=3)


def keep_queue(now: datetime) -> int:
    """Open what the rules find, resolve what they find no longer; how many changed."""
    standing = {(action.rule, action.fact): action for action in _unresolved()}
    found = {(rule.name, one.fact): one for rule in RULES for one in rule.find(now)}
    gone = [action for key, action in standing.items() if key not in found]
    for action in gone:
        action.resolved_at = now
    for key, one in found.items():
        if key in standing:
            standing[key].sentence = one.sentence
    fresh = [_open(name, one, now) for (name, fact), one in found.items() if (name, fact) not in standing]
    db.session.flush()
    return len(gone) + sum(fresh)


def snooze(action: Action, coordinator: Person) -> None:
    """Put it off for three days."""
    action.snoozed_until, action.decided_by_id = clock.now() + SNOOZE, coordinator.id
    record(coordinator, "snoozed", action)


def dismiss(action: Action, coordinator: Person, reason: str) -> None:
    """Leave it out of the queue for good, with a reason; it comes back only if its cause goes and comes again."""
    action.dismissed_at, action.dismiss_reason, action.decided_by_id = clock.now(), reason, coordinator.id
    record(coordinator, "dismissed", action)


def write(action: Action, coordinator: Person, to: Person, words: str) -> None:
    """Send the coordinator's own words, and put the action off for three days. Sent twice on a day, as by a double
    click, the same words to the same person are one mail."""
    now = clock.now()
    key = f"{action.public_id}:{to.public_id}:{now:%Y-%m-%d}:{sha256(words.encode()).hexdigest()[:16]}"
    if post(queue_emails.from_coordinator(action.cohort, coordinator, to, words, key)) is None:
        return
    action.written_at, action.snoozed_until, action.decided_by_id = now, now + SNOOZE, coordinator.id
    record(coordinator, "wrote", action, to=to.public_id)


def open_actions(cohort: Cohort, reader: Person, now: datetime) -> tuple[list[Action], list[Action]]:
    """(what waits, what was put off) in one cohort, the oldest first; nothing about a pair that the reader is in, for
    it may be what the partner said in private."""
    query = select(Action).where(
        Action.cohort_id == cohort.id,
        Action.resolved_at.is_(None),
        Action.dismissed_at.is_(None),
        ~_is_about_a_pair_of(reader),
    )
    actions = db.session.scalars(query.order_by(Action.opened_at, Action.id)).all()
    return [a for a in actions if not a.rests(now)], [a for a in actions if a.rests(now)]


def action_in(cohort: Cohort, reader: Person, public_id: str) -> Action | None:
    """One action of this cohort that is not resolved, and not about a pair that the reader is in."""
    query = select(Action).filter_by(cohort_id=cohort.id, public_id=public_id, resolved_at=None)
    return db.session.scalar(query.where(~_is_about_a_pair_of(reader)))


def people_behind(action: Action, now: datetime) -> tuple[Person, ...]:
    """Whom it is about, as of now; nobody when its cause has gone."""
    rule = BY_NAME.get(action.rule)
    found = rule.find(now) if rule else iter(())
    return next((one.people for one in found if one.fact == action.fact), ())


def draft_to_both(rule: Rule, people: Sequence[Person]) -> str:
    """Words to begin with, to all of them at once."""
    return f"Hello {named(people)},\n\n{rule.draft}"


def named(people: Sequence[Person]) -> str:
    """'Dr. Amara Lee and Dr. Ola Moss'."""
    return listed([person.called for person in people])


def draft_to(rule: Rule, to: Person, people: Sequence[Person]) -> str:
    """Words to begin with, to one of them."""
    others = " and ".join(person.called for person in people if person.id != to.id)
    return f"Hello {to.called},\n\n" + rule.draft.format(them=to.called, others=others)


def _is_about_a_pair_of(reader: Person) -> ColumnElement[bool]:
    """The condition that an action is about a pair that the reader is in: its fact then begins with the pair's id."""
    begins = func.substr(Action.fact, 1, func.length(Mentorship.public_id)) == Mentorship.public_id
    return exists().where(of_person(reader), begins)


def _unresolved() -> Sequence[Action]:
    return db.session.scalars(select(Action).where(Action.resolved_at.is_(None))).all()


def _open(name: str, found: Found, now: datetime) -> bool:
    """Whether the row could be added; another worker may have been faster."""
    action = Action(
        cohort_id=found.cohort_id, rule=name, fact=found.fact, sentence=found.sentence, opened_at=now
    )
    try:
        with db.session.begin_nested():
            db.session.add(action)
            db.session.flush()
    except IntegrityError:
        return False
    return True
