"""The clock's work is a fixed number of queries, and a mail about to leave asks about its own matter only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from mentorship import clock
from mentorship.database import Base
from mentorship.extensions import db
from mentorship.followup import still_so
from mentorship.followup.services import tick
from mentorship.meetings.models import Meeting
from mentorship.pairs import pausing, services
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Application, Cohort
from tests import factories
from tests.factories import BEGINNING
from tests.followup.conftest import met
from tests.mail.smtp_server import Inbox
from tests.pages import counted_queries

DAY = timedelta(days=1)


def lives(cohort: Cohort, how_many: int) -> list[Mentorship]:
    """So many of each: a quiet pair, one with a goal whose day passes, one that rests, one whose step waits, and a
    mentee without a mentor."""
    stalled = []
    for _ in range(how_many):
        pairs = [
            factories.mentorship(
                cohort, factories.mentor(cohort, "Mel Many"), factories.mentee(cohort, "Mo More")
            )
            for _ in range(4)
        ]
        services.add_goal(
            pairs[1], pairs[1].mentee, will="ask", so_that="I know", due_on=(BEGINNING + 30 * DAY).date(), topic=None
        )  # fmt: skip
        pausing.pause_mentorship(pairs[2], pairs[2].mentee, (BEGINNING + 60 * DAY).date())
        met(pairs[3], BEGINNING, "Call the payer.")
        met(pairs[3], BEGINNING + 15 * DAY, "Call the payer at last.")
        factories.mentee(cohort, "Wanda Waits")
        stalled.append(pairs[3])
    db.session.commit()
    return stalled


def steady_tick(day: int) -> Counter[str]:
    """The queries of a tick that finds nothing new to write, by what they read from."""
    with clock.moved_to(BEGINNING + day * DAY):
        tick(clock.now())
        db.session.commit()
        db.session.remove()
        with counted_queries() as queries:
            tick(clock.now())
        db.session.commit()
    return Counter(map(shape, queries))


def shape(query: str) -> str:
    """The query without its values, however many there are."""
    query = re.sub(r"%\(\w+\)s(::\w+)?", "?", " ".join(query.split()))
    return re.sub(r"IN \([?, ]*\)|IN \(NULL.*?\)", "IN (…)", query)


def test_with_more_pairs_a_tick_takes_no_more_queries(inbox: Inbox, cohort: Cohort) -> None:
    cohort_id = cohort.id
    lives(cohort, 1)
    before = steady_tick(42)

    lives(db.session.get_one(Cohort, cohort_id), 4)
    after = steady_tick(42)

    assert after - before == Counter()


@contextmanager
def loaded() -> Iterator[Counter[str]]:
    """How many rows of each kind become objects inside the block."""
    seen: Counter[str] = Counter()

    def note(row: object, _context: object) -> None:
        seen[type(row).__name__] += 1

    event.listen(Base, "load", note, propagate=True)
    try:
        yield seen
    finally:
        event.remove(Base, "load", note)


@pytest.mark.parametrize("kind", ["stalled", "waiting"])
def test_a_mail_about_to_leave_reads_nothing_of_others(inbox: Inbox, cohort: Cohort, kind: str) -> None:
    [pair, *_] = lives(cohort, 4)
    waiting = db.session.scalars(select(Application.public_id).order_by(Application.id)).all()[-1]
    about = {"stalled": f"{pair.public_id}:{pair.mentee.public_id}", "waiting": waiting}[kind]
    db.session.commit()
    db.session.remove()

    with clock.moved_to(BEGINNING + 42 * DAY), loaded() as seen:
        still = still_so.CHECKS[kind](about)

    assert still
    assert seen[Meeting.__name__] == (2 if kind == "stalled" else 0)
    assert seen[Mentorship.__name__] == (1 if kind == "stalled" else 0)
    assert seen[Application.__name__] == (0 if kind == "stalled" else 1)
