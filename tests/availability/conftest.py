"""A pair on a Monday morning: Ben and Amara, both in Chicago, with free evenings; a calendar server elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories
from tests.availability.outside import Site, serving

MONDAY = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # 10 am in Chicago


@pytest.fixture
def monday() -> Iterator[datetime]:
    with clock.moved_to(MONDAY):
        yield MONDAY


@pytest.fixture
def pair(monday: datetime, cohort: Cohort, ben: Person, amara: Person) -> Mentorship:
    return factories.mentorship(cohort, ben, amara)


@pytest.fixture
def site() -> Iterator[Site]:
    """A calendar server outside."""
    with serving() as running:
        yield running
