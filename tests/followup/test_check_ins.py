"""The two questions come by mail once each, to whoever has not answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.checkins.models import FitAnswer, PulseAnswer
from mentorship.checkins.services import say_fit, say_pulse
from mentorship.extensions import db
from mentorship.meetings.models import Happened, Meeting
from mentorship.meetings.services import wrap_up
from mentorship.pairs.models import Mentorship, MentorshipState
from mentorship.pairs.pausing import pause_mentorship
from tests import factories
from tests.factories import BEGINNING
from tests.mail.smtp_server import Inbox

WorkAt = Callable[[datetime], None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIT = "One private question after your first meeting with"
PULSE = "How is it going with"


def asked(inbox: Inbox, person: Person, subject: str) -> int:
    return sum(mail.subject.startswith(subject) or subject in mail.text for mail in inbox.to(person.email))


def test_each_of_a_pair_is_asked_once_how_it_fits(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person, ben: Person
) -> None:
    for hours in (1, 20, 42, 66, 90, 24 * 40):
        work_at(meeting.ends_at + hours * HOUR)

    assert (asked(inbox, amara, FIT), asked(inbox, ben, FIT)) == (1, 1)
    mail = next(mail for mail in inbox.to(amara.email) if mail.subject.startswith(FIT))
    assert "Only your coordinator reads your answer." in mail.text and "988" in mail.text
    assert "answer=unsure" in mail.text


def test_whoever_has_answered_on_the_page_gets_no_mail(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person, ben: Person
) -> None:
    with clock.moved_to(meeting.ends_at + HOUR):
        say_fit(meeting.mentorship, amara, FitAnswer.yes, "")
        db.session.commit()

    work_at(meeting.ends_at + 42 * HOUR)

    assert (asked(inbox, amara, FIT), asked(inbox, ben, FIT)) == (0, 1)


def test_nobody_is_asked_about_a_meeting_that_did_not_take_place(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, amara: Person
) -> None:
    with clock.moved_to(meeting.ends_at + HOUR):
        wrap_up(meeting, amara, Happened.no_show, "")
        db.session.commit()

    work_at(meeting.ends_at + 42 * HOUR)

    assert asked(inbox, amara, FIT) == 0


def test_the_pulse_comes_at_day_30_and_every_60_days(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person
) -> None:
    found = []
    for day in (29, 37, 44, 89, 97, 104, 157):
        work_at(BEGINNING + day * DAY + HOUR)
        found.append(asked(inbox, amara, PULSE))

    assert found == [0, 1, 1, 1, 2, 2, 3]


def test_a_rest_after_the_question_does_not_make_it_come_again(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person
) -> None:
    work_at(BEGINNING + 31 * DAY)
    pause_mentorship(pair, amara, (BEGINNING + 50 * DAY).date())
    db.session.commit()

    for day in (51, 59, 67):
        work_at(BEGINNING + day * DAY + HOUR)

    assert asked(inbox, amara, PULSE) == 1


@pytest.mark.parametrize("state", [MentorshipState.paused, MentorshipState.completed])
def test_a_pair_that_rests_or_has_ended_is_asked_nothing(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, state: MentorshipState
) -> None:
    pair.state = state
    db.session.commit()

    work_at(BEGINNING + 31 * DAY)

    assert asked(inbox, amara, PULSE) == 0


def test_in_a_mail_with_others_the_pulse_says_who_reads_it_too(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person
) -> None:
    work_at(BEGINNING + 31 * DAY)  # no goal is written down either

    [mail] = [mail for mail in inbox.to(amara.email) if PULSE in mail.text]
    assert "things, whenever you are ready" in mail.subject
    whole = " ".join(mail.text.split())
    assert "How is it going with Dr. Ben Osei? Say it in one word: well, slowly or stuck." in whole
    assert "Only your coordinator reads your answer. Dr. Ben Osei never does." in whole


def test_an_answered_pulse_is_not_asked_for(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, ben: Person
) -> None:
    with clock.moved_to(BEGINNING + 31 * DAY):
        say_pulse(pair, ben, PulseAnswer.well, "")
        db.session.commit()

    work_at(BEGINNING + 32 * DAY)

    assert (asked(inbox, amara, PULSE), asked(inbox, ben, PULSE)) == (1, 0)


def test_a_day_away_is_no_day_to_ask_on(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person
) -> None:
    first = (BEGINNING + 30 * DAY).date()
    factories.away(amara, first, first + 3 * DAY)

    found = []
    for day in (31, 35):
        work_at(BEGINNING + day * DAY)
        found.append(asked(inbox, amara, PULSE))

    assert found == [0, 1]
