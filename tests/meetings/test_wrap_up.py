"""After a meeting: did it happen, one step each, and the next date on the spot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorship import clock
from mentorship.accounts.links import signed_url
from mentorship.extensions import db
from mentorship.meetings import queries, services
from mentorship.meetings.models import Happened, MeetingState
from tests.meetings import post

WEDNESDAY = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)


@pytest.fixture
def over(pair, amara):
    """A meeting that ended an hour ago, on Wednesday evening."""
    meeting = services.book(pair, amara, WEDNESDAY)
    db.session.commit()
    with clock.moved_to(meeting.ends_at + timedelta(hours=1)):
        yield meeting


def offered(page) -> list[datetime]:
    return [datetime.fromisoformat(field.get("value")) for field in page.all("input", name="starts_at")]


def test_one_answer_and_the_next_date_at_the_agreed_rhythm_is_one_click_away(client, pair, over, amara, ben):
    browser = client.signed_in(amara)

    page = browser.post(
        "meetings.wrap_up", public_id=over.public_id, happened="yes", next_step="Send three applications."
    )
    booked = browser.post("meetings.book", public_id=pair.public_id, starts_at=offered(page)[1].isoformat())

    assert page.h1 == "Pick your next date with Dr. Ben Osei"
    assert WEDNESDAY + timedelta(weeks=4) in offered(page)
    assert booked.h1 == "Meeting with Dr. Ben Osei"
    assert len(post.mails_to(ben, "meetings.invited")) == 2


def test_both_give_a_step_and_both_read_them(client, pair, over, amara, ben):
    client.signed_in(amara).post(
        "meetings.wrap_up", public_id=over.public_id, happened="yes", next_step="Call the payer."
    )
    client.signed_in(ben).post(
        "meetings.wrap_up", public_id=over.public_id, happened="yes", next_step="Send my checklist."
    )

    page = client.signed_in(amara).get("home.mentorship", public_id=pair.public_id)

    assert "Your step: Call the payer." in page.text
    assert "Step of Dr. Ben Osei: Send my checklist." in page.text


def test_a_step_can_be_ticked_off_by_its_owner_only(client, pair, over, amara, ben):
    services.wrap_up(over, amara, Happened.yes, "Call the payer.")

    client.signed_in(ben).post("meetings.step_done", public_id=over.public_id)
    before = over.wrap_up_by(amara).done_at
    client.signed_in(amara).post("meetings.step_done", public_id=over.public_id)

    assert before is None
    assert over.wrap_up_by(amara).done_at is not None


@pytest.mark.parametrize("happened", ["no_show", "moved"])
def test_a_meeting_that_was_missed_is_nobodys_fault_and_the_soonest_dates_are_offered(
    client, over, amara, happened
):
    page = client.signed_in(amara).post("meetings.wrap_up", public_id=over.public_id, happened=happened)

    assert "It happens, and nobody asks why." in page.text
    assert len(offered(page)) == 3
    assert max(offered(page)) < clock.now() + timedelta(days=7)


def test_one_who_says_that_they_met_is_believed(over, amara, ben):
    services.wrap_up(over, ben, Happened.no_show, "")
    missed = over.state
    services.wrap_up(over, amara, Happened.yes, "")

    assert missed == MeetingState.no_show
    assert over.state == MeetingState.completed


def test_an_answer_can_be_changed(client, over, amara):
    browser = client.signed_in(amara)
    browser.post("meetings.wrap_up", public_id=over.public_id, happened="no_show", next_step="One")

    page = browser.post("meetings.wrap_up", public_id=over.public_id, happened="yes", next_step="Two")

    assert page.value("happened") == "yes"
    assert page.value("next_step").strip() == "Two"
    assert [(w.happened, w.next_step) for w in over.wrap_ups] == [(Happened.yes, "Two")]


def test_the_link_in_a_mail_wraps_up_and_books_without_signing_in(client, pair, over, ben):
    path = signed_url("meetings.wrap_up_by_link", ben, over.public_id).removeprefix("http://localhost")

    asked = client.open(path)
    answered = client.send(path, {"happened": "yes", "next_step": "Share my fee-free checklist"})
    action = next(
        form.get("action") for form in answered.all("form") if (form.get("action") or "").startswith("/n/")
    )
    booked = client.send(action, {"starts_at": offered(answered)[0].isoformat()})

    assert asked.h1 == "How was your meeting with Dr. Amara Lee?"
    assert booked.h1 == "Meeting with Dr. Amara Lee"
    assert over.wrap_up_by(ben).happened == Happened.yes
    assert queries.next_meeting(pair).booked_by_id == ben.id


def test_when_the_partner_booked_first_the_date_is_shown_instead(client, pair, over, amara, ben):
    services.book(pair, ben, WEDNESDAY + timedelta(weeks=4))

    page = client.signed_in(amara).post("meetings.wrap_up", public_id=over.public_id, happened="yes")

    assert page.h1 == "Your next date stands"
    assert offered(page) == []


def test_a_meeting_that_is_not_over_cannot_be_wrapped_up(client, pair, amara):
    meeting = services.book(pair, amara, WEDNESDAY)
    browser = client.signed_in(amara)

    shown = browser.get("meetings.wrap_up", public_id=meeting.public_id)
    refused = browser.post("meetings.wrap_up", 409, public_id=meeting.public_id, happened="yes")

    assert "This meeting is still ahead." in shown.text
    assert refused.error == "This meeting ends on Wed Nov 11, 7:45 pm. Come back after it."


def test_a_meeting_that_was_cancelled_beforehand_is_not_asked_about(client, pair, amara):
    meeting = services.book(pair, amara, WEDNESDAY)
    services.cancel(meeting, amara, "")
    db.session.commit()

    with clock.moved_to(meeting.ends_at):
        page = client.signed_in(amara).get("meetings.wrap_up", public_id=meeting.public_id)
        with pytest.raises(services.MeetingIsOver):
            services.wrap_up(meeting, amara, Happened.yes, "")

    assert "This meeting was cancelled beforehand" in page.text


@pytest.mark.parametrize(
    ("happened", "step", "sentence"),
    [
        ("", "", "Say whether you met."),
        ("maybe", "", "Say whether you met."),
        ("yes", "x" * 301, "Shorten this by 1 characters; 300 fit here."),
    ],
)
def test_an_answer_that_is_none_gets_a_sentence_and_keeps_the_words(
    client, over, amara, happened, step, sentence
):
    page = client.signed_in(amara).post(
        "meetings.wrap_up", public_id=over.public_id, happened=happened, next_step=step
    )

    assert sentence in page.error
    assert page.value("next_step").strip() == step
    assert over.wrap_ups == []


def test_control_characters_in_a_step_are_left_out(client, over, amara):
    client.signed_in(amara).post(
        "meetings.wrap_up", public_id=over.public_id, happened="yes", next_step="Call\x00 the\x0b payer\x9f"
    )

    assert over.wrap_up_by(amara).next_step == "Call the payer"
