"""A cohort against the clock: nobody waits in silence, nobody is disturbed or nagged, every quiet pair is noticed.

A simulation brings its own SQLite database, so one run of the suite is enough.
"""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from mentorship.config import Settings
from mentorship.demo.reporting import Report, told
from mentorship.demo.simulate_cli import throw_away

pytestmark = pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="the same simulation once more")


def check(report: Report) -> None:
    """What must hold in every simulation."""
    assert report.longest_silent_wait <= timedelta(hours=48)
    assert report.at_night_or_protected == 0
    assert report.most_optional_in_a_month <= Settings.mails_a_month
    assert report.most_nudges_in_a_week <= 1
    assert report.late == []
    assert report.said_again == 0
    assert report.undelivered == 0


def test_a_month_of_a_few_pairs_keeps_every_promise() -> None:
    report = throw_away(months=1, pairs=4, seed=7)

    check(report)
    assert report.sent > 20


@pytest.mark.slow
def test_the_same_seed_tells_the_same_story_and_another_a_different_one() -> None:
    stories = [told(throw_away(months=2, pairs=5, seed=seed)) for seed in (1, 1, 2)]

    assert stories[0] == stories[1] != stories[2]


@pytest.mark.slow
def test_half_a_year_of_a_dozen_pairs_keeps_every_promise() -> None:
    # `flask simulate --months 12 --pairs 100` asks the same of a whole year; it takes many times as long.
    report = throw_away(months=6, pairs=12, seed=1)

    check(report)
    assert report.quiet, "some went quiet, so that it shows whether they are noticed"
