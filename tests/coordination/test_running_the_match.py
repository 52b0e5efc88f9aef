"""Cora runs the match, reads the drafts with their reasons, changes them, and publishes once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.pairing import services as pairing
from mentorship.pairing.models import MatchRun, Proposal, ProposalState, RunState
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import Browser, Page


@pytest.fixture
def run_page(client: Browser, cohort: Cohort, cora: Person, amara: Person, ben: Person) -> Page:
    """The draft of a match over Amara, Ben and a mentee whom nobody can help."""
    factories.mentee(cohort, "Lena Alone", needs=["late-career-succession"], wanted_language="ht")
    browser = client.signed_in(cora)
    browser.post("coordination.run", public_id=cohort.public_id, objective="total")
    pairing.compute_runs()
    db.session.commit()
    return browser.get("coordination.run", public_id=cohort.public_id)


def the_run() -> MatchRun:
    return db.session.scalars(select(MatchRun).order_by(MatchRun.id.desc())).first()


def the_proposal() -> Proposal:
    return db.session.scalars(select(Proposal).order_by(Proposal.id.desc())).first()


def test_the_page_waits_until_the_worker_has_computed(
    client: Browser, cohort: Cohort, cora: Person, amara: Person
) -> None:
    page = client.signed_in(cora).post("coordination.run", public_id=cohort.public_id, objective="coverage")

    assert "being worked out" in page.text
    assert page.all("main", data_refresh="3")


def test_the_draft_shows_pairs_with_reasons_and_who_would_wait(run_page: Page) -> None:
    assert "Dr. Amara Lee with Dr. Ben Osei" in run_page.text
    assert the_proposal().explanation["reasons"][0] in run_page.text
    assert "Dr. Lena Alone" in run_page.text.partition("Would wait")[2]
    assert "Nobody has been told" in run_page.text


def test_a_locked_pair_survives_another_run_and_a_rejected_one_does_not_return(
    run_page: Page, client: Browser, cohort: Cohort, cora: Person
) -> None:
    browser = client.signed_in(cora)
    here = {"public_id": cohort.public_id, "proposal_id": the_proposal().public_id}

    browser.post("coordination.decide", verb="lock", **here, why="They know each other's town.")
    browser.post("coordination.run", public_id=cohort.public_id, objective="total")
    pairing.compute_runs()
    assert the_proposal().state == ProposalState.locked

    again = {"public_id": cohort.public_id, "proposal_id": the_proposal().public_id}
    browser.post("coordination.decide", verb="unlock", **again, why="")
    browser.post("coordination.decide", verb="reject", **again, why="Ben is moving away.")
    browser.post("coordination.run", public_id=cohort.public_id, objective="total")
    pairing.compute_runs()
    live = [p for p in the_run().proposals if p.state != ProposalState.rejected]
    assert live == []


def test_publishing_pairs_people_and_tells_everyone_once(
    run_page: Page, client: Browser, cohort: Cohort, cora: Person, amara: Person, ben: Person
) -> None:
    browser = client.signed_in(cora)

    page = browser.post("coordination.finish_run", verb="publish", public_id=cohort.public_id)
    mails = db.session.scalar(select(func.count()).select_from(OutgoingMail))
    again = browser.post("coordination.finish_run", verb="publish", public_id=cohort.public_id)

    assert "Published" in (page.notice or "")
    pair = db.session.scalars(select(Mentorship).filter_by(cohort_id=cohort.id)).one()
    assert (pair.mentee_id, pair.mentor_id) == (amara.id, ben.id)
    assert the_run().state == RunState.published
    assert "Published" not in (again.notice or "")
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == mails == 3


def test_after_publishing_cora_sees_who_is_matched_and_who_waits_and_why(
    run_page: Page, client: Browser, cohort: Cohort, cora: Person
) -> None:
    browser = client.signed_in(cora)
    browser.post("coordination.finish_run", verb="publish", public_id=cohort.public_id)

    pairs = browser.get("coordination.pairs", public_id=cohort.public_id)
    waiting = browser.get("coordination.waiting", public_id=cohort.public_id)

    assert "Dr. Amara Lee" in pairs.text
    assert "no next date" in pairs.text
    assert "Dr. Lena Alone" in waiting.text
    assert "Haitian Creole" in waiting.text


def test_a_discarded_draft_tells_nobody(
    run_page: Page, client: Browser, cohort: Cohort, cora: Person
) -> None:
    client.signed_in(cora).post("coordination.finish_run", verb="discard", public_id=cohort.public_id)

    assert the_run().state == RunState.discarded
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == 0


def test_a_pair_by_hand_needs_a_reason_and_the_hard_rules_hold(
    run_page: Page, client: Browser, cohort: Cohort, cora: Person, ben: Person
) -> None:
    browser = client.signed_in(cora)
    lena = db.session.scalars(select(Person).filter_by(name="Lena Alone")).one()
    people = {"public_id": cohort.public_id, "mentee": lena.public_id, "mentor": ben.public_id}

    unexplained = browser.post("coordination.pair_by_hand", **people, why="")
    blocked = browser.post("coordination.pair_by_hand", **people, why="They met at a conference.")

    assert unexplained.error == "Say why, in a few words; it is kept with the pair."
    assert "not possible" in (blocked.error or "")
    assert not [proposal for proposal in the_run().proposals if proposal.mentee_id == lena.id]


def test_a_pair_by_hand_is_chosen_from_the_lists(
    run_page: Page, client: Browser, cohort: Cohort, cora: Person, ben: Person, dev: Person
) -> None:
    browser = client.signed_in(cora)
    before = len(the_run().proposals)

    for stranger in (dev.public_id, "nobody", None):
        page = browser.post(
            "coordination.pair_by_hand",
            public_id=cohort.public_id,
            mentee=stranger,
            mentor=ben.public_id,
            why="So.",
        )
        assert page.error == "Choose a mentee and a mentor from the lists."
        assert "So." in [field.get("value") for field in page.all("input", name="why")]

    assert len(the_run().proposals) == before


def test_a_reason_that_is_too_long_is_not_lost(
    run_page: Page, client: Browser, cohort: Cohort, cora: Person
) -> None:
    here = {"public_id": cohort.public_id, "proposal_id": the_proposal().public_id}
    words = "They know each other. " * 20

    page = client.signed_in(cora).post("coordination.decide", verb="reject", **here, why=words)

    assert "Shorten this" in (page.notice or "")
    assert words.strip() in [field.get("value") for field in page.all("input", name="why")]
    assert the_proposal().state == ProposalState.proposed
