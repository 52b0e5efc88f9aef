"""A Monday in November, a circle a week later, and a cohort large enough to fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.community import services
from mentorship.community.models import GroupKind, GroupMeeting
from mentorship.extensions import db
from mentorship.programs.models import Cohort
from tests import factories

MONDAY = datetime(2026, 11, 9, 15, tzinfo=UTC)
"""9 am in Chicago, 10 am in New York; clocks went back a week before."""
EVENING = datetime(2026, 11, 18, 1, tzinfo=UTC)
"""Tue Nov 17, 7 pm in Chicago, 8 pm in New York."""
Plan = Callable[..., GroupMeeting]


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
def planned(cohort: Cohort, cora: Person, ben: Person, noise: None) -> Plan:
    """Plan a circle of two seats that Ben hosts, with another one in a cohort that is nobody's here."""
    other = factories.cohort("Elsewhere")
    strangers = factories.mentor(other, "Otto Elsewhere")
    _plan(other, strangers, strangers, title="Not for us", seats=1)

    def plan(host: Person = ben, **words: Any) -> GroupMeeting:
        return _plan(cohort, cora, host, **words)

    return plan


@pytest.fixture
def circle(planned: Plan) -> GroupMeeting:
    """'Denials', two seats, Tuesday evening."""
    return planned()


@pytest.fixture
def crowd(cohort: Cohort) -> Callable[[int], list[Person]]:
    """So many mentees of the cohort."""
    return lambda size: [factories.mentee(cohort, f"Mentee {number}") for number in range(1, size + 1)]


def _plan(cohort: Cohort, by: Person, host: Person, **words: Any) -> GroupMeeting:
    usual = {
        "kind": GroupKind.circle,
        "title": "Denials",
        "about": "Bring one refused claim.",
        "starts_at": EVENING,
        "minutes": 60,
        "seats": 2,
    }
    group = services.plan(cohort, by, host, **{**usual, **words})
    db.session.commit()
    return group
