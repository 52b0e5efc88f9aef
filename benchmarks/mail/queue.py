"""A database with any number of invitations in the queue: real bytes, real meetings behind them, made in bulk."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, select

from mentorship import clock, create_app
from mentorship.config import Settings
from mentorship.extensions import db
from mentorship.mail.models import Category, MailState, OutgoingMail
from mentorship.meetings import services
from mentorship.meetings.models import Meeting, MeetingState
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories

PAIRS = 100
ROWS = 1_000
"""Rows an insert writes at once."""
People = dict[int, list[tuple[int, str]]]
"""Pair id → (person id, address) of both."""


def site(folder: Path, url: str, smtp_url: str) -> Flask:
    """The site on a new database, sending to this server."""
    settings = Settings(
        app_env="test",
        database_url=url,
        instance_dir=str(folder),
        smtp_url=smtp_url,
        base_url="http://localhost",
    )
    app = create_app(settings.checked())
    app.config["COPY_BEFORE_MIGRATING"] = False
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return app


def fill(invitations: int) -> bytes:
    """Queue this many, two a meeting; answers the bytes of one of them."""
    cohort = factories.cohort()
    pairs = [_pair(cohort, number) for number in range(PAIRS)]
    services.book(pairs[0], pairs[0].mentee, services.proposed_times(pairs[0])[0])
    db.session.commit()
    model = db.session.scalars(select(OutgoingMail)).first()
    assert model
    message, subject = model.message, model.subject
    ends = [(pair.id, (pair.mentor, pair.mentee)) for pair in pairs]
    people = {pair_id: [(person.id, person.email) for person in both] for pair_id, both in ends}
    db.session.query(OutgoingMail).delete()
    starts, now = clock.now() + timedelta(days=60), clock.now()
    for first in range(0, invitations // 2, ROWS):
        numbers = range(first, min(first + ROWS, invitations // 2))
        of = {number: ends[number % PAIRS][0] for number in numbers}
        db.session.execute(
            insert(Meeting), [_meeting(number, of[number], people, starts) for number in numbers]
        )
        db.session.execute(
            insert(OutgoingMail),
            [
                _mail(f"{number}-{side}", person, number, message, subject, now)
                for number in numbers
                for side, person in enumerate(people[of[number]])
            ],
        )
        db.session.commit()
    return message


def _pair(cohort: Cohort, number: int) -> Mentorship:
    mentor, mentee = (
        factories.mentor(cohort, f"Mentor {number}"),
        factories.mentee(cohort, f"Mentee {number}"),
    )
    return factories.mentorship(cohort, mentor, mentee)


def _meeting(number: int, pair_id: int, people: People, starts: datetime) -> dict[str, Any]:
    return {
        "mentorship_id": pair_id, "uid": f"m-{number}@localhost", "stamped_at": starts, "starts_at": starts,
        "ends_at": starts + timedelta(minutes=45), "zone": "UTC", "wall_time": "2027-01-01T12:00", "link": "https://x",
        "state": MeetingState.confirmed, "booked_by_id": people[pair_id][0][0], "series": "bench", "created_at": starts,
        "public_id": f"meeting-{number}",
    }  # fmt: skip


def _mail(
    key: str, person: tuple[int, str], number: int, message: bytes, subject: str, now: datetime
) -> dict[str, Any]:
    return {
        "public_id": key, "person_id": person[0], "to_address": person[1], "category": Category.invitation,
        "template": "meetings.invited", "subject": subject, "message_id": f"<{key}@localhost>", "dedupe_key": key,
        "about": f"meeting:m-{number}@localhost:0", "state": MailState.ready, "ready_at": now, "created_at": now,
        "message": message,
    }  # fmt: skip
