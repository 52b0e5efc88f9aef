"""What the worker read in somebody's other calendar is not proposed to anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship.accounts.models import Person
from mentorship.availability import feeds, fetching, foreign_calendar
from mentorship.availability.feed_cli import read_due
from mentorship.extensions import db
from mentorship.meetings.services import proposed_times
from mentorship.pairs.models import Mentorship
from tests.availability.foreign_files import at, file
from tests.availability.outside import serving


def test_an_hour_that_another_calendar_takes_is_not_proposed(
    pair: Mentorship, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "WALL", 60.0)  # on a machine with much else to do
    monkeypatch.setattr(foreign_calendar, "WALL", 60.0)
    first = proposed_times(pair)[0]
    taken = [f"{moment:%Y%m%dT%H%M%SZ}" for moment in (first, first + timedelta(hours=1))]
    with serving() as site:
        monkeypatch.setattr(fetching, "OUTSIDE", site.outside())
        site.says(file(at(*taken)))
        feeds.add_feed(ben, "https://calendar.example/private/basic.ics")
        db.session.commit()

        read_due()

    times = proposed_times(pair)
    assert times
    assert not [time for time in times if first - timedelta(minutes=45) < time < first + timedelta(hours=1)]
