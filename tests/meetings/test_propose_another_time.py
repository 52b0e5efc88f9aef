"""Somebody proposes another time for a date that stands: it stays where it is until the other says yes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.audit.models import AuditEntry
from mentorship.extensions import db
from mentorship.meetings import holding, moving, refusals, services
from mentorship.meetings.models import Answer, Attendance, MeetingState, MoveProposal
from mentorship.pairs import services as pairs
from tests import factories
from tests.meetings import post
from tests.meetings.conftest import MONDAY

THURSDAY = datetime(2026, 11, 13, 0, 30, tzinfo=UTC)
"""Thursday, 6:30 pm in Chicago, 7:30 pm in New York."""
NIGHT = datetime(2026, 11, 14, 4, 0, tzinfo=UTC)
"""Friday, 10 pm in Chicago, 11 pm in New York: outside of everybody's hours."""
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def meeting(pair, amara):
    """A date for Thursday evening."""
    made = services.book(pair, amara, THURSDAY)
    db.session.commit()
    return made


@pytest.fixture
def asked(meeting, amara):
    """Amara proposes a late Friday instead."""
    moving.propose_move(meeting, amara, NIGHT, seen=None, anyway=True)
    db.session.commit()
    return meeting


def mailed(person, kind="meetings.move_asked"):
    """The path of the link in the newest mail of this kind."""
    return post.links(post.mails_to(person, kind)[-1], "/m/")[-1]


def kept(person):
    """What is kept for somebody beside the meetings themselves."""
    rows = db.session.query(Attendance).filter(
        Attendance.person_id == person.id, Attendance.kept_for_id.is_not(None)
    )
    return [(row.starts_at, row.ends_at) for row in rows]


def other_pair(cohort, ben):
    return factories.mentorship(cohort, ben, factories.mentee(cohort, "Carla Cruz"))


def test_from_the_dates_page_another_time_is_asked_for_and_the_date_stays(client, meeting, amara, ben):
    browser = client.signed_in(amara)

    fields = {"date": "2026-11-13", "time": "22:00", "act": "ask_to_move", "seen": "0"}
    page = browser.post("meetings.answer", public_id=meeting.public_id, **fields)

    [mail] = post.mails_to(ben, "meetings.move_asked")
    assert page.notice == "Dr. Ben Osei is asked by mail. Your date stays where it is until they say yes."
    assert "You proposed another time Fri Nov 13, 10:00 pm your time" in page.text
    assert mail.subject == "Dr. Amara Lee asks to move: Fri Nov 13, 11:00 pm?"
    assert "kept for you two until Wed Nov 11, 10:00 am. Until you say yes your date" in post.words(mail)
    assert post.files(mail) == []
    assert (meeting.state, meeting.starts_at, meeting.sequence) == (MeetingState.confirmed, THURSDAY, 0)
    assert kept(amara) == kept(ben) == [(NIGHT, NIGHT + timedelta(minutes=45))]


def test_a_yes_by_the_link_moves_the_meeting_once_and_both_hear(client, asked, amara, ben):
    page = client.send(mailed(ben), {"act": "accept_move", "wanted": NIGHT.isoformat()})
    again = client.send(mailed(ben), {"act": "accept_move", "wanted": NIGHT.isoformat()})

    assert page.notice == "Moved. Both of you get the new time by mail."
    assert again.h1 == "Meeting with Dr. Amara Lee"
    assert (asked.starts_at, asked.sequence) == (NIGHT, 1)
    assert {one.answer for one in asked.attendances} == {Answer.accepted}
    assert kept(ben) == []
    for person in (amara, ben):
        [mail] = post.mails_to(person, "meetings.moved")
        assert post.entry(mail)[:3] == ("REQUEST", asked.uid, 1)
    [mine], [theirs] = (post.mails_to(person, "meetings.moved") for person in (amara, ben))
    assert "You proposed it, and Dr. Ben Osei said yes. It was Thu Nov 12, 6:30 pm." in post.words(mine)
    assert "Dr. Amara Lee proposed it, and you said yes. It was Thu Nov 12, 7:30 pm." in post.words(theirs)


def test_a_no_keeps_the_date_and_frees_the_time(client, cohort, asked, amara, ben):
    page = client.send(mailed(ben), {"act": "decline_move", "wanted": NIGHT.isoformat()})
    services.book(other_pair(cohort, ben), ben, NIGHT)

    [mail] = post.mails_to(amara, "meetings.move_turned_down")
    assert page.notice == "Your date stands as it was, and Dr. Amara Lee hears of it by mail."
    assert mail.subject == "Dr. Ben Osei cannot make Fri Nov 13, 10:00 pm"
    assert (asked.state, asked.starts_at, asked.sequence) == (MeetingState.confirmed, THURSDAY, 0)


def test_whoever_asked_takes_it_back_and_does_not_answer_it(client, asked, amara, ben):
    browser, wanted = client.signed_in(amara), NIGHT.isoformat()

    def answers(act, status=200):
        return browser.post("meetings.answer", status, public_id=asked.public_id, act=act, wanted=wanted)

    refused = answers("accept_move", 409)
    answers("decline_move")

    assert refused.error == "You proposed this time, so Dr. Ben Osei answers."
    assert post.mails_to(ben)[-1].subject == "Dr. Amara Lee no longer asks to move to Fri Nov 13, 11:00 pm"
    assert kept(ben) == []


def test_the_other_names_a_third_time_and_then_it_is_the_first_ones_turn(client, cohort, asked, amara, ben):
    fields = {"act": "ask_to_move", "date": "2026-11-14", "time": "9:00 PM"}
    client.send(mailed(ben), fields)
    services.book(other_pair(cohort, ben), ben, NIGHT)
    stale = client.send(mailed(ben), {"act": "accept_move", "wanted": NIGHT.isoformat()}, status=409)
    third = datetime(2026, 11, 15, 2, 0, tzinfo=UTC)

    client.send(mailed(amara), {"act": "accept_move", "wanted": third.isoformat()})

    assert stale.error == "The time proposed is now Sat Nov 14, 9:00 pm. Look again before you answer."
    assert "It takes the place of Fri Nov 13, 10:00 pm" in post.words(
        post.mails_to(amara, "meetings.move_asked")[0]
    )
    assert (asked.starts_at, asked.sequence) == (third, 1)


def test_to_propose_what_the_other_proposes_is_a_yes(asked, amara, ben):
    moving.propose_move(asked, amara, NIGHT, seen=None, anyway=True)
    before = asked.starts_at

    moving.propose_move(asked, ben, NIGHT, seen=None, anyway=True)

    assert (before, asked.starts_at) == (THURSDAY, NIGHT)


def test_half_an_hour_later_can_be_proposed_though_the_two_times_overlap(meeting, amara, ben):
    moving.propose_move(meeting, amara, THURSDAY + HALF_AN_HOUR, seen=None, anyway=True)
    end = THURSDAY + timedelta(minutes=45)
    beside = kept(ben)

    moving.accept_move(meeting, ben, THURSDAY + HALF_AN_HOUR, seen=None)

    assert beside == [(end, end + HALF_AN_HOUR)]
    assert meeting.starts_at == THURSDAY + HALF_AN_HOUR
    assert kept(ben) == []


def test_nobody_else_takes_a_time_that_is_proposed_until_it_lapses(cohort, asked, amara, ben):
    other = other_pair(cohort, ben)
    with pytest.raises(refusals.TimeJustTaken):
        services.book(other, ben, NIGHT)
    db.session.rollback()

    with clock.moved_to(MONDAY + timedelta(hours=49)):
        services.book(other, ben, NIGHT)

    [mail] = post.mails_to(amara, "meetings.move_lapsed")
    assert mail.subject == "No answer from Dr. Ben Osei: your date stands"
    assert asked.starts_at == THURSDAY


def test_the_worker_gives_back_what_nobody_answered_once(asked, amara):
    later = MONDAY + timedelta(hours=49)

    with clock.moved_to(later):
        counts = [holding.release_lapsed(later) for _ in range(2)]

    assert counts == [1, 0]
    assert len(post.mails_to(amara, "meetings.move_lapsed")) == 1
    assert db.session.query(MoveProposal).count() == 0


def test_a_proposal_waits_until_an_hour_before_the_date_at_most(meeting, amara):
    with clock.moved_to(THURSDAY - timedelta(hours=5)):
        moving.propose_move(meeting, amara, NIGHT, seen=None, anyway=True)

        proposal = meeting.other_time(clock.now())

    assert proposal.expires_at == THURSDAY - 2 * HALF_AN_HOUR


@pytest.mark.parametrize("change", ["move", "cancel", "end"])
def test_when_the_date_changes_otherwise_nothing_is_kept_any_more(asked, pair, amara, ben, change):
    if change == "move":
        services.reschedule(asked, ben, NIGHT)
    elif change == "cancel":
        services.cancel(asked, ben, "")
    else:
        pairs.end_early(pair, amara, "")

    assert kept(ben) == []
    with pytest.raises((refusals.ProposalHasEnded, refusals.MeetingIsOver, pairs.PairHasEnded)):
        moving.decline_move(asked, ben, NIGHT, seen=None)


def test_what_is_proposed_keeps_to_the_partners_limits(meeting, amara, ben):
    factories.protects(ben, [(4, 22 * 60, 24 * 60)])

    with pytest.raises(refusals.InProtectedTime):
        moving.propose_move(meeting, amara, NIGHT, seen=None, anyway=True)


def test_the_present_time_is_no_other_time(client, meeting, amara):
    fields = {"date": "2026-11-12", "time": "18:30", "act": "ask_to_move"}
    page = client.signed_in(amara).post("meetings.answer", 409, public_id=meeting.public_id, **fields)

    assert page.error == "You meet at that time already. Propose another."


def test_a_meeting_that_has_begun_is_not_asked_about(meeting, amara):
    with clock.moved_to(THURSDAY + HALF_AN_HOUR), pytest.raises(refusals.MeetingIsOver):
        moving.propose_move(meeting, amara, NIGHT, seen=None, anyway=True)


def test_the_home_page_says_who_waits_for_an_answer(client, asked, ben):
    page = client.signed_in(ben).get("home.index")

    assert page.h1 == "Dr. Amara Lee proposes another time"
    assert "Fri Nov 13, 11:00 pm your time" in page.text
    assert "instead of Thu Nov 12, 7:30 pm. Answer by Wed Nov 11, 10:00 am." in page.text


def test_strangers_answer_nothing_and_nonsense_is_no_time(client, asked, dev, ben):
    fields = {"public_id": asked.public_id, "act": "accept_move"}
    client.signed_in(dev).post("meetings.answer", 404, wanted=NIGHT.isoformat(), **fields)
    page = client.signed_in(ben).post("meetings.answer", 409, wanted="soon\x00", **fields)

    assert page.error.startswith("The time proposed is now Fri Nov 13, 11:00 pm.")
    assert asked.starts_at == THURSDAY


def test_every_step_is_on_record(asked, ben):
    moving.accept_move(asked, ben, NIGHT, seen=None)

    entries = db.session.query(AuditEntry).filter_by(subject=f"Meeting:{asked.public_id}")
    assert [entry.action for entry in entries.order_by(AuditEntry.id)] == [
        "booked", "proposed another time", "answered", "accepted another time",
    ]  # fmt: skip
