"""Not that week, and an extra Saturday."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability import exceptions
from mentorship.availability.queries import hours_of
from mentorship.availability.slots import Weekly
from mentorship.meetings import services as meetings
from mentorship.pairs.models import Mentorship
from tests.availability.offering import offered_to
from tests.pages import Browser, Page

SATURDAY, TUESDAY = date(2026, 12, 5), date(2026, 12, 1)


def instead(person: Person) -> dict[date, tuple[Weekly, ...]]:
    return dict(hours_of([person.id])[person.id].instead)


def send(client: Browser, person: Person, **fields: str) -> Page:
    return client.signed_in(person).post("availability.days", **fields)


def test_a_day_gets_hours_of_its_own(client: Browser, monday: datetime, amara: Person, ben: Person) -> None:
    page = send(client, amara, on_day="2026-12-05", hours="9-11, 1-3pm")

    assert page.notice == "Saved."
    assert "Sat Dec 5 9–11 am, 1–3 pm" in page.text
    assert instead(amara) == {SATURDAY: (Weekly(5, 540, 660), Weekly(5, 780, 900))}
    assert instead(ben) == {}


def test_a_day_without_hours_offers_nothing(client: Browser, monday: datetime, amara: Person) -> None:
    page = send(client, amara, on_day="12/01/2026", hours="")

    offered = offered_to(amara, monday, monday + timedelta(days=3))
    assert "Tue Dec 1 no meetings" in page.text
    assert [one.starts_at.day for one in offered] == [1, 3]  # Monday's and Wednesday's evenings, in UTC


def test_a_day_said_again_replaces_what_was_said(client: Browser, monday: datetime, amara: Person) -> None:
    for hours in ("9-11", "1-3 pm", ""):
        send(client, amara, on_day="2026-12-05", hours=hours)

    assert instead(amara) == {SATURDAY: ()}


def test_a_day_can_have_its_weekly_hours_again(client: Browser, monday: datetime, amara: Person) -> None:
    send(client, amara, on_day="2026-12-05", hours="9-11")

    page = client.signed_in(amara).post("availability.usual_day", what="2026-12-05")

    assert page.notice == "That day has your weekly hours again."
    assert instead(amara) == {}


def test_one_persons_days_are_not_anothers_to_change(
    client: Browser, monday: datetime, amara: Person, ben: Person
) -> None:
    exceptions.set_day(ben, SATURDAY, [])

    client.signed_in(amara).post("availability.usual_day", what="2026-12-05")

    assert instead(ben) == {SATURDAY: ()}


def test_a_meeting_on_a_day_taken_out_is_shown_with_its_page(
    client: Browser, pair: Mentorship, amara: Person, ben: Person
) -> None:
    at = datetime.fromisoformat("2026-12-02T00:30+00:00")  # Tuesday, 6:30 pm
    meeting = meetings.book(pair, ben, at, agreed=True)

    page = send(client, amara, on_day="2026-12-01", hours="5-6:45 pm")

    assert page.notice == "Saved. 1 meeting is still booked then; look below."
    assert "Still booked then: Tue Dec 1, 6:30 pm, Dr. Ben Osei" in page.text
    assert f"/meetings/{meeting.public_id}" in page.links


def test_a_meeting_inside_the_days_own_hours_is_not_mentioned(
    client: Browser, pair: Mentorship, amara: Person, ben: Person
) -> None:
    meetings.book(pair, ben, datetime.fromisoformat("2026-12-02T00:30+00:00"), agreed=True)

    page = send(client, amara, on_day="2026-12-01", hours="6-8 pm")

    assert page.notice == "Saved."
    assert "Still booked" not in page.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"on_day": ""}, "Enter a day, like 12/03/2026."),
        ({"on_day": "2026-02-30"}, "Enter a day, like 12/03/2026."),
        ({"on_day": "2026-11-29"}, "Sun Nov 29, 2026, is over. Choose a day from today on."),
        ({"on_day": "2029-12-05"}, "That is more than two years ahead. Check the year."),
        ({"hours": "6-9"}, "6-9: add am or pm, like 6-9 pm."),
        ({"hours": "9-11, 10-12"}, "Sat Dec 5: 9–11 am and 10 am–12 pm overlap. Make them one."),
    ],
)
def test_a_slip_is_explained_and_nothing_is_lost(
    client: Browser, monday: datetime, amara: Person, fields: dict[str, str], sentence: str
) -> None:
    page = send(client, amara, **{"on_day": "2026-12-05", "hours": "9-11", **fields})

    assert page.error == sentence
    assert page.value("hours") == fields.get("hours", "9-11")
    assert instead(amara) == {}


def test_sixty_days_are_enough(monday: datetime, amara: Person) -> None:
    for number in range(60):
        exceptions.set_day(amara, SATURDAY + timedelta(days=number), [])

    exceptions.set_day(amara, SATURDAY, [(540, 600)])
    with pytest.raises(exceptions.TooManyExceptions, match="You have 60 of these already"):
        exceptions.set_day(amara, TUESDAY, [])


def test_what_is_over_is_not_shown(client: Browser, monday: datetime, amara: Person) -> None:
    exceptions.set_day(amara, TUESDAY, [])

    with clock.moved_to(monday + timedelta(days=2)):
        page = client.signed_in(amara).get("availability.days")

    assert "Dec 1" not in page.text
