"""Filling in the two screens."""

from __future__ import annotations

import pytest
from flask import Flask

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.profiles.models import Profile
from tests import factories
from tests.pages import Browser
from tests.profiles.answered import PRACTICE, own


@pytest.fixture
def nadia(app: Flask) -> Person:
    """Dr. Nadia Haddad, a mentee who has just signed up."""
    return factories.person("Nadia Haddad", is_mentee=True)


@pytest.fixture
def omar(app: Flask) -> Person:
    """Dr. Omar Reed, a mentor who has just signed up."""
    return factories.person("Omar Reed", is_mentor=True)


def test_the_first_screen_keeps_everything_and_leads_to_the_second(client: Browser, nadia: Person) -> None:
    page = client.signed_in(nadia).post("profiles.edit", screen=1, **PRACTICE)

    profile = own(nadia)
    assert page.h1 == "What you need"
    assert (profile.degree, profile.specialty, profile.practice_state) == ("DO", "208000000X", "TX")
    assert (profile.licensed_states, profile.languages) == (["TX", "NM", "OK"], ["en", "es", "zh"])
    assert profile.completed_at is None


def test_the_second_screen_completes_a_mentees_profile_and_leads_to_the_cohorts(
    client: Browser, nadia: Person
) -> None:
    browser = client.signed_in(nadia)
    browser.post("profiles.edit", screen=1, **PRACTICE)

    answer = browser.post(
        "profiles.edit",
        screen=2,
        follow=False,
        need_1="prior-authorization",
        need_3="denials-appeals",
        about="My claims keep bouncing.\r\nI open in May.",
        values=["autonomy", "meaning"],
        wants_same_state="y",
        wanted_language="es",
        **{"style-pace": "4"},
    )

    profile = own(nadia)
    assert (answer.status, answer.location) == (303, "/join")
    assert [(need.topic, need.rank) for need in profile.needs] == [
        ("prior-authorization", 1),
        ("denials-appeals", 2),
    ]
    assert profile.about == "My claims keep bouncing.\nI open in May."
    assert (profile.values, profile.style) == (["autonomy", "meaning"], {"pace": 4})
    assert (profile.wants_same_state, profile.wanted_language) == (True, "es")
    assert profile.completed_at is not None


def test_needs_may_change_places(client: Browser, amara: Person) -> None:
    client.signed_in(amara).post(
        "profiles.edit", screen=2, follow=False, need_1="denials-appeals", need_2="prior-authorization"
    )

    assert [need.topic for need in own(amara).needs] == ["denials-appeals", "prior-authorization"]


def test_what_was_answered_stands_in_the_fields_again(client: Browser, amara: Person) -> None:
    browser = client.signed_in(amara)

    first, second = browser.get("profiles.edit", screen=1), browser.get("profiles.edit", screen=2)

    assert first.value("specialty") == "Family medicine"
    assert (first.value("licensed_states"), first.value("languages")) == ("TX", "English")
    assert (second.value("need_1"), second.value("need_2")) == ("prior-authorization", "denials-appeals")
    assert second.value("about") == "I want to build something small that lasts."


def test_a_finished_profile_that_changes_leads_home(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).post("profiles.edit", screen=2, follow=False, need_1="ehr-selection")

    assert page.location == "/"


def test_a_mentor_says_what_they_offer(client: Browser, omar: Person) -> None:
    browser = client.signed_in(omar)
    browser.post("profiles.edit", screen=1, **{**PRACTICE, "stage": None})

    browser.post(
        "profiles.edit",
        screen=2,
        follow=False,
        opened_year="2017",
        capacity="3",
        reply_days="2",
        paused="y",
        meeting_link="https://meet.example.com/omar",
        **{"offer_1-topic": "prior-authorization", "offer_1-depth": "3", "offer_1-last_year": "2024"},
        **{"offer_4-topic": "ehr-selection"},
    )

    profile = own(omar)
    offered = [(offer.topic, offer.depth, offer.last_year) for offer in profile.offers]
    assert offered == [("prior-authorization", 3, 2024), ("ehr-selection", 2, None)]
    assert (profile.opened_year, profile.capacity, profile.reply_days, profile.paused) == (2017, 3, 2, True)
    assert profile.meeting_link == "https://meet.example.com/omar"
    assert profile.completed_at is not None


def test_a_mentor_is_not_asked_for_a_stage_or_for_needs(client: Browser, ben: Person) -> None:
    browser = client.signed_in(ben)

    first, second = browser.get("profiles.edit", screen=1), browser.get("profiles.edit", screen=2)

    assert first.all("select", name="stage") == []
    assert second.all("select", name="need_1") == []
    assert second.value("offer_1-topic") == "prior-authorization"


def test_somebody_with_both_roles_is_asked_for_both(client: Browser, ben: Person) -> None:
    ben.is_mentee = True

    page = client.signed_in(ben).get("profiles.edit", screen=2)

    assert page.h1 == "What you need and offer"
    assert page.all("select", name="need_1")
    assert page.all("select", name="offer_1-topic")


def test_two_people_keep_their_own_answers(client: Browser, amara: Person, nadia: Person) -> None:
    client.signed_in(nadia).post("profiles.edit", screen=1, **PRACTICE)

    assert own(amara).specialty == "207Q00000X"


def test_a_coordinator_has_no_profile(client: Browser, cora: Person) -> None:
    client.signed_in(cora).get("profiles.edit", screen=1, status=403)


def test_there_is_no_third_screen(client: Browser, amara: Person) -> None:
    browser = client.signed_in(amara)

    browser.get("profiles.edit", screen=3, status=404)
    browser.post("profiles.save_draft", screen=3, status=404)


def test_a_first_screen_with_gaps_is_asked_for_before_the_cohorts(client: Browser, nadia: Person) -> None:
    page = client.signed_in(nadia).post("profiles.edit", screen=2, need_1="prior-authorization")

    assert page.h1 == "Your practice"
    assert page.notice == "Saved. The first screen still needs an answer or two."
    assert db.session.query(Profile).filter_by(person_id=nadia.id).one().completed_at is None
