"""A cohort against the clock: nobody waits in silence, nobody is disturbed or nagged, every quiet pair is noticed.

A simulation brings its own SQLite database, so one run of the suite is enough.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mentorship.demo.reporting import Report, told
from mentorship.demo.simulate_cli import throw_away

pytestmark = pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="the same simulation once more")

NOON = datetime(2027, 10, 1, 17, 0, tzinfo=UTC)
SOUND = Report(
    people=2, pairs=1, sent=9, undelivered=0, longest_silent_wait=timedelta(hours=48), at_night_or_protected=0,
    most_allowed=4, most_optional_in_a_month=4, most_nudges_in_a_week=1, said_again=0,
    quiet=(("Dr. Lee and Dr. Osei", NOON, NOON + timedelta(days=1)),), kinds=(), each=(),
)  # fmt: skip


def test_a_month_of_a_few_pairs_keeps_every_promise() -> None:
    report = throw_away(months=1, pairs=4, seed=7)

    assert report.broken == []
    assert report.sent > 20


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
    report = replace(SOUND, **{figure: value})

    [named] = report.broken

    assert sentence in named
    assert named in told(report)
    assert SOUND.broken == []


@pytest.mark.slow
def test_the_same_seed_tells_the_same_story_and_another_a_different_one() -> None:
    stories = [told(throw_away(months=2, pairs=5, seed=seed)) for seed in (1, 1, 2)]

    assert stories[0] == stories[1] != stories[2]


@pytest.mark.slow
def test_a_whole_year_of_a_few_pairs_keeps_every_promise() -> None:
    # `flask simulate --months 12 --pairs 100` asks the same of a whole cohort; it takes many times as long.
    report = throw_away(months=12, pairs=8, seed=1)

    assert report.broken == []
    assert report.quiet, "some went quiet, so that it shows whether they are noticed"
