"""However a date is changed and its mails are shuffled, both calendars end as the database says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import icalendar
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.meetings import entries, moving, queries, services
from mentorship.meetings.invitation import Method
from mentorship.meetings.models import Attendance, Meeting, MeetingState, MoveProposal
from mentorship.pairs.models import Mentorship
from tests.meetings import post
from tests.meetings.conftest import MONDAY

CHANGES = 20
TIMES = [MONDAY + timedelta(days=day, hours=hour) for day in (3, 4, 10) for hour in (0, 1, 9)]


class Version(NamedTuple):
    """What a calendar keeps of an entry: sequence and stamp first, because the greater one wins."""

    sequence: int
    stamp: datetime
    status: str
    starts_at: datetime
    ends_at: datetime


class Change(NamedTuple):
    """What somebody tries: to move (to a time), to cancel (no time), from a page that may be an old one; perhaps they
    ask first, and hear yes, no or nothing."""

    by_mentor: bool
    to: datetime | None
    from_old_page: bool
    asks: str = ""


def chains(asking: st.SearchStrategy[str]) -> st.SearchStrategy[list[Change]]:
    """Twenty changes, one after the other."""
    times, old = st.sampled_from([*TIMES, *TIMES, None]), st.integers(0, 4).map(lambda n: n == 0)
    return st.lists(st.builds(Change, st.booleans(), times, old, asking), min_size=CHANGES, max_size=CHANGES)


changes = chains(st.just(""))
with_questions = chains(st.sampled_from(["", "yes", "no", "nothing"]))


def by_icalendar(file: bytes) -> tuple[str, Version]:
    (event,) = icalendar.Calendar.from_ical(file).events
    return str(event.uid), Version(
        event.sequence, event.DTSTAMP, str(event.status), event.DTSTART, event.DTEND
    )


def by_vobject(file: bytes) -> tuple[str, Version]:
    event = vobject.readOne(file.decode()).vevent
    return event.uid.value, Version(
        int(event.sequence.value),
        event.dtstamp.value,
        event.status.value,
        event.dtstart.value,
        event.dtend.value,
    )


def calendar_of(files: Sequence[bytes], read: Callable[[bytes], tuple[str, Version]]) -> dict[str, Version]:
    """Somebody's calendar after these files, in the order they came: a newer version replaces an older one."""
    kept: dict[str, Version] = {}
    for file in files:
        uid, version = read(file)
        kept[uid] = max(kept.get(uid, version), version)
    return kept


def tried(pair: Mentorship, person: Person, change: Change) -> None:
    """One attempt; what the program refuses changes nothing."""
    ahead = queries.next_meeting(pair)
    seen = ahead.sequence - 1 if ahead and change.from_old_page else None
    try:
        if ahead and change.to and change.asks:
            asked(ahead, person, change.to, change.asks, seen)
        elif ahead and change.to:
            services.reschedule(ahead, person, change.to, seen=seen)
        elif ahead:
            services.cancel(ahead, person, "", seen=seen)
        elif change.to:
            services.book(pair, person, change.to)
        db.session.commit()
    except Refusal:
        db.session.rollback()


def asked(meeting: Meeting, person: Person, to: datetime, answer: str, seen: int | None) -> None:
    """Another time is proposed, and perhaps answered at once."""
    moving.propose_move(meeting, person, to, seen=seen, anyway=True)
    partner = meeting.mentorship.other(person)
    if answer == "yes" and meeting.other_time(clock.now()):
        moving.accept_move(meeting, partner, to, seen=None)
    elif answer == "no" and meeting.other_time(clock.now()):
        moving.decline_move(meeting, partner, to, seen=None)


def clean(pair: Mentorship) -> None:
    """No meetings and no mail, so that each example begins anew."""
    for meeting in db.session.query(Meeting):
        db.session.delete(meeting)
    for person in pair.people:
        for mail in post.mails_to(person):
            db.session.delete(mail)
    db.session.commit()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(tried_ones=with_questions, chance=st.randoms(use_true_random=False))
def test_database_mails_and_two_calendars_agree_after_twenty_changes(
    pair: Mentorship, amara: Person, ben: Person, tried_ones: list[Change], chance
) -> None:
    clean(pair)

    for minutes, change in enumerate(tried_ones):
        with clock.moved_to(MONDAY + timedelta(minutes=minutes)):
            tried(pair, ben if change.by_mentor else amara, change)

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
    for person in (amara, ben):
        files = [file for mail in post.mails_to(person, "meetings.") for file in post.files(mail)[:1]]
        chance.shuffle(files)
        assert calendar_of(files, by_icalendar) == calendar_of(files, by_vobject) == kept
    waiting = {proposal.id for proposal in db.session.query(MoveProposal)}
    kept_for = {time.kept_for_id for time in db.session.query(Attendance) if time.meeting_id is None}
    assert kept_for <= waiting
    for meeting in db.session.query(Meeting):
        method = Method.CANCEL if meeting.state == MeetingState.cancelled else Method.REQUEST
        once, again = entries.file_of(meeting, method), entries.file_of(meeting, method)
        assert once == again
