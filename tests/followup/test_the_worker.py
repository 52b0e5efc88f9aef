"""The worker: one command that keeps going, says that it lives, and stops cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from threading import Event, Thread

import pytest
from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup import cli, queries, services
from mentorship.followup.cli import run_once
from mentorship.mail.models import MailState
from mentorship.meetings import services as meetings
from mentorship.meetings.models import Meeting
from mentorship.pairing import services as pairing
from mentorship.pairing.models import RequestState
from mentorship.programs.models import Cohort
from tests import factories
from tests.mail.letters import posted
from tests.mail.smtp_server import Inbox


def test_one_round_sends_what_waits_and_shows_that_it_lives(app: Flask, inbox: Inbox, amara: Person) -> None:
    before = queries.why_not_ready(clock.now())
    mail = posted(amara)

    result = app.test_cli_runner().invoke(args=["worker", "--once"])

    assert before == ["No worker has shown itself for two minutes: start one with `flask worker`."]
    assert result.exit_code == 0, result.output
    assert [received.message for received in inbox.to(amara.email)] == [mail.message]
    assert queries.why_not_ready(clock.now()) == []


def test_a_worker_that_stopped_and_mail_that_waits_are_noticed(
    app: Flask, inbox: Inbox, amara: Person
) -> None:
    app.test_cli_runner().invoke(args=["worker", "--once"])
    posted(amara)

    with clock.moved_to(clock.now() + timedelta(minutes=16)):
        trouble = queries.why_not_ready(clock.now())

    assert len(trouble) == 2
    assert "15 minutes" in trouble[1]


def test_a_worker_told_to_stop_finishes_the_mail_in_hand(
    app: Flask, inbox: Inbox, amara: Person, ben: Person
) -> None:
    in_hand, next_one = posted(amara), posted(ben)
    inbox.waits = 1.0
    db.session.commit()
    settings = app.extensions["settings"]
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "DATABASE_URL": settings.database,
        "INSTANCE_DIR": settings.instance_dir,
        "SMTP_URL": settings.smtp_url,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker"], env=environment
    ) as worker:
        try:
            inbox.wait_for(1)

            worker.send_signal(signal.SIGTERM)
            code = worker.wait(20)
        finally:
            worker.kill()  # one that goes on would keep the whole suite waiting

    db.session.expire_all()
    assert code == 0
    assert (in_hand.state, next_one.state) == (MailState.sent, MailState.ready)
    assert next_one.lease is None
    assert len(inbox.received) == 1


def test_mail_leaves_although_the_clocks_work_takes_all_the_time_there_is(
    app: Flask, inbox: Inbox, amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted(amara)
    monkeypatch.setattr(cli, "TICK_EVERY", 0.0)  # as if the next tick were due whenever one ends
    stop = Event()
    worker = Thread(target=cli.run, args=(app, stop))

    worker.start()
    try:
        arrived = inbox.wait_for(1)
    finally:
        stop.set()
        worker.join()

    assert [mail.to for mail in arrived] == [amara.email]


def test_a_mail_that_cannot_be_written_does_not_keep_the_others_from_it(
    app: Flask, inbox: Inbox, cohort: Cohort, meeting: Meeting, ben: Person
) -> None:
    nia, omar = factories.mentor(cohort, "Nia New"), factories.mentee(cohort, "Omar Other")
    other = factories.mentorship(cohort, nia, omar)
    meetings.book(other, omar, meeting.starts_at)
    ben.timezone = "Mars/Olympus_Mons"
    db.session.commit()

    with clock.moved_to(meeting.starts_at - timedelta(hours=10)):
        done = services.tick(clock.now())

    assert done["day_before"] == 2


def test_an_unanswered_request_ends_by_the_clock(
    app: Flask, inbox: Inbox, cohort: Cohort, amara: Person, ben: Person
) -> None:
    request = pairing.ask(amara, ben, why="Claims keep bouncing", cadence_weeks=4, meeting_minutes=45)
    db.session.commit()

    for days in (3, 9):
        with clock.moved_to(request.sent_at + timedelta(days=days)):
            run_once()

    db.session.refresh(request)
    assert request.state == RequestState.expired
    assert [mail.subject for mail in inbox.to(ben.email)][1:] == [
        "Dr. Amara Lee is waiting for your answer",
        "If now is not the time for new requests",
    ]
    assert [mail.subject for mail in inbox.to(amara.email)] == ["No answer from Dr. Ben Osei yet"]


@pytest.mark.parametrize("hours", [0, 30, 72, 24 * 40])
def test_a_second_tick_finds_nothing_to_do(app: Flask, inbox: Inbox, meeting: Meeting, hours: int) -> None:
    with clock.moved_to(meeting.starts_at - timedelta(hours=23) + timedelta(hours=hours)):
        first = services.tick(clock.now())
        db.session.commit()

        again = services.tick(clock.now())

    assert any(first.values())
    assert not any(again.values())
