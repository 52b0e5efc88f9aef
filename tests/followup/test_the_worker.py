"""The worker: one command that keeps going, says that it lives, and stops cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup import queries, services
from mentorship.mail.models import MailState
from mentorship.meetings.models import Meeting
from mentorship.pairs.models import Mentorship
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
    db.session.remove()
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
        inbox.wait_for(1)

        worker.send_signal(signal.SIGTERM)
        code = worker.wait(20)

    db.session.add_all([in_hand, next_one])
    assert code == 0
    assert (in_hand.state, next_one.state) == (MailState.sent, MailState.ready)
    assert next_one.lease is None
    assert len(inbox.received) == 1


def test_a_mail_that_cannot_be_written_does_not_keep_the_others_from_it(
    app: Flask, inbox: Inbox, meeting: Meeting, pair: Mentorship, amara: Person, ben: Person
) -> None:
    amara.timezone = "Mars/Olympus_Mons"
    db.session.commit()

    with clock.moved_to(meeting.starts_at - timedelta(hours=20)):
        done = services.tick(clock.now())

    assert done["day_before"] == 0
    assert done["closed"] == 0


@pytest.mark.parametrize("hours", [0, 30, 72, 24 * 40])
def test_a_second_tick_finds_nothing_to_do(
    app: Flask, inbox: Inbox, meeting: Meeting, pair: Mentorship, hours: int
) -> None:
    with clock.moved_to(meeting.starts_at - timedelta(hours=23) + timedelta(hours=hours)):
        services.tick(clock.now())
        db.session.commit()

        again = services.tick(clock.now())

    assert not any(again.values())
