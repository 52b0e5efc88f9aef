"""Cora reads applications: she checks who somebody is, lets them in, or says no with a reason."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.programs.models import Application, ApplicationState, Cohort
from tests import factories
from tests.pages import Browser


@pytest.fixture
def nia(cohort: Cohort) -> Person:
    """Dr. Nia New, who has applied and waits."""
    return factories.mentee(cohort, "Nia New", needs=["ehr-selection"], state=ApplicationState.submitted)


def application_of(person: Person) -> Application:
    return db.session.scalars(select(Application).filter_by(person_id=person.id)).one()


def test_unread_applications_come_first(
    client: Browser, cohort: Cohort, cora: Person, amara: Person, nia: Person
) -> None:
    page = client.signed_in(cora).get("coordination.applications", public_id=cohort.public_id)

    assert page.text.index("Dr. Nia New") < page.text.index("Dr. Amara Lee")
    assert "Noise" not in page.text


def test_approving_records_how_and_writes_to_the_applicant(
    client: Browser, cohort: Cohort, cora: Person, nia: Person
) -> None:
    application = application_of(nia)

    page = client.signed_in(cora).post(
        "coordination.application",
        public_id=cohort.public_id,
        application_id=application.public_id,
        method="license seen",
    )

    assert page.notice == "Dr. Nia New is in, and has a mail that says what to do next."
    assert (application.state, application.method) == (ApplicationState.approved, "license seen")
    assert [mail.person_id for mail in db.session.scalars(select(OutgoingMail))] == [nia.id]


def test_declining_needs_a_reason_that_the_applicant_reads(
    client: Browser, cohort: Cohort, cora: Person, nia: Person
) -> None:
    application, browser = application_of(nia), client.signed_in(cora)
    here = {"public_id": cohort.public_id, "application_id": application.public_id}

    page = browser.post("coordination.decline", **here, reason=" ")
    assert page.error == "Write one sentence; the applicant reads it."

    browser.post("coordination.decline", **here, reason="This cohort is for Texas practices.")
    assert (application.state, application.reason) == (
        ApplicationState.declined,
        "This cohort is for Texas practices.",
    )


def test_a_decided_application_is_not_decided_again(
    client: Browser, cohort: Cohort, cora: Person, nia: Person
) -> None:
    application, browser = application_of(nia), client.signed_in(cora)
    here = {"public_id": cohort.public_id, "application_id": application.public_id}
    browser.post("coordination.application", **here, method="short call")

    page = browser.post("coordination.decline", **here, reason="Too late.")

    assert application.state == ApplicationState.approved
    assert page.notice


@pytest.mark.parametrize("view", ["cohort", "applications", "run", "pairs", "waiting", "mail"])
def test_another_programs_coordinator_finds_nothing(client: Browser, cohort: Cohort, view: str) -> None:
    stranger = factories.coordinator(factories.cohort("Elsewhere"), "Otto Other")

    client.signed_in(stranger).get(f"coordination.{view}", status=404, public_id=cohort.public_id)


@pytest.mark.parametrize("view", ["cohort", "applications", "run", "pairs", "waiting", "mail"])
def test_members_may_not_open_the_coordinators_pages(
    client: Browser, cohort: Cohort, amara: Person, view: str
) -> None:
    client.signed_in(amara).get(f"coordination.{view}", status=403, public_id=cohort.public_id)
