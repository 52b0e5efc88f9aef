"""Nobody is written to at night, in protected time, while away, too often, or about what they have done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.models import ProtectedWindow, TimeOff
from mentorship.extensions import db
from mentorship.followup import burden
from mentorship.followup.services import tick
from mentorship.mail import services as mail
from mentorship.mail.models import Category, MailState, OutgoingMail
from mentorship.meetings import services as meetings
from mentorship.meetings.models import Meeting
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories
from tests.mail.letters import posted
from tests.mail.smtp_server import Inbox

WorkAt = Callable[[datetime], None]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def local(meeting: Meeting, hour: int, *, days: int = 0) -> datetime:
    """This hour on the day of the meeting, or days after it, on Ben's clock."""
    there = meeting.starts_at.astimezone(ZoneInfo(meeting.mentorship.mentor.timezone))
    return (there + days * DAY).replace(hour=hour, minute=5)


def test_the_follow_up_of_a_late_meeting_waits_for_the_morning(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person, ben: Person
) -> None:
    for hour in (21, 23):
        work_at(local(meeting, hour))
    at_night = [mail.subject for mail in inbox.received]
    work_at(local(meeting, 6, days=1))
    early = [mail.subject for mail in inbox.received]

    work_at(local(meeting, 7, days=1))

    assert at_night == early == []
    assert sorted(mail.to for mail in inbox.received) == sorted([amara.email, ben.email])


def test_what_is_urgent_comes_in_protected_time_and_nothing_else(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, ben: Person
) -> None:
    db.session.add_all(
        ProtectedWindow(person_id=ben.id, weekday=day, starts_minute=0, ends_minute=1439) for day in range(5)
    )
    db.session.commit()

    work_at(meeting.starts_at - 10 * HOUR)
    the_day_before = inbox.to(ben.email)
    work_at(meeting.starts_at - HOUR / 2)

    assert the_day_before == []
    assert len(inbox.to(ben.email)) == 1


def test_days_away_stop_the_clock_of_both(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, ben: Person
) -> None:
    first = (pair.started_at + 2 * DAY).date()
    db.session.add(TimeOff(person_id=ben.id, first_day=first, last_day=first + 6 * DAY))
    db.session.commit()
    members = {amara.email, ben.email}

    for day in (10, 13, 16):
        work_at(pair.started_at + day * DAY + MINUTE)
    early = [mail for mail in inbox.received if mail.to in members]
    work_at(pair.started_at + 17 * DAY + MINUTE)

    assert early == []
    assert {mail.to for mail in inbox.received} & members == members


def test_no_nudge_reaches_somebody_who_is_away(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, ben: Person
) -> None:
    work_at(pair.started_at + 9 * DAY)
    today = (pair.started_at + 11 * DAY).date()
    db.session.add(TimeOff(person_id=ben.id, first_day=today, last_day=date(2027, 12, 31)))
    db.session.commit()

    work_at(pair.started_at + 11 * DAY + MINUTE)

    assert inbox.to(ben.email) == []
    assert len(inbox.to(amara.email)) == 1


def test_a_month_has_room_for_so_many_optional_mails_and_no_more(
    app: Flask, inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person, ben: Person
) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], mails_a_month=3)
    for number in range(3):
        posted(ben, category=Category.reminder, dedupe_key=f"had-{number}")

    work_at(meeting.starts_at - HOUR / 2)
    work_at(local(meeting, 8, days=1))

    had = burden.loads([amara.id, ben.id], clock.now())
    assert [mail.subject for mail in inbox.to(ben.email) if "meet" in mail.subject] == []
    assert len(inbox.to(amara.email)) == 2
    assert (had[ben.id].month, had[amara.id].month) == (3, 2)


def test_who_got_a_nudge_this_week_gets_no_other(
    inbox: Inbox, work_at: WorkAt, cohort: Cohort, pair: Mentorship, ben: Person
) -> None:
    work_at(pair.started_at + 5 * DAY)
    with clock.moved_to(pair.started_at + 5 * DAY):
        other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Olga Other"))
    counts = []

    for day in (10, 15, 16, 17):
        work_at(pair.started_at + day * (DAY + MINUTE))
        counts.append(len(inbox.to(ben.email)))

    assert counts == [1, 1, 1, 2]
    assert other.mentee.called in inbox.to(ben.email)[1].text


def test_one_mail_for_several_nudges_leaves_the_others_as_rows_that_say_so(
    inbox: Inbox, work_at: WorkAt, cohort: Cohort, pair: Mentorship, ben: Person
) -> None:
    factories.mentorship(cohort, ben, factories.mentee(cohort, "Olga Other"))

    work_at(pair.started_at + 10 * DAY + MINUTE)

    rows = db.session.scalars(select(OutgoingMail).filter_by(person_id=ben.id)).all()
    kept = [row for row in rows if row.state == MailState.superseded]
    assert len(rows) == 3
    assert [row.last_error for row in kept] == ["It went out in one mail with others."] * 2
    assert burden.loads([ben.id], clock.now())[ben.id] == burden.Load(month=1, nudges=1)


@pytest.mark.parametrize(("dates", "leaves"), [(1, True), (2, False)])
def test_a_mail_of_several_leaves_while_one_of_them_is_still_so(
    inbox: Inbox, cohort: Cohort, pair: Mentorship, ben: Person, dates: int, leaves: bool
) -> None:
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Olga Other"))
    with clock.moved_to(pair.started_at + 10 * DAY + HOUR):
        tick(clock.now())
        for acted in (pair, other)[:dates]:
            meetings.book(acted, acted.mentee, meetings.proposed_times(acted, 1)[0])
        db.session.commit()
        mail.drain()

    assert bool([m for m in inbox.to(ben.email) if m.subject.startswith("Two things")]) == leaves


@pytest.mark.parametrize("back", [HOUR, 2 * HOUR, DAY])
def test_a_clock_set_back_says_nothing_twice(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, meeting: Meeting, back: timedelta
) -> None:
    moments = [meeting.starts_at - HOUR / 2, local(meeting, 9, days=1)]
    for moment in moments:
        work_at(moment)
    said = len(inbox.received)

    for moment in moments:
        work_at(moment - back)
        work_at(moment + MINUTE)

    assert len({(mail.to, mail.subject) for mail in inbox.received}) == len(inbox.received)
    assert len(inbox.received) == said
