"""Two workers look at the same clock at the same instant: everything is said once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.models import AuditEntry
from mentorship.extensions import db
from mentorship.followup.cli import run_once
from mentorship.mail.models import OutgoingMail
from mentorship.meetings.models import Meeting
from mentorship.pairs import pausing
from mentorship.pairs.models import Mentorship
from tests.mail.smtp_server import Inbox

WORKERS = 3


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(hours=-23), "Coming up: you meet"),
        (timedelta(minutes=-30), "You meet"),
        (timedelta(hours=2), "After your meeting"),
    ],
)
def test_workers_at_the_same_instant_write_and_send_once(
    app: Flask, inbox: Inbox, meeting: Meeting, amara: Person, ben: Person, after: timedelta, said: str
) -> None:
    both = sorted([amara.email, ben.email])
    with clock.moved_to(meeting.starts_at + after):
        trouble = at_once(app)

    rows = Counter(db.session.scalars(select(OutgoingMail.dedupe_key)))
    assert trouble == []
    assert sorted(mail.to for mail in inbox.received) == both
    assert max(rows.values()) == 1
    assert all(mail.subject.startswith(said) for mail in inbox.received), [m.subject for m in inbox.received]


def test_workers_at_the_same_instant_wake_a_rested_pair_once(
    app: Flask, inbox: Inbox, pair: Mentorship, amara: Person, ben: Person
) -> None:
    begins, pair_id = clock.now(), pair.public_id
    pausing.pause_mentorship(pair, amara, begins.date() + timedelta(days=28))
    both = sorted([amara.email, ben.email])
    with clock.moved_to(begins + timedelta(days=26)):
        trouble = at_once(app)
        near_the_end = sorted(mail.to for mail in inbox.received if mail.subject.startswith("Your rest with"))
    with clock.moved_to(begins + timedelta(days=28)):
        trouble += at_once(app)

    woken = db.session.scalars(
        select(AuditEntry).filter_by(action="carried_on", subject=f"Mentorship:{pair_id}")
    ).all()
    assert trouble == []
    assert near_the_end == both
    assert len(woken) == 1


def at_once(app: Flask) -> list[BaseException]:
    """Let every worker do one round, all begun together; what went wrong."""
    start, trouble = Barrier(WORKERS), list[BaseException]()

    def work() -> None:
        with app.app_context():
            start.wait()
            try:
                run_once()
            except BaseException as error:  # whatever it is, the test names it
                trouble.append(error)
            finally:
                db.session.remove()

    db.session.commit()
    db.session.remove()
    threads = [Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return trouble
