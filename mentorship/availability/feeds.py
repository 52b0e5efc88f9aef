"""Calendars elsewhere, read for when their owners are busy: add, remove, ask to read, and the reading itself.

A reading has three steps, so that no transaction waits for somebody's server: claim, read, keep. What cannot be read
never looks like free time: the last good copy counts until there is a better one, and its owner is told.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import delete, insert, or_, select, update

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.services import record
from mentorship.availability import emails
from mentorship.availability.fetching import CannotRead, fetch, is_public, parts_of
from mentorship.availability.foreign_calendar import BusyTimes, busy_times_in
from mentorship.availability.models import BusyFeed, BusyTime
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.mail.services import post

log = logging.getLogger(__name__)
MOST_FEEDS = 5
BACK, AHEAD = timedelta(days=1), timedelta(weeks=26)
"""What is kept of a calendar: as far ahead as anybody may book."""
PATIENCE = timedelta(minutes=5)
"""Between two readings that somebody asks for."""
DEAD_AFTER = timedelta(days=7)


class TooManyCalendars(Refusal):
    """Nobody needs that many, and each is read every hour."""


class CalendarIsKnown(Refusal):
    """The same address was added before."""


class AddressUnusable(Refusal):
    """An address that could never be read, whatever its server says."""


class ReadJustNow(Refusal):
    """Somebody asked a moment ago."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One feed that this worker is about to read."""

    feed_id: int
    url: str
    zone: str
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a reading: busy times, or why there are none, or neither when nothing is new."""

    busy: BusyTimes | None = None
    problem: str = ""
    etag: str = ""
    last_modified: str = ""


def add_feed(person: Person, address: str) -> BusyFeed:
    """Have a calendar read from now on."""
    url = usable(address)
    db.session.execute(select(Person.id).filter_by(id=person.id).with_for_update())
    known = set(db.session.scalars(select(BusyFeed.url).filter_by(person_id=person.id)))
    if url in known:
        raise CalendarIsKnown("You have added this calendar already.")
    if len(known) >= MOST_FEEDS:
        raise TooManyCalendars(f"{MOST_FEEDS} calendars fit here. Remove one that you no longer use.")
    feed = BusyFeed(person_id=person.id, url=url, added_at=clock.now())
    db.session.add(feed)
    db.session.flush()
    record(person, "added a calendar to read", feed)
    return feed


def usable(address: str) -> str:
    """The address as it is kept, or AddressUnusable. What only its server can tell is found out by the worker."""
    try:
        host, _ = parts_of(address)
        if "." not in host or not _may_be_outside(host):
            raise CannotRead("the address leads into a private network, where we never go")
    except CannotRead as refused:
        raise AddressUnusable(f"This cannot be used: {refused.sentence}.") from None
    except ValueError:
        raise AddressUnusable(
            "This is not an address. Copy it once more, from https:// to its end."
        ) from None
    parts = urlsplit(address)
    return urlunsplit(("https", host, parts.path or "/", parts.query, ""))


def _may_be_outside(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return True
    return is_public(host)


def remove_feed(person: Person, feed: BusyFeed) -> None:
    """Forget a calendar and everything that was read from it."""
    record(person, "removed a calendar", feed)
    db.session.execute(delete(BusyTime).filter_by(feed_id=feed.id))
    db.session.execute(delete(BusyFeed).filter_by(id=feed.id))


def read_soon(feed: BusyFeed) -> None:
    """Have a calendar read by the next worker that looks, not within the hour."""
    if feed.tried_at and clock.now() - feed.tried_at < PATIENCE:
        raise ReadJustNow("We looked a moment ago. Ask again in five minutes.")
    feed.tried_at = None


def due_feeds(now: datetime) -> list[int]:
    """The ids of feeds to read, those first that were never read."""
    query = (
        select(BusyFeed, Person.timezone)
        .join(Person, Person.id == BusyFeed.person_id)
        .where(Person.disabled_at.is_(None))
        .where(or_(BusyFeed.tried_at.is_(None), BusyFeed.tried_at <= now - PATIENCE))
        .order_by(BusyFeed.tried_at.is_not(None), BusyFeed.tried_at, BusyFeed.id)
    )
    return [feed.id for feed, zone in db.session.execute(query) if _is_due(feed, zone, now)]


def _is_due(feed: BusyFeed, zone: str, now: datetime) -> bool:
    if feed.tried_at is None:
        return True
    if now - feed.tried_at < PATIENCE:
        return False
    if not feed.problem and feed.read_zone != zone:
        return True
    failing_for = now - good_until(feed) if feed.problem else timedelta(0)
    hours = 24 if failing_for > DEAD_AFTER else 3 if failing_for > timedelta(days=1) else 1
    # A few minutes apart from feed to feed, so that not all of one server's are asked for at once.
    return now - feed.tried_at >= timedelta(hours=hours, minutes=feed.id * 7 % 11 - 5)


def good_until(feed: BusyFeed) -> datetime:
    """When what is known was last as its calendar had it."""
    return feed.read_at or feed.added_at


def claim(feed_id: int, now: datetime) -> Claimed | None:
    """Take one feed that is due; None when another worker was faster, or it is gone."""
    query = select(BusyFeed, Person.timezone).join(Person, Person.id == BusyFeed.person_id)
    found = db.session.execute(query.where(BusyFeed.id == feed_id)).one_or_none()
    if found is None or not _is_due(*found, now):
        return None
    feed, zone = found
    as_seen = BusyFeed.tried_at.is_(None) if feed.tried_at is None else BusyFeed.tried_at == feed.tried_at
    taken = update(BusyFeed).where(BusyFeed.id == feed_id, as_seen).values(tried_at=now)
    if db.session.execute(taken.returning(BusyFeed.id)).one_or_none() is None:
        return None
    # Once a day all of it is read: time passes, and what was half a year away then is nearer now.
    fresh = feed.read_zone == zone and feed.read_at is not None and feed.read_at.date() == now.date()
    etag, last_modified = (feed.etag, feed.last_modified) if fresh else ("", "")
    return Claimed(feed_id, feed.url, zone, etag, last_modified)


def read(claimed: Claimed, now: datetime) -> Outcome:
    """Fetch and work it out, for up to half a minute. To be called outside of any transaction."""
    try:
        fetched = fetch(claimed.url, claimed.etag, claimed.last_modified)
        if fetched is None:
            return Outcome(etag=claimed.etag, last_modified=claimed.last_modified)
        busy = busy_times_in(fetched.body, claimed.zone, now - BACK, now + AHEAD)
        return Outcome(busy, etag=fetched.etag, last_modified=fetched.last_modified)
    except CannotRead as refused:
        return Outcome(problem=refused.sentence)
    except Exception as error:
        # Only its kind: what it says may hold the address, or a line of the calendar.
        log.error("calendar %s could not be read: %s", claimed.feed_id, type(error).__name__)
        return Outcome(problem="something broke on our side")


def keep(claimed: Claimed, outcome: Outcome, now: datetime) -> None:
    """Write down what came of a reading, unless the calendar was removed meanwhile."""
    feed = db.session.scalar(select(BusyFeed).filter_by(id=claimed.feed_id).with_for_update())
    if feed is None:
        return
    feed.problem = outcome.problem
    if outcome.problem:
        _tell_once(feed, now)
        return
    feed.read_at, feed.told_at, feed.read_zone = now, None, claimed.zone
    feed.etag, feed.last_modified = outcome.etag[:500], outcome.last_modified[:100]
    if outcome.busy is not None:
        feed.busy_count, feed.assumed_zone = len(outcome.busy.intervals), outcome.busy.assumed
        feed.odd_count = outcome.busy.odd
        _replace(feed, outcome.busy)


def _replace(feed: BusyFeed, busy: BusyTimes) -> None:
    db.session.execute(delete(BusyTime).filter_by(feed_id=feed.id))
    rows = [
        {"feed_id": feed.id, "person_id": feed.person_id, "starts_at": start, "ends_at": end}
        for start, end in busy.intervals
    ]
    if rows:
        db.session.execute(insert(BusyTime), rows)


def _tell_once(feed: BusyFeed, now: datetime) -> None:
    """One mail for each time that a calendar stays unreadable for a week."""
    if feed.told_at is None and now - good_until(feed) >= DEAD_AFTER:
        owner = db.session.get_one(Person, feed.person_id)
        post(emails.calendar_is_dead(feed, owner))
        feed.told_at = now
