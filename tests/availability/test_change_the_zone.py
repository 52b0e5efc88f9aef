"""Travelling: a change of zone says first what moves."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from mentorship.accounts.models import Person
from mentorship.audit.models import AuditEntry
from mentorship.availability.booked import Booked
from mentorship.availability.slots import Hours, Weekly
from mentorship.availability.zone_change import moved
from mentorship.extensions import db
from mentorship.meetings import services as meetings
from mentorship.pairs.models import Mentorship
from mentorship.vocabulary import time_zones
from tests.availability.conftest import MONDAY
from tests.availability.offering import offered_to
from tests.pages import Browser, Page

TUESDAY = datetime.fromisoformat("2026-12-02T00:30+00:00")  # 6:30 pm in Chicago


def look(client: Browser, person: Person, zone: str) -> Page:
    return client.signed_in(person).open(f"/settings/zone?timezone={zone}")


def test_looking_says_what_moves_and_changes_nothing(
    client: Browser, pair: Mentorship, amara: Person, ben: Person
) -> None:
    meeting = meetings.book(pair, ben, TUESDAY, agreed=True)

    page = look(client, amara, "America/Denver")

    assert "Your hours stay what your clock shows, now in Mountain: Mon–Fri 6–9 pm." in page.text
    assert "This meeting stays at the same moment." in page.text
    assert "Tue Dec 1, 6:30 pm becomes 5:30 pm" in page.text
    assert "That is outside your hours there." in page.text
    assert f"/meetings/{meeting.public_id}" in page.links
    assert amara.timezone == "America/Chicago"


def test_the_button_changes_the_clock_and_leaves_the_meeting(
    client: Browser, pair: Mentorship, amara: Person, ben: Person
) -> None:
    meeting = meetings.book(pair, ben, TUESDAY, agreed=True)

    page = client.signed_in(amara).post("availability.set_zone", timezone="America/Denver")

    assert page.notice == "Your time zone is changed. Every meeting stays at the same moment."
    assert (amara.timezone, ben.timezone) == ("America/Denver", "America/Chicago")
    assert meeting.starts_at == TUESDAY
    entry = db.session.query(AuditEntry).filter_by(action="changed_zone").one()
    assert entry.details == {"was": "America/Chicago", "now": "America/Denver"}


def test_hours_go_with_the_clock(client: Browser, monday: datetime, amara: Person) -> None:
    client.signed_in(amara).post("availability.set_zone", timezone="Asia/Kolkata")

    offered = offered_to(amara, monday, monday + timedelta(days=2))
    starts = [one.starts_at.astimezone(ZoneInfo("Asia/Kolkata")) for one in offered]
    assert [f"{start:%a %H:%M}" for start in starts] == ["Tue 18:00", "Wed 18:00"]


def test_another_day_is_named_and_a_clock_that_agrees_says_so(
    client: Browser, pair: Mentorship, amara: Person, ben: Person
) -> None:
    meetings.book(pair, ben, TUESDAY, agreed=True)

    far, same = look(client, amara, "Asia/Kathmandu"), look(client, amara, "America/Menominee")

    assert "Tue Dec 1, 6:30 pm becomes Wed Dec 2, 6:15 am" in far.text
    assert "Tue Dec 1, 6:30 pm stays as it is" in same.text


def test_ones_own_zone_and_an_unknown_one_have_no_button(client: Browser, amara: Person) -> None:
    own, unknown = look(client, amara, "America/Chicago"), look(client, amara, "Mars/Olympus")

    assert "That is your time zone already." in own.text
    assert unknown.error == "Choose a time zone from the list."
    assert "Change to" not in own.text + unknown.text


def test_an_unknown_zone_is_not_kept(client: Browser, amara: Person) -> None:
    browser = client.signed_in(amara)

    for wrong in ("Mars/Olympus", "\x00", "x" * 5_000, None):
        assert (
            browser.post("availability.set_zone", timezone=wrong).error == "Choose a time zone from the list."
        )
    assert amara.timezone == "America/Chicago"


def test_a_coordinator_has_a_clock_but_no_hours(client: Browser, cora: Person) -> None:
    page = look(client, cora, "America/Denver")

    assert "If you change to Mountain" in page.text
    assert "hours" not in page.text


@given(
    at=st.integers(0, 730 * 24 * 60).map(lambda minute: MONDAY + timedelta(minutes=minute)),
    old=st.sampled_from(sorted(time_zones())),
    new=st.sampled_from(sorted(time_zones())),
)
def test_a_date_leaves_the_hours_only_if_it_was_in_them(at: datetime, old: str, new: str) -> None:
    evenings = Hours(tuple(Weekly(weekday, 18 * 60, 21 * 60) for weekday in range(7)))
    date = Booked(at, at + timedelta(minutes=30), "Dr. Ben Osei", "meetings.show", "x")

    [one] = moved([date], evenings, old, new)

    was_in, is_in = (18 * 60 <= minute_of_day(at, zone) <= 20 * 60 + 30 for zone in (old, new))
    assert one.leaves_hours == (was_in and not is_in)
    assert (one.becomes == "") == (local(at, old) == local(at, new))


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def minute_of_day(at: datetime, zone: str) -> int:
    return local(at, zone).hour * 60 + local(at, zone).minute
