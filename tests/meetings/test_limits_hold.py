"""What the partner allows holds for every booking and every move; what one allows oneself is passed only knowingly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mentorship.extensions import db
from mentorship.meetings import queries, refusals, services
from mentorship.meetings.models import Happened, MeetingState
from tests import factories
from tests.meetings.conftest import MONDAY

THURSDAY_AT_7 = datetime(2026, 11, 13, 1, 0, tzinfo=UTC)
"""7 pm in Chicago, 8 pm in New York."""
BEN = "Dr. Ben Osei"


def asks_for_three_days(person):
    factories.allows(person, notice_hours=96)


def takes_a_week(person):
    factories.allows(person, window_days=7)
    return THURSDAY_AT_7 + timedelta(days=7)


def is_away(person):
    factories.away(person, date(2026, 11, 12), date(2026, 11, 14))


def protects_the_evening(person):
    factories.protects(person, [(3, 19 * 60 + 30, 20 * 60 + 15)])


def gives_an_hour(person):
    factories.allows(person, monthly_minutes=40)


LIMITS = [
    (asks_for_three_days, refusals.TooSoon, "asks for 4 days' notice", "You ask for 4 days' notice."),
    (
        takes_a_week,
        refusals.TooFarAhead,
        "takes dates up to 7 days ahead",
        "You take dates up to 7 days ahead.",
    ),
    (is_away, refusals.OnADayAway, "is away then. Pick another day.", "You are away then."),
    (
        protects_the_evening,
        refusals.InProtectedTime,
        "keeps that time free of meetings. Pick another.",
        "You keep that time free of meetings.",
    ),
    (
        gives_an_hour,
        refusals.OverBudget,
        "That would go over the 40 minutes that Dr. Ben Osei gives in November.",
        "That would go over the 40 minutes that you give in November.",
    ),
]
CASES = pytest.mark.parametrize(
    ("limit", "refusal", "theirs", "own"), LIMITS, ids=[case[0].__name__ for case in LIMITS]
)


@CASES
def test_a_partners_limit_holds_whatever_is_ticked_and_the_sentence_says_whose_it_is(
    pair, amara, ben, limit, refusal, theirs, own
):
    time = limit(ben) or THURSDAY_AT_7

    with pytest.raises(refusal) as refused:
        services.book(pair, amara, time, agreed=True, anyway=True)

    assert theirs in refused.value.sentence
    assert BEN in refused.value.sentence
    assert queries.next_meeting(pair) is None


@CASES
def test_ones_own_limit_is_passed_only_knowingly(client, pair, amara, ben, limit, refusal, theirs, own):
    time = limit(amara) or THURSDAY_AT_7
    browser = client.signed_in(amara)

    page = browser.post("meetings.book", 409, public_id=pair.public_id, starts_at=time.isoformat())
    fields = {"date": page.value("date"), "time": page.value("time"), "anyway": "y"}
    browser.post("meetings.book", public_id=pair.public_id, **fields)

    assert page.error == f"{own} Tick the box to take it anyway."
    assert queries.next_meeting(pair).starts_at == time


@CASES
def test_a_move_keeps_to_the_same_limits(pair, amara, ben, limit, refusal, theirs, own):
    meeting = services.book(pair, amara, THURSDAY_AT_7 + timedelta(days=4))
    db.session.commit()
    time = limit(ben) or THURSDAY_AT_7

    with pytest.raises(refusal, match=BEN):
        services.reschedule(meeting, amara, time)

    assert meeting.sequence == 0


def test_a_meeting_keeps_the_partners_minutes_away_from_their_other_meetings(cohort, pair, amara, ben):
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    services.book(other, ben, THURSDAY_AT_7)
    factories.allows(ben, buffer_minutes=15)

    with pytest.raises(refusals.TooCloseToAnother) as refused:
        services.book(pair, amara, THURSDAY_AT_7 + timedelta(minutes=45))
    booked = services.book(pair, amara, THURSDAY_AT_7 + timedelta(minutes=60))

    sentence = "leaves 15 minutes free around meetings, and that is too close to one. Pick another time."
    assert refused.value.sentence == f"{BEN} {sentence}"
    assert booked.state == MeetingState.confirmed


def test_a_busy_calendar_of_the_partner_asks_whether_the_time_was_agreed_and_tells_nothing_else(
    client, pair, amara, ben
):
    factories.busy(ben, THURSDAY_AT_7 - timedelta(hours=1), THURSDAY_AT_7 + timedelta(minutes=10))
    browser = client.signed_in(amara)

    page = browser.post("meetings.book", 409, public_id=pair.public_id, starts_at=THURSDAY_AT_7.isoformat())
    fields = {"date": page.value("date"), "time": page.value("time"), "agreed": "y"}
    browser.post("meetings.book", public_id=pair.public_id, **fields)

    assert page.error == f"{BEN}'s own calendar is busy then. Tick the box if you two agreed on it."
    assert queries.next_meeting(pair).starts_at == THURSDAY_AT_7


def test_ones_own_busy_calendar_is_a_reminder(pair, amara):
    factories.busy(amara, THURSDAY_AT_7, THURSDAY_AT_7 + timedelta(hours=1))

    with pytest.raises(refusals.BusyYourself, match="Your own calendar is busy then"):
        services.book(pair, amara, THURSDAY_AT_7, anyway=False)


def test_a_budget_counts_held_and_confirmed_minutes_of_the_persons_own_month(cohort, pair, amara, ben):
    """11 pm on November 30 in New York is December already in Chicago's UTC, but not on Ben's wall."""
    factories.hours(ben, [])
    factories.allows(ben, monthly_minutes=60)
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    last_of_november = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
    services.book(other, ben, last_of_november).state = MeetingState.held
    db.session.commit()

    with pytest.raises(refusals.OverBudget, match="gives in November"):
        services.book(pair, amara, last_of_november - timedelta(days=5))
    booked = services.book(pair, amara, datetime(2026, 12, 1, 5, 0, tzinfo=UTC))

    assert booked.wall_time == "2026-12-01T00:00"


def test_a_meeting_that_moves_frees_its_own_minutes(pair, amara, ben):
    factories.allows(ben, monthly_minutes=60)
    meeting = services.book(pair, amara, THURSDAY_AT_7)

    services.reschedule(meeting, amara, THURSDAY_AT_7 + timedelta(days=4), agreed=False)

    assert meeting.sequence == 1


def test_what_was_called_off_or_missed_costs_no_minutes(cohort, pair, amara, ben):
    factories.allows(ben, monthly_minutes=60)
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    services.cancel(services.book(other, ben, THURSDAY_AT_7), ben, "")
    missed = services.book(other, ben, THURSDAY_AT_7)
    db.session.commit()
    with factories.clock.moved_to(missed.ends_at):
        services.wrap_up(missed, ben, Happened.no_show, "")
        db.session.commit()

        booked = services.book(pair, amara, THURSDAY_AT_7 + timedelta(days=4))

    assert booked.state == MeetingState.confirmed


def test_the_plain_sentence_stands_where_nobody_set_a_limit(pair, amara):
    with pytest.raises(refusals.TooSoon) as soon:
        services.book(pair, amara, MONDAY + timedelta(hours=23))

    assert soon.value.sentence == "That is less than 24 hours away. Pick a time from tomorrow on."
