"""The doctor finds what is broken, says so in a sentence, and finds nothing where nothing is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from mentorship import clock
from mentorship.audit.models import AuditEntry
from mentorship.demo.loading import load
from mentorship.extensions import db
from mentorship.mail.models import MailState, OutgoingMail
from mentorship.meetings import services
from mentorship.meetings.models import Attendance, Meeting
from mentorship.upkeep.invariants import INVARIANTS
from tests.upkeep.conftest import Run


def test_a_healthy_site_keeps_every_promise(run: Run, app: Flask, noise: None, meeting: Meeting) -> None:
    result = run("doctor")

    assert result.exit_code == 0, result.output
    assert result.output.count("ok    ") == len(INVARIANTS)
    assert result.output.endswith("Every promise is kept.\n")


def test_the_demo_keeps_every_promise(run: Run, app: Flask) -> None:
    load()
    db.session.commit()

    result = run("doctor")

    assert result.exit_code == 0, result.output


def nobody_told(meeting: Meeting) -> None:
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.person_id == meeting.mentorship.mentor_id))


def time_not_taken(meeting: Meeting) -> None:
    db.session.execute(update(Attendance).values(active=False))


def a_worker_gone(meeting: Meeting) -> None:
    left = {"state": MailState.sending, "lease_until": clock.now() - timedelta(hours=2)}
    db.session.execute(update(OutgoingMail).values(left))


def an_older_mail_last(meeting: Meeting) -> None:
    services.cancel(meeting, meeting.mentorship.mentee, "")
    db.session.flush()
    newest_first = select(OutgoingMail).order_by(OutgoingMail.id.desc())
    for number, mail in enumerate(db.session.scalars(newest_first).all()):
        mail.state, mail.sent_at = MailState.sent, clock.now() + timedelta(minutes=number)


def no_history(meeting: Meeting) -> None:
    services.cancel(meeting, meeting.mentorship.mentee, "")
    db.session.flush()
    db.session.execute(delete(AuditEntry))


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (nobody_told, "1 of 2 people were told how it stands"),
        (time_not_taken, "takes the time of 0 people"),
        (a_worker_gone, "is sending and should not be: flask mail show"),
        (an_older_mail_last, "left after a newer one about the same meeting"),
        (no_history, "Nobody is on record for what happened to meeting"),
    ],
)
def test_what_is_broken_is_named(
    run: Run, meeting: Meeting, break_it: Callable[[Meeting], None], sentence: str
) -> None:
    break_it(meeting)
    db.session.commit()

    result = run("doctor")

    assert result.exit_code == 1
    assert sentence in result.output
    assert "1 of 11 promises are broken." in result.output
