from __future__ import annotations

import pytest
from sqlalchemy import func, select

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.programs import queries, services
from mentorship.programs.models import Application, ApplicationState, Cohort, CohortState, Role
from tests import factories
from tests.accounts.crowd import at_once
from tests.pages import Browser, Page


@pytest.fixture
def grace(cohort: Cohort) -> Person:
    """Confirmed, in no cohort yet; the noise's cohort is shut, so that there is one to join."""
    for other in db.session.scalars(select(Cohort).where(Cohort.id != cohort.id)):
        other.state = CohortState.draft
    return factories.person("Grace Kim", is_mentee=True)


def joined(client: Browser, person: Person, cohort: Cohort, role: str = "mentee") -> Page:
    return client.signed_in(person).post("programs.apply", cohort=cohort.public_id, role=role)


def test_one_open_cohort_takes_one_click(
    client: Browser, grace: Person, cora: Person, cohort: Cohort
) -> None:
    page = client.signed_in(grace).get("programs.apply")

    buttons = [button.text for button in page.all("button") if button.text and button.text.startswith("Join")]
    assert buttons == ["Join as a mentee"]
    assert "Lone Star Society of Independent Physicians" in page.text


def test_after_asking_the_page_says_who_checks_and_what_to_do_meanwhile(
    client: Browser, grace: Person, cora: Person, cohort: Cohort
) -> None:
    page = joined(client, grace, cohort)

    assert (
        "Cora’s team checks every new member, usually within two days. You can already look around."
        in page.text
    )
    assert "/mentors" in page.links
    assert not [button for button in page.all("button") if (button.text or "").startswith("Join")]


def test_where_nobody_runs_the_program_yet_the_society_is_named(
    client: Browser, grace: Person, cohort: Cohort
) -> None:
    page = joined(client, grace, cohort)

    assert "Lone Star Society of Independent Physicians checks every new member" in page.text


def test_asking_twice_is_asking_once(client: Browser, grace: Person, cohort: Cohort) -> None:
    joined(client, grace, cohort)

    page = joined(client, grace, cohort)

    assert page.notice is not None and "you have asked already" in page.notice
    assert db.session.scalar(select(func.count()).select_from(Application).filter_by(person_id=grace.id)) == 1


def test_of_many_clicks_at_once_one_counts(app, grace: Person, cohort: Cohort) -> None:
    browsers = [Browser(app).signed_in(grace) for _ in range(8)]
    fields = {"cohort": cohort.public_id, "role": "mentee"}

    answers = at_once(app, 8, lambda: browsers.pop().send("/join", fields, follow=False).status)

    assert answers == [303] * 8
    assert db.session.scalar(select(func.count()).select_from(Application).filter_by(person_id=grace.id)) == 1


@pytest.mark.parametrize("state", [CohortState.draft, CohortState.closing, CohortState.closed])
def test_a_cohort_that_is_not_open_cannot_be_joined(
    client: Browser, grace: Person, cohort: Cohort, state: CohortState
) -> None:
    cohort.state = state

    page = joined(client, grace, cohort)

    assert "No cohort is open right now" in page.text
    assert queries.application_of(grace, Role.mentee) is None
    with pytest.raises(services.CohortIsNotOpen):
        services.apply(grace, cohort, Role.mentee)


@pytest.mark.parametrize("state", [CohortState.open, CohortState.matching, CohortState.running])
def test_a_cohort_that_takes_members_can_be_joined(
    client: Browser, grace: Person, cohort: Cohort, state: CohortState
) -> None:
    cohort.state = state

    joined(client, grace, cohort)

    application = queries.application_of(grace, Role.mentee)
    assert application is not None and application.state == ApplicationState.submitted


@pytest.mark.parametrize("role", ["mentor", "coordinator", "", None])
def test_nobody_joins_in_a_role_that_is_not_theirs(
    client: Browser, grace: Person, cohort: Cohort, role: str | None
) -> None:
    client.signed_in(grace).post("programs.apply", cohort=cohort.public_id, role=role)

    assert queries.applications_of(grace) == []


def test_an_unknown_cohort_is_answered_with_where_things_stand(
    client: Browser, grace: Person, cohort: Cohort
) -> None:
    page = client.signed_in(grace).post(
        "programs.apply", cohort="no-such-cohort", role="mentee", state="approved"
    )

    assert page.notice == (
        "This cohort cannot be joined now, or you have asked already. This is where things stand."
    )
    assert queries.applications_of(grace) == []


def test_somebody_with_both_roles_may_join_on_both_sides(
    client: Browser, grace: Person, cohort: Cohort
) -> None:
    grace.is_mentor = True
    joined(client, grace, cohort)

    page = joined(client, grace, cohort, "mentor")

    assert {application.role for application in queries.applications_of(grace)} == {Role.mentee, Role.mentor}
    assert page.notice is None


def test_a_declined_applicant_reads_why(client: Browser, grace: Person, cora: Person, cohort: Cohort) -> None:
    services.decline(services.apply(grace, cohort, Role.mentee), cora, "This cohort is for Texas practices.")

    page = client.signed_in(grace).get("programs.apply")

    assert "Declined" in page.text and "This cohort is for Texas practices." in page.text


def test_an_approved_member_is_shown_the_way_on(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).get("programs.apply")

    assert "You are in" in page.text
    assert "/mentors" in page.links


def test_a_coordinator_has_nothing_to_join(client: Browser, cora: Person) -> None:
    client.signed_in(cora).get("programs.apply", status=403)


def test_a_page_with_many_years_of_applications_stays_quick(client: Browser, grace: Person) -> None:
    for year in range(8):
        services.apply(grace, factories.cohort(f"Cohort {year}"), Role.mentee)

    page = client.signed_in(grace).get("programs.apply")

    assert page.text.count("Being checked") == 8


def test_a_declined_application_stays_to_be_read(grace: Person, cora: Person, cohort: Cohort) -> None:
    application = services.apply(grace, cohort, Role.mentee)

    services.decline(application, cora, "Not this time.")

    assert queries.application_of(grace, Role.mentee) == application
