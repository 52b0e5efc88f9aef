"""When somebody says that a meeting did not happen, new times reach both within a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup.services import tick
from mentorship.formats import when_for_both
from mentorship.mail import services as mail
from mentorship.meetings import queries, services
from mentorship.meetings.models import Happened, Meeting
from mentorship.pairs import services as pairs
from mentorship.pairs.models import Mentorship, MentorshipState
from tests.followup.test_after_a_meeting import path_in
from tests.mail.smtp_server import Inbox
from tests.pages import Browser

WorkAt = Callable[[datetime], None]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def missed_at(meeting: Meeting, work_at: WorkAt, inbox: Inbox) -> datetime:
    """Ten minutes after the end; both have been asked how it was."""
    work_at(meeting.ends_at + MINUTE)
    inbox.received.clear()
    return meeting.ends_at + 10 * MINUTE


def say(meeting: Meeting, person: Person, happened: Happened, at: datetime) -> None:
    with clock.moved_to(at):
        services.wrap_up(meeting, person, happened, "")
        db.session.commit()


@pytest.mark.parametrize("by", ["mentee", "mentor"])
def test_whoever_says_so_both_get_new_times_once_within_a_day(
    by: str, inbox: Inbox, work_at: WorkAt, meeting: Meeting, pair: Mentorship, missed_at: datetime
) -> None:
    say(meeting, getattr(pair, by), Happened.no_show, missed_at)
    work_at(missed_at + HOUR - MINUTE)
    early = list(inbox.received)

    for later in (HOUR, 2 * HOUR, DAY, 2 * DAY):
        work_at(missed_at + later)

    assert early == []
    assert sorted(mail.to for mail in inbox.received) == sorted(person.email for person in pair.people)
    assert all("did not take place. It happens, and nobody asks why." in mail.text for mail in inbox.received)


def test_the_mail_names_three_times_for_both_clocks_and_one_click_books(
    app: Flask, inbox: Inbox, work_at: WorkAt, meeting: Meeting, pair: Mentorship, missed_at: datetime
) -> None:
    say(meeting, pair.mentee, Happened.no_show, missed_at)
    work_at(missed_at + HOUR + MINUTE)
    [offer] = inbox.to(pair.mentor.email)
    times = services.proposed_times(pair, 3)

    Browser(app).send(path_in(offer.text, "n"), {"starts_at": times[1].isoformat()})

    assert len(times) == 3
    assert all(when_for_both(time, pair.mentor, pair.mentee) in offer.text for time in times)
    booked = queries.next_meeting(pair)
    assert booked
    assert (booked.starts_at, booked.booked_by_id) == (times[1], pair.mentor_id)


def test_nothing_is_offered_once_the_partner_says_that_they_met(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, pair: Mentorship, missed_at: datetime
) -> None:
    say(meeting, pair.mentee, Happened.no_show, missed_at)
    say(meeting, pair.mentor, Happened.yes, missed_at + MINUTE)

    work_at(missed_at + 2 * HOUR)

    assert inbox.received == []


@pytest.mark.parametrize("what", ["a new date", "the partner says they met", "the pair has ended"])
def test_what_changes_while_the_mail_waits_keeps_it_from_leaving(
    what: str, inbox: Inbox, meeting: Meeting, pair: Mentorship, missed_at: datetime
) -> None:
    say(meeting, pair.mentee, Happened.no_show, missed_at)
    with clock.moved_to(missed_at + HOUR + MINUTE):
        written = tick(clock.now())["missed"]
        if what == "a new date":
            services.book(pair, pair.mentee, services.proposed_times(pair, 1)[0])
        elif what == "the pair has ended":
            pairs.end(pair, pair.mentee, state=MentorshipState.ended_early, reason="")
        else:
            services.wrap_up(meeting, pair.mentor, Happened.yes, "")
        db.session.commit()
        mail.drain()

    assert written == 2
    assert not [mail for mail in inbox.received if mail.subject.startswith("A new date")]


@pytest.mark.parametrize("what", ["moved", "a date stands", "said days ago"])
def test_no_offer_where_none_is_needed(
    what: str, inbox: Inbox, work_at: WorkAt, meeting: Meeting, pair: Mentorship, missed_at: datetime
) -> None:
    say(meeting, pair.mentee, Happened.moved if what == "moved" else Happened.no_show, missed_at)
    if what == "a date stands":
        with clock.moved_to(missed_at):
            services.book(pair, pair.mentee, services.proposed_times(pair, 1)[0])
            db.session.commit()

    work_at(missed_at + (4 * DAY if what == "said days ago" else 2 * HOUR))

    assert not [mail for mail in inbox.received if mail.subject.startswith("A new date")]
