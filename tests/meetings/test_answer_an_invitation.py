"""Each of the two says Yes, Maybe or No to a date; a No concerns the other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship import clock
from mentorship.extensions import db
from mentorship.mail.models import MailState
from mentorship.mail.services import drain
from mentorship.meetings import asking, services
from mentorship.meetings.answering import record_answer
from mentorship.meetings.models import Answer, MeetingState
from mentorship.pairs.services import PairHasEnded, end_early
from tests.meetings import post
from tests.meetings.conftest import MONDAY

WEDNESDAY = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)
THURSDAY = WEDNESDAY + timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def meeting(pair, amara):
    booked = services.book(pair, amara, WEDNESDAY)
    db.session.commit()
    return booked


def answers(meeting) -> dict[int, Answer]:
    return {attendance.person_id: attendance.answer for attendance in meeting.attendances}


def test_whoever_books_has_said_yes_and_the_other_is_asked(meeting, amara, ben):
    assert answers(meeting) == {amara.id: Answer.accepted, ben.id: Answer.needs_action}


def test_a_new_time_is_a_new_question(meeting, amara, ben):
    record_answer(meeting, ben, Answer.accepted)

    services.reschedule(meeting, ben, THURSDAY)

    assert answers(meeting) == {amara.id: Answer.needs_action, ben.id: Answer.accepted}


def test_a_yes_is_kept_and_nobody_is_written_to(meeting, amara, ben):
    taken = record_answer(meeting, ben, Answer.accepted)

    assert taken
    assert answers(meeting)[ben.id] == Answer.accepted
    assert len(post.mails_to(amara)) == 1


def test_a_no_tells_the_partner_once_and_offers_other_times(meeting, amara, ben):
    for _ in range(2):
        record_answer(meeting, ben, Answer.declined)

    [letter] = post.mails_to(amara, "meetings.declined")
    assert letter.subject == "Dr. Ben Osei cannot come on Wed Nov 11, 7:00 pm"
    assert post.words(letter).count("Suits you both") == 3
    assert len(post.links(letter, "/m/")) == 1
    assert post.mails_to(ben, "meetings.declined") == []
    assert meeting.state == MeetingState.confirmed


def test_a_no_that_turns_into_a_yes_is_told_too(meeting, amara, ben):
    for minute, answer in enumerate((Answer.declined, Answer.accepted, Answer.accepted)):
        with clock.moved_to(MONDAY + minute * MINUTE):
            record_answer(meeting, ben, answer)

    kinds = [mail.template for mail in post.mails_to(amara)]
    assert kinds == ["meetings.invited", "meetings.declined", "meetings.accepted_after_all"]


def test_a_no_that_was_taken_back_before_its_mail_left_is_not_sent(meeting, amara, ben):
    record_answer(meeting, ben, Answer.declined)
    record_answer(meeting, ben, Answer.tentative)
    db.session.commit()

    drain()

    [letter] = post.mails_to(amara, "meetings.declined")
    assert letter.state == MailState.superseded


def test_a_no_that_still_holds_is_sent(meeting, amara, ben):
    record_answer(meeting, ben, Answer.declined)
    db.session.commit()

    drain()

    [letter] = post.mails_to(amara, "meetings.declined")
    assert letter.state == MailState.sent


def test_an_older_answer_that_comes_late_changes_nothing(meeting, amara, ben):
    with clock.moved_to(MONDAY + 2 * MINUTE):
        record_answer(meeting, ben, Answer.accepted)
        taken = record_answer(meeting, ben, Answer.declined, at=MONDAY + MINUTE)

    assert not taken
    assert answers(meeting)[ben.id] == Answer.accepted
    assert post.mails_to(amara, "meetings.declined") == []


def test_a_clock_that_runs_ahead_does_not_silence_what_is_said_later(meeting, ben):
    record_answer(meeting, ben, Answer.declined, at=MONDAY + timedelta(days=400))

    with clock.moved_to(MONDAY + MINUTE):
        taken = record_answer(meeting, ben, Answer.accepted)

    assert taken
    assert answers(meeting)[ben.id] == Answer.accepted


def test_nobody_answers_a_cancelled_meeting(meeting, amara, ben):
    services.cancel(meeting, amara, "")

    taken = record_answer(meeting, ben, Answer.declined)

    assert not taken
    assert post.mails_to(amara, "meetings.declined") == []


def test_nobody_answers_a_meeting_that_is_over(meeting, ben):
    with clock.moved_to(meeting.ends_at):
        taken = record_answer(meeting, ben, Answer.declined)

    assert not taken


def test_nobody_answers_once_the_pair_has_ended(pair, meeting, amara, ben):
    end_early(pair, amara, "")

    with pytest.raises(PairHasEnded):
        record_answer(meeting, ben, Answer.accepted)


@settings(max_examples=20)
@given(said=st.permutations(list(product(range(3), [Answer.accepted, Answer.declined]))))
def test_in_whatever_order_answers_arrive_the_last_that_was_said_counts(meeting, ben, said):
    minutes = [(minute * 2 + (answer is Answer.declined), answer) for minute, answer in said]
    services.reschedule(meeting, meeting.mentorship.mentee, THURSDAY)
    services.reschedule(meeting, meeting.mentorship.mentee, WEDNESDAY)

    with clock.moved_to(MONDAY + timedelta(hours=1)):
        for minute, answer in minutes:
            record_answer(meeting, ben, answer, at=MONDAY + minute * MINUTE)

    assert answers(meeting)[ben.id] == Answer.declined


def test_whoever_accepts_a_proposed_time_has_said_yes_to_it(pair, amara, ben):
    proposed = asking.propose(pair, amara, WEDNESDAY)
    asking.propose_instead(proposed, ben, THURSDAY)
    asked = answers(proposed)

    asking.accept(proposed, amara)

    assert asked == {ben.id: Answer.accepted, amara.id: Answer.needs_action}
    assert set(answers(proposed).values()) == {Answer.accepted}
