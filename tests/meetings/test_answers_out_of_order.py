"""While a date changes twenty times, both calendars answer; their mails arrive late, twice and in any order."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.meetings.models import CalendarReply, Meeting, MeetingState, ReplyState
from mentorship.meetings.replying import take_in
from mentorship.pairs.models import Mentorship
from tests.meetings import answers, post
from tests.meetings.conftest import MONDAY
from tests.meetings.test_twenty_changes import (
    Change,
    Version,
    by_icalendar,
    by_vobject,
    calendar_of,
    changes,
    clean,
    tried,
)

SAID = ("ACCEPTED", "TENTATIVE", "DECLINED")
MINUTE = timedelta(minutes=1)


class Said(NamedTuple):
    """What a person's calendar answered, and the mail that tells of it."""

    uid: str
    person_id: int
    sequence: int
    at: datetime
    answer: str
    mail: bytes


def said_to_all(pair: Mentorship, chance: Random, at: datetime) -> list[Said]:
    """Perhaps one person answers the newest version of a date, in whatever shape of mail."""
    found = list[Said]()
    for meeting in db.session.query(Meeting).filter_by(state=MeetingState.confirmed):
        person, word = chance.choice(pair.people), chance.choice(SAID)
        if chance.random() < 0.7:
            file = answers.answer_file(meeting, person.email, word, at)
            mail = chance.choice(answers.SHAPES)(file, person.email)
            found.append(Said(meeting.uid, person.id, meeting.sequence, at, word, mail))
    return found


def deliver(underway: list[Said], chance: Random, share: float) -> None:
    """Some of them arrive, in any order, and some of those once more later. None counts for another version."""
    chance.shuffle(underway)
    for _ in range(round(len(underway) * share)):
        said = underway.pop()
        row = take_in(said.mail)
        db.session.commit()
        if row and row.state == ReplyState.taken:
            meeting = db.session.query(Meeting).filter_by(uid=said.uid).one()
            assert said.sequence == meeting.sequence
        if chance.random() < 0.3:
            underway.insert(0, said)


def expected(meeting: Meeting, said: list[Said]) -> dict[int, str]:
    """Whoever chose the time has accepted it, until they say otherwise; of what was said to it, the last counts."""
    asked = {person.id: "NEEDS_ACTION" for person in meeting.mentorship.people}
    asked[meeting.booked_by_id] = "ACCEPTED"
    own = [one for one in said if (one.uid, one.sequence) == (meeting.uid, meeting.sequence)]
    return asked | {one.person_id: one.answer for one in sorted(own, key=lambda one: one.at)}


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(tried_ones=changes, seed=st.integers(0, 2**32))
def test_what_was_said_last_to_the_present_time_counts(
    pair: Mentorship, amara: Person, ben: Person, tried_ones: list[Change], seed: int
) -> None:
    db.session.query(CalendarReply).delete()
    clean(pair)
    said, on_their_way, chance = list[Said](), list[Said](), Random(seed)

    for step, change in enumerate(tried_ones):
        with clock.moved_to(MONDAY + 2 * step * MINUTE):
            tried(pair, ben if change.by_mentor else amara, change)
        with clock.moved_to(MONDAY + (2 * step + 1) * MINUTE):
            new = said_to_all(pair, chance, clock.now())
            said += new
            on_their_way += new
            deliver(on_their_way, chance, 0.4)
    with clock.moved_to(MONDAY + 3 * len(tried_ones) * MINUTE):
        while on_their_way:
            deliver(on_their_way, chance, 1.0)

    for meeting in db.session.query(Meeting).filter_by(state=MeetingState.confirmed):
        kept = {one.person_id: one.answer.value.upper() for one in meeting.attendances}
        assert kept == expected(meeting, said)
        assert {one.active for one in meeting.attendances} == {True}
    assert db.session.query(CalendarReply).count() == len({one.mail for one in said})
    assert {reply.state for reply in db.session.query(CalendarReply)} <= {ReplyState.taken, ReplyState.stale}
    assert_calendars_agree(amara, ben)


def assert_calendars_agree(*people: Person) -> None:
    """No answer has changed what the two calendars show."""
    kept = {
        meeting.uid: Version(
            meeting.sequence,
            meeting.stamped_at,
            "CANCELLED" if meeting.state == MeetingState.cancelled else "CONFIRMED",
            meeting.starts_at,
            meeting.ends_at,
        )
        for meeting in db.session.query(Meeting)
    }
    for person in people:
        files = [file for mail in post.mails_to(person, "meetings.") for file in post.files(mail)[:1]]
        assert calendar_of(files, by_icalendar) == calendar_of(files, by_vobject) == kept
        declines = post.mails_to(person, "meetings.declined")
        assert len({mail.dedupe_key for mail in declines}) == len(declines)
