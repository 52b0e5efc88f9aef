"""`flask worker`: what time makes happen, match runs, learned weights, calendars, mail. Any number may run."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from functools import partial
from threading import Event, Thread

import click
from flask import Flask, current_app

from mentorship import clock
from mentorship.availability.feed_cli import read_due
from mentorship.checkins.queries import fit_of
from mentorship.community.services import pass_on_seats
from mentorship.extensions import db
from mentorship.followup.services import tick
from mentorship.mail.inbox import InboxUnreachable
from mentorship.mail.services import beat, drain
from mentorship.meetings.queries import pairs_that_met
from mentorship.meetings.replies_cli import read_inbox
from mentorship.pairing.hearing import load_model
from mentorship.pairing.learning import learned_from
from mentorship.pairing.services import compute_runs, keep_learned, lessons

log = logging.getLogger(__name__)
PAUSE, TICK_EVERY, INBOX_EVERY = 2.0, 20.0, 60.0


@click.command("worker")
@click.option("--once", is_flag=True, help="One round, then stop.")
def worker(once: bool) -> None:
    """Send mail, remind and follow up, work out matches, until told to stop."""
    load_model()  # takes seconds, so before any transaction
    if once:
        run_once()
        return
    stop = Event()
    for asked_to_stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked_to_stop, lambda _number, _frame: stop.set())
    run(current_app._get_current_object(), stop)  # type: ignore[attr-defined]  # Flask's proxy has it


def run_once() -> None:
    """One round: the clock's work, match runs, learned weights, calendars, answers and due mail, a sign of life."""
    for step in (_tick, seat_who_waits, compute_runs, learn, read_due, hear_answers, drain):
        step()
        db.session.commit()


def run(app: Flask, stop: Event) -> None:
    """Rounds until told to stop; the mail in hand is finished first. A step that fails is tried again next time.

    However much mail there is, the clock's work and the sign of life come between; however long that work takes, some
    mail is sent in every round.
    """
    aside = [
        Thread(target=_aside, args=(app, stop, step, pause), daemon=True)
        for step, pause in ((lambda: read_due(stopping=stop.is_set), PAUSE), (hear_answers, INBOX_EVERY))
    ]
    for thread in aside:
        thread.start()
    next_tick = 0.0
    while not stop.is_set():
        with app.app_context():
            if time.monotonic() >= next_tick:
                next_tick = time.monotonic() + TICK_EVERY
                _survive(_tick)
                _survive(seat_who_waits)
            _survive(lambda: compute_runs(stopping=stop.is_set))
            _survive(learn)
            _survive(partial(_send, stop, max(next_tick, time.monotonic() + PAUSE)))
        if time.monotonic() < next_tick:
            stop.wait(PAUSE)
    for thread in aside:
        thread.join(timeout=20)


def _send(stop: Event, until: float) -> None:
    drain(stopping=lambda: stop.is_set() or time.monotonic() >= until)


def _aside(app: Flask, stop: Event, step: Callable[[], object], pause: float) -> None:
    """In a thread of its own: a slow server elsewhere must not keep everybody's mail waiting."""
    while not stop.is_set():
        with app.app_context():
            _survive(step)
        stop.wait(pause)


def seat_who_waits() -> None:
    """Give free seats to those in line whose time has become free; each group meeting is held by itself."""
    while pass_on_seats(clock.now()):
        db.session.commit()


def learn() -> None:
    """Work out the weights that were asked for. It takes seconds, in which the database is held for nobody."""
    for asked_id, lesson in lessons(pairs_that_met, fit_of):
        db.session.commit()
        keep_learned(asked_id, lesson, learned_from(lesson))
        db.session.commit()


def hear_answers() -> None:
    """What calendars answered by mail; a mailbox that cannot be read now is read next time."""
    try:
        read_inbox()
    except InboxUnreachable as trouble:
        log.warning("the inbox cannot be read: %s", trouble)


def _tick() -> None:
    beat("worker")
    tick(clock.now())


def _survive(step: Callable[[], object]) -> None:
    try:
        step()
        db.session.commit()
    except Exception:
        db.session.rollback()
        log.exception("the worker goes on")
