"""Saying how much of one's time others can book."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship.accounts.models import Person
from mentorship.availability import services
from mentorship.availability.limits import DayPart, Limits
from mentorship.availability.models import SchedulingLimits
from mentorship.availability.queries import limits_of
from mentorship.extensions import db
from tests.pages import Browser, Page

STRICT = {
    "lengths": ["30", "45"],
    "monthly_minutes": "120",
    "buffer_minutes": "10",
    "notice_hours": "48",
    "window_days": "28",
}


def limits(person: Person) -> Limits:
    return limits_of([person.id])[person.id]


def send(client: Browser, person: Person, **fields: object) -> Page:
    return client.signed_in(person).post("availability.limits", **{**STRICT, **fields})


def test_limits_are_kept_and_stand_in_the_fields_again(client: Browser, ben: Person, amara: Person) -> None:
    page = send(client, ben)

    assert page.notice == "Saved. Dates that stand already keep standing."
    assert limits(ben) == Limits(10, 48, 28, 120, (30, 45))
    assert limits(ben).farthest == timedelta(days=28)
    assert limits(amara) == Limits()
    assert [page.value(name) for name in STRICT if name != "lengths"] == ["120", "10", "48", "28"]


def test_somebody_who_never_set_any_reads_what_holds(client: Browser, ben: Person) -> None:
    page = client.signed_in(ben).get("availability.limits")

    assert page.value("monthly_minutes") == ""
    assert (page.value("notice_hours"), page.value("window_days")) == ("24", "182")
    assert len([box for box in page.all("input", name="lengths") if box.get("checked") is not None]) == 3


def test_what_suits_best_is_kept_and_a_page_from_before_leaves_it(client: Browser, ben: Person) -> None:
    asked = client.signed_in(ben).get("availability.limits")
    send(client, ben, suits_best="evenings")
    page = send(client, ben)

    assert asked.value("suits_best") == "any"
    assert "It never hides a time." in asked.text
    assert limits(ben) == Limits(10, 48, 28, 120, (30, 45), DayPart.evenings)
    assert page.value("suits_best") == "evenings"
    assert "; evenings suit best" in client.signed_in(ben).get("availability.edit").text


def test_the_budget_can_be_taken_back(client: Browser, ben: Person) -> None:
    send(client, ben)

    send(client, ben, monthly_minutes="")

    assert limits(ben).monthly_minutes is None
    assert db.session.query(SchedulingLimits).count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"lengths": None}, "Tick at least one length."),
        ({"lengths": "20"}, "Tick at least one length."),
        (
            {"monthly_minutes": "29"},
            "No meeting fits into 29 minutes a month. Enter at least 30, or nothing.",
        ),
        (
            {"monthly_minutes": "45", "lengths": "60"},
            "No meeting fits into 45 minutes a month. Enter at least 60, or nothing.",
        ),
        ({"monthly_minutes": "6001"}, "Enter at most 6,000 minutes a month, or nothing for no limit."),
        ({"monthly_minutes": str(2**63)}, "Enter at most 6,000 minutes a month, or nothing for no limit."),
        ({"monthly_minutes": "two hours"}, "Enter a whole number, like 2."),
        ({"monthly_minutes": "-30"}, "Enter a whole number, like 2."),
        ({"notice_hours": "0"}, "Choose one from the list."),
        ({"window_days": "999999"}, "Choose one from the list."),
        ({"suits_best": "nights"}, "Choose one from the list."),
    ],
)
def test_limits_that_cannot_be_meant_are_refused_and_nothing_changes(
    client: Browser, ben: Person, fields: dict[str, object], sentence: str
) -> None:
    page = send(client, ben, **fields)

    assert page.error == sentence
    assert limits(ben) == Limits()


def test_a_number_that_the_list_lacks_is_shown_as_the_next_stricter_one(client: Browser, ben: Person) -> None:
    services.set_limits(ben, Limits(buffer_minutes=20, notice_hours=30, window_days=100))

    page = client.signed_in(ben).get("availability.limits")

    shown = [page.value(name) for name in ("buffer_minutes", "notice_hours", "window_days")]
    assert shown == ["30", "48", "91"]


def test_the_week_says_what_the_limits_are(client: Browser, ben: Person) -> None:
    before = client.signed_in(ben).get("availability.edit")
    send(client, ben)
    after = client.signed_in(ben).get("availability.edit")

    assert "No limit a month; 30, 45 or 60 minutes each; 1 day ahead at least" in before.text
    assert (
        "At most 120 minutes a month; 30 or 45 minutes each; 2 days ahead at least; 10 minutes kept free around each"
        in after.text
    )


def test_a_coordinator_has_no_limits(client: Browser, cora: Person) -> None:
    client.signed_in(cora).get("availability.limits", status=403)


def test_the_pages_say_what_a_partner_reads(client: Browser, amara: Person) -> None:
    browser = client.signed_in(amara)

    away, week, limits_page = (
        browser.get(f"availability.{name}").text for name in ("away", "edit", "limits")
    )

    assert "Whoever asks for one of these days reads that you are away." in away
    for page in (week, limits_page):
        assert "your partner reads which limit stands in the way, never what you do then." in page
    assert "You can pass your own limits" in limits_page
