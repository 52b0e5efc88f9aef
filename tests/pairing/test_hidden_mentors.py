"""A mentor whom a hard rule keeps away is simply not there: not in the list, on a page, in a search, in a run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.pairing import services
from mentorship.pairing.models import MentorRequest, Proposal
from mentorship.profiles.models import Exclusion, ExclusionKind
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import Browser

Rule = Callable[[Person, Person], None]


def answers(person: Person, **changes: object) -> None:
    profile = profile_of(person)
    assert profile is not None
    for name, value in changes.items():
        setattr(profile, name, value)
    profile.updated_at = clock.now()
    db.session.commit()


def needs(person: Person, *topics: str) -> None:
    profile = profile_of(person)
    assert profile is not None
    profile.needs.clear()
    db.session.commit()
    factories.wants(profile, topics)


def excludes(one: Person, other: Person, kind: ExclusionKind) -> None:
    profile = profile_of(one)
    assert profile is not None
    profile.exclusions.append(Exclusion(email=other.email, kind=kind))
    db.session.commit()


def same_employer(mentee: Person, mentor: Person) -> None:
    answers(mentee, employer="St. Luke's Health, LLC")
    answers(mentor, employer="the st lukes health")


def competitors(mentee: Person, mentor: Person) -> None:
    needs(mentee, "payer-contracting", "prior-authorization")
    answers(mentee, market="787")
    answers(mentor, market="787")


def other_language(mentee: Person, mentor: Person) -> None:
    answers(mentee, wanted_language="es")


def other_state(mentee: Person, mentor: Person) -> None:
    needs(mentee, "licensure")
    answers(mentee, wants_same_state=True)
    answers(mentor, practice_state="ME", licensed_states=["ME"])


def excluded_by_mentee(kind: ExclusionKind) -> Rule:
    return lambda mentee, mentor: excludes(mentee, mentor, kind)


def excluded_by_mentor(kind: ExclusionKind) -> Rule:
    return lambda mentee, mentor: excludes(mentor, mentee, kind)


RULES: dict[str, Rule] = {
    "same employer, spelled differently": same_employer,
    "competitors with an antitrust-sensitive need": competitors,
    "a language that the mentor does not speak": other_language,
    "a state-bound need and another state": other_state,
    **{f"{kind} by the mentee": excluded_by_mentee(kind) for kind in ExclusionKind},
    **{f"{kind} by the mentor": excluded_by_mentor(kind) for kind in ExclusionKind},
}


@pytest.fixture(params=list(RULES.values()), ids=list(RULES))
def hidden(request: pytest.FixtureRequest, amara: Person, ben: Person) -> Person:
    """Ben, whom one hard rule keeps away from Amara."""
    request.param(amara, ben)
    return ben


def test_a_hidden_mentor_is_in_no_list_page_search_or_request(
    client: Browser, amara: Person, hidden: Person
) -> None:
    browser = client.signed_in(amara)

    for page in (
        browser.open("/mentors"),
        browser.open("/mentors?q=prior+authorization"),
        browser.open("/mentors?q=Ben+Osei"),
        browser.get("pairing.mentor", public_id=hidden.public_id, status=404),
        browser.get("pairing.ask", public_id=hidden.public_id, status=404),
        browser.post("pairing.ask", public_id=hidden.public_id, why="Billing", status=404),
    ):
        assert "Dr. Ben Osei" not in page.html
        assert not [link for link in page.links if hidden.public_id in link]

    assert db.session.scalar(select(MentorRequest)) is None


def test_two_who_work_for_themselves_are_no_colleagues(client: Browser, amara: Person, ben: Person) -> None:
    answers(amara, employer="Self-employed", market="N/A")
    answers(ben, employer="self employed", market="n/a")

    page = client.signed_in(amara).open("/mentors")

    assert "Dr. Ben Osei" in page.html


def test_a_hidden_mentor_cannot_be_asked_past_the_pages(amara: Person, hidden: Person) -> None:
    with pytest.raises(services.PairIsNotPossible) as refused:
        services.ask(amara, hidden, why="Billing", cadence_weeks=4, meeting_minutes=45)

    assert str(refused.value) == "This pair is not possible under the program's rules."


def test_a_hidden_mentor_is_never_proposed_by_a_run_nor_by_hand(
    cohort: Cohort, amara: Person, hidden: Person, cora: Person
) -> None:
    run = services.start_run(cohort, cora, "coverage")
    db.session.commit()
    services.compute_runs()

    assert db.session.scalars(select(Proposal)).all() == []
    assert [waiting.mentee_id for waiting in run.waiting] == [amara.id]
    with pytest.raises(Refusal) as refused:
        services.pair_by_hand(run, cora, amara, hidden, "They know each other")
    assert str(refused.value) == "This pair is not possible under the program's rules."


def test_a_rule_that_appears_after_the_request_still_holds(amara: Person, ben: Person) -> None:
    request = services.ask(amara, ben, why="Billing", cadence_weeks=4, meeting_minutes=45)
    excludes(amara, ben, ExclusionKind.partner)

    with pytest.raises(services.PairIsNotPossible):
        services.accept_request(request)

    assert request.is_open


def test_a_mentor_of_another_cohort_has_no_page_here(client: Browser, dev: Person, ben: Person) -> None:
    browser = client.signed_in(dev)

    page = browser.get("pairing.mentor", public_id=ben.public_id, status=404)

    assert "Osei" not in page.html


def test_the_page_of_a_mentor_never_tells_private_answers(
    client: Browser, amara: Person, ben: Person
) -> None:
    answers(ben, employer="Secret Hospital", market="Secretville", npi="1234567893")

    page = client.signed_in(amara).get("pairing.mentor", public_id=ben.public_id)

    for secret in ("Secret", ben.email, "1234567893"):
        assert secret not in page.html
