"""What the page of a pair's times costs beside a page that works out nothing.

    python -m benchmarks.booking_page

Two people, each with hours on five evenings, single days that differ, days away, protected time, limits, a budget, 60
busy times from a calendar elsewhere and 12 meetings with others in eight weeks. The pages are asked for in turn, in
this process, on SQLite; what is printed are medians of CPU time and the number of queries.
"""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from statistics import median

from flask_migrate import upgrade

from mentorship import clock, create_app
from mentorship.accounts.models import Person
from mentorship.availability.models import BusyFeed, BusyTime
from mentorship.config import Settings
from mentorship.extensions import db
from mentorship.meetings.changing import new_meeting
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import Browser, counted_queries

ROUNDS = 150
BUSY, MEETINGS = 60, 12


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/benchmark.sqlite"
        app = create_app(Settings(app_env="test", database_url=url, instance_dir=folder).checked())
        app.config["COPY_BEFORE_MIGRATING"] = False
        with app.app_context():
            upgrade()
            pair = _a_full_life()
            browser = Browser(app).signed_in(pair.mentee)
            paths = {
                "a page that works out nothing": "/calendar/feed",
                "times for two": _times(browser, pair),
                "two who share no time": _times(browser, _a_night_owl(pair.mentee)),
            }
            db.session.commit()
            _table(browser, paths)
            db.engine.dispose()


def _times(browser: Browser, pair: Mentorship) -> str:
    return browser.address("meetings.book", {"public_id": pair.public_id})[0]


def _table(browser: Browser, paths: dict[str, str]) -> None:
    spent: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(ROUNDS):
        for name, path in paths.items():
            before = time.process_time()
            answer = browser.client.get(path)
            spent[name].append(time.process_time() - before)
            assert answer.status_code == 200, (path, answer.status_code)
            db.session.rollback()
    nothing, two, none = (median(times) * 1000 for times in spent.values())
    for name, path in paths.items():
        with counted_queries() as queries:
            browser.client.get(path)
        print(f"{name:32} {median(spent[name]) * 1000:6.1f} ms CPU {len(queries):3} queries")
    for name, cost in (("times for two", two), ("two who share no time", none)):
        print(
            f"{name}: {cost - nothing:.1f} ms CPU beyond the empty page, {cost / nothing:.1f} times as much"
        )


def _a_full_life() -> Mentorship:
    cohort = factories.cohort()
    ben = factories.mentor(cohort, "Ben Osei", zone="America/New_York")
    amara = factories.mentee(cohort, "Amara Lee", zone="America/Los_Angeles")
    for person in (ben, amara):
        factories.hours(person, [(day, 7 * 60, 21 * 60) for day in range(5)])
        _busy_elsewhere(person)
        _meetings_with_others(cohort, person)
        factories.allows(person, buffer_minutes=15, notice_hours=48, window_days=60, monthly_minutes=2000)
        factories.away(person, clock.now().date() + timedelta(days=30))
        factories.protects(person, [(1, 12 * 60, 13 * 60), (3, 17 * 60, 20 * 60)])
        factories.only_on(person, clock.now().date() + timedelta(days=10), 9 * 60, 12 * 60)
    return factories.mentorship(cohort, ben, amara)


def _a_night_owl(mentee: Person) -> Mentorship:
    """A pair that finds no time, so that its page works out why."""
    cohort = factories.cohort("Night cohort")
    owl = factories.mentor(cohort, "Noor Owl", zone="America/New_York")
    factories.hours(owl, [(day, 60, 180) for day in range(5)])
    return factories.mentorship(cohort, owl, mentee)


def _busy_elsewhere(person: Person) -> None:
    feed = BusyFeed(person_id=person.id, url="https://calendar.example/busy.ics", added_at=clock.now())
    db.session.add(feed)
    db.session.flush()
    for number in range(BUSY):
        start = clock.now() + timedelta(hours=21 * number)
        busy = BusyTime(
            feed_id=feed.id, person_id=person.id, starts_at=start, ends_at=start + timedelta(hours=2)
        )
        db.session.add(busy)
    db.session.commit()


def _meetings_with_others(cohort: Cohort, person: Person) -> None:
    for number in range(MEETINGS):
        if person.is_mentor:
            pair = factories.mentorship(cohort, person, factories.mentee(cohort, f"Mentee {number}"))
        else:
            elsewhere = factories.cohort(f"Cohort {number}")
            pair = factories.mentorship(elsewhere, factories.mentor(elsewhere, f"Mentor {number}"), person)
        db.session.add(new_meeting(pair, person, clock.now() + timedelta(days=4 * number, hours=5 + number)))
    db.session.commit()


if __name__ == "__main__":
    main()
