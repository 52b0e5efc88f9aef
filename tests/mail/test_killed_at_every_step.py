"""A worker killed at every step, again and again, while dates are made, moved and called off: nothing is lost, a copy
is the same to the last byte, at most one for each kill, and no calendar is sent backward."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, pairwise
from random import Random

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select, text

from mentorship import clock, faults
from mentorship.extensions import db
from mentorship.mail import sending, services
from mentorship.mail.models import WAITING, MailState, OutgoingMail
from mentorship.meetings import services as meetings
from mentorship.meetings.models import Meeting
from mentorship.meetings.queries import next_meeting
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories
from tests.mail.letters import posted
from tests.mail.smtp_server import Inbox
from tests.mortal import Mortal, mortal

STEPS = [point for point in faults.POINTS if point.startswith("mail.")]
A_LEASE = sending.LEASE + timedelta(seconds=10)


@pytest.fixture
def worker(app: Flask, server: Inbox) -> Iterator[Mortal]:
    """A worker that sends to the test's server and dies where it is told to."""
    with mortal(app) as process:
        yield process


@pytest.fixture
def pairs(cohort: Cohort) -> list[Mentorship]:
    """Three pairs, whose dates change all the time."""
    return [
        factories.mentorship(
            cohort, factories.mentor(cohort, f"Mentor {n}"), factories.mentee(cohort, f"Mentee {n}")
        )
        for n in "ABC"
    ]


def test_nothing_is_lost_whatever_step_a_worker_dies_at(
    worker: Mortal, server: Inbox, pairs: list[Mentorship]
) -> None:
    kill_again_and_again(worker, pairs, len(STEPS), passes=(1,))

    nothing_was_lost(server, worker.kills)


@pytest.mark.slow
def test_nothing_is_lost_in_hundreds_of_kills(worker: Mortal, server: Inbox, pairs: list[Mentorship]) -> None:
    kill_again_and_again(worker, pairs, 230, passes=(1, 1, 2))

    nothing_was_lost(server, worker.kills)


def kill_again_and_again(
    worker: Mortal, pairs: list[Mentorship], kills: int, passes: tuple[int, ...]
) -> None:
    """Something happens, a worker dies while it tells people, the lease runs out; and again. Then all is sent."""
    now, chance = clock.now(), Random(kills)
    for step, pair in zip(cycle(STEPS), cycle(pairs), strict=False):
        if worker.kills == kills:
            break
        now += A_LEASE
        with clock.moved_to(now):
            something_happens(pair, chance)
        worker.drain(f"{step}:{chance.choice(passes)}", now)
    while unfinished():
        now += A_LEASE
        with clock.moved_to(now):
            services.drain()


def something_happens(pair: Mentorship, chance: Random) -> None:
    """A date is made, moved or called off, and both get a letter besides."""
    ahead = next_meeting(pair)
    if ahead is None:
        meetings.book(pair, pair.mentee, meetings.proposed_times(pair)[0])
    elif chance.random() < 0.3:
        meetings.cancel(ahead, pair.mentor, "")
    else:
        others = [time for time in meetings.proposed_times(pair) if time != ahead.starts_at]
        meetings.reschedule(ahead, pair.mentee, chance.choice(others))
    db.session.commit()
    posted(pair.mentee)


def unfinished() -> bool:
    left = db.session.scalar(select(OutgoingMail.id).where(text(WAITING)).limit(1))
    db.session.commit()
    return left is not None


def nothing_was_lost(server: Inbox, kills: int) -> None:
    """What the rows say, what the server's ledger says, and what the calendars saw."""
    rows = {mail.message_id: mail for mail in db.session.scalars(select(OutgoingMail))}
    copies: dict[str, list[bytes]] = defaultdict(list)
    for received in server.received:
        copies[str(received.email["Message-ID"])].append(received.message)
    assert {mail.state for mail in rows.values()} <= {MailState.sent, MailState.superseded}
    assert not [
        mail.subject
        for mail in rows.values()
        if mail.state is MailState.sent and mail.message_id not in copies
    ]
    assert all(copy == rows[key].message for key, sent in copies.items() for copy in sent), "a copy differs"
    assert sum(len(sent) - 1 for sent in copies.values()) <= kills
    for versions in calendars(server).values():
        numbers = [number for number, _ in versions]
        assert all(one <= other for one, other in pairwise(numbers)), (
            f"a calendar was sent backward: {numbers}"
        )
    told_how_it_ended(calendars(server))


def told_how_it_ended(seen: dict[tuple[str, str], list[tuple[int, str]]]) -> None:
    """The last that each calendar heard of a meeting is how it stands."""
    for meeting in db.session.scalars(select(Meeting)):
        method = "REQUEST" if meeting.upcoming else "CANCEL"
        for person in meeting.mentorship.people:
            heard = seen.get((meeting.uid, person.email))
            assert heard is None or heard[-1] == (meeting.sequence, method), (
                heard,
                meeting.sequence,
                meeting.state,
            )


def calendars(server: Inbox) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """(uid, address) → the (sequence, method) of every file that came, in the order in which it came."""
    seen: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for received in server.received:
        for file in received.calendars[:1]:
            calendar = icalendar.Calendar.from_ical(file)
            [entry] = calendar.walk("VEVENT")
            seen[str(entry["UID"]), received.to].append((int(entry["SEQUENCE"]), str(calendar["METHOD"])))
    return seen
