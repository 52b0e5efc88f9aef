"""A mentee writes what weighs on her and ticks the topics that were heard: by keyboard, and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.pairing import hearing
from tests import factories
from tests.journeys.conftest import Walker
from tests.profiles.answered import own

pytestmark = pytest.mark.browser
WORDS = "My claims keep bouncing. The front desk is drowning in calls. I am burnt out by the paperwork."
ASK = "Suggest topics from my words"


@pytest.fixture(autouse=True)
def model() -> None:
    """As a web process does it at its start: the first person does not wait for it."""
    hearing.load_model()


def needs_of(person: Person) -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [need.topic for need in own(person).needs]


def starts(walk: Callable[..., Walker], person: Person, **options: object) -> Walker:
    email = person.email
    db.session.commit()
    walker = walk("somebody", **options)
    walker.sign_in(email, factories.PASSWORD)
    walker.go("/profile/2")
    return walker


def test_topics_are_heard_and_ticked_by_keyboard(walk: Callable[..., Walker], amara: Person) -> None:
    walker = starts(walk, amara)
    page = walker.page
    walker.picture("hear-1-before")

    page.get_by_label("In your own words").fill(WORDS)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=ASK)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/profile/topics")

    expect(page.locator("#heard_needs")).to_be_focused()
    expect(page.locator(".saved")).to_contain_text("Saved")
    assert page.get_by_role("checkbox", name="Front desk and phones").is_checked() is False
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    walker.picture("hear-2-heard")
    page.locator("#heard_needs").focus()
    page.keyboard.press("Tab")
    with page.expect_response("**/draft"):
        page.keyboard.press("Space")
    walker.picture("hear-3-ticked")
    page.keyboard.press("Enter")
    page.wait_for_url("**/")

    assert own(amara).about == WORDS
    assert needs_of(amara) == ["prior-authorization", "denials-appeals", "burnout-operational"]


def test_topics_are_heard_and_ticked_without_scripts(walk: Callable[..., Walker], ben: Person) -> None:
    walker = starts(walk, ben, java_script_enabled=False)
    page = walker.page
    page.get_by_label("Topic").nth(2).select_option("ai-scribe")
    page.get_by_label("In your own words").fill(WORDS)

    walker.press(ASK)
    page.get_by_role("checkbox", name="Front desk and phones").check()
    walker.press(ASK)

    assert page.get_by_role("checkbox", name="Front desk and phones").count() == 0
    assert page.locator("#offer_4-topic").input_value() == "front-desk-phones"
    walker.picture("hear-4-mentor")
    walker.press("Save")
    db.session.expire_all()
    assert [(offer.topic, offer.depth) for offer in own(ben).offers][-2:] == [
        ("ai-scribe", 2),
        ("front-desk-phones", 2),
    ]


@pytest.mark.parametrize("text", ["", "I like reading and long walks."])
def test_nothing_to_hear_is_said_where_one_looks(
    walk: Callable[..., Walker], amara: Person, text: str
) -> None:
    walker = starts(walk, amara)
    walker.page.get_by_label("In your own words").fill(text)

    walker.press(ASK)

    expect(walker.page.get_by_role("status").first).to_be_focused()
    walker.picture(f"hear-5-{'nothing' if text else 'empty'}")


def test_enter_in_a_field_saves_and_does_not_ask_for_topics(walk: Callable[..., Walker], ben: Person) -> None:
    walker = starts(walk, ben)
    walker.page.get_by_label("Year you opened").fill("2018")

    walker.page.keyboard.press("Enter")
    walker.page.wait_for_url("**/")

    db.session.expire_all()
    assert own(ben).opened_year == 2018
