"""Reminders come once, in time, and never for a date that no longer stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup.services import tick
from mentorship.mail import services as mail
from mentorship.mail.models import Category
from mentorship.meetings import services
from mentorship.meetings.models import Meeting
from tests.mail.smtp_server import Inbox

WorkAt = Callable[[datetime], None]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_a_day_and_an_hour_before_both_are_reminded_once(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person, ben: Person
) -> None:
    kept: list[list[str]] = []

    for before in (DAY + HOUR, DAY - HOUR, DAY - 2 * HOUR, HOUR / 2, HOUR / 4):
        inbox.received.clear()
        work_at(meeting.starts_at - before)
        kept.append(sorted(mail.to for mail in inbox.received))

    both = sorted([amara.email, ben.email])
    assert kept == [[], both, [], both, []]


def test_a_reminder_says_when_with_whom_and_where(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person, ben: Person
) -> None:
    work_at(meeting.starts_at - HOUR / 2)

    [reminder] = inbox.to(amara.email)
    assert reminder.subject.startswith("You meet Dr. Ben Osei at ")
    assert f"Where: {meeting.link}" in reminder.text
    assert "for both of you" in reminder.text
    assert "/m/" in reminder.text
    assert reminder.calendars == []


def test_a_cancelled_meeting_reminds_nobody(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, ben: Person
) -> None:
    starts_at = meeting.starts_at
    services.cancel(meeting, ben, "Clinic runs late")
    db.session.commit()

    for before in (DAY - HOUR, HOUR / 2):
        work_at(starts_at - before)

    assert {mail.subject[:10] for mail in inbox.received} == {"Cancelled:"}


def test_a_reminder_in_the_post_does_not_leave_after_a_cancel(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, ben: Person
) -> None:
    with clock.moved_to(meeting.starts_at - DAY + HOUR):
        posted = tick(clock.now())
        services.cancel(meeting, ben, "")
        db.session.commit()
        mail.drain()

    assert posted["day_before"] == 2
    assert {mail.subject[:10] for mail in inbox.received} == {"Cancelled:"}


def test_a_moved_meeting_reminds_of_the_new_time_only(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, ben: Person, amara: Person
) -> None:
    was = meeting.starts_at
    services.reschedule(meeting, ben, was + 2 * DAY)
    db.session.commit()
    work_at(was - DAY + HOUR)
    inbox.received.clear()

    work_at(was - HOUR / 2)
    at_the_old_time = list(inbox.received)
    work_at(meeting.starts_at - DAY + HOUR)

    assert at_the_old_time == []
    assert sorted(mail.to for mail in inbox.received) == sorted([amara.email, ben.email])


def test_a_reminder_that_was_missed_is_not_sent_after_the_beginning(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting
) -> None:
    work_at(meeting.starts_at + timedelta(minutes=1))

    assert inbox.received == []


def test_a_reminder_that_waited_too_long_is_not_sent(inbox: Inbox, work_at: WorkAt, meeting: Meeting) -> None:
    with clock.moved_to(meeting.starts_at - HOUR / 2):
        tick(clock.now())
        db.session.commit()

    work_at(meeting.starts_at + timedelta(minutes=1))

    assert inbox.received == []


def test_a_fresh_invitation_is_reminder_enough(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, ben: Person
) -> None:
    with clock.moved_to(meeting.starts_at - DAY - 2 * HOUR):
        services.reschedule(meeting, ben, meeting.starts_at + HOUR)
        db.session.commit()
    moved_at = meeting.starts_at - DAY - 3 * HOUR
    work_at(moved_at + 4 * HOUR)
    assert {mail.subject[:6] for mail in inbox.received} == {"Moved:"}
    inbox.received.clear()

    work_at(moved_at + 17 * HOUR)  # the next morning

    assert len(inbox.received) == 2


def test_who_wants_no_reminders_gets_none(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person, ben: Person
) -> None:
    mail.set_preferences(amara.id, {Category.follow_up, Category.nudge})
    db.session.commit()

    work_at(meeting.starts_at - DAY + HOUR)

    assert [mail.to for mail in inbox.received] == [ben.email]


def test_the_clock_set_back_reminds_nobody_twice(inbox: Inbox, work_at: WorkAt, meeting: Meeting) -> None:
    work_at(meeting.starts_at - DAY + 2 * HOUR)
    inbox.received.clear()

    for back in (2 * HOUR, HOUR, timedelta(0)):
        work_at(meeting.starts_at - DAY + 2 * HOUR - back)

    assert inbox.received == []
