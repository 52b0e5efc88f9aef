"""The saving in the background while somebody types."""

from __future__ import annotations

import json

from mentorship.accounts.models import Person
from mentorship.profiles.queries import profile_of
from tests import factories
from tests.pages import Browser
from tests.profiles.answered import PRACTICE, own


def test_a_half_filled_screen_is_kept_without_complaint(client: Browser) -> None:
    nadia = factories.person("Nadia Haddad", is_mentee=True)

    page = client.signed_in(nadia).post(
        "profiles.save_draft", screen=1, specialty="peds", practice_state="TX"
    )

    profile = profile_of(nadia)
    assert (page.status, page.html) == (204, "")
    assert profile is not None
    assert (profile.specialty, profile.practice_state, profile.practice_model) == ("208000000X", "TX", None)
    assert profile.completed_at is None


def test_what_could_not_be_taken_is_told_field_by_field(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).post(
        "profiles.save_draft", screen=1, specialty="famly", practice_state="OK", licensed_states="Oklahomer"
    )

    profile = profile_of(amara)
    sentences = json.loads(page.html)["not_saved"]
    assert page.status == 200
    assert set(sentences) == {"specialty", "licensed_states"}
    assert "“Oklahomer”" in sentences["licensed_states"]
    assert profile is not None
    assert (profile.specialty, profile.practice_state) == ("207Q00000X", "OK")


def test_a_field_that_is_empty_for_a_moment_takes_nothing_away(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).post("profiles.save_draft", screen=2, need_1="", about="My claims bounce.")

    profile = profile_of(amara)
    assert page.status == 204
    assert profile is not None
    assert [need.topic for need in profile.needs] == ["prior-authorization", "denials-appeals"]
    assert profile.about == "My claims bounce."


def test_a_row_in_progress_is_told_at_its_field(client: Browser, ben: Person) -> None:
    page = client.signed_in(ben).post(
        "profiles.save_draft", screen=2, **{"offer_1-topic": "ehr-selection", "offer_1-last_year": "20"}
    )

    assert list(json.loads(page.html)["not_saved"]) == ["offer_1-last_year"]


def test_strangers_and_forged_forms_save_nothing(client: Browser, amara: Person) -> None:
    browser = client.signed_in(amara)

    stranger = client.post("profiles.save_draft", screen=1, follow=False, practice_state="OK")
    forged = browser.client.post("/profile/1/draft", data={"practice_state": "OK"})

    profile = profile_of(amara)
    assert stranger.status == 302
    assert forged.status_code == 400
    assert profile is not None
    assert profile.practice_state == "TX"


def test_only_the_button_completes_a_profile_and_then_the_cohorts_are_next(client: Browser) -> None:
    browser = client.signed_in(nadia := factories.person("Nadia Haddad", is_mentee=True))
    browser.post("profiles.save_draft", screen=1, **PRACTICE)
    browser.post("profiles.save_draft", screen=2, need_1="ehr-selection")
    drafted = own(nadia).completed_at

    answer = browser.post("profiles.edit", screen=2, follow=False, need_1="ehr-selection")

    assert drafted is None
    assert own(nadia).completed_at is not None
    assert answer.location == "/join"
