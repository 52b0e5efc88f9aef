"""Pasting the address of a calendar, and what its owner reads about it afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability import feeds, fetching
from mentorship.availability.feed_cli import read_due
from mentorship.availability.models import BusyFeed, BusyTime
from mentorship.extensions import db
from tests.availability.foreign_files import at, file
from tests.availability.outside import Site
from tests.pages import Browser, Page

URL = "https://calendar.example/ical/private-0123456789abcdef0f3a9/basic.ics"


def add(client: Browser, person: Person, url: str = URL) -> Page:
    return client.signed_in(person).post("availability.calendars", url=url)


def feeds_of(person: Person) -> list[BusyFeed]:
    return list(db.session.scalars(select(BusyFeed).filter_by(person_id=person.id).order_by(BusyFeed.id)))


def page_of(client: Browser, person: Person) -> str:
    return client.signed_in(person).get("availability.calendars").text


def test_a_pasted_address_waits_to_be_read_and_is_not_shown_whole(client: Browser, ben: Person) -> None:
    page = add(client, ben, f"  {URL.replace('https', 'webcal')} ")

    assert page.notice == "Added. We read it within a minute."
    assert "calendar.example … f3a9" in page.text
    assert "Will be read within a minute." in page.text
    assert "0123456789" not in page.html
    assert [feed.url for feed in feeds_of(ben)] == [URL]


def test_after_it_was_read_the_page_says_when_and_how_much(
    client: Browser, ben: Person, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "OUTSIDE", site.outside())
    soon = clock.now() + timedelta(days=10)
    site.says(
        file(
            at(f"{soon:%Y%m%dT100000Z}", f"{soon:%Y%m%dT110000Z}"),
            at(f"{soon:%Y%m%dT120000}", f"{soon:%Y%m%dT130000}"),
            at("2026", "2027"),
        )
    )
    add(client, ben)

    read_due()

    page = page_of(client, ben)
    assert ": 2 busy times in the next 26 weeks." in page
    assert "1 of them names no time zone that we know." in page
    assert "1 entry could not be understood, so it does not count, or only in part." in page


def test_a_dead_calendar_says_since_when_and_that_the_last_copy_counts(client: Browser, ben: Person) -> None:
    add(client, ben)
    [feed] = feeds_of(ben)
    feed.tried_at, feed.read_at, feed.busy_count = clock.now(), clock.now() - timedelta(days=3), 37
    feed.problem = "the address answers “not found”"
    db.session.commit()

    page = page_of(client, ben)

    assert "Could not be read since" in page
    assert ": the address answers “not found”. Your last copy, with 37 busy times, still counts." in page


def test_one_that_never_could_be_read_keeps_nobody_from_booking_and_says_so(
    client: Browser, ben: Person
) -> None:
    add(client, ben)
    [feed] = feeds_of(ben)
    feed.tried_at, feed.problem = clock.now(), "it leads to a web page, not to a calendar"
    db.session.commit()

    page = page_of(client, ben)

    assert "Could not be read yet: it leads to a web page, not to a calendar." in page
    assert "Nothing in it keeps anybody from booking you." in page


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "Paste the address of your calendar."),
        ("http://calendar.example/a", "This cannot be used: the address does not begin with https:// or webcal://."),
        ("calendar.example", "This cannot be used: the address does not begin with https:// or webcal://."),
        ("https://localhost/a", "This cannot be used: the address leads into a private network, where we never go."),
        ("https://10.0.0.7/a", "This cannot be used: the address leads into a private network, where we never go."),
        ("https://[::1]/a", "This cannot be used: the address leads into a private network, where we never go."),
        (
            "https://me:word@calendar.example/",
            "This cannot be used: the address holds a name or a password in front of an @.",
        ),
        ("https://[half", "This is not an address. Copy it once more, from https:// to its end."),
        ("https://calendar.example:x/", "This is not an address. Copy it once more, from https:// to its end."),
    ],
)  # fmt: skip
def test_an_address_that_could_never_be_read_is_refused_at_once(
    client: Browser, ben: Person, url: str, said: str
) -> None:
    page = add(client, ben, url)

    assert page.error == said
    assert not feeds_of(ben)


def test_the_same_address_is_added_once_and_five_are_enough(
    client: Browser, ben: Person, amara: Person
) -> None:
    add(client, ben)
    twice = add(client, ben, URL.replace("https", "webcal"))
    for number in range(4):
        add(client, ben, f"{URL}?{number}")

    sixth = add(client, ben, f"{URL}?6")
    add(client, amara)

    assert twice.error == "You have added this calendar already."
    assert sixth.notice is None
    assert "5 calendars fit here." in sixth.text
    assert (len(feeds_of(ben)), len(feeds_of(amara))) == (5, 1)


def test_removing_one_forgets_what_was_read_from_it(client: Browser, ben: Person, amara: Person) -> None:
    for person in (ben, amara):
        add(client, person)
        [feed] = feeds_of(person)
        start = clock.now()
        db.session.add(
            BusyTime(
                feed_id=feed.id, person_id=person.id, starts_at=start, ends_at=start + timedelta(hours=1)
            )
        )
        db.session.commit()

    page = client.signed_in(ben).post("availability.remove_calendar", public_id=feeds_of(ben)[0].public_id)

    assert page.notice == "Removed. Nothing in that calendar keeps anybody from booking you now."
    assert db.session.scalars(select(BusyTime.person_id)).all() == [amara.id]
    assert not feeds_of(ben)


def test_reading_now_is_for_once_in_five_minutes(client: Browser, ben: Person) -> None:
    add(client, ben)
    [feed] = feeds_of(ben)
    browser = client.signed_in(ben)
    feed.tried_at = clock.now() - timedelta(minutes=2)
    db.session.commit()

    early = browser.post("availability.read_calendar", public_id=feed.public_id)
    feed.tried_at = clock.now() - timedelta(minutes=6)
    db.session.commit()
    later = browser.post("availability.read_calendar", public_id=feed.public_id)

    assert early.notice == "We looked a moment ago. Ask again in five minutes."
    assert later.notice == "We read it within a minute."
    assert feeds.due_feeds(clock.now()) == [feed.id]


def test_the_hours_page_leads_there(client: Browser, ben: Person) -> None:
    assert "/hours/calendars" in client.signed_in(ben).get("availability.edit").links


def test_a_short_address_shows_nothing_of_its_path(app: Flask) -> None:
    assert BusyFeed(url="https://calendar.example/abc.ics?k=123").shown == "calendar.example …"


def test_a_statement_that_fails_does_not_repeat_the_address(app: Flask) -> None:
    db.session.add(BusyFeed(person_id=999_999, url=URL, added_at=clock.now()))

    with pytest.raises(IntegrityError) as failed:
        db.session.flush()

    assert "0f3a9" not in str(failed.value)
    db.session.rollback()
