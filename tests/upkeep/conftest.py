"""A pair with a meeting ahead, and the site's commands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings import services
from mentorship.meetings.models import Meeting
from mentorship.programs.models import Cohort
from tests import factories

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """`flask …`, as an operator types it."""

    def command(*words: str, typed: str = "") -> Result:
        db.session.commit()
        result = app.test_cli_runner().invoke(args=list(words), input=typed)
        db.session.remove()
        return result

    return command


@pytest.fixture
def meeting(cohort: Cohort, amara: Person, ben: Person) -> Meeting:
    """Amara and Ben have a date, and both are told."""
    pair = factories.mentorship(cohort, ben, amara)
    made = services.book(pair, amara, services.proposed_times(pair)[0])
    db.session.commit()
    return made
