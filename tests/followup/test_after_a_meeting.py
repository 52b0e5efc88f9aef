"""After a meeting both are asked how it was, and the next date is one click away."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup.services import tick
from mentorship.formats import when
from mentorship.mail import services as mail
from mentorship.meetings import queries, services
from mentorship.meetings.models import Happened, Meeting, MeetingState
from mentorship.pairs import pausing
from mentorship.pairs.models import Mentorship
from tests.mail.smtp_server import Inbox, Received
from tests.pages import Browser

WorkAt = Callable[[datetime], None]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def path_in(text: str, kind: str) -> str:
    """The path of the link of this kind in a mail."""
    [path] = re.findall(rf"http://localhost(/{kind}/\S+)", text)
    return str(path)


def is_wrap_up(mail: Received) -> bool:
    return mail.subject.startswith("After your meeting")


def test_both_are_asked_once_after_the_end(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person, ben: Person
) -> None:
    work_at(meeting.starts_at + MINUTE)
    during = list(inbox.received)

    for later in (MINUTE, DAY, 2 * DAY):
        work_at(meeting.ends_at + later)

    assert during == []
    assert sorted(mail.to for mail in inbox.received if is_wrap_up(mail)) == sorted([amara.email, ben.email])
    assert meeting.state == MeetingState.completed


def test_the_next_date_at_the_agreed_rhythm_is_one_click_away(
    app: Flask, inbox: Inbox, work_at: WorkAt, meeting: Meeting, pair: Mentorship, amara: Person, ben: Person
) -> None:
    work_at(meeting.ends_at + MINUTE)
    [proposed] = services.proposed_times(pair, 1)
    [asked] = inbox.to(amara.email)
    stranger = Browser(app)

    shown = stranger.open(path_in(asked.text, "n"))
    stranger.send(path_in(asked.text, "n"), {"starts_at": proposed.isoformat()})
    work_at(meeting.ends_at + 2 * MINUTE)

    assert abs(proposed - meeting.starts_at - timedelta(weeks=4)) < 4 * DAY
    assert f"Invite for {when(proposed, amara.timezone)}" in asked.text
    assert proposed.isoformat() in shown.html
    booked = queries.next_meeting(pair)
    assert booked is not None
    assert booked.starts_at == proposed
    assert len([mail for mail in inbox.received if mail.calendars]) == 2


def test_the_link_in_the_mail_wraps_the_meeting_up(
    app: Flask, inbox: Inbox, work_at: WorkAt, meeting: Meeting, ben: Person
) -> None:
    work_at(meeting.ends_at + MINUTE)
    [asked] = inbox.to(ben.email)

    Browser(app).send(path_in(asked.text, "w"), {"happened": "yes", "next_step": "Send the payer list"})

    answer = meeting.wrap_up_by(ben)
    assert answer is not None
    assert (answer.happened, answer.next_step) == (Happened.yes, "Send the payer list")


def test_who_has_answered_is_not_asked(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person, ben: Person
) -> None:
    with clock.moved_to(meeting.ends_at + MINUTE):
        services.wrap_up(meeting, amara, Happened.yes, "")
        db.session.commit()

    work_at(meeting.ends_at + 2 * MINUTE)

    assert [mail.to for mail in inbox.received] == [ben.email]


def test_who_answers_while_the_mail_waits_is_not_asked(
    inbox: Inbox, meeting: Meeting, amara: Person, ben: Person
) -> None:
    with clock.moved_to(meeting.ends_at + MINUTE):
        tick(clock.now())
        services.wrap_up(meeting, amara, Happened.yes, "")
        db.session.commit()
        mail.drain()

    assert [mail.to for mail in inbox.received] == [ben.email]


def test_a_cancelled_meeting_is_not_asked_about(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person
) -> None:
    services.cancel(meeting, amara, "")
    db.session.commit()

    work_at(meeting.ends_at + MINUTE)

    assert {mail.subject[:10] for mail in inbox.received} == {"Cancelled:"}


def test_after_a_long_silence_of_the_worker_old_meetings_are_let_be(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting
) -> None:
    work_at(meeting.ends_at + 4 * DAY)

    assert not any(is_wrap_up(mail) for mail in inbox.received)


def test_a_date_that_stands_already_is_named_instead(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, pair: Mentorship, amara: Person, ben: Person
) -> None:
    with clock.moved_to(meeting.ends_at + MINUTE):
        [proposed] = services.proposed_times(pair, 1)
        services.book(pair, ben, proposed)
        db.session.commit()

    work_at(meeting.ends_at + 2 * MINUTE)

    [asked] = [mail for mail in inbox.to(amara.email) if not mail.calendars]
    assert f"Next date: {when(proposed, amara.timezone)}" in asked.text
    assert "/n/" not in asked.text


def test_a_pair_that_rests_is_asked_how_it_was_and_for_no_date(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, pair: Mentorship, amara: Person, ben: Person
) -> None:
    pausing.pause_mentorship(pair, ben, (meeting.ends_at + 30 * DAY).date())
    db.session.commit()

    work_at(meeting.ends_at + MINUTE)

    [asked] = filter(is_wrap_up, inbox.to(amara.email))
    assert asked.subject == "After your meeting with Dr. Ben Osei: one step"
    assert "/w/" in asked.text and "/n/" not in asked.text
    assert "Next" not in asked.text and "next date" not in asked.text
