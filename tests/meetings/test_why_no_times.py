"""When no time suits both, the page says whose hours, days, notice, calendar or budget stands in the way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mentorship.extensions import db
from mentorship.meetings import services
from mentorship.meetings.proposing import proposals
from tests import factories

BEN = "Dr. Ben Osei"
WEDNESDAYS = [datetime(2026, 11, 12, 0, 0, tzinfo=UTC) + timedelta(weeks=week) for week in range(5)]
"""6 pm in Chicago, 7 pm in New York, for the next weeks."""


@pytest.fixture
def pair(pair, ben):
    """Ben offers one hour a week: Wednesdays at 7 pm."""
    factories.hours(ben, [(2, 19 * 60, 20 * 60)])
    return pair


def away_for_long(person):
    factories.away(person, date(2026, 11, 10), date(2027, 1, 10))


def protects_wednesdays(person):
    factories.protects(person, [(2, 12 * 60, 23 * 60)])


def takes_a_week_with_a_week_of_notice(person):
    factories.hours(person, [(2, 18 * 60, 20 * 60)])
    factories.allows(person, notice_hours=72, window_days=7)


def busy_all_day(person):
    for wednesday in WEDNESDAYS:
        factories.busy(person, wednesday - timedelta(hours=3), wednesday + timedelta(minutes=30))


def gives_little(person):
    factories.allows(person, monthly_minutes=30)


@pytest.mark.parametrize(
    ("block", "theirs", "own"),
    [
        (
            away_for_long,
            f"{BEN} is away on every day on which your hours meet.",
            f"You are away on every day on which your hours and {BEN}'s meet.",
        ),
        (
            protects_wednesdays,
            f"{BEN} keeps every hour that you share free of meetings.",
            f"You keep every hour that you and {BEN} share free of meetings.",
        ),
        (
            takes_a_week_with_a_week_of_notice,
            f"{BEN} takes dates up to 7 days ahead, and you share no hour until then.",
            f"You take dates up to 7 days ahead, and you share no hour with {BEN} until then.",
        ),
        (
            busy_all_day,
            f"{BEN}'s own calendar is busy in every hour that you share in the next weeks.",
            f"Your own calendar is busy in every hour that you share with {BEN} in the next weeks.",
        ),
        (
            gives_little,
            f"The 30 minutes a month that {BEN} gives leave no room for 45 more in November or December.",
            "The 30 minutes a month that you give leave no room for 45 more in November or December.",
        ),
    ],
)
def test_the_one_thing_in_the_way_is_named_with_whose_it_is(pair, amara, ben, block, theirs, own):
    block(ben)
    of_partner = proposals(pair, amara)
    of_own = proposals(pair, ben)

    assert (of_partner.times, of_partner.cause) == ([], theirs)
    assert of_own.times == []
    assert of_own.cause == own.replace(BEN, "Dr. Amara Lee")


def test_an_extra_day_that_comes_before_the_notice_is_over_is_named(pair, amara, ben):
    factories.hours(ben, [])
    factories.only_on(ben, date(2026, 11, 11), 19 * 60, 20 * 60)
    factories.allows(ben, notice_hours=120)

    assert proposals(pair, amara).cause == (
        f"{BEN} asks for 5 days' notice, and you share no hour in the weeks after that."
    )


def test_meetings_of_the_partner_and_of_the_reader_are_told_apart(cohort, pair, amara, ben):
    for number, wednesday in enumerate(WEDNESDAYS):
        other = factories.mentorship(cohort, ben, factories.mentee(cohort, f"Mentee {number}"))
        services.book(other, ben, wednesday)
    db.session.commit()

    assert (
        proposals(pair, amara).cause == f"{BEN} has meetings in every hour that you share in the next weeks."
    )
    assert proposals(pair, ben).cause == (
        "You have meetings in every hour that you share with Dr. Amara Lee in the next weeks."
    )


def test_what_blocks_only_together_is_said_of_both(pair, amara, ben):
    for number, wednesday in enumerate(WEDNESDAYS):
        factories.busy((amara, ben)[number % 2], wednesday, wednesday + timedelta(minutes=30))

    assert proposals(pair, amara).cause == (
        f"Your own calendar or {BEN}'s is busy in every hour that you share in the next weeks."
    )


def test_a_day_that_is_free_after_all_is_proposed(pair, amara, ben):
    factories.away(ben, date(2026, 11, 1), date(2026, 11, 30))
    factories.busy(ben, WEDNESDAYS[3], WEDNESDAYS[3] + timedelta(minutes=5))

    times = proposals(pair, amara).times

    assert times == [WEDNESDAYS[3] + timedelta(minutes=15)]


def test_with_a_buffer_what_is_proposed_keeps_away_from_busy_times(pair, ben, amara):
    factories.allows(ben, buffer_minutes=30)
    factories.hours(ben, [(2, 19 * 60, 22 * 60)])
    factories.busy(ben, WEDNESDAYS[0], WEDNESDAYS[0] + timedelta(minutes=30))

    [first] = services.proposed_times(pair, count=1)

    assert first == WEDNESDAYS[0] + timedelta(minutes=60)
