"""At day 30 and every 60 days each of the two says, for the coordinator alone, how it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.checkins.models import Pulse, PulseAnswer, pulse_day
from mentorship.checkins.queries import pulses_waiting, step_of
from mentorship.checkins.services import say_pulse
from mentorship.extensions import db
from mentorship.pairs import pausing
from mentorship.pairs.models import Mentorship
from tests.factories import BEGINNING
from tests.pages import Browser

DAY = timedelta(days=1)


def kept() -> list[tuple[int, PulseAnswer]]:
    return [(row.day, row.answer) for row in db.session.scalars(select(Pulse).order_by(Pulse.day))]


@given(st.integers(0, 4000), st.floats(0, 0.99))
def test_the_step_is_the_last_of_30_90_150_and_so_on(day: int, hours: float) -> None:
    steps = [step for step in range(30, 4100, 60) if step <= day]

    found = pulse_day(BEGINNING, BEGINNING + (day + hours) * DAY)

    assert found == (steps[-1] if steps else None)


def test_nobody_is_asked_in_the_first_month(client: Browser, pair: Mentorship, amara: Person) -> None:
    with clock.moved_to(pair.started_at + 29 * DAY):
        page = client.signed_in(amara).post(
            "checkins.pulse", public_id=pair.public_id, answer="well", words=""
        )

    assert page.status == 409 and "a month after you began" in (page.error or "")
    assert kept() == []


def test_each_step_has_an_answer_of_its_own(client: Browser, pair: Mentorship, amara: Person) -> None:
    for day, answer in ((30, "stuck"), (31, "slowly"), (90, "well")):
        with clock.moved_to(pair.started_at + day * DAY):
            browser = client.signed_in(amara)
            page = browser.get("checkins.pulse", public_id=pair.public_id)
            assert page.h1 == "How is it going with Dr. Ben Osei?"
            browser.post("checkins.pulse", public_id=pair.public_id, answer=answer, words="")

    assert kept() == [(30, PulseAnswer.slowly), (90, PulseAnswer.well)]


@pytest.mark.parametrize("day", [30, 31])
def test_the_database_refuses_a_second_pulse_for_a_step_and_steps_that_are_none(
    pair: Mentorship, amara: Person, day: int
) -> None:
    with clock.moved_to(pair.started_at + 30 * DAY):
        say_pulse(pair, amara, PulseAnswer.well, "")
    values = {"mentorship_id": pair.id, "person_id": amara.id, "answer": PulseAnswer.stuck, "words": ""}

    with pytest.raises(IntegrityError):
        db.session.execute(insert(Pulse).values(**values, day=day, answered_at=clock.now()))


def test_days_of_rest_bring_no_step_nearer(client: Browser, pair: Mentorship, amara: Person) -> None:
    with clock.moved_to(pair.started_at + 10 * DAY):
        pausing.pause_mentorship(pair, amara, (clock.now() + 28 * DAY).date())
    with clock.moved_to(pair.started_at + 38 * DAY):
        pausing.carry_on(pair, amara)
        db.session.commit()

    steps = [step_of(pair, pair.started_at + day * DAY + DAY / 2) for day in (30, 57, 58, 117, 118)]
    asked = [
        pair in [asking.pair for asking in pulses_waiting(pair.started_at + day * DAY + DAY / 2)]
        for day in (30, 57, 58)
    ]

    assert steps == [None, None, 30, 30, 90]
    assert asked == [False, False, True]
