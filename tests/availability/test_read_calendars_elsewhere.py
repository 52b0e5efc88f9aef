"""What the worker makes of somebody's calendars elsewhere, over a real HTTPS connection and a real child process."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability import feeds, fetching, foreign_calendar, queries
from mentorship.availability.feed_cli import read_due
from mentorship.availability.models import BusyFeed, BusyTime
from mentorship.extensions import db
from mentorship.followup.cli import run_once
from mentorship.mail.models import OutgoingMail
from tests.availability.foreign_files import at, file
from tests.availability.outside import Site

URL = "https://calendar.example/ical/private-0123456789abcdef0f3a9/basic.ics"
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
TWO = file(at("20261210T150000Z", "20261210T160000Z"), at("20261211T100000", "20261211T110000"))
ONE = file(at("20261210T150000Z", "20261210T160000Z"))
Work = Callable[[timedelta], BusyFeed]


@pytest.fixture(autouse=True)
def only_here(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "OUTSIDE", site.outside())
    monkeypatch.setattr(fetching, "WALL", 60.0)  # on a machine with much else to do
    monkeypatch.setattr(foreign_calendar, "WALL", 60.0)


@pytest.fixture
def feed(app: Flask, noise: None, ben: Person) -> BusyFeed:
    with clock.moved_to(NOW):
        added = feeds.add_feed(ben, URL)
    db.session.commit()
    return added


@pytest.fixture
def work(feed: BusyFeed) -> Work:
    """work(later): one round of reading at that time after the beginning; the feed as it then is."""

    def one_round(later: timedelta = timedelta(0)) -> BusyFeed:
        with clock.moved_to(NOW + later):
            read_due()
        db.session.expire_all()
        return feed

    return one_round


def kept(person: Person) -> list[str]:
    query = select(BusyTime).filter_by(person_id=person.id).order_by(BusyTime.starts_at)
    return [f"{row.starts_at:%m-%d %H:%M}" for row in db.session.scalars(query)]


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def test_a_round_of_the_worker_reads_a_new_calendar(
    site: Site, feed: BusyFeed, ben: Person, amara: Person
) -> None:
    site.says(TWO)

    with clock.moved_to(NOW):
        run_once()
        found = queries.busy_times([ben.id, amara.id], NOW, NOW + timedelta(weeks=2))

    assert [(feed.busy_count, feed.assumed_zone, feed.problem)] == [(2, 1, "")]
    assert kept(ben) == ["12-10 15:00", "12-11 16:00"]
    assert [one.starts_at.day for one in found[ben.id]] == [10, 11]
    assert found[amara.id] == []


def test_it_is_read_again_after_an_hour_and_not_before(site: Site, work: Work, ben: Person) -> None:
    site.says(TWO)
    work(hours(0))
    site.says(ONE)

    work(hours(0.8))
    before = kept(ben)
    work(hours(1.2))

    assert (len(before), len(kept(ben)), len(site.asked)) == (2, 1, 2)


def test_what_has_not_changed_is_not_sent_again_but_once_a_day_all_of_it_is(
    site: Site, work: Work, ben: Person
) -> None:
    site.says(TWO, ETag='"v1"')
    work(hours(0))
    site.says(b"", status=304)

    unchanged = work(hours(2))
    read_at, problem = unchanged.read_at, unchanged.problem
    site.says(TWO, ETag='"v1"')
    work(hours(24))

    assert (read_at, problem) == (pytest.approx(NOW + hours(2), abs=timedelta(minutes=1)), "")
    assert len(kept(ben)) == 2
    assert [headers.get("If-None-Match") for _, headers in site.asked] == [None, '"v1"', None]


def test_a_calendar_that_cannot_be_read_keeps_its_last_copy(site: Site, work: Work, ben: Person) -> None:
    site.says(TWO)
    good = work(hours(0)).read_at
    site.says(b"gone", status=404)

    dead = work(hours(2))

    assert (dead.problem, dead.read_at) == ("the address answers “not found”", good)
    assert len(kept(ben)) == dead.busy_count == 2


def test_a_sign_in_page_is_no_free_week(site: Site, work: Work, ben: Person) -> None:
    site.says(TWO)
    work(hours(0))
    site.says(b"<!DOCTYPE html><title>Sign in</title>")

    dead = work(hours(2))

    assert dead.problem == "it leads to a web page, not to a calendar"
    assert len(kept(ben)) == 2


def test_the_longer_it_is_dead_the_more_seldom_it_is_tried(site: Site, work: Work) -> None:
    site.says(b"", status=503)

    tries = []
    for day in (0, 3, 9):
        before = len(site.asked)
        for half_hour in range(48):
            work(timedelta(days=day, minutes=30 * half_hour))
        tries.append(len(site.asked) - before)

    assert 16 <= tries[0] <= 24
    assert 6 <= tries[1] <= 8
    assert tries[2] == 1


def test_after_a_week_its_owner_gets_one_mail_and_another_only_after_it_lived(
    site: Site, work: Work, ben: Person
) -> None:
    site.says(TWO)
    work(hours(0))
    site.says(b"", status=503)

    for day in range(1, 20):
        work(timedelta(days=day))
    first = subjects()
    site.says(TWO)
    work(timedelta(days=21))
    site.says(b"", status=503)
    for day in range(22, 40):
        work(timedelta(days=day))

    assert first == [(ben.id, "We cannot read your calendar at calendar.example")]
    assert len(subjects()) == 2


def subjects() -> list[tuple[int, str]]:
    query = select(OutgoingMail).filter_by(template="availability.calendar_is_dead")
    return [(mail.person_id, mail.subject) for mail in db.session.scalars(query)]


def test_somebody_who_moves_has_their_calendar_read_on_their_new_clock(
    site: Site, work: Work, ben: Person
) -> None:
    site.says(TWO, ETag='"v1"')
    work(hours(0))
    ben.timezone = "America/New_York"
    db.session.commit()

    work(hours(0.2))

    assert kept(ben) == ["12-10 15:00", "12-11 15:00"]
    assert "If-None-Match" not in site.asked[1][1]


def test_two_workers_read_it_once(site: Site, feed: BusyFeed) -> None:
    due = feeds.due_feeds(NOW)

    first, second = (feeds.claim(feed.id, NOW) for _ in range(2))

    assert due == [feed.id]
    assert first and second is None


def test_one_that_is_removed_while_it_is_read_leaves_nothing(site: Site, feed: BusyFeed, ben: Person) -> None:
    site.says(TWO)
    claimed = feeds.claim(feed.id, NOW)
    db.session.commit()
    assert claimed

    outcome = feeds.read(claimed, NOW)
    feeds.remove_feed(ben, feed)
    db.session.commit()
    feeds.keep(claimed, outcome, NOW)
    db.session.commit()

    assert kept(ben) == []


def test_nothing_is_held_in_the_database_while_a_server_answers(site: Site, work: Work) -> None:
    seen = []

    def look(*_arguments: object) -> None:
        seen.append(db.session().in_transaction())

    real = feeds.fetch
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds, "fetch", lambda *asked: look() or real(*asked))
        work(hours(0))

    assert seen == [False]


def test_a_closed_account_is_not_read_for(site: Site, work: Work, ben: Person) -> None:
    ben.disabled_at = NOW
    db.session.commit()

    work(hours(0))

    assert not site.asked


def test_no_address_and_no_title_is_in_any_log(
    site: Site, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    site.says(TWO)
    work(hours(0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds, "busy_times_in", lambda *asked: 1 / 0)
        broken = work(hours(2))

    assert broken.problem == "something broke on our side"
    assert "0f3a9" not in caplog.text
    assert "Miller" not in caplog.text


def test_an_operator_can_try_an_address(app: Flask, site: Site) -> None:
    site.says(TWO)
    runner = app.test_cli_runner()

    good = runner.invoke(args=["calendars", "try", URL])
    site.says(b"", status=404)
    dead = runner.invoke(args=["calendars", "try", URL])
    inside = runner.invoke(args=["calendars", "try", "https://10.0.0.1/"])

    assert good.output.startswith("Read: ")
    assert dead.output == "Error: Could not be read: the address answers “not found”.\n"
    assert "private network" in inside.output
