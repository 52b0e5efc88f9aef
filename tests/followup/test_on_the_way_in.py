"""Who stopped half way hears of it twice at most; who waits hears why, and their place; who is silent is spared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.models import TimeOff
from mentorship.extensions import db
from mentorship.pairing import services as pairing
from mentorship.pairing.models import DeclineReason
from mentorship.profiles.models import Profile
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Application, Cohort
from tests import factories
from tests.factories import BEGINNING
from tests.mail.smtp_server import Inbox

WorkAt = Callable[[datetime], None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LADDER = (6, 7, 8, 13, 14, 15, 21, 28, 50)


def days_of_mail(
    inbox: Inbox, work_at: WorkAt, person: Person, days: Sequence[int], subject: str
) -> list[int]:
    """On which of the days a mail with such a subject came."""
    came = []
    for day in days:
        inbox.received.clear()
        work_at(BEGINNING + day * (DAY + timedelta(minutes=1)) + HOUR)
        came += [day for mail in inbox.to(person.email) if subject in mail.subject]
    return came


@pytest.mark.parametrize("half", [False, True])
def test_an_account_without_a_finished_profile_is_reminded_on_days_7_and_14(
    inbox: Inbox, work_at: WorkAt, half: bool
) -> None:
    nia = factories.person("Nia New", is_mentee=True)
    if half:
        factories.profile(nia, completed_at=None)

    assert days_of_mail(inbox, work_at, nia, LADDER, "Your profile is waiting") == [7, 14]


def test_a_finished_profile_without_a_cohort_is_reminded_on_days_7_and_14(
    inbox: Inbox, work_at: WorkAt, cohort: Cohort
) -> None:
    nia = factories.person("Nia New", is_mentee=True)
    factories.profile(nia)

    assert days_of_mail(inbox, work_at, nia, LADDER, "One click left") == [7, 14]


def test_who_finishes_in_between_is_not_reminded_again(inbox: Inbox, work_at: WorkAt) -> None:
    nia = factories.person("Nia New", is_mentee=True)
    came = days_of_mail(inbox, work_at, nia, (6, 7, 8), "Your profile is waiting")

    factories.profile(nia)

    assert came == [7]
    assert days_of_mail(inbox, work_at, nia, (14, 15, 22), "Your profile is waiting") == []


def let_in(cohort: Cohort, name: str) -> Person:
    mentee = factories.mentee(cohort, name, needs=["prior-authorization"])
    application = db.session.query(Application).filter_by(person_id=mentee.id).one()
    application.decided_at = clock.now()
    db.session.commit()
    return mentee


def test_a_mentee_who_asks_nobody_is_reminded_on_days_7_and_14(
    inbox: Inbox, work_at: WorkAt, cohort: Cohort, ben: Person
) -> None:
    nia = let_in(cohort, "Nia New")

    assert days_of_mail(inbox, work_at, nia, LADDER, "Your mentors in") == [7, 14]


def test_who_waits_hears_within_two_days_why_and_their_place_and_then_every_two_weeks(
    inbox: Inbox, work_at: WorkAt, cohort: Cohort, ben: Person
) -> None:
    let_in(cohort, "First Inline")
    nia = let_in(cohort, "Nia New")
    work_at(BEGINNING + 26 * HOUR)

    [mail] = inbox.to(nia.email)
    later = days_of_mail(inbox, work_at, nia, (2, 8, 14, 15, 16, 29, 30), "Where your search")

    assert "1 mentor has a free place" in mail.text
    assert "Your place: 2 of 2 who look for a mentor in Fall cohort" in mail.text
    assert later == [15, 29]


def test_who_waits_for_an_answer_is_not_told_that_they_wait(
    inbox: Inbox, work_at: WorkAt, cohort: Cohort, amara: Person, ben: Person
) -> None:
    request = pairing.ask(amara, ben, why="Forms.", cadence_weeks=4, meeting_minutes=45)
    db.session.commit()
    work_at(BEGINNING + 2 * DAY)
    waiting = [mail for mail in inbox.to(amara.email) if "Where your search" in mail.subject]

    with clock.moved_to(BEGINNING + 3 * DAY):
        pairing.decline_request(request, DeclineReason.no_time)
        db.session.commit()
    work_at(BEGINNING + 4 * DAY + HOUR)

    assert waiting == []
    assert inbox.to(amara.email)[-1].subject == "Where your search for a mentor stands in Fall cohort"


def test_the_mentor_is_reminded_once_on_the_second_working_day_in_the_morning(
    inbox: Inbox, work_at: WorkAt, amara: Person, ben: Person
) -> None:
    friday_evening = datetime(2026, 9, 18, 20, 30, tzinfo=BEGINNING.tzinfo) + 5 * HOUR
    with clock.moved_to(friday_evening):
        pairing.ask(amara, ben, why="Forms.", cadence_weeks=4, meeting_minutes=45)
        db.session.commit()
    came = []

    for hours in range(24 * 3, 24 * 6, 3):
        inbox.received.clear()
        work_at(friday_evening + hours * HOUR + timedelta(minutes=35))
        came += [hours for mail in inbox.to(ben.email) if "is waiting for your answer" in mail.subject]

    assert came == [24 * 4 + 12]  # Tuesday 8:30 pm is due, but 9:05 pm is night: Wednesday at 9:05 am


def unanswered(amara: Person, mentor: Person, at: datetime, work_at: WorkAt) -> None:
    with clock.moved_to(at):
        pairing.ask(amara, mentor, why="Forms.", cadence_weeks=4, meeting_minutes=45)
        db.session.commit()
    work_at(at + 9 * DAY)


def test_after_two_requests_without_a_word_a_mentor_takes_no_new_ones_until_they_say_so(
    inbox: Inbox, work_at: WorkAt, cohort: Cohort, amara: Person, ben: Person
) -> None:
    olga = factories.mentee(cohort, "Olga Other", needs=["prior-authorization"])
    profile = profile_of(ben)
    assert isinstance(profile, Profile)
    unanswered(amara, ben, BEGINNING, work_at)
    after_one = profile.paused

    unanswered(olga, ben, BEGINNING + 10 * DAY, work_at)
    after_two = profile.paused
    profile.paused = False
    db.session.commit()
    work_at(BEGINNING + 20 * DAY)

    subjects = [mail.subject for mail in inbox.to(ben.email)]
    assert (after_one, after_two, profile.paused) == (False, True, False)
    assert subjects.count("If now is not the time for new requests") == 1
    assert subjects.count("We have paused new requests for you") == 1


def test_nobody_is_told_at_night_that_they_are_spared(
    inbox: Inbox, work_at: WorkAt, cohort: Cohort, amara: Person, ben: Person
) -> None:
    olga = factories.mentee(cohort, "Olga Other", needs=["prior-authorization"])
    unanswered(amara, ben, BEGINNING, work_at)
    with clock.moved_to(BEGINNING + 10 * DAY):
        pairing.ask(olga, ben, why="Forms.", cadence_weeks=4, meeting_minutes=45)
        db.session.commit()
    inbox.received.clear()

    work_at(BEGINNING + 19 * DAY + 15 * HOUR)  # one in the morning in Chicago
    at_night = [mail.subject for mail in inbox.to(ben.email)]
    work_at(BEGINNING + 19 * DAY + 22 * HOUR)

    assert at_night == []
    assert [mail.subject for mail in inbox.to(ben.email)] == ["We have paused new requests for you"]


def test_days_away_do_not_count_for_who_waits(
    inbox: Inbox, work_at: WorkAt, cohort: Cohort, ben: Person
) -> None:
    nia = let_in(cohort, "Nia New")
    db.session.add(TimeOff(person_id=nia.id, first_day=date(2026, 9, 15), last_day=date(2026, 9, 18)))
    db.session.commit()

    assert days_of_mail(inbox, work_at, nia, (1, 3, 4, 5, 6), "Where your search") == [5]
