"""Los Angeles and Kathmandu make a date across a clock change, move it twice and cancel it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.programs.models import Cohort
from tests import factories
from tests.journeys.conftest import Site, Walker
from tests.journeys.letters import Entry, entry_in, link_in, newest_invitation

pytestmark = pytest.mark.browser
LATE_OCTOBER = datetime(2026, 10, 28, 16, 0, tzinfo=UTC)  # clocks go back in Los Angeles on November 1
KATHMANDU = ZoneInfo("Asia/Kathmandu")
EVENINGS = [(weekday, 17 * 60, 21 * 60) for weekday in range(7)]
MORNINGS = [(weekday, 6 * 60, 10 * 60) for weekday in range(7)]


@pytest.fixture
def lena(cohort: Cohort) -> Person:
    """Dr. Lena Ortiz, mentee, in Los Angeles, free in the evening."""
    mentee = factories.mentee(cohort, "Lena Ortiz")
    mentee.timezone = "America/Los_Angeles"
    factories.hours(mentee, EVENINGS)
    return mentee


@pytest.fixture
def maya(cohort: Cohort) -> Person:
    """Dr. Maya Shrestha, mentor, in Kathmandu, free in the morning."""
    mentor = factories.mentor(cohort, "Maya Shrestha", zone="Asia/Kathmandu")
    factories.hours(mentor, MORNINGS)
    return mentor


def test_a_date_moved_twice_across_the_change_and_cancelled_is_the_same_in_both_calendars(
    site: Site, walk: Callable[..., Walker], cohort: Cohort, lena: Person, maya: Person, noise: None
) -> None:
    pair = factories.mentorship(cohort, maya, lena).public_id
    addresses = [lena.email, maya.email]
    db.session.commit()  # this side must not hold the database while the site wants it

    def calendars() -> Entry:
        """What both calendars were told last; they must have been told the same."""
        site.work()
        one, other = (entry_in(newest_invitation(site.inbox, address)) for address in addresses)
        assert one == other
        return one

    with clock.moved_to(LATE_OCTOBER):
        at_home = walk("lena")
        at_home.sign_in(addresses[0], factories.PASSWORD)
        before = books_before_the_change(at_home, pair, calendars)
        after = moves_past_the_change(at_home, before, calendars)
        last = mentor_moves_it_again(site, walk("maya"), addresses[1], after, calendars)
        cancels(at_home, last, calendars)


def books_before_the_change(lena: Walker, pair: str, calendars: Callable[[], Entry]) -> Entry:
    """6 pm on the Friday before: 6:45 am on Saturday in Kathmandu."""
    lena.go(f"/mentorships/{pair}/meetings")
    types(lena, "2026-10-30", "18:00", "Invite for this time")
    lena.picture("20-los-angeles-kathmandu")
    assert "6:00 pm" in lena.text
    assert "6:45 am Sat for Dr. Maya Shrestha" in lena.text
    entry = calendars()
    assert entry.starts_at == datetime(2026, 10, 31, 1, 0, tzinfo=UTC)
    assert (entry.method, entry.sequence) == ("REQUEST", 0)
    return entry


def moves_past_the_change(lena: Walker, before: Entry, calendars: Callable[[], Entry]) -> Entry:
    """The same hour on her clock, four days later, is another one in Kathmandu."""
    types(lena, "2026-11-03", "18:00", "Move it to this time")
    assert "6:00 pm" in lena.text
    assert "7:45 am Wed for Dr. Maya Shrestha" in lena.text
    return newer(calendars(), before, datetime(2026, 11, 4, 2, 0, tzinfo=UTC))


def mentor_moves_it_again(
    site: Site, maya: Walker, address: str, before: Entry, calendars: Callable[[], Entry]
) -> Entry:
    """By the link in her mail, without signing in."""
    maya.go(link_in(newest_invitation(site.inbox, address), "/m/"))
    types(maya, "2026-11-06", "08:15", "Move it to this time")
    assert "8:15 am" in maya.text
    return newer(calendars(), before, datetime(2026, 11, 6, 8, 15, tzinfo=KATHMANDU).astimezone(UTC))


def cancels(lena: Walker, before: Entry, calendars: Callable[[], Entry]) -> None:
    lena.page.reload()
    assert "6:30 pm" in lena.text  # of the day before, in Los Angeles
    lena.press("Cancel this meeting")
    entry = calendars()
    assert (entry.method, entry.status, entry.uid) == ("CANCEL", "CANCELLED", before.uid)
    assert (entry.sequence, entry.starts_at) == (before.sequence + 1, before.starts_at)
    assert entry.stamp > before.stamp


def newer(entry: Entry, before: Entry, starts_at: datetime) -> Entry:
    """The same calendar entry, one version on, at this time."""
    assert (entry.method, entry.uid, entry.sequence) == ("REQUEST", before.uid, before.sequence + 1)
    assert entry.starts_at == starts_at
    assert entry.stamp > before.stamp
    return entry


def types(walker: Walker, date: str, time: str, button: str) -> None:
    """Any other time than those proposed."""
    summary = walker.page.locator("details:has(input[name=date]) summary").first
    if not walker.page.get_by_label("Date").first.is_visible():
        summary.click()
    walker.page.get_by_label("Date").first.fill(date)
    walker.page.get_by_label("Time", exact=True).first.fill(time)
    walker.press(button)
