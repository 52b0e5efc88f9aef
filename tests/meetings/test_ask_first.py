"""Somebody asks whether a time suits: it is kept for both until the other accepts, declines or names another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship.extensions import db
from mentorship.meetings import asking, queries, refusals, services
from mentorship.meetings.models import Attendance, MeetingState
from mentorship.pairs import services as pairs
from tests import factories
from tests.meetings import post
from tests.meetings.conftest import MONDAY

NIGHT = datetime(2026, 11, 13, 4, 0, tzinfo=UTC)
"""Thursday, 10 pm in Chicago, 11 pm in New York: outside of everybody's hours."""
A_MINUTE = timedelta(minutes=1)
LATER = NIGHT + timedelta(days=1)


@pytest.fixture
def asked(pair, amara):
    """Amara has asked Ben for a late Thursday."""
    meeting = asking.propose(pair, amara, NIGHT)
    db.session.commit()
    return meeting


def mailed(person, kind="meetings.proposed"):
    """The path of the link in the newest mail of this kind."""
    return post.links(post.mails_to(person, kind)[-1], "/m/")[-1]


def test_asking_first_keeps_the_time_and_asks_the_partner_by_mail(client, pair, amara, ben):
    browser = client.signed_in(amara)

    fields = {"date": "2026-11-12", "time": "22:00", "act": "ask"}
    page = browser.post("meetings.book", public_id=pair.public_id, **fields)

    meeting = queries.next_meeting(pair)
    [mail] = post.mails_to(ben)
    assert (meeting.state, meeting.starts_at) == (MeetingState.held, NIGHT)
    assert timedelta(0) <= meeting.expires_at - MONDAY - timedelta(hours=48) < A_MINUTE
    assert page.h1 == "You asked Dr. Ben Osei to meet"
    assert page.notice == (
        "Dr. Ben Osei is asked by mail. The time is kept for you two until Wed Nov 11, 9:00 am."
    )
    assert mail.subject == "Dr. Amara Lee asks: Thu Nov 12, 11:00 pm?"
    assert "kept for you two until Wed Nov 11, 10:00 am. After that it is free again." in post.words(mail)
    assert post.files(mail) == []
    assert post.mails_to(amara) == []


def test_a_time_is_kept_no_longer_than_the_notice_that_the_partner_asks_for(pair, amara, ben):
    factories.allows(ben, notice_hours=48)

    soon = asking.propose(pair, amara, MONDAY + timedelta(hours=60))

    assert soon.expires_at == MONDAY + timedelta(
        hours=30
    )  # the notice leaves 12; half of the time left is 30


def test_what_is_asked_for_keeps_to_the_partners_limits(pair, amara, ben):
    factories.protects(ben, [(3, 22 * 60, 24 * 60)])

    with pytest.raises(refusals.InProtectedTime):
        asking.propose(pair, amara, NIGHT)


def test_a_kept_time_is_taken_for_everybody_else(cohort, asked, ben):
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))

    with pytest.raises(refusals.TimeJustTaken):
        services.book(other, ben, NIGHT)


def test_opening_the_link_shows_the_choice_and_changes_nothing(client, asked, ben):
    page = client.open(mailed(ben))

    buttons = {button.text for button in page.all("button")}
    assert page.h1 == "Dr. Amara Lee asks to meet"
    assert "Thu Nov 12, 11:00 pm your time · 10:00 pm for Dr. Amara Lee" in page.text
    assert {"Accept", "Decline", "Propose this time"} <= buttons
    assert (asked.state, asked.sequence) == (MeetingState.held, 0)


def test_accepting_by_the_link_invites_both_without_signing_in(client, asked, amara, ben):
    page = client.send(mailed(ben), {"act": "accept"})
    again = client.send(mailed(ben), {"act": "accept"})

    assert (asked.state, asked.expires_at) == (MeetingState.confirmed, None)
    assert page.h1 == again.h1 == "Meeting with Dr. Amara Lee"
    for person in (amara, ben):
        [mail] = post.mails_to(person, "meetings.invited")
        assert post.entry(mail)[:3] == ("REQUEST", asked.uid, 0)
        assert post.entry(mail)[-1] == "CONFIRMED"


def test_declining_frees_the_time_and_whoever_asked_hears(client, cohort, asked, amara, ben):
    page = client.send(mailed(ben), {"act": "decline"})
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    services.book(other, ben, NIGHT)

    [mail] = post.mails_to(amara)
    assert page.notice == "The time is free again, and Dr. Amara Lee hears of it by mail."
    assert page.h1 == "This proposal has ended"
    assert mail.subject == "Dr. Ben Osei cannot make Thu Nov 12, 10:00 pm"
    assert post.links(mail, "/n/")
    assert asked.state == MeetingState.cancelled


def test_naming_another_time_gives_back_the_first_and_asks_the_other(client, cohort, asked, amara, ben):
    fields = {"act": "propose", "date": "2026-11-13", "time": "23:00"}
    page = client.send(mailed(ben), fields)
    other = factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))
    services.book(other, ben, NIGHT)

    [mail] = post.mails_to(amara)
    assert (asked.state, asked.starts_at, asked.booked_by_id) == (MeetingState.held, LATER, ben.id)
    assert page.h1 == "You asked Dr. Amara Lee to meet"
    assert mail.subject == "Dr. Ben Osei asks: Fri Nov 13, 10:00 pm?"
    assert "It would take the place of Thu Nov 12, 10:00 pm." in post.words(mail)


def test_after_a_counter_proposal_the_first_who_asked_accepts(client, asked, amara, ben):
    asking.propose_instead(asked, ben, LATER)
    db.session.commit()

    client.send(mailed(amara), {"act": "accept"})

    assert (asked.state, asked.starts_at, asked.sequence) == (MeetingState.confirmed, LATER, 1)


def test_a_link_from_before_a_counter_proposal_explains_and_does_nothing(client, asked, ben):
    old = mailed(ben)
    asking.propose_instead(asked, ben, LATER)
    db.session.commit()

    page = client.open(old)
    refused = client.send(old, {"act": "accept"}, status=409)

    assert "The proposal is now Fri Nov 13, 11:00 pm. The link you came by is from before that." in page.text
    assert refused.error == "The proposal is now Fri Nov 13, 11:00 pm. Look again before you answer."
    assert asked.state == MeetingState.held


def test_a_link_to_a_proposal_that_has_ended_says_what_stands_now(client, asked, pair, amara, ben):
    asking.decline(asked, ben)
    services.book(pair, amara, NIGHT - timedelta(hours=3))
    db.session.commit()

    page = client.open(mailed(ben))
    refused = client.send(mailed(ben), {"act": "accept"}, status=409)

    assert page.h1 == "This proposal has ended"
    assert "This is what stands now:" in page.text
    assert "Thu Nov 12, 8:00 pm your time" in page.text
    assert refused.error == (
        "This proposal has ended, so Thu Nov 12, 11:00 pm is free again. Pick a date instead."
    )


def test_nobody_accepts_their_own_proposal_but_may_take_it_back(client, asked, amara, ben):
    browser = client.signed_in(amara)

    refused = browser.post("meetings.answer", 409, public_id=asked.public_id, act="accept", seen="0")
    page = browser.post("meetings.answer", public_id=asked.public_id, act="decline", seen="0")

    assert refused.error == "You proposed this time, so Dr. Ben Osei answers."
    assert page.h1 == "This proposal has ended"
    assert post.mails_to(ben)[-1].subject == "Dr. Amara Lee no longer asks for Thu Nov 12, 11:00 pm"


def test_a_pair_with_an_open_question_answers_it_before_it_books(pair, asked, amara, ben):
    with pytest.raises(refusals.AlreadyBooked) as own:
        services.book(pair, amara, LATER)
    with pytest.raises(refusals.AlreadyBooked) as theirs:
        services.book(pair, ben, LATER)

    assert own.value.sentence == (
        "Dr. Ben Osei has not answered your proposal yet: Thu Nov 12, 10:00 pm. Change it, or take it back."
    )
    assert theirs.value.sentence == "Dr. Amara Lee asks for Thu Nov 12, 11:00 pm. Answer that first."


def test_only_proposed_is_neither_moved_nor_invited_to(asked, ben):
    with pytest.raises(refusals.MeetingHasChanged, match="only proposed"):
        services.reschedule(asked, ben, LATER)


def test_when_the_pair_ends_what_was_asked_ends_too_and_no_calendar_hears_of_it(pair, asked, amara, ben):
    pairs.end_early(pair, amara, "")

    assert asked.state == MeetingState.cancelled
    assert post.mails_to(ben, "meetings.cancelled") == []
    assert db.session.query(Attendance).filter_by(meeting_id=asked.id, active=True).count() == 0


def test_strangers_answer_nothing(client, asked, dev):
    client.signed_in(dev).post("meetings.answer", 404, public_id=asked.public_id, act="accept")

    assert asked.state == MeetingState.held


@pytest.mark.parametrize("act", ["", "eat", "accept\x00"])
def test_an_answer_that_is_none_shows_the_question_again(client, asked, ben, act):
    page = client.signed_in(ben).post("meetings.answer", 200, public_id=asked.public_id, act=act)

    assert page.h1 == "Dr. Amara Lee asks to meet"
    assert asked.state == MeetingState.held


def test_the_same_time_proposed_back_is_a_yes(client, asked, amara, ben):
    browser = client.signed_in(ben)

    page = browser.post(
        "meetings.answer", public_id=asked.public_id, act="propose", seen=0, starts_at=NIGHT.isoformat()
    )

    assert asked.state == MeetingState.confirmed
    assert page.notice == "The date stands. Both of you get the invitation by mail."


def test_naming_another_time_twice_asks_once(client, asked, amara, ben):
    browser = client.signed_in(ben)
    fields = {"act": "propose", "seen": 0, "starts_at": LATER.isoformat()}

    for _ in range(2):
        browser.post("meetings.answer", public_id=asked.public_id, **fields)

    assert (asked.starts_at, asked.sequence) == (LATER, 1)
    assert len(post.mails_to(amara, "meetings.proposed")) == 1


def test_whoever_books_a_time_that_was_asked_for_is_told_to_accept_it(client, asked, pair, ben):
    page = client.signed_in(ben).post("meetings.book", public_id=pair.public_id, starts_at=NIGHT.isoformat())

    assert page.notice == "Dr. Amara Lee has asked for this very time. Accept it, and the date stands."
