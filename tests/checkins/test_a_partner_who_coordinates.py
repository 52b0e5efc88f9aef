"""A partner who runs the program as well reads nothing of what the other said; another coordinator does."""

from __future__ import annotations

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.checkins.models import FitAnswer, PulseAnswer
from mentorship.checkins.services import say_fit, say_pulse
from mentorship.extensions import db
from mentorship.followup.models import Action
from mentorship.followup.queue import keep_queue
from mentorship.meetings.models import Meeting
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort, ProgramCoordinator
from tests import factories
from tests.checkins.conftest import DAY
from tests.factories import BEGINNING
from tests.pages import Browser

CANARIES = ("We talk past each other.", "Nothing moves with him.", "is stuck", "not sure", "Somebody doubts")


@pytest.fixture
def pair(pair: Mentorship, cohort: Cohort, ben: Person) -> Mentorship:
    """Ben is Amara's mentor and runs the program."""
    ben.is_coordinator = True
    db.session.add(ProgramCoordinator(program_id=cohort.program_id, person_id=ben.id))
    db.session.commit()
    return pair


@pytest.fixture
def doubt(pair: Mentorship, met: Meeting, amara: Person) -> Action:
    """Amara has said that she is not sure, and, a month on, that it is stuck."""
    say_fit(pair, amara, FitAnswer.unsure, CANARIES[0])
    with clock.moved_to(BEGINNING + 30 * DAY):
        say_pulse(pair, amara, PulseAnswer.stuck, CANARIES[1])
    keep_queue(clock.now())
    db.session.commit()
    return db.session.query(Action).filter_by(rule="fit_check").one()


def seen_by(client: Browser, reader: Person, cohort: Cohort) -> str:
    names = ("coordination.cohort", "coordination.pairs", "coordination.actions")
    with clock.moved_to(BEGINNING + 31 * DAY):
        browser = client.signed_in(reader)
        pages = [browser.get(name, public_id=cohort.public_id) for name in names]
    return "\n".join(page.text.split("By which rules things get here")[0] for page in pages)


def test_nothing_on_any_page_of_his_cohort_says_it(
    client: Browser, cohort: Cohort, ben: Person, doubt: Action
) -> None:
    seen = seen_by(client, ben, cohort)

    assert [words for words in CANARIES if words in seen] == []


def test_another_coordinator_reads_it_all(
    client: Browser, cohort: Cohort, cora: Person, doubt: Action
) -> None:
    seen = seen_by(client, cora, cohort)

    assert [words for words in CANARIES if words not in seen] == []


def test_the_page_behind_it_is_not_there_for_him(
    client: Browser, cohort: Cohort, ben: Person, cora: Person, doubt: Action
) -> None:
    here = {"public_id": cohort.public_id, "action_id": doubt.public_id}

    client.signed_in(ben).get("coordination.action", 404, **here)
    client.signed_in(ben).post("coordination.snooze", 404, **here)
    client.signed_in(ben).post("coordination.dismiss", 404, **here, reason="I know better.")

    assert CANARIES[0] in client.signed_in(cora).get("coordination.action", **here).text
    assert (doubt.snoozed_until, doubt.dismissed_at) == (None, None)


@pytest.mark.parametrize("alone", [False, True])
def test_what_the_page_promises_is_true_where_the_partner_runs_it_alone(
    client: Browser, cohort: Cohort, pair: Mentorship, met: Meeting, amara: Person, alone: bool
) -> None:
    if not alone:
        factories.coordinator(cohort)

    page = client.signed_in(amara).get("checkins.fit", public_id=pair.public_id)

    assert ("Only your coordinator reads your answer. Dr. Ben Osei never does." in page.text) is not alone
    nobody = "Nobody reads your answer until another coordinator joins. Dr. Ben Osei never does."
    assert (nobody in page.text) is alone


def test_who_thanks_promises_nobody_who_is_not_there(
    client: Browser, pair: Mentorship, amara: Person, doubt: Action
) -> None:
    page = client.signed_in(amara).get("checkins.fit", public_id=pair.public_id)

    assert "Thank you for saying so." in page.text
    assert "Your coordinator offers" not in page.text
