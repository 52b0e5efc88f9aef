"""Cora chooses an aim, watches the worker, stops it, and reads what came of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.coordination.forms import AIMS
from mentorship.extensions import db
from mentorship.pairing import computing
from mentorship.pairing import services as pairing
from mentorship.pairing.models import MatchRun
from mentorship.pairing.runs import OBJECTIVES
from mentorship.profiles.models import Exclusion, ExclusionKind
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import Browser, Page, words_of


@pytest.fixture
def browser(client: Browser, cohort: Cohort, cora: Person, amara: Person, ben: Person) -> Browser:
    """Cora at her browser, with Amara and Ben to match."""
    return client.signed_in(cora)


def ask(browser: Browser, cohort: Cohort, objective: str = "fair") -> Page:
    return browser.post("coordination.run", public_id=cohort.public_id, objective=objective)


def work() -> None:
    pairing.compute_runs()
    db.session.commit()


def page_of(browser: Browser, cohort: Cohort) -> Page:
    return browser.get("coordination.run", public_id=cohort.public_id)


def the_run() -> MatchRun:
    return db.session.scalars(select(MatchRun).order_by(MatchRun.id.desc())).one()


def test_every_aim_can_be_chosen_and_says_what_it_means(browser: Browser, cohort: Cohort) -> None:
    page = page_of(browser, cohort)

    radios = page.all("input", name="objective")
    hints = {e.get("id"): words_of(e) for e in page.all("p", class_="hint")}
    assert [radio.get("value") for radio in radios] == list(AIMS) == list(OBJECTIVES)
    assert [hints[radio.get("aria-describedby")] for radio in radios] == [hint for _, hint in AIMS.values()]
    assert page.value("objective") == "fair"


def test_a_run_begins_with_the_aim_of_the_draft_that_is_there(browser: Browser, cohort: Cohort) -> None:
    ask(browser, cohort, "coverage")
    work()

    assert page_of(browser, cohort).value("objective") == "coverage"


def test_the_page_says_what_the_worker_does_and_how_far_it_is(browser: Browser, cohort: Cohort) -> None:
    before = ask(browser, cohort)
    task = computing.take(the_run().id)
    assert task
    computing.reporter(task)("Proving that nothing is better, pass 2", 0.6)

    page = page_of(browser, cohort)

    assert "Waiting for the worker to begin" in before.text
    assert before.all("progress")[0].get("value") is None
    assert "Proving that nothing is better, pass 2, 60%" in page.text
    assert [(bar.get("value"), bar.get("max")) for bar in page.all("progress")] == [("60", "100")]
    assert "with the aim “Nobody far behind”" in page.text


def test_a_match_is_stopped_and_the_page_says_so_plainly(browser: Browser, cohort: Cohort) -> None:
    ask(browser, cohort)

    page = browser.post("coordination.stop", public_id=cohort.public_id)
    work()

    assert "Stopped" in page.text
    assert "There are no pairs yet. Run the match again below, or discard this draft." in page.text
    assert "Publish" not in page.text
    assert page.all("main", data_refresh="3") == []
    assert "Stopped" in page_of(browser, cohort).text


def test_a_stopped_second_run_shows_the_pairs_of_the_draft_before(browser: Browser, cohort: Cohort) -> None:
    ask(browser, cohort)
    work()
    asked = ask(browser, cohort, "stable")

    page = browser.post("coordination.stop", public_id=cohort.public_id)

    assert "Until then the last draft stays as it is." in asked.text
    assert "The pairs below are those of the last draft." in page.text
    assert "Dr. Amara Lee with Dr. Ben Osei" in page.text
    assert "Worked out" not in page.text


def test_stopping_what_is_finished_changes_nothing_and_says_so(browser: Browser, cohort: Cohort) -> None:
    ask(browser, cohort)
    work()

    page = browser.post("coordination.stop", public_id=cohort.public_id)

    assert page.notice == "Nothing was being worked out any more, so there was nothing to stop."
    assert "Nobody has been told" in page.text


def test_a_draft_says_what_was_proved(browser: Browser, cohort: Cohort) -> None:
    ask(browser, cohort, "total")
    work()

    page = page_of(browser, cohort)

    assert "with the aim “Best fit overall”. No other set of pairs fits better under your rules." in page.text
    assert "last draft" not in page.text


def test_what_came_in_since_the_last_draft_stands_first_and_is_marked(
    browser: Browser, cohort: Cohort
) -> None:
    ask(browser, cohort)
    work()
    factories.mentee(cohort, "Zoe Late", needs=["prior-authorization"])
    ask(browser, cohort)
    work()

    page = page_of(browser, cohort)

    titles = [words_of(e) for e in page.all("h2") if " with " in words_of(e)]
    assert "1 of 2 pairs changed since the last draft. It comes first." in page.text
    assert titles == ["Dr. Zoe Late with Dr. Ben Osei", "Dr. Amara Lee with Dr. Ben Osei"]
    assert page.text.count("Not in the last draft.") == 1


def test_a_lock_that_became_impossible_can_be_unlocked_on_the_page_that_says_so(
    browser: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    ask(browser, cohort)
    work()
    proposal = the_run().standing[0].public_id
    here = {"public_id": cohort.public_id, "proposal_id": proposal, "why": ""}
    browser.post("coordination.decide", verb="lock", **here)
    profile = profile_of(amara)
    assert profile is not None
    profile.exclusions.append(Exclusion(email=ben.email, kind=ExclusionKind.family))
    ask(browser, cohort)
    work()

    refused = page_of(browser, cohort)
    browser.post("coordination.decide", verb="unlock", **here)
    ask(browser, cohort)
    work()

    assert "Unlock it, then run the match again." in (refused.error or "")
    assert "Unlock" in [words_of(button) for button in refused.all("button")]
    assert "Which one is never said." in page_of(browser, cohort).text


def test_a_colleague_elsewhere_cannot_stop_it(
    browser: Browser, client: Browser, cohort: Cohort, dev: Person
) -> None:
    ask(browser, cohort)
    other = factories.coordinator(factories.cohort("Elsewhere"), "Olga Other")

    client.signed_in(other).post("coordination.stop", status=404, public_id=cohort.public_id)
    client.signed_in(dev).post("coordination.stop", status=403, public_id=cohort.public_id)

    assert the_run().finished_at is None
