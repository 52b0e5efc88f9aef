"""A pair rests until a day that one of them chooses, and works together again by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.links import signed_url
from mentorship.extensions import db
from mentorship.pairs import pausing, services
from mentorship.pairs.models import MentorshipState, Pause
from tests import factories
from tests.meetings import post

NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
A_MONTH_ON = date(2026, 12, 28)


@pytest.fixture
def pair(cohort, ben, amara):
    with clock.moved_to(NOW):
        made = factories.mentorship(cohort, ben, amara)
        for person in made.people:
            services.sign_agreement(made, person)
        db.session.commit()
        yield made


def rest(pair, person, until=A_MONTH_ON):
    pausing.pause_mentorship(pair, person, until)
    db.session.commit()


@pytest.mark.parametrize("who", ["amara", "ben"])
def test_either_lets_it_rest_and_the_partner_hears_until_when(request, client, pair, who):
    person = request.getfixturevalue(who)
    partner = pair.other(person)

    page = client.signed_in(person).post("pairs.pause", public_id=pair.public_id, until="4")

    [mail] = post.mails_to(partner, "pairs.paused")
    seen = client.signed_in(partner).get("home.mentorship", public_id=pair.public_id)
    assert page.notice.startswith("You rest until Mon Dec 28.")
    assert (pair.state, pair.paused_until) == (MentorshipState.paused, A_MONTH_ON)
    assert mail.subject == f"You and {person.called} rest until Mon Dec 28"
    assert "resting until Mon Dec 28" in seen.text
    assert "Suits you both" not in seen.text
    assert post.mails_to(person, "pairs.paused") == []


def test_a_day_of_ones_own_can_be_chosen(client, pair, amara):
    client.signed_in(amara).post("pairs.pause", public_id=pair.public_id, until="day", on="2027-01-15")

    assert pair.paused_until == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"until": "day"}, "Say until which day, or choose a number of weeks."),
        ({"until": "day", "on": "2026-12-04"}, "Choose a day from Mon Dec 7 to Jun 1, 2027."),
        ({"until": "day", "on": "2027-06-02"}, "Choose a day from Mon Dec 7 to Jun 1, 2027."),
        ({"until": "day", "on": "soon"}, "Enter a date after today, like 12/03/2026."),
        ({}, "Say until when."),
    ],
)
def test_a_rest_has_an_end_a_week_to_six_months_ahead(client, pair, amara, typed, complaint):
    page = client.signed_in(amara).post("pairs.pause", public_id=pair.public_id, **typed)

    assert page.error == complaint
    assert pair.state == MentorshipState.active


def test_resting_longer_counts_from_the_day_that_stands(client, pair, amara, ben):
    rest(pair, amara)

    page = client.signed_in(ben).get("pairs.pause", public_id=pair.public_id)
    client.signed_in(ben).post("pairs.pause", public_id=pair.public_id, until="2")

    assert "2 weeks longer, until Mon Jan 11" in page.text
    assert pair.paused_until == date(2027, 1, 11)
    assert [mail.subject for mail in post.mails_to(amara, "pairs.paused")] == [
        f"You and {ben.called} rest until Mon Jan 11"
    ]
    assert len(db.session.scalars(select(Pause).filter_by(mentorship_id=pair.id)).all()) == 1


def test_resting_longer_is_never_resting_less(client, pair, amara, ben):
    rest(pair, amara, date(2027, 2, 1))

    page = client.signed_in(ben).post("pairs.pause", public_id=pair.public_id, until="day", on="2027-01-31")

    assert page.error == "Choose a day from Mon Feb 1 to Jun 1, 2027."
    assert pair.paused_until == date(2027, 2, 1)
    with pytest.raises(pausing.NoDayToRestUntil):
        pausing.pause_mentorship(pair, ben, date(2027, 1, 31))


def test_nobody_is_said_to_hear_of_a_rest_that_stood_already(client, pair, amara, ben):
    rest(pair, amara)

    page = client.signed_in(ben).post(
        "pairs.pause", public_id=pair.public_id, until="day", on=A_MONTH_ON.isoformat()
    )

    assert page.notice == "You rest until Mon Dec 28."
    assert post.mails_to(amara, "pairs.paused") == []


def test_who_cannot_carry_on_reads_why(client, pair, amara, ben):
    rest(pair, amara)
    services.end_early(pair, ben, "")

    page = client.signed_in(amara).post("pairs.pause", 409, public_id=pair.public_id, act="carry_on")

    assert page.error == "This mentorship has ended, so nothing in it changes any more."
    assert pair.state == MentorshipState.ended_early


def test_carrying_on_sooner_ends_the_rest_and_tells_the_partner(client, pair, amara, ben):
    rest(pair, amara)

    with clock.moved_to(NOW + 5 * DAY):
        page = client.signed_in(ben).post("pairs.pause", public_id=pair.public_id, act="carry_on")

    [pause] = db.session.scalars(select(Pause).filter_by(mentorship_id=pair.id)).all()
    assert page.notice.startswith("You work together again.")
    assert (pair.state, pair.paused_until) == (MentorshipState.active, None)
    assert pause.ended_at.date() == date(2026, 12, 5)
    assert (
        post.mails_to(amara, "pairs.carried_on")[0].subject == f"{ben.called} is ready to carry on with you"
    )


def test_a_second_click_writes_nothing_again(client, pair, amara, ben):
    for _ in range(2):
        rest(pair, amara)
    for _ in range(2):
        pausing.carry_on(pair, amara)
        db.session.commit()

    assert len(post.mails_to(ben, "pairs.paused")) == 1
    assert len(post.mails_to(ben, "pairs.carried_on")) == 1


def test_the_link_in_a_mail_shows_first_and_a_button_acts(client, pair, amara, ben):
    rest(pair, amara)
    path = signed_url("pairs.pause_by_link", ben, pair.public_id).removeprefix("http://localhost")

    shown = client.open(path)
    stands = pair.state
    client.send(path, {"act": "carry_on"})

    assert "Carry on now" in shown.text
    assert stands == MentorshipState.paused
    assert pair.state == MentorshipState.active


def test_it_goes_on_by_itself_once_the_day_has_come_for_both(pair, amara, ben):
    amara.timezone, ben.timezone = "Asia/Kathmandu", "America/Los_Angeles"
    rest(pair, amara)
    dawn_there, dawn_here = (
        datetime(2026, 12, 27, 18, 15, tzinfo=UTC),
        datetime(2026, 12, 28, 8, tzinfo=UTC),
    )

    woken = [pausing.wake_rested(at) for at in (dawn_there, dawn_here - DAY / 24, dawn_here, dawn_here)]

    assert woken == [0, 0, 1, 0]
    assert (pair.state, pair.paused_until) == (MentorshipState.active, None)


def test_who_has_not_agreed_yet_has_not_agreed_after_a_rest(pair, cohort):
    other = factories.mentorship(
        cohort, factories.mentor(cohort, "Olga"), factories.mentee(cohort, "Omar"), MentorshipState.proposed
    )
    rest(other, other.mentee)

    services.sign_agreement(other, other.mentor)
    pausing.carry_on(other, other.mentee)

    assert other.state == MentorshipState.proposed


def test_a_pair_that_has_ended_rests_no_more(client, pair, amara, ben):
    rest(pair, amara)

    services.end_early(pair, ben, "")
    page = client.signed_in(amara).post("pairs.pause", 409, public_id=pair.public_id, until="4")

    pause = db.session.scalars(select(Pause)).one()
    assert page.error == "This mentorship has ended, so nothing in it changes any more."
    assert (pair.state, pair.paused_until) == (MentorshipState.ended_early, None)
    assert pause.ended_at is not None


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE mentorship SET paused_until = '2027-01-01' WHERE id = {pair}",
        "INSERT INTO pause (mentorship_id, started_at) SELECT mentorship_id, started_at FROM pause",
    ],
)
def test_the_database_refuses_an_end_without_a_rest_and_two_rests_at_once(pair, amara, wrong):
    if wrong.startswith("INSERT"):
        rest(pair, amara)

    with pytest.raises(IntegrityError):
        db.session.execute(text(wrong.format(pair=pair.id)))


def test_strangers_let_nothing_rest(client, pair, dev):
    client.signed_in(dev).post("pairs.pause", 404, public_id=pair.public_id, until="4")

    assert pair.state == MentorshipState.active
