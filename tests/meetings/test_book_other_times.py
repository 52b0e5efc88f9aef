"""Times that were not offered: past, too soon, too far, typed, outside hours; each refusal is a clear sentence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship.meetings import queries
from tests import factories
from tests.meetings.conftest import MONDAY


def typed(date: str, time: str, **more: str) -> dict[str, str]:
    return {"date": date, "time": time, **more}


@pytest.mark.parametrize(
    ("away", "sentence"),
    [
        (timedelta(days=-3), "That time has passed. Pick a later one."),
        (timedelta(0), "That time has passed. Pick a later one."),
        (timedelta(hours=23), "That is less than 24 hours away. Pick a time from tomorrow on."),
        (timedelta(days=200), "Pick a time within the next six months."),
    ],
)
def test_a_time_that_is_past_too_soon_or_too_far_is_refused(client, pair, amara, away, sentence):
    page = client.signed_in(amara).post(
        "meetings.book", 409, public_id=pair.public_id, starts_at=(MONDAY + away).isoformat()
    )

    assert page.error == sentence
    assert queries.next_meeting(pair) is None


@pytest.mark.parametrize(
    ("date", "time", "sentence"),
    [
        (
            "2027-03-14",
            "02:30",
            "2:30 am on Sun Mar 14 does not exist on your clock: clocks go ahead that night. Pick another time.",
        ),
        (
            "2027-11-07",
            "01:30",
            "1:30 am on Sun Nov 7 comes twice on your clock: clocks go back that night. Pick another time.",
        ),
        ("9999-12-31", "23:59", "Enter a date within the next six months, like 12/03/2026."),
        ("0001-01-01", "00:00", "Pick a time"),
        ("2026-02-30", "19:00", "Enter a date after today, like 12/03/2026."),
        ("tomorrow", "19:00", "Enter a date after today, like 12/03/2026."),
        ("2026-11-20\x00", "19:00", "Enter a date after today, like 12/03/2026."),
        ("", "19:00", "Enter a date after today, like 12/03/2026."),
        ("2026-11-20", "", "Enter a time, like 7:00 PM."),
        ("2026-11-20", "7\x00pm", "Enter a time, like 7:00 PM."),
        ("2026-11-20", "25:00", "Enter a time, like 7:00 PM."),
    ],
)
def test_a_typed_time_that_is_no_time_gets_a_clear_sentence(client, pair, amara, date, time, sentence):
    page = client.signed_in(amara).post(
        "meetings.book", public_id=pair.public_id, **typed(date, time, agreed="y")
    )

    assert page.status in (200, 409)
    assert page.error
    assert sentence in page.error or (date.startswith("0001") and "passed" in page.error)
    assert queries.next_meeting(pair) is None


@pytest.mark.parametrize(
    "offered",
    [
        "",
        "soon",
        "2026-11-20",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "\x00",
        "2026-11-20T19:00\x00",
        "[]",
    ],
)
def test_a_time_that_was_never_offered_gets_a_clear_sentence(client, pair, amara, offered):
    page = client.signed_in(amara).post("meetings.book", public_id=pair.public_id, starts_at=offered)

    assert page.status in (200, 409)
    assert page.error
    assert queries.next_meeting(pair) is None


def test_what_was_typed_is_read_on_the_readers_own_clock(client, pair, amara):
    client.signed_in(amara).post("meetings.book", public_id=pair.public_id, **typed("11/12/2026", "07:15 PM"))

    assert queries.next_meeting(pair).starts_at == datetime(2026, 11, 13, 1, 15, tzinfo=UTC)


def test_hours_that_the_partner_gave_are_not_overruled_by_accident(client, pair, amara):
    browser = client.signed_in(amara)

    page = browser.post("meetings.book", public_id=pair.public_id, **typed("2026-11-12", "02:00"))
    kept = page.value("date"), page.value("time")
    browser.post("meetings.book", public_id=pair.public_id, **typed("2026-11-12", "02:00", agreed="y"))

    assert (
        page.error
        == "That is 3:00 am for Dr. Ben Osei, outside the hours they gave. Tick the box if you two agreed on it."
    )
    assert kept == ("2026-11-12", "02:00")
    assert queries.next_meeting(pair).starts_at == datetime(2026, 11, 12, 8, 0, tzinfo=UTC)


def test_a_button_from_before_the_partner_changed_their_hours_asks_first(client, pair, amara, ben):
    browser = client.signed_in(amara)
    offered = browser.get("home.mentorship", public_id=pair.public_id).value("starts_at")
    factories.hours(ben, [(5, 9 * 60, 10 * 60)])

    page = browser.post("meetings.book", public_id=pair.public_id, starts_at=offered)

    assert "outside the hours they gave" in page.error
    assert queries.next_meeting(pair) is None
