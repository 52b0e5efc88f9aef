"""A Monday in November: Amara in Chicago and Ben in New York, both free on weekday evenings, with nothing planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories

MONDAY = datetime(2026, 11, 9, 15, tzinfo=UTC)
"""9 am in Chicago, 10 am in New York; clocks went back a week before."""


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """The clock, before anybody is made."""
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture
def ben(cohort: Cohort) -> Person:
    """Dr. Ben Osei, mentor, in New York."""
    return factories.mentor(cohort, "Ben Osei", zone="America/New_York")


@pytest.fixture
def pair(cohort: Cohort, ben: Person, amara: Person) -> Mentorship:
    """Amara and Ben, who meet every four weeks for 45 minutes."""
    return factories.mentorship(cohort, ben, amara)
