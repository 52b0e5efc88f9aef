"""One asks for a late hour, the other names another one by the link in the mail, the first accepts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.programs.models import Cohort
from tests import factories
from tests.journeys.conftest import Site, Walker
from tests.journeys.letters import entry_in, link_in, newest_invitation, newest_to
from tests.journeys.test_across_the_clock_change import types

pytestmark = pytest.mark.browser
MONDAY = datetime(2026, 11, 9, 15, tzinfo=UTC)


def test_a_late_hour_is_asked_for_countered_and_accepted(
    site: Site, walk: Callable[..., Walker], cohort: Cohort, amara: Person, ben: Person, noise: None
) -> None:
    pair = factories.mentorship(cohort, ben, amara).public_id
    addresses = amara.email, ben.email
    db.session.commit()  # this side must not hold the database while the site wants it

    with clock.moved_to(MONDAY):
        asks_first(walk("amara"), addresses[0], pair)
        site.work()
        names_another_time(walk("ben"), link_in(newest_to(site.inbox, addresses[1], "asks:"), "/m/"))
        site.work()
        accepts(walk("amara again"), link_in(newest_to(site.inbox, addresses[0], "asks:"), "/m/"))
        site.work()

    one, other = (entry_in(newest_invitation(site.inbox, address)) for address in addresses)
    assert one == other
    assert (one.method, one.status) == ("REQUEST", "CONFIRMED")
    assert one.starts_at == datetime(2026, 11, 13, 2, 30, tzinfo=UTC)


def asks_first(amara: Walker, address: str, pair: str) -> None:
    """10 pm is outside the hours of them both; she asks instead of inviting."""
    amara.sign_in(address, factories.PASSWORD)
    amara.go(f"/mentorships/{pair}/meetings")
    amara.picture("30-times-for-both")
    types(amara, "2026-11-12", "22:00", "Ask Dr. Ben Osei first")
    assert amara.h1 == "You asked Dr. Ben Osei to meet"
    amara.picture("32-asked")


def names_another_time(ben: Walker, link: str) -> None:
    """By the mail's link."""
    ben.go(link)
    assert ben.h1 == "Dr. Amara Lee asks to meet"
    ben.picture("33-is-asked")
    types(ben, "2026-11-12", "20:30", "Propose this time")
    assert ben.h1 == "You asked Dr. Amara Lee to meet"


def accepts(amara: Walker, link: str) -> None:
    amara.go(link)
    assert "Thu Nov 12, 8:30 pm for both of you" in amara.text
    amara.press("Accept")
    assert amara.h1 == "Meeting with Dr. Ben Osei"
    amara.picture("34-accepted")


def test_who_finds_no_time_asks_for_one(
    site: Site, walk: Callable[..., Walker], cohort: Cohort, amara: Person, ben: Person
) -> None:
    pair, address = factories.mentorship(cohort, ben, amara).public_id, amara.email
    factories.away(ben, date(2026, 11, 1), date(2027, 2, 1))

    with clock.moved_to(MONDAY):
        at_home = walk("amara", color_scheme="dark")
        at_home.sign_in(address, factories.PASSWORD)
        at_home.go(f"/mentorships/{pair}/meetings")
        assert "Dr. Ben Osei is away on every day on which your hours meet." in at_home.text
        at_home.picture("35-no-times")
        at_home.press("Ask for other times")

    assert "You asked Dr. Ben Osei for other times" in at_home.text
