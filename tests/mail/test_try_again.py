"""What could not be delivered is tried again, in the same bytes, at growing distances, until it is too late."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail import services
from mentorship.mail.answers import LADDER, MOST_TRIES, Answer, Outcome, pause
from mentorship.mail.models import MailState
from tests.mail.fault_server import HANG_UP, going_wrong
from tests.mail.letters import posted
from tests.mail.smtp_server import Inbox, sending_to


def test_what_is_deferred_goes_out_later_in_the_same_bytes(app: Flask, amara: Person) -> None:
    mail = posted(amara)
    with going_wrong({b"DOT": HANG_UP}) as faults, sending_to(app, faults.url):
        services.drain()
    assert (mail.state, mail.attempts) == (MailState.ready, 1)

    with going_wrong({}) as later, sending_to(app, later.url):
        at_once = services.drain()
        with clock.moved_to(clock.now() + timedelta(minutes=2)):
            after_a_while = services.drain()

    assert (at_once, after_a_while) == (0, 1)
    assert mail.state is MailState.sent
    assert later.taken == faults.taken == [mail.message]


def test_after_three_days_a_mail_is_given_up(app: Flask, amara: Person) -> None:
    mail, start = posted(amara), clock.now()

    with going_wrong({b"DOT": b"451 later\r\n"}) as faults, sending_to(app, faults.url):
        for hour in range(120):  # each pause may end up to an hour before the next look
            with clock.moved_to(start + timedelta(hours=hour)):
                services.drain()

    assert mail.state is MailState.failed
    assert mail.attempts == len(faults.taken) == MOST_TRIES
    assert (
        timedelta(hours=71)
        < sum((pause(n, Answer(Outcome.later), 1.0) for n in range(1, 40)), timedelta())
        < timedelta(hours=72)
    )


def test_a_mail_that_may_have_arrived_is_given_up_as_unsure(app: Flask, amara: Person) -> None:
    mail = posted(amara, until=clock.now() + timedelta(seconds=30))

    with going_wrong({b"DOT": HANG_UP}) as faults, sending_to(app, faults.url):
        services.drain()

    assert mail.state is MailState.unsure


def test_nothing_is_tried_any_more_once_it_is_useless(app: Flask, amara: Person, ben: Person) -> None:
    begins = clock.now() + timedelta(hours=1)
    invitation, other = posted(amara, until=begins), posted(ben)

    with going_wrong({}) as faults, sending_to(app, faults.url), clock.moved_to(begins):
        services.drain()

    assert (invitation.state, other.state) == (MailState.failed, MailState.sent)
    assert invitation.last_error == "Until it had become useless, it could not be delivered."
    assert faults.taken == [other.message]


def test_the_pauses_grow_and_a_greylisting_server_gets_its_five_minutes() -> None:
    patient = replace(Answer(Outcome.later), at_least=timedelta(minutes=5))

    steps = [pause(tries, Answer(Outcome.later), 1.0) for tries in range(1, 8)]

    assert steps == [*LADDER, LADDER[-1], LADDER[-1]]
    assert pause(1, patient, 0.8) == timedelta(minutes=5)
    assert pause(3, patient, 1.2) == timedelta(minutes=18)


def test_what_was_delivered_is_marked_although_the_next_cannot_begin(
    app: Flask, server: Inbox, amara: Person, ben: Person
) -> None:
    first, second = posted(amara), posted(ben)

    with in_a_deadlock_when_it_begins(second.id):
        services.drain()
    marked = first.state
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        services.drain()

    assert (marked, second.state) == (MailState.sent, MailState.sent)
    assert [mail.to for mail in server.received] == [amara.email, ben.email]


@contextmanager
def in_a_deadlock_when_it_begins(mail_id: int) -> Iterator[None]:
    """Inside the block the database ends whatever would mark this mail as begun."""

    def end(_c: object, _cursor: object, _statement: str, values: Any, *_more: object) -> None:
        row = list(values.values() if isinstance(values, dict) else values)
        if row[:1] == ["sending"] and mail_id in row:
            raise RuntimeError("a deadlock")

    event.listen(db.engine, "before_cursor_execute", end)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", end)
