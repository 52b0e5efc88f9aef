"""What has stalled in a pair is named once, kindly; the turns of a cohort are marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings import services as meetings
from mentorship.pairs import services as pairs
from mentorship.pairs.models import Goal, GoalState, Mentorship
from tests.factories import BEGINNING
from tests.followup.conftest import met
from tests.mail.smtp_server import Inbox

WorkAt = Callable[[datetime], None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def subjects_by(
    inbox: Inbox, work_at: WorkAt, person: Person, days: Sequence[int], start: datetime = BEGINNING
) -> list[str]:
    for day in days:
        work_at(start + day * DAY + HOUR)
    return [mail.subject for mail in inbox.to(person.email)]


@pytest.mark.parametrize("done", [False, True])
def test_a_step_that_waits_since_two_meetings_is_named_once(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, ben: Person, done: bool
) -> None:
    met(pair, BEGINNING, "Write the appeal letter.")
    second = met(pair, BEGINNING + 20 * DAY, "Write the appeal letter this time.")
    if done:
        with clock.moved_to(second.ends_at + DAY):
            meetings.finish_step(second, amara)
            db.session.commit()

    subjects = subjects_by(inbox, work_at, amara, (5, 6, 7, 8, 12, 15), second.ends_at)

    named = [mail for mail in inbox.to(amara.email) if mail.subject == "A step that keeps waiting"]
    assert len(named) == (0 if done else 1), subjects
    assert all("this time" in mail.text for mail in named)
    assert "A step that keeps waiting" not in [mail.subject for mail in inbox.to(ben.email)]


def test_a_pair_without_a_goal_is_asked_once_after_three_weeks(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person
) -> None:
    met(pair, BEGINNING + 12 * DAY, "")

    subjects = subjects_by(inbox, work_at, amara, (18, 20, 21, 22, 29))

    assert subjects.count("One thing you want from the work with Dr. Ben Osei") == 1


@pytest.mark.parametrize("state", [GoalState.planned, GoalState.done])
def test_a_goal_whose_day_has_passed_is_asked_about_unless_somebody_said_where_it_stands(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, state: GoalState
) -> None:
    pairs.add_goal(
        pair, amara, will="appeal", so_that="it pays", due_on=(BEGINNING + 3 * DAY).date(), topic=None
    )
    goal = db.session.scalars(select(Goal)).one()
    goal.state = state
    db.session.commit()

    subjects_by(inbox, work_at, amara, (8, 10, 11, 13))

    asked = [
        mail for mail in inbox.to(amara.email) if "Where does your goal stand?" in mail.subject + mail.text
    ]
    assert len(asked) == (state == GoalState.planned)


def test_the_middle_and_the_end_of_a_cohort_are_marked_once_for_both(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, ben: Person
) -> None:
    pair.cohort.ends_on = pair.cohort.starts_on + timedelta(days=40)
    db.session.commit()

    for day in (18, 20, 21, 25, 26, 27, 30, 34, 38):
        work_at(BEGINNING + day * DAY + HOUR)

    texts = {
        person: " ".join(mail.subject + mail.text for mail in inbox.to(person.email))
        for person in (amara, ben)
    }
    assert all("Half way through Fall cohort" in text for text in texts.values())
    assert all("Fall cohort ends on Sun Oct 25" in text for text in texts.values())


def test_ninety_days_after_completing_the_mentee_hears_once_more(
    inbox: Inbox, work_at: WorkAt, pair: Mentorship, amara: Person, ben: Person
) -> None:
    with clock.moved_to(BEGINNING + DAY):
        pairs.complete(pair, ben)
        db.session.commit()
    work_at(BEGINNING + 2 * DAY)
    pair.cohort.ends_on = pair.cohort.starts_on + timedelta(days=10)
    db.session.commit()

    subjects = subjects_by(inbox, work_at, amara, (88, 91, 92, 99, 110))

    assert subjects.count("Three months after your work with Dr. Ben Osei") == 1
