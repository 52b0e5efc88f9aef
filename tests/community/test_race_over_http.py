"""Fifty people want eight seats at the same moment, over HTTP, against gunicorn with several processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.community import queries, services
from mentorship.community.models import GroupKind, GroupMeeting, SeatState
from mentorship.extensions import db
from mentorship.programs.models import Cohort
from tests import factories
from tests.meetings import test_race_over_http as bookings
from tests.pages import Browser

pytestmark = pytest.mark.slow
CLIENTS, SEATS = 50, 8
port, monday, in_the_morning = bookings.port, bookings.monday, bookings.in_the_morning


def presser(client: Browser, group: GroupMeeting, person: Person) -> bookings.Booker:
    browser = client.signed_in(person)
    token, cookie = browser.csrf_token(), browser.client.get_cookie("hallway")
    assert cookie
    return bookings.Booker(f"/groups/{group.public_id}/seat", f"hallway={cookie.value}", token)


def test_of_fifty_who_press_at_once_eight_sit_and_nobody_sees_a_crash(
    client: Browser, cohort: Cohort, cora: Person, port: int
) -> None:
    group = services.plan(
        cohort, cora, cora, kind=GroupKind.circle, title="Denials", about="",
        starts_at=clock.now() + timedelta(days=7), minutes=60, seats=SEATS,
    )  # fmt: skip
    db.session.commit()
    mentees = [factories.mentee(cohort, f"Mentee {number}") for number in range(CLIENTS)]
    people = [presser(client, group, person) for person in mentees]
    start = Barrier(CLIENTS)
    group_id = group.id
    db.session.remove()

    def press(one: bookings.Booker) -> int:
        start.wait(timeout=bookings.PATIENCE)
        return bookings.ask(port, "POST", one.path, one.cookies, csrf_token=one.token).status

    with ThreadPoolExecutor(CLIENTS) as pool:
        statuses = list(pool.map(press, people))

    after = db.session.get_one(GroupMeeting, group_id)
    places = [len(queries.people_in(after, state)) for state in (SeatState.seated, SeatState.waiting)]
    assert set(statuses) == {303}
    assert places == [SEATS, CLIENTS - SEATS]
