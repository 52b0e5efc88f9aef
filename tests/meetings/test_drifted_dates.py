"""When a government changes its clocks, the operator finds the dates that were agreed for another hour."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings import services
from mentorship.meetings.models import Meeting
from mentorship.pairs.models import Mentorship


def told(app: Flask) -> str:
    done = app.test_cli_runner().invoke(args=["meetings", "drifted"])
    assert done.exit_code == 0, done.output
    return done.output


def booked(pair: Mentorship, by: Person) -> Meeting:
    return services.book(
        pair, by, (clock.now() + timedelta(days=10)).replace(minute=0, second=0, microsecond=0)
    )


def test_dates_that_stand_as_agreed_need_no_look(app: Flask, pair: Mentorship, amara: Person) -> None:
    booked(pair, amara)
    db.session.commit()

    assert told(app) == "Every date ahead is as agreed.\n"


def test_a_date_whose_clocks_will_show_another_hour_is_listed(
    app: Flask, pair: Mentorship, amara: Person, ben: Person
) -> None:
    meeting = booked(pair, amara)
    agreed, shows = "2026-11-19T09:00", meeting.wall_time
    meeting.wall_time = agreed
    db.session.commit()

    output = told(app)

    assert shows == "2026-11-19T10:00"
    assert (
        f"{agreed} in America/New_York was agreed, clocks will show {shows}: {ben.email} and {amara.email}"
        in output
    )
    assert output.endswith("To look at: 1.\n")


def test_what_is_over_or_cancelled_is_not_listed(app: Flask, pair: Mentorship, amara: Person) -> None:
    meeting = booked(pair, amara)
    meeting.wall_time = "2026-11-19T09:00"
    services.cancel(meeting, amara, "")
    db.session.commit()

    assert told(app) == "Every date ahead is as agreed.\n"
