"""Cora asks what past pairs teach, sees before and after, uses the learned weights, and goes back."""

from __future__ import annotations

import pytest
from flask import Flask

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup.cli import learn
from mentorship.pairing import queries
from mentorship.pairing.models import WeightsState
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import Browser, Page
from tests.pairing.past_pairs import learned


def buttons(page: Page) -> list[str]:
    return [(button.text or "").strip() for button in page.all("main")[0].iter("button")]


def test_she_asks_leaves_and_finds_an_answer(
    app: Flask, client: Browser, cohort: Cohort, cora: Person
) -> None:
    browser = client.signed_in(cora)
    front = browser.get("coordination.cohort", public_id=cohort.public_id)
    empty = browser.open(next(link for link in front.links if link.endswith("/past-pairs")))

    waiting = browser.post("coordination.past_pairs", public_id=cohort.public_id)
    app.test_cli_runner().invoke(args=["worker", "--once"])
    page = browser.get("coordination.past_pairs", public_id=cohort.public_id)

    assert buttons(empty) == ["Work it out"]
    assert waiting.all("main", data_refresh="3") and buttons(waiting) == []
    assert "0 past pairs are too few to tell (100 mentees are needed)" in page.text
    assert buttons(page) == ["Work it out again"]


def test_better_weights_are_shown_used_and_taken_back(client: Browser, cohort: Cohort, cora: Person) -> None:
    found, browser = learned(cohort), client.signed_in(cora)
    here = {"public_id": cohort.public_id, "weights_id": found.public_id}

    before = browser.get("coordination.past_pairs", public_id=cohort.public_id)
    used = browser.post("coordination.decide_weights", verb="use", **here)
    assert queries.weights_in_use(cohort.program_id) == found
    back = browser.post("coordination.decide_weights", verb="go_back", **here)

    assert buttons(before) == ["Use the learned weights", "Work it out again"]
    assert "Hours, clocks and languages 14 95" in before.text
    assert "Cora Diaz decided it" in used.text
    assert buttons(used) == ["Work it out again", "Go back to the starting weights"]
    assert buttons(back) == ["Work it out"]
    assert queries.weights_in_use(cohort.program_id) is None


def test_weights_not_shown_to_be_better_cannot_be_used(client: Browser, cohort: Cohort, cora: Person) -> None:
    found = learned(cohort, figures={"adopt": False}, weights={}, sentence="That is no clear gain.")
    here = {"public_id": cohort.public_id, "weights_id": found.public_id}

    page = client.signed_in(cora).post("coordination.decide_weights", verb="use", **here)

    assert page.notice == "These weights were not shown to be better, so they cannot be used."
    assert "That is no clear gain." in page.text
    assert buttons(page) == ["Work it out again"]


def test_a_second_click_says_that_nothing_was_done_twice(
    client: Browser, cohort: Cohort, cora: Person
) -> None:
    found, browser = learned(cohort), client.signed_in(cora)
    here = {"public_id": cohort.public_id, "weights_id": found.public_id, "verb": "use"}

    browser.post("coordination.decide_weights", **here)
    page = browser.post("coordination.decide_weights", **here)

    assert page.notice == "Somebody decided about this a moment ago, so nothing was changed."


@pytest.mark.parametrize(("who", "status"), [("amara", 403), ("ben", 403), ("elsewhere", 404)])
def test_nobody_else_sees_or_decides_it(
    client: Browser, cohort: Cohort, amara: Person, ben: Person, who: str, status: int
) -> None:
    found = learned(cohort)
    elsewhere = factories.coordinator(factories.cohort("Other cohort"), "Elsa Where")
    browser = client.signed_in({"amara": amara, "ben": ben, "elsewhere": elsewhere}[who])
    here = {"public_id": cohort.public_id, "weights_id": found.public_id}

    browser.get("coordination.past_pairs", status, public_id=cohort.public_id)
    browser.post("coordination.past_pairs", status, public_id=cohort.public_id)
    browser.post("coordination.decide_weights", status, verb="use", **here)

    assert queries.weights_in_use(cohort.program_id) is None


def test_the_weights_of_another_program_are_not_found(client: Browser, cohort: Cohort, cora: Person) -> None:
    foreign = learned(factories.cohort("Other cohort"))
    here = {"public_id": cohort.public_id, "weights_id": foreign.public_id}

    client.signed_in(cora).post("coordination.decide_weights", 404, verb="use", **here)

    assert foreign.state == WeightsState.ready


def test_long_names_and_both_answers_fit_on_one_page(client: Browser, cohort: Cohort, cora: Person) -> None:
    cohort.program.name = "The Very Long Program of Independent Physicians " * 3
    learned(cohort, WeightsState.used)
    db.session.commit()
    browser = client.signed_in(cora)
    browser.post("coordination.past_pairs", public_id=cohort.public_id)

    learn()
    page = browser.get("coordination.past_pairs", public_id=cohort.public_id)

    assert buttons(page) == ["Work it out again", "Go back to the starting weights"]
