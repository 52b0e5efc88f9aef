"""A pair without a date hears of it, kindly and rarely."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup.services import tick
from mentorship.mail import services as mail
from mentorship.mail.models import Category, OutgoingMail
from mentorship.meetings import services
from mentorship.meetings.models import Meeting
from mentorship.pairs.models import Mentorship, MentorshipState
from mentorship.programs.models import Cohort
from tests import factories
from tests.mail.smtp_server import Inbox

WorkAt = Callable[[datetime], None]
DAY = timedelta(days=1)


def test_ten_days_without_a_first_date_both_are_nudged_and_once_more_a_week_later(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, ben: Person
) -> None:
    days: list[tuple[int, int]] = []

    for day in (9, 10, 11, 14, 16, 18, 20):
        inbox.received.clear()
        work_at(pair.started_at + day * DAY + timedelta(minutes=1))
        days += [(day, len(inbox.to(somebody.email))) for somebody in (amara, ben)]
        assert {mail.subject for mail in inbox.to(ben.email)} <= {"Your first date with Dr. Amara Lee"}
        assert all("/n/" in mail.text for mail in inbox.to(amara.email))

    assert [day for day, mails in days if mails] == [10, 10, 18, 18]


def test_a_pair_with_a_date_is_left_alone(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, meeting: Meeting, amara: Person, ben: Person
) -> None:
    services.reschedule(meeting, ben, meeting.starts_at + 28 * DAY)
    db.session.commit()
    work_at(clock.now())
    inbox.received.clear()

    work_at(pair.started_at + 20 * DAY)

    members = OutgoingMail.person_id.in_([amara.id, ben.id])
    posted = db.session.scalars(select(OutgoingMail).where(members)).all()
    assert not {amara.email, ben.email} & {mail.to for mail in inbox.received}
    assert Category.nudge not in {mail.category for mail in posted}, (
        "not even one that is held back at the end"
    )


def test_a_pair_that_cancelled_a_few_days_ago_is_given_a_week(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, meeting: Meeting, amara: Person, ben: Person
) -> None:
    services.reschedule(meeting, ben, meeting.starts_at + 28 * DAY)
    with clock.moved_to(pair.started_at + 12 * DAY):
        services.cancel(meeting, ben, "")
        db.session.commit()
    work_at(pair.started_at + 12 * DAY + timedelta(minutes=1))
    inbox.received.clear()

    work_at(pair.started_at + 17 * DAY)
    early = inbox.to(ben.email)
    work_at(pair.started_at + 20 * DAY)

    assert early == []
    assert [mail.subject for mail in inbox.to(ben.email)] == ["Your first date with Dr. Amara Lee"]


def test_a_fortnight_after_the_rhythm_called_for_a_date_both_are_nudged_once(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person, ben: Person
) -> None:
    called_for, subject = meeting.starts_at + timedelta(weeks=4), "Your next date with Dr. "

    work_at(called_for + 13 * DAY)
    early = [mail for mail in inbox.received if mail.subject.startswith(subject)]
    for day in (14, 15, 22, 40):
        work_at(called_for + day * DAY + timedelta(minutes=1))

    nudges = [mail for mail in inbox.received if subject in mail.subject + mail.text]
    assert early == []
    assert sorted(mail.to for mail in nudges) == sorted([amara.email, ben.email])
    assert all("once a month" in mail.text for mail in nudges if mail.subject.startswith(subject))


@pytest.mark.parametrize(
    "state",
    [
        MentorshipState.paused,
        MentorshipState.concluding,
        MentorshipState.completed,
        MentorshipState.ended_early,
    ],
)
def test_a_pair_that_rests_or_has_ended_is_left_alone(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, ben: Person, state: MentorshipState
) -> None:
    pair.state = state
    db.session.commit()

    work_at(pair.started_at + 11 * DAY)

    nudged = {mail.to for mail in inbox.received if not mail.subject.startswith("Where your search")}
    assert not {amara.email, ben.email} & nudged


def test_a_mentor_of_two_quiet_pairs_gets_one_mail_that_names_both(
    inbox: Inbox, work_at: WorkAt, cohort: Cohort, pair: Mentorship, ben: Person
) -> None:
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Olga Other"))

    for day in (10, 11, 16):
        work_at(other.started_at + day * DAY + timedelta(minutes=1))

    [mail] = inbox.to(ben.email)
    assert mail.subject == "Two things, whenever you are ready"
    assert "Your first date with Dr. Amara Lee:" in mail.text
    assert "Your first date with Dr. Olga Other:" in mail.text
    assert mail.text.count("/n/") == 2


def test_a_nudge_in_the_post_does_not_leave_once_a_date_stands(
    inbox: Inbox, pair: Mentorship, amara: Person, ben: Person
) -> None:
    with clock.moved_to(pair.started_at + 11 * DAY):
        tick(clock.now())
        [time] = services.proposed_times(pair, 1)
        services.book(pair, amara, time)
        db.session.commit()
        mail.drain()

    assert [mail.subject for mail in inbox.to(ben.email) if not mail.calendars] == []


def test_who_wants_no_nudges_gets_none(inbox: Inbox, work_at: WorkAt, pair: Mentorship, ben: Person) -> None:
    mail.set_preferences(ben.id, {Category.reminder, Category.follow_up})
    db.session.commit()

    work_at(pair.started_at + 11 * DAY)

    assert inbox.to(ben.email) == []
