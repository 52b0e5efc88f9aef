"""How a pair is doing rests on published signals, says why, and never punishes who was away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.pairs.health import Health, Signals, judge

NOW = datetime(2026, 9, 15, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AN_AGE = st.none() | st.integers(0, 400).map(lambda days: NOW - days * DAY)
ANY = st.builds(
    Signals,
    started_at=st.integers(0, 400).map(lambda days: NOW - days * DAY),
    cadence_weeks=st.integers(1, 12),
    paused=st.booleans(),
    agreed=st.booleans(),
    last_met=AN_AGE,
    has_date=st.booleans(),
    missed_in_a_row=st.integers(0, 3),
    stalled_step=st.booleans(),
    days_away=st.integers(0, 100),
)
ORDER = (Health.too_early, Health.on_track, Health.needs_check_in, Health.at_risk)


def signals(days: int = 60, met: int | None = None, **changes: Any) -> Signals:
    """A pair that began so many days ago and last met so many days ago."""
    return Signals(
        started_at=NOW - days * DAY,
        cadence_weeks=4,
        last_met=None if met is None else NOW - met * DAY,
        **changes,
    )


@pytest.mark.parametrize(
    ("seen", "health", "cause"),
    [
        (signals(9), Health.too_early, "They began less than ten days ago."),
        (signals(9, has_date=True), Health.on_track, "They have a date."),
        (signals(10), Health.needs_check_in, "They have not met 10 days after they began, and have no date."),
        (signals(28), Health.at_risk, "They have not met 28 days after they began, and have no date."),
        (signals(30, days_away=3), Health.needs_check_in, "They have not met 27 days after they began"),
        (signals(60, met=20), Health.on_track, "They met within their rhythm."),
        (signals(90, met=42), Health.needs_check_in, "They last met 42 days ago and have no date."),
        (signals(90, met=59), Health.needs_check_in, "They last met 59 days ago and have no date."),
        (signals(200, met=60), Health.at_risk, "They last met 60 days ago and have no date."),
        (signals(200, met=90, has_date=True), Health.on_track, "They have a date."),
        (signals(60, met=20, missed_in_a_row=2), Health.at_risk, "The last 2 meetings did not take place."),
        (signals(14, has_date=True, agreed=False), Health.needs_check_in, "One of them has not agreed yet"),
        (signals(300, met=200, paused=True), Health.paused, "The pair rests. Nothing is counted meanwhile."),
    ],
)  # fmt: skip
def test_each_state_has_its_rule_and_says_it(seen: Signals, health: Health, cause: str) -> None:
    verdict = judge(seen, NOW)

    assert verdict.health is health
    assert any(said.startswith(cause) for said in verdict.causes)


@given(seen=ANY)
def test_every_state_has_a_cause_and_a_pause_wins(seen: Signals) -> None:
    verdict = judge(seen, NOW)

    assert verdict.causes
    assert (verdict.health is Health.paused) == seen.paused


@given(seen=ANY, more=st.integers(1, 60))
def test_days_away_a_new_date_and_a_met_partner_never_make_it_worse(seen: Signals, more: int) -> None:
    seen = replace(seen, paused=False)
    before = ORDER.index(judge(seen, NOW).health)

    better = [
        replace(seen, days_away=seen.days_away + more),
        replace(seen, has_date=True),
        replace(seen, missed_in_a_row=0),
    ]

    assert all(ORDER.index(judge(one, NOW).health) <= max(before, 1) for one in better)
