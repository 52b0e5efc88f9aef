"""A match run that waits for the worker."""

from __future__ import annotations

import pytest

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.pairing import services
from mentorship.pairing.models import MatchRun
from mentorship.programs.models import Cohort
from tests import factories
from tests.pairing.test_run_a_match import computed


@pytest.fixture
def run(cohort: Cohort, amara: Person, ben: Person, cora: Person) -> MatchRun:
    """A draft that Amara and Ben are in, asked for anew because Second Mentee has joined."""
    draft = computed(cohort, cora)
    factories.mentee(cohort, "Second Mentee", needs=["prior-authorization"])
    services.start_run(cohort, cora, "fair")
    db.session.commit()
    return draft
