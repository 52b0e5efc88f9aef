"""Somebody chooses which mail comes."""

from __future__ import annotations

from mentorship.accounts.models import Person
from mentorship.mail import queries
from mentorship.mail.models import Category
from tests.pages import Browser


def test_everything_is_on_at_first(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).get("mail.preferences")

    assert page.h1 == "Choose your mail"
    assert [page.value(name) for name in ("reminder", "hour_before", "follow_up", "nudge")] == ["y"] * 4


def test_a_category_is_switched_off_and_on_again(client: Browser, amara: Person, ben: Person) -> None:
    browser = client.signed_in(amara)

    page = browser.post("mail.preferences", reminder="y", hour_before="y")
    chosen = queries.unwanted_by(amara.id)
    browser.post("mail.preferences", reminder="y", hour_before="y", follow_up="y", nudge="y")

    assert page.notice == "Saved. This counts from the next mail on."
    assert page.value("nudge") is None
    assert chosen == {Category.follow_up, Category.nudge}
    assert queries.unwanted_by(amara.id) == queries.unwanted_by(ben.id) == set()
