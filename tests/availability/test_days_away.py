"""Days on which nothing is offered, and time that never is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability import exceptions
from mentorship.availability.models import TimeOff
from mentorship.availability.queries import hours_of, protected_of
from mentorship.availability.slots import Weekly
from mentorship.extensions import db
from mentorship.meetings import services as meetings
from mentorship.pairs.models import Mentorship
from tests.availability.offering import offered_to
from tests.pages import Browser, Page


def away(person: Person) -> tuple[tuple[date, date], ...]:
    return hours_of([person.id])[person.id].away


def leave(client: Browser, person: Person, **fields: str) -> Page:
    days = {"first_day": "2026-12-20", "last_day": "2027-01-02", **fields}
    return client.signed_in(person).post("availability.away", **days)


def protect(client: Browser, person: Person, **fields: object) -> Page:
    answers = {"called": "Documentation", "hours": "6-7 pm", "weekdays": ["0", "1", "2", "3", "4"], **fields}
    return client.signed_in(person).post("availability.protected", **answers)


def test_days_away_are_taken_off_and_listed(
    client: Browser, monday: datetime, amara: Person, ben: Person
) -> None:
    page = leave(client, amara)

    assert page.notice == "Saved."
    assert "Sun Dec 20–Sat Jan 2, 2027 14 days" in page.text
    assert away(amara) == ((date(2026, 12, 20), date(2027, 1, 2)),)
    assert away(ben) == ()


def test_nothing_is_offered_on_days_away(monday: datetime, amara: Person) -> None:
    exceptions.go_away(amara, date(2026, 12, 1), date(2026, 12, 3))

    offered = offered_to(amara, monday, monday + timedelta(days=5))

    assert [one.starts_at.day for one in offered] == [1, 5]  # Monday's and Friday's evenings, in UTC


def test_days_away_can_be_given_back_by_their_owner_alone(
    client: Browser, monday: datetime, amara: Person, ben: Person
) -> None:
    leave(client, amara)
    time_off = db.session.query(TimeOff).one()

    client.signed_in(ben).post("availability.come_back", what=time_off.public_id)
    assert len(away(amara)) == 1
    page = client.signed_in(amara).post("availability.come_back", what=time_off.public_id)
    assert page.notice == "Those days have your weekly hours again."
    assert away(amara) == ()


def test_days_that_are_over_are_not_listed(client: Browser, monday: datetime, amara: Person) -> None:
    leave(client, amara)

    with clock.moved_to(monday + timedelta(days=60)):
        page = client.signed_in(amara).get("availability.away")

    assert "Dec 20" not in page.text


def test_meetings_on_days_away_are_shown(
    client: Browser, pair: Mentorship, amara: Person, ben: Person
) -> None:
    meeting = meetings.book(pair, ben, datetime.fromisoformat("2026-12-22T00:00+00:00"), agreed=True)

    page = leave(client, amara)

    assert page.notice == "Saved. 1 meeting is still booked then; look below."
    assert "Still booked then: Mon Dec 21, 6:00 pm, Dr. Ben Osei" in page.text
    assert f"/meetings/{meeting.public_id}" in page.links


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first_day": ""}, "Enter a day, like 12/03/2026."),
        ({"last_day": "2026-12-19"}, "The last day is before the first. Swap them, or check the year."),
        ({"last_day": "2028-01-02"}, "That is more than a year. Clear your weekly hours instead."),
        (
            {"first_day": "0001-01-01", "last_day": "9999-12-31"},
            "That is more than two years ahead. Check the year.",
        ),
        (
            {"first_day": "2026-11-01", "last_day": "2026-11-29"},
            "Sun Nov 29, 2026, is over. Choose a day from today on.",
        ),
    ],
)
def test_a_slip_about_days_is_explained(
    client: Browser, monday: datetime, amara: Person, fields: dict[str, str], sentence: str
) -> None:
    page = leave(client, amara, **fields)

    assert page.error == sentence
    assert away(amara) == ()


def test_the_same_days_are_not_taken_twice(client: Browser, monday: datetime, amara: Person) -> None:
    leave(client, amara)

    page = leave(client, amara, first_day="2026-12-24", last_day="2026-12-26")

    assert page.error == "You have taken these days off already."


def test_protected_time_comes_out_of_the_weekly_hours(
    client: Browser, monday: datetime, amara: Person
) -> None:
    page = protect(client, amara)

    offered = offered_to(amara, monday, monday + timedelta(days=1))
    assert page.notice == "Saved."
    assert "Documentation Mon–Fri, 6–7 pm" in page.text
    assert [(one.starts_at.hour, one.ends_at.hour) for one in offered] == [(1, 3)]  # 7 to 9 pm


def test_protected_time_keeps_its_name_and_can_be_given_back(
    client: Browser, monday: datetime, amara: Person, ben: Person
) -> None:
    protect(client, amara)
    protect(client, amara, called="No-contact evening", hours="9pm-6am", weekdays="2")
    protect(client, ben)

    page = client.signed_in(amara).post("availability.unprotect", what="1080-1140 Documentation")

    assert page.notice == "That time may be offered again."
    assert [one.called for one in protected_of(amara)] == ["No-contact evening"]
    assert hours_of([amara.id])[amara.id].protected == (Weekly(2, 21 * 60, 6 * 60),)
    assert len(hours_of([ben.id])[ben.id].protected) == 5


def test_a_meeting_in_protected_time_is_shown(
    client: Browser, pair: Mentorship, amara: Person, ben: Person
) -> None:
    meetings.book(pair, ben, datetime.fromisoformat("2026-12-02T00:30+00:00"), agreed=True)

    page = protect(client, amara, called="", hours="7-8 pm", weekdays="1")

    assert "Protected time Tue, 7–8 pm Still booked then: Tue Dec 1, 6:30 pm, Dr. Ben Osei" in page.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"hours": ""}, "Say from when until when, like 1–3 pm."),
        ({"hours": "9-10, 1-3"}, "Enter one time here, then add the next one."),
        ({"weekdays": None}, "Tick at least one day."),
        ({"weekdays": "7"}, "Tick days of the week."),
        ({"weekdays": "x"}, "Tick days of the week."),
        ({"hours": "6pm-8am"}, "Documentation: 6 pm–8 am next day is very long. Check am and pm."),
    ],
)
def test_a_slip_about_protected_time_is_explained(
    client: Browser, monday: datetime, amara: Person, fields: dict[str, object], sentence: str
) -> None:
    page = protect(client, amara, **fields)

    assert page.error == sentence
    assert protected_of(amara) == []


def test_a_list_is_full_by_what_stands_on_it_and_not_by_its_days(
    client: Browser, monday: datetime, amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exceptions, "MOST", 2)
    protect(client, amara, called="Notes")

    second = protect(client, amara, called="Dinner", hours="8-9 pm")
    third = protect(client, amara, called="Sleep", hours="10-11 pm")

    assert second.notice == "Saved."
    assert third.error == "You have 2 of these already. Remove some first."


def test_two_things_cannot_begin_at_the_same_minute(client: Browser, monday: datetime, amara: Person) -> None:
    protect(client, amara)

    page = protect(client, amara, called="Dinner", hours="6-8 pm", weekdays="3")

    assert page.error == "Thursday 6–7 pm is protected already. Remove that one first."


def test_what_no_database_may_see_takes_nothing_back(
    client: Browser, monday: datetime, amara: Person
) -> None:
    leave(client, amara)

    page = client.signed_in(amara).post("availability.come_back", what="\x00 nobody")

    assert page.status == 200
    assert len(away(amara)) == 1


def test_a_button_for_nothing_is_answered_with_not_found(client: Browser, amara: Person) -> None:
    browser = client.signed_in(amara)

    for endpoint in ("availability.usual_day", "availability.unprotect"):
        for what in ("", "nothing", "٣-٤ x", "1-", "-1"):
            assert browser.post(endpoint, what=what, follow=False).status == 404
