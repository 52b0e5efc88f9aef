"""A pair that has just met for the first time, and a clock that the test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship.accounts.models import Person
from mentorship.meetings.models import Meeting
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories
from tests.pairing.past_pairs import met_once

DAY = timedelta(days=1)


@pytest.fixture
def pair(cohort: Cohort, ben: Person, amara: Person) -> Mentorship:
    """Ben and Amara, who began two days ago."""
    return factories.mentorship(cohort, ben, amara, started_at=datetime(2026, 9, 13, 15, 0, tzinfo=UTC))


@pytest.fixture
def met(pair: Mentorship) -> Meeting:
    """Their first meeting, yesterday."""
    return met_once(pair)
