"""A pair with a mail server, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup.cli import run_once
from mentorship.meetings import services
from mentorship.meetings.models import Happened, Meeting
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories
from tests.mail.smtp_server import Inbox, sending_to, smtp_server


@pytest.fixture
def inbox(app: Flask, noise: None) -> Iterator[Inbox]:
    """A mail server that the site sends to."""
    with smtp_server() as running, sending_to(app, running.url):
        yield running


@pytest.fixture
def pair(cohort: Cohort, ben: Person, amara: Person) -> Mentorship:
    """Ben and Amara, who have agreed to meet once a month."""
    return factories.mentorship(cohort, ben, amara)


@pytest.fixture
def meeting(inbox: Inbox, pair: Mentorship, amara: Person) -> Meeting:
    """Their first meeting, two days ahead or more; both have the invitation."""
    [starts_at] = [time for time in services.proposed_times(pair) if time > clock.now() + timedelta(days=2)][
        :1
    ]
    booked = services.book(pair, amara, starts_at)
    db.session.commit()
    run_once()
    inbox.received.clear()
    return booked


@pytest.fixture
def work_at(app: Flask) -> Iterator[Callable[[datetime], None]]:
    """work_at(instant): the clock stands there from now on, and the worker does one round."""
    with ExitStack() as moved:

        def work(instant: datetime) -> None:
            moved.enter_context(clock.moved_to(instant))
            run_once()
            db.session.expire_all()

        yield work


def met(pair: Mentorship, at: datetime, step: str) -> Meeting:
    """They meet on a day soon after and both wrap up, the mentee with this next step."""
    with clock.moved_to(at):
        meeting = services.book(pair, pair.mentee, services.proposed_times(pair, 1)[0])
        db.session.commit()
    with clock.moved_to(meeting.ends_at + timedelta(minutes=5)):
        services.wrap_up(meeting, pair.mentee, Happened.yes, step)
        services.wrap_up(meeting, pair.mentor, Happened.yes, "")
        db.session.commit()
    return meeting
