"""What hosts and coordinators read when they move or plan a group meeting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship.extensions import db
from mentorship.programs.models import CohortState
from tests.community.conftest import EVENING
from tests.community.test_pages import page_of
from tests.community.test_take_a_seat import busy, take


def test_a_button_pressed_twice_moves_once_and_is_no_fault(client, circle, ben):
    browser, fields = client.signed_in(ben), {"date": "11/18/2026", "time": "20:00", "seen": "0"}
    first, second = (browser.post("community.move", 200, **page_of(circle), **fields) for _ in range(2))

    assert first.notice == "Moved. Everybody with a place or in line gets the new time by mail."
    assert second.notice == "It stands at that time already."
    assert circle.sequence == 1


@pytest.mark.parametrize(
    ("many", "sentence"),
    [
        (1, "1 person has another meeting then, and is in line now."),
        (2, "2 people have another meeting then, and are in line now."),
    ],
)
def test_whoever_moves_it_reads_how_many_could_not_come_along(
    client, circle, cohort, crowd, ben, many, sentence
):
    people = crowd(2)
    take(circle, *people)
    for person in people[:many]:
        busy(cohort, person, EVENING + timedelta(days=1))
    db.session.commit()

    page = client.signed_in(ben).post("community.move", **page_of(circle), date="11/18/2026", time="20:00")

    assert page.notice and page.notice.endswith(sentence)


def test_nothing_is_planned_in_a_closed_cohort(client, cohort, cora):
    cohort.state = CohortState.closed
    db.session.commit()
    browser = client.signed_in(cora)

    page = browser.get("community.index")

    assert "Plan one" not in page.text
    browser.get("community.plan", 404, **page_of(cohort))


def test_whoever_planned_while_the_cohort_was_closed_reads_so_and_keeps_their_words(
    client, cohort, cora, ben
):
    browser = client.signed_in(cora)
    browser.get("community.plan", **page_of(cohort))
    cohort.state = CohortState.closed
    fields = {"kind": "circle", "title": "Appeals", "about": "", "host": ben.public_id, "minutes": "60"}
    when = {"date": "11/18/2026", "time": "20:00", "seats": "4"}

    page = browser.post("community.plan", 409, **page_of(cohort), **fields, **when)

    assert page.error == "Fall cohort is closed, so nothing new is planned in it."
    assert page.value("title") == "Appeals"
