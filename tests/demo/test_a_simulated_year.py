"""A cohort against the clock: nobody waits in silence, nobody is disturbed or nagged, every quiet pair is noticed.

A simulation brings its own SQLite database, so one run of the suite is enough.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from mentorship.accounts.models import Person
from mentorship.demo.living import Cast, Manner
from mentorship.demo.reporting import Report, report, told
from mentorship.demo.simulate_cli import throw_away
from mentorship.demo.simulating import Seen
from mentorship.extensions import db
from mentorship.mail.models import Category, MailState
from mentorship.mail.services import CAN_WAIT
from mentorship.programs.models import Cohort
from tests.mail.letters import posted

pytestmark = pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="the same simulation once more")

NOON = datetime(2027, 10, 1, 17, 0, tzinfo=UTC)
SOUND = Report(
    people=2, pairs=1, sent=9, undelivered=0, longest_silent_wait=timedelta(hours=48), at_night_or_protected=0,
    most_allowed=4, most_optional_in_a_month=4, most_nudges_in_a_week=1, said_again=0,
    quiet=(("Dr. Lee and Dr. Osei", NOON, NOON + timedelta(days=1)),), kinds=(), each=(),
)  # fmt: skip


def test_a_month_of_a_few_pairs_keeps_every_promise() -> None:
    found = throw_away(months=1, pairs=4, seed=7)

    assert found.broken == []
    assert found.sent > 20


@pytest.mark.parametrize(
    ("figure", "value", "sentence"),
    [
        ("longest_silent_wait", timedelta(hours=49), "without a word"),
        ("at_night_or_protected", 1, "at night or in protected time"),
        ("most_optional_in_a_month", 5, "more optional mail in a month"),
        ("most_nudges_in_a_week", 2, "more than one nudge in a week"),
        ("quiet", (("Dr. Lee and Dr. Osei", NOON, NOON + timedelta(days=2)),), "went quiet"),
        ("quiet", (("Dr. Lee and Dr. Osei", NOON, None),), "went quiet"),
        ("said_again", 1, "once more"),
        ("undelivered", 1, "not delivered"),
    ],
)
def test_every_promise_that_is_broken_is_named(figure: str, value: object, sentence: str) -> None:
    broken = replace(SOUND, **{figure: value})

    [named] = broken.broken

    assert sentence in named
    assert named in told(broken)
    assert SOUND.broken == []


@pytest.mark.parametrize("hour", [17, 4])
@pytest.mark.parametrize("category", CAN_WAIT)
def test_whatever_can_wait_counts_when_it_came_at_night_from_whichever_room(
    app: Flask, cohort: Cohort, cora: Person, amara: Person, category: Category, hour: int
) -> None:
    sent = posted(amara, category=category, kind="checkins.pulse")
    sent.state, sent.sent_at = MailState.sent, NOON.replace(hour=hour)
    db.session.commit()

    found = report(Cast(cohort, cora, {amara.id: Manner.prompt}), Seen(), 1)

    assert found.at_night_or_protected == (1 if hour == 4 else 0)


@pytest.mark.slow
def test_the_same_seed_tells_the_same_story_and_another_a_different_one() -> None:
    stories = [told(throw_away(months=2, pairs=5, seed=seed)) for seed in (1, 1, 2)]

    assert stories[0] == stories[1] != stories[2]


@pytest.mark.slow
def test_a_whole_year_of_a_few_pairs_keeps_every_promise() -> None:
    # `flask simulate --months 12 --pairs 100` asks the same of a whole cohort; it takes many times as long.
    found = throw_away(months=12, pairs=8, seed=1)

    assert found.broken == []
    assert found.quiet, "some went quiet, so that it shows whether they are noticed"
