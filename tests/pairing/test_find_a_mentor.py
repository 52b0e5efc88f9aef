"""A mentee looks for a mentor."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from matching import Suggestion
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.pairing import suggesting
from mentorship.pairing.suggestions import Fit
from mentorship.pairing.translating import fit_of
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import ApplicationState, Cohort
from tests import factories
from tests.pages import Browser, Page, words_of

NAMES = ["Ada", "Bo", "Cai", "Dana", "Eli", "Faye", "Gus", "Hana", "Ivo", "Jo"]


def names(page: Page) -> list[str]:
    """The mentors on a page, in its order."""
    return [words_of(e).removeprefix("Dr. ") for e in page.all("strong", class_="person-name")]


def find(client: Browser, person: Person, **query: str | int) -> Page:
    return client.signed_in(person).open(f"/mentors?{urlencode(query)}")


def test_the_best_fit_stands_first_with_its_reasons_in_words(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    factories.mentor(
        cohort, "Far Away", offers={"office-lease": 1}, specialty="208600000X", practice_state="ME"
    )

    page = find(client, amara)

    assert names(page) == ["Ben Osei", "Far Away"]
    assert "Strong fit" in page.text
    assert "Has taught prior authorization" in page.text
    assert "2 free places · usually answers within 3 days" in page.text
    assert "%" not in page.text


def test_what_a_mentor_lacks_is_said_too(client: Browser, cohort: Cohort, amara: Person) -> None:
    factories.mentor(cohort, "Half Fit", offers={"prior-authorization": 2})

    page = find(client, amara)

    assert [words_of(e) for e in page.all("li", class_="missing")] == ["Has not listed denials and appeals"]


def test_only_mentors_of_the_own_cohort_are_there(client: Browser, amara: Person, ben: Person) -> None:
    page = find(client, amara)

    assert names(page) == ["Ben Osei"]


@pytest.mark.parametrize("state", [ApplicationState.submitted, ApplicationState.declined])
def test_a_mentor_who_is_not_approved_is_not_there(
    client: Browser, cohort: Cohort, amara: Person, state: ApplicationState
) -> None:
    factories.mentor(cohort, "Not In", offers={"prior-authorization": 3}, state=state)

    page = find(client, amara)

    assert names(page) == []
    assert "No mentor who could suit you has joined this cohort yet." in page.text


def test_a_paused_mentor_is_left_in_peace(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    factories.mentor(cohort, "On Leave", offers={"prior-authorization": 3}, paused=True)

    page = find(client, amara)

    assert names(page) == ["Ben Osei"]


def test_a_full_mentor_stands_below_and_says_so(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    factories.mentor(
        cohort, "Some Fit", offers={"office-lease": 1}, specialty="208600000X", practice_state="ME"
    )
    for number in (1, 2):
        factories.mentorship(cohort, ben, factories.mentee(cohort, f"Other {number}"))

    page = find(client, amara)

    assert names(page) == ["Some Fit", "Ben Osei"]
    assert "No free place right now" in [words_of(e) for e in page.all("h3")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topic", "office-lease"),
        ("specialty", "208600000X"),
        ("state", "ME"),
        ("model", "insurance"),
        ("language", "es"),
    ],
)
def test_each_filter_keeps_those_who_answer_it(
    client: Browser, cohort: Cohort, amara: Person, ben: Person, name: str, value: str
) -> None:
    factories.mentor(
        cohort,
        "Only One",
        offers={"office-lease": 2},
        specialty="208600000X",
        practice_state="NH",
        licensed_states=["NH", "ME"],
        practice_model="insurance",
        languages=["en", "es"],
    )

    page = find(client, amara, **{name: value})

    assert names(page) == ["Only One"]
    assert page.value(name) == value


def test_an_empty_result_says_which_filter_to_take_away(
    client: Browser, cohort: Cohort, amara: Person
) -> None:
    for number in range(6):
        factories.mentor(
            cohort,
            f"Mentor {NAMES[number]}",
            offers={"office-lease": 2},
            practice_state="ME",
            licensed_states=["ME"],
        )

    page = find(client, amara, topic="office-lease", model="dpc", language="en", state="TX")

    assert "No mentor matches all four filters. Without 'Texas' there are 6." in page.text


def test_my_claims_keep_bouncing_finds_those_who_know_denials(
    client: Browser, cohort: Cohort, amara: Person
) -> None:
    factories.mentor(cohort, "Lease Expert", offers={"office-lease": 3, "ehr-selection": 3})
    factories.mentor(
        cohort, "Denial Expert", offers={"denials-appeals": 3}, specialty="208600000X", practice_state="ME"
    )

    page = find(client, amara, q="my claims keep bouncing")

    assert names(page)[0] == "Denial Expert"
    assert "Lease Expert" not in names(page)
    assert "We read this as Denials and appeals (from “claims”" in page.text


def test_a_search_that_nobody_answers_says_so_and_leads_back(
    client: Browser, amara: Person, ben: Person
) -> None:
    page = find(client, amara, q="zzyzx qwrtp")

    assert names(page) == []
    assert "No mentor of this cohort speaks of that. Try other words, or clear the search." in page.text
    assert "/mentors" in page.links


def test_the_list_comes_in_pages_of_twenty(client: Browser, cohort: Cohort, amara: Person) -> None:
    for number in range(21):
        factories.mentor(cohort, f"{NAMES[number % 10]} Number {number}", offers={"prior-authorization": 2})

    first, second = find(client, amara, language="en"), find(client, amara, language="en", page=2)

    assert (len(names(first)), len(names(second))) == (20, 1)
    assert not set(names(first)) & set(names(second))
    assert "/mentors?page=2&language=en" in first.links


def test_sixty_mentors_take_no_more_queries_than_one(client: Browser, cohort: Cohort, amara: Person) -> None:
    for number in range(60):
        factories.mentor(
            cohort, f"{NAMES[number % 10]} {number}", offers={"prior-authorization": 2, "office-lease": 1}
        )

    cold, warm = (
        find(client, amara),
        find(client, amara, q="prior auth"),
    )  # the client itself counts to twelve

    assert "60 mentors" in cold.text
    assert "60 mentors found" in warm.text


def test_only_the_mentors_shown_are_put_into_words_and_each_once(
    client: Browser, cohort: Cohort, amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(25):
        factories.mentor(cohort, f"Mentor {number}", offers={"prior-authorization": 2})
    told: list[str] = []

    def tell(suggestion: Suggestion) -> Fit:
        told.append(suggestion.mentor.id)
        return fit_of(suggestion)

    monkeypatch.setattr(suggesting, "fit_of", tell)

    page = find(client, amara, page=2)

    assert len(names(page)) == len(told) == len(set(told)) == 5


def test_without_needs_the_page_says_what_is_missing_with_one_link(client: Browser, cohort: Cohort) -> None:
    newcomer = factories.mentee(cohort, "New Comer", needs=[])
    profile = profile_of(newcomer)
    assert profile is not None
    profile.specialty = None
    db.session.commit()

    page = find(client, newcomer)

    assert [words_of(e) for e in page.all("main")[0].iter("li")] == [
        "your specialty",
        "what you want help with",
    ]
    assert [words_of(e) for e in page.all("a", class_="btn-primary")] == ["Finish your profile"]


def test_before_joining_a_cohort_the_page_leads_there(client: Browser) -> None:
    newcomer = factories.person("New Comer", is_mentee=True)
    factories.wants(factories.profile(newcomer, stage="launch"), ["prior-authorization"])

    page = find(client, newcomer)

    assert [words_of(e) for e in page.all("a", class_="btn-primary")] == ["Join a cohort"]


def test_before_approval_one_may_look_and_reads_until_when(
    client: Browser, cohort: Cohort, ben: Person
) -> None:
    applicant = factories.mentee(
        cohort, "Early Bird", needs=["prior-authorization"], state=ApplicationState.submitted
    )

    page = find(client, applicant)

    assert names(page) == ["Ben Osei"]
    assert "is checking your application to Fall cohort, usually within two working days" in page.text


def test_the_own_mentor_is_not_suggested_again(
    client: Browser, cohort: Cohort, amara: Person, ben: Person
) -> None:
    factories.mentorship(cohort, ben, amara)

    page = find(client, amara)

    assert names(page) == []
    assert "You work with Dr. Ben Osei." in page.text


def test_mentors_and_strangers_have_no_list(client: Browser, ben: Person) -> None:
    refused = client.signed_in(ben).get("pairing.mentors", status=403)
    stranger = client.get("pairing.mentors", status=302)

    assert refused.h1 == "This page is not yours to open"
    assert "/sign-in" in (stranger.location or "")
