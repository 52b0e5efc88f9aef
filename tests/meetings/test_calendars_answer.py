"""An answer that a calendar sends by mail counts for the one who gave it, or a coordinator hears of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.extensions import db
from mentorship.meetings import queries, services
from mentorship.meetings.models import Answer, CalendarReply, MeetingState, ReplyState
from mentorship.meetings.replying import forget_old_replies, take_in
from mentorship.pairs.services import end_early
from tests.meetings import answers, post
from tests.meetings.answers import answer_file, as_gmail, as_outlook
from tests.meetings.conftest import MONDAY

WEDNESDAY = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)
THURSDAY = WEDNESDAY + timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def meeting(pair, amara):
    booked = services.book(pair, amara, WEDNESDAY)
    db.session.commit()
    return booked


def answer_of(meeting, person) -> Answer:
    return next(one.answer for one in meeting.attendances if one.person_id == person.id)


@pytest.mark.parametrize("shape", answers.SHAPES)
@pytest.mark.parametrize("said", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_every_calendars_answer_is_understood(meeting, ben, shape, said):
    reply = take_in(shape(answer_file(meeting, ben.email, said, MONDAY), ben.email))

    assert (reply.state, reply.person_id) == (ReplyState.taken, ben.id)
    assert answer_of(meeting, ben).value.upper() == said


def test_a_no_by_mail_reaches_the_partner(meeting, amara, ben):
    take_in(as_outlook(answer_file(meeting, ben.email, "DECLINED", MONDAY), ben.email))

    [letter] = post.mails_to(amara, "meetings.declined")
    assert letter.subject == "Dr. Ben Osei cannot come on Wed Nov 11, 7:00 pm"


def test_addresses_match_whatever_their_capitals(meeting, ben):
    shouted = ben.email.upper()

    reply = take_in(as_gmail(answer_file(meeting, shouted, "ACCEPTED", MONDAY), shouted))

    assert reply.state == ReplyState.taken


def test_the_same_mail_counts_once_by_whatever_way_it_came(meeting, amara, ben):
    mail = as_gmail(answer_file(meeting, ben.email, "DECLINED", MONDAY), ben.email)
    take_in(mail)

    again = take_in(mail), take_in(b"Received: from elsewhere\r\n" + mail)

    assert again == (None, None)
    assert db.session.query(CalendarReply).count() == 1


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_an_answer_to_the_time_before_a_move_comes_too_late(meeting, amara, ben, method):
    old = answer_file(meeting, ben.email, "DECLINED", MONDAY, method=method)
    services.reschedule(meeting, amara, THURSDAY)

    reply = take_in(as_gmail(old, ben.email))

    assert reply.state == ReplyState.stale
    assert answer_of(meeting, ben) == Answer.needs_action


def test_an_older_answer_that_arrives_last_comes_too_late(meeting, ben):
    with clock.moved_to(MONDAY + 5 * MINUTE):
        take_in(as_gmail(answer_file(meeting, ben.email, "ACCEPTED", MONDAY + 2 * MINUTE), ben.email))
        reply = take_in(as_gmail(answer_file(meeting, ben.email, "DECLINED", MONDAY + MINUTE), ben.email))

    assert reply.state == ReplyState.stale
    assert answer_of(meeting, ben) == Answer.accepted


@pytest.mark.parametrize("moved", [False, True])
def test_without_a_sequence_the_time_tells_which_version_is_answered(meeting, amara, ben, moved):
    file = answer_file(meeting, ben.email, "ACCEPTED", MONDAY, without=("SEQUENCE",))
    if moved:
        services.reschedule(meeting, amara, THURSDAY)

    reply = take_in(as_gmail(file, ben.email))

    assert reply.state == (ReplyState.stale if moved else ReplyState.taken)


def test_an_answer_to_what_was_cancelled_or_ended_comes_too_late(meeting, pair, amara, ben):
    yes = [answer_file(meeting, ben.email, "ACCEPTED", MONDAY) for _ in range(2)]
    services.cancel(meeting, amara, "")
    first = take_in(as_gmail(yes[0], ben.email))
    end_early(pair, amara, "")

    second = take_in(as_gmail(yes[1], ben.email))

    assert (first.state, second.state) == (ReplyState.stale, ReplyState.stale)


def test_an_alias_is_never_guessed(meeting, ben):
    reply = take_in(
        as_gmail(answer_file(meeting, "ben@alias.example", "ACCEPTED", MONDAY), "ben@alias.example")
    )

    assert (reply.state, reply.person_id, reply.meeting_id) == (ReplyState.unmatched, None, meeting.id)
    assert "perhaps an alias" in reply.sentence
    assert answer_of(meeting, ben) == Answer.needs_action


def test_nobody_answers_for_somebody_else(meeting, amara, ben):
    reply = take_in(as_gmail(answer_file(meeting, ben.email, "DECLINED", MONDAY), amara.email))

    assert reply.state == ReplyState.unmatched
    assert "speaks for Dr. Ben Osei" in reply.sentence
    assert answer_of(meeting, ben) == Answer.needs_action


def test_only_the_answer_is_trusted(meeting, ben):
    before = (meeting.starts_at, meeting.link, meeting.sequence)
    file = answer_file(
        meeting, ben.email, "ACCEPTED", MONDAY, sequence=7, start=f"DTSTART:{answers.utc(THURSDAY)}"
    )

    take_in(as_gmail(file, ben.email))

    assert (meeting.starts_at, meeting.link, meeting.sequence) == before
    assert meeting.state == MeetingState.confirmed


@pytest.mark.parametrize(
    "start", [f"DTSTART:{answers.utc(THURSDAY)}", "DTSTART;TZID=Eastern Standard Time:20261112T200000"]
)
def test_another_time_is_proposed_to_the_partner(meeting, amara, ben, start):
    file = answer_file(
        meeting, ben.email, "TENTATIVE", MONDAY, method="COUNTER", start=start, zone=answers.NEW_YORK
    )

    reply = take_in(as_gmail(file, ben.email))

    assert (reply.state, reply.proposed_at) == (ReplyState.taken, THURSDAY)
    [letter] = post.mails_to(amara, "meetings.other_time")
    assert letter.subject == "Dr. Ben Osei proposes Thu Nov 12, 7:00 pm instead"
    assert queries.other_time_for(meeting, amara) is reply
    assert queries.other_time_for(meeting, ben) is None


def test_a_proposal_is_gone_once_the_meeting_moves(meeting, amara, ben):
    file = answer_file(
        meeting, ben.email, "DECLINED", MONDAY, method="COUNTER", start=f"DTSTART:{answers.utc(THURSDAY)}"
    )
    take_in(as_gmail(file, ben.email))

    with clock.moved_to(MONDAY + MINUTE):
        services.reschedule(meeting, amara, THURSDAY)

    assert queries.other_time_for(meeting, amara) is None


def test_a_proposal_in_an_unknown_zone_is_for_the_coordinator(meeting, ben):
    start = "DTSTART;TZID=My own zone:20261112T200000"
    file = answer_file(meeting, ben.email, "TENTATIVE", MONDAY, method="COUNTER", start=start)

    reply = take_in(as_gmail(file, ben.email))

    assert (reply.state, reply.proposed_at) == (ReplyState.unmatched, None)
    assert "a time zone that is unknown here" in reply.sentence


def test_our_own_invitation_that_bounces_is_no_answer(meeting, ben):
    [invitation] = post.mails_to(ben)

    assert take_in(answers.bounce(invitation.message)) is None


@pytest.mark.parametrize(
    "head",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
    ],
)
def test_a_machine_that_says_somebody_is_away_is_passed_over(meeting, ben, head):
    assert take_in(answers.by_hand(ben.email, "I am away.", **head)) is None


def test_words_written_by_hand_are_shown_to_the_coordinator(meeting, ben):
    reply = take_in(answers.by_hand(ben.email))

    assert (reply.state, reply.person_id) == (ReplyState.unreadable, ben.id)
    assert reply.sentence == "Dr. Ben Osei wrote by hand instead of pressing Yes or No. Ask what they meant."


def test_mail_from_strangers_about_nothing_is_passed_over(meeting):
    assert take_in(answers.by_hand("stranger@example.com")) is None


def test_after_ninety_days_replies_are_forgotten(meeting, ben):
    take_in(as_gmail(answer_file(meeting, ben.email, "ACCEPTED", MONDAY), ben.email))

    forgotten = [forget_old_replies(MONDAY + timedelta(days=days)) for days in (90, 91)]

    assert forgotten == [0, 1]
