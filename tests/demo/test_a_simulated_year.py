"""A cohort against the clock: nobody waits in silence, nobody is disturbed or nagged, every quiet pair is noticed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship.config import Settings
from mentorship.demo.reporting import Report, told
from mentorship.demo.simulate_cli import throw_away


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
    stories = [told(throw_away(months=3, pairs=10, seed=seed)) for seed in (1, 1, 2)]

    assert stories[0] == stories[1] != stories[2]


@pytest.mark.slow
def test_a_year_of_a_hundred_pairs_keeps_every_promise() -> None:
    report = throw_away(months=12, pairs=100, seed=1)

    check(report)
    assert report.quiet, "some went quiet, so that it shows whether they are noticed"
