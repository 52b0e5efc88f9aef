"""A pair that has just met for the first time, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.meetings.models import Meeting
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories
from tests.pairing.past_pairs import met_once

BEGINNING = datetime(2026, 9, 15, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def in_the_morning() -> Iterator[None]:
    """The story begins on a Tuesday at ten in Chicago, whenever the tests run."""
    with clock.moved_to(BEGINNING):
        yield


@pytest.fixture
def pair(cohort: Cohort, ben: Person, amara: Person) -> Mentorship:
    """Ben and Amara, who began two days ago."""
    return factories.mentorship(cohort, ben, amara, started_at=datetime(2026, 9, 13, 15, 0, tzinfo=UTC))


@pytest.fixture
def met(pair: Mentorship) -> Meeting:
    """Their first meeting, yesterday."""
    return met_once(pair)
