"""A time that nobody answers is given back: it never keeps anybody from booking, and whoever asked hears once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.extensions import db
from mentorship.followup.services import tick
from mentorship.mail.models import MailState
from mentorship.mail.services import drain
from mentorship.meetings import asking, queries, refusals, services
from mentorship.meetings.models import Answer, MeetingState
from mentorship.meetings.proposing import proposals
from tests import factories
from tests.meetings import post
from tests.meetings.test_many_book_at_once import at_once, poster

THURSDAY_AT_7 = datetime(2026, 11, 13, 1, 0, tzinfo=UTC)


@pytest.fixture
def asked(pair, amara):
    """Amara has asked Ben; he has until Wednesday."""
    meeting = asking.propose(pair, amara, THURSDAY_AT_7)
    db.session.commit()
    return meeting


@pytest.fixture
def other(cohort, ben):
    """Ben's other pair."""
    return factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))


def test_the_worker_gives_it_back_once_and_tells_whoever_asked_once(asked, pair, amara, ben):
    before = tick(asked.expires_at - timedelta(seconds=1))["lapsed"]
    with clock.moved_to(asked.expires_at):
        counts = [tick(clock.now())["lapsed"] for _ in range(2)]

    [mail] = post.mails_to(amara, "meetings.lapsed")
    assert (before, counts) == (0, [1, 0])
    assert asked.state == MeetingState.cancelled
    assert mail.subject == "No answer yet from Dr. Ben Osei: Thu Nov 12, 7:00 pm is free again"
    assert post.mails_to(ben, "meetings.lapsed") == []


def test_before_any_worker_ran_it_already_blocks_nobody(asked, pair, other, amara, ben):
    with clock.moved_to(asked.expires_at):
        offered = proposals(pair, amara).times
        booked = services.book(other, ben, THURSDAY_AT_7)

    assert offered
    assert booked.state == MeetingState.confirmed
    assert asked.state == MeetingState.cancelled
    assert len(post.mails_to(amara, "meetings.lapsed")) == 1


def test_the_pair_books_another_date_as_if_it_had_never_been_asked(asked, pair, amara):
    with clock.moved_to(asked.expires_at):
        assert queries.next_meeting(pair) is None
        booked = services.book(pair, amara, THURSDAY_AT_7 + timedelta(days=4))

    assert queries.next_meeting(pair) == booked


def test_too_late_an_answer_is_told_what_to_do(client, asked, amara, ben):
    path = post.links(post.mails_to(ben)[0], "/m/")[0]

    with clock.moved_to(asked.expires_at):
        page = client.open(path)
        late = client.send(path, {"act": "accept"}, status=409)

    assert page.h1 == "This proposal has ended"
    assert "The time is free again. No other date stands yet." in page.text
    assert late.error.startswith("This proposal has ended")


def test_a_question_that_was_answered_before_it_left_is_not_sent(asked, ben):
    asking.accept(asked, ben)
    db.session.commit()

    drain()

    states = {mail.template: mail.state for mail in post.mails_to(ben)}
    assert states["meetings.proposed"] == MailState.superseded
    assert states["meetings.invited"] == MailState.sent


@pytest.mark.parametrize("_round", range(3))
def test_accepted_declined_and_countered_at_once_one_answer_counts(client, asked, ben, _round):
    browsers = [client.signed_in(ben) for _ in range(3)]
    path = f"/meetings/{asked.public_id}/answer"
    later = (THURSDAY_AT_7 + timedelta(days=1)).isoformat()
    words = [{"act": "accept"}, {"act": "decline"}, {"act": "propose", "starts_at": later}]

    answers = at_once(
        [poster(browser, path, {**word, "seen": "0"}) for browser, word in zip(browsers, words, strict=True)]
    )

    db.session.expire_all()
    accepted, declined, countered = (answer == 303 for answer in answers)
    said = {attendance.person_id: attendance.answer for attendance in asked.attendances}
    if accepted and declined:  # one after the other: a No to the date that stands by then
        assert (asked.state, said[ben.id], countered) == (MeetingState.confirmed, Answer.declined, False)
    else:
        assert sorted(answers) == [303, 409, 409]


@pytest.mark.parametrize("_round", range(3))
def test_what_lapses_while_the_worker_and_two_bookings_run_is_told_once(
    client, app, asked, other, pair, amara, ben, _round
):
    def work():
        with app.app_context():
            tick(clock.now())
            db.session.commit()
        return 303

    with clock.moved_to(asked.expires_at):
        start = {"starts_at": THURSDAY_AT_7.isoformat()}
        deeds = [
            poster(client.signed_in(ben), f"/mentorships/{other.public_id}/meetings", start),
            poster(client.signed_in(amara), f"/mentorships/{pair.public_id}/meetings", start),
        ]
        answers = at_once([*deeds, work])

    db.session.expire_all()
    assert sorted(answers) == [303, 303, 409]
    assert asked.state == MeetingState.cancelled
    assert len(post.mails_to(amara, "meetings.lapsed")) == 1


def test_refused_is_named_where_no_answer_is_due(asked, amara, ben):
    with clock.moved_to(asked.expires_at), pytest.raises(refusals.ProposalHasEnded):
        asking.decline(asked, ben)
