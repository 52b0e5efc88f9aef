"""While a pair rests nobody nudges it, three days before the end both hear, and the days are not counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability import quiet
from mentorship.availability.slots import Hours
from mentorship.extensions import db
from mentorship.followup.models import Action
from mentorship.followup.resting import away_or_resting
from mentorship.followup.services import tick
from mentorship.followup.triggers import TRIGGERS
from mentorship.followup.watching import verdicts
from mentorship.mail import services as mail
from mentorship.mail.models import OutgoingMail
from mentorship.meetings.models import Meeting
from mentorship.pairs import pausing, services
from mentorship.pairs.health import Health
from mentorship.pairs.models import Mentorship, MentorshipState
from mentorship.pairs.rest_days import today
from tests.factories import BEGINNING
from tests.mail.smtp_server import Inbox

WorkAt = Callable[[datetime], None]
MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def pair(pair: Mentorship) -> Mentorship:
    """Ben and Amara, who have signed and written down nothing."""
    for person in pair.people:
        services.sign_agreement(pair, person)
    db.session.commit()
    return pair


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """alone(name): only this row of the table is looked at, so that no other nudge takes its week."""

    def only(name: str) -> None:
        monkeypatch.setattr("mentorship.followup.services.TRIGGERS", [t for t in TRIGGERS if t.name == name])

    return only


def rest(pair: Mentorship, begins: datetime, weeks: int) -> None:
    with clock.moved_to(begins):
        pausing.pause_mentorship(pair, pair.mentee, today(pair.mentee, begins) + weeks * WEEK)
        db.session.commit()
        mail.drain()


def subjects_to(inbox: Inbox, *people: Person) -> list[str]:
    return [sent.subject for person in people for sent in inbox.to(person.email)]


def test_nothing_comes_but_one_mail_each_three_days_before_the_end(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, ben: Person
) -> None:
    rest(pair, BEGINNING + 2 * DAY, weeks=8)
    inbox.received.clear()

    for day in range(3, 58):
        work_at(BEGINNING + day * DAY + MINUTE)

    [to_amara] = inbox.to(amara.email)
    assert to_amara.subject == "Your rest with Dr. Ben Osei ends on Thu Nov 12"
    assert "/p/" in to_amara.text
    assert len(inbox.to(ben.email)) == 1
    assert pair.state == MentorshipState.paused
    work_at(BEGINNING + 58 * DAY + MINUTE)
    assert (pair.state, pair.paused_until) == (MentorshipState.active, None)


def test_resting_longer_is_asked_about_again_and_an_older_mail_does_not_leave(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, ben: Person
) -> None:
    rest(pair, BEGINNING, weeks=4)
    inbox.received.clear()
    with clock.moved_to(BEGINNING + 25 * DAY + MINUTE):
        tick(clock.now())
        pausing.pause_mentorship(pair, ben, pair.paused_until + 2 * WEEK)
        db.session.commit()
        mail.drain()
    early = subjects_to(inbox, ben)

    work_at(BEGINNING + 39 * DAY + MINUTE)

    assert early == []
    assert subjects_to(inbox, ben) == ["Your rest with Dr. Amara Lee ends on Tue Oct 27"]


@pytest.mark.parametrize(("name", "day"), [("first_date", 10), ("no_goal", 21)])
def test_days_of_rest_do_not_count_toward_a_first_date_and_a_goal(
    inbox: Inbox, pair: Mentorship, name: str, day: int, alone: Callable[[str], None]
) -> None:
    rest(pair, BEGINNING + 5 * DAY, weeks=8)
    alone(name)

    written = day_written(name, range(50, 80 + day))

    assert written == day + 56


def test_days_of_rest_do_not_count_toward_a_next_date(
    inbox: Inbox, work_at: WorkAt, meeting: Meeting, alone: Callable[[str], None]
) -> None:
    work_at(meeting.ends_at + MINUTE)
    rest(meeting.mentorship, meeting.starts_at + 3 * DAY, weeks=8)
    alone("next_date")

    written = day_written("next_date", range(50, 110), meeting.starts_at)

    assert written == 4 * 7 + 14 + 56


def test_days_of_rest_do_not_count_toward_a_goal_whose_day_has_passed(
    inbox: Inbox, pair: Mentorship, alone: Callable[[str], None]
) -> None:
    due_on = BEGINNING.date() + 20 * DAY
    services.add_goal(pair, pair.mentee, will="ask", so_that="I know", due_on=due_on, topic=None)
    rest(pair, BEGINNING + 15 * DAY, weeks=8)
    alone("goal_past")

    written = day_written("goal_past", range(20, 100))

    assert written == 20 + 7 + (56 - 5)


def day_written(name: str, days: range, since: datetime = BEGINNING) -> int | None:
    """On which of these days the table first wrote this row."""
    for day in days:
        with clock.moved_to(since + day * DAY + MINUTE):
            tick(clock.now())
            db.session.commit()
            keys = db.session.scalars(select(OutgoingMail.dedupe_key)).all()
            if any(key.startswith(f"{name}:") for key in keys):
                return day
    return None


def test_a_nudge_in_the_post_does_not_leave_once_the_pair_rests(
    inbox: Inbox, pair: Mentorship, amara: Person, ben: Person
) -> None:
    with clock.moved_to(BEGINNING + 11 * DAY):
        tick(clock.now())
        pausing.pause_mentorship(pair, amara, clock.now().date() + 4 * WEEK)
        db.session.commit()
        mail.drain()

    assert subjects_to(inbox, ben) == [f"You and {amara.called} rest until Sat Oct 24"]


def test_a_rested_pair_is_no_worse_than_before(pair: Mentorship) -> None:
    rest(pair, BEGINNING + 5 * DAY, weeks=8)
    with clock.moved_to(BEGINNING + 62 * DAY):
        resting = verdicts([pair], {}, clock.now())[pair.id]
        pausing.wake_rested(clock.now())
        after = verdicts([pair], {}, clock.now())[pair.id]

    assert resting.causes == ("The pair rests until Sun Nov 15. Nothing is counted meanwhile.",)
    assert after.health is Health.too_early


def test_a_rest_without_an_end_is_asked_about_until_somebody_says(pair: Mentorship, amara: Person) -> None:
    pair.state = MentorshipState.paused
    db.session.commit()
    tick(clock.now())
    [action] = db.session.scalars(select(Action).filter_by(rule="rest_without_an_end")).all()

    pausing.pause_mentorship(pair, amara, clock.now().date() + 4 * WEEK)
    tick(clock.now())

    assert action.sentence == "Dr. Amara Lee and Dr. Ben Osei rest, and nobody has said until when."
    assert action.resolved_at is not None


@given(
    spans=st.lists(st.tuples(st.integers(0, 100), st.integers(0, 40)), max_size=4),
    rests=st.lists(st.tuples(st.integers(0, 100), st.integers(0, 40)), max_size=4),
    passed=st.integers(0, 120),
)
def test_a_day_away_and_a_day_of_rest_are_each_left_out_once(
    spans: list[tuple[int, int]], rests: list[tuple[int, int]], passed: int
) -> None:
    first = BEGINNING.date()
    person = Person(timezone="America/Chicago")
    hours = Hours(away=tuple((first + a * DAY, first + (a + long) * DAY) for a, long in spans))
    slept = [(BEGINNING + a * DAY, BEGINNING + (a + long) * DAY) for a, long in rests]

    counted = quiet.days_away(
        away_or_resting(hours, person, slept, BEGINNING),
        BEGINNING.tzinfo,  # noon everywhere that matters here
        BEGINNING,
        BEGINNING + passed * DAY,
    )

    away = {a + d for a, long in spans for d in range(long + 1)} | {
        a + d for a, long in rests for d in range(long)
    }
    assert counted == len([d for d in away if d <= passed])
