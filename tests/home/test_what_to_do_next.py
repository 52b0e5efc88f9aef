"""The home page says what to do next, and nothing else first."""

from __future__ import annotations

from datetime import timedelta

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.programs.models import ApplicationState, Cohort
from tests import factories
from tests.pages import Browser
from tests.pairing.past_pairs import met_once


def test_a_stranger_reads_what_this_is(client: Browser) -> None:
    page = client.get("home.index")

    assert page.h1 == "Independent, not alone."
    assert any("/sign-up" in link for link in page.links)


def test_a_new_mentee_starts_with_the_profile(client: Browser) -> None:
    nia = factories.person("Nia New", is_mentee=True)

    page = client.signed_in(nia).get("home.index")

    assert page.h1 == "Tell us what you need"


def test_a_mentee_with_a_profile_joins_a_cohort(client: Browser) -> None:
    nia = factories.person("Nia New", is_mentee=True)
    profile = factories.profile(nia, stage="launch")
    factories.wants(profile, ["ehr-selection"])

    page = client.signed_in(nia).get("home.index")

    assert page.h1 == "Join a cohort"


def test_an_approved_mentee_chooses_a_mentor(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).get("home.index")

    assert page.h1 == "Choose a mentor to ask"


def test_an_applicant_is_told_who_reads_the_application(client: Browser, cohort: Cohort) -> None:
    nia = factories.mentee(cohort, "Nia New", needs=["ehr-selection"], state=ApplicationState.submitted)

    page = client.signed_in(nia).get("home.index")

    assert page.h1 == "Your application is being read"
    assert "Lone Star Society" in page.text


def test_a_private_question_waits_below_what_others_wait_for(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    pair = factories.mentorship(cohort, ben, amara, started_at=clock.now() - timedelta(days=3))
    met_once(pair)

    page = client.signed_in(amara).get("home.index")

    assert page.h1 == "Agree how you and Dr. Ben Osei will work"
    assert "Is Dr. Ben Osei the right person for what you need?" in page.text
    assert f"/mentorships/{pair.public_id}/fit" in page.links


def test_the_question_about_the_fit_waits_however_long_ago_they_met(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    pair = factories.mentorship(cohort, ben, amara, started_at=clock.now() - timedelta(days=45))
    met_once(pair)

    page = client.signed_in(amara).get("home.index")

    assert "Is Dr. Ben Osei the right person for what you need?" in page.text


def test_a_pair_without_agreement_or_date_says_both(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    factories.mentorship(cohort, ben, amara)

    page = client.signed_in(amara).get("home.index")

    assert page.h1 == "Agree how you and Dr. Ben Osei will work"
    assert "Pick your next date with Dr. Ben Osei" in page.text


def test_a_coordinator_reads_applications_first(client: Browser, cohort: Cohort, cora: Person) -> None:
    factories.mentee(cohort, "Nia New", state=ApplicationState.submitted)

    page = client.signed_in(cora).get("home.index")

    assert page.h1 == "1 application to read"


def test_a_quiet_mentor_is_left_in_peace(client: Browser, ben: Person) -> None:
    page = client.signed_in(ben).get("home.index")

    assert page.h1 == "Nothing to do today"
