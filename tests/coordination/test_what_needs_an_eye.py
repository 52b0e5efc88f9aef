"""Cora's queue: each thing with its rule and a draft; put off, dismissed, settled by itself; counts without ranks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.models import TimeOff
from mentorship.coordination.queries import pairs_of
from mentorship.extensions import db
from mentorship.followup.models import Action
from mentorship.followup.queue import keep_queue, open_actions
from mentorship.mail.models import Category, OutgoingMail
from mentorship.meetings import services as meetings
from mentorship.meetings.models import MeetingState
from mentorship.pairs import pausing
from mentorship.pairs.models import Mentorship
from mentorship.programs.models import Application, ApplicationState, Cohort
from tests import factories
from tests.mail.letters import posted
from tests.pages import Browser
from tests.pairing.past_pairs import met_once

DAY = timedelta(days=1)


@pytest.fixture
def pair(cohort: Cohort, ben: Person, amara: Person) -> Mentorship:
    """Ben and Amara, a pair for 29 days that has not met."""
    return factories.mentorship(cohort, ben, amara, started_at=clock.now() - 29 * DAY)


@pytest.fixture
def quiet(pair: Mentorship) -> Action:
    keep_queue(clock.now())
    db.session.commit()
    return db.session.scalars(select(Action).filter_by(fact=pair.public_id)).one()


def here(action: Action) -> dict[str, str]:
    return {"public_id": action.cohort.public_id, "action_id": action.public_id}


def test_a_quiet_pair_is_listed_with_its_cause_and_the_rule(
    client: Browser, cohort: Cohort, cora: Person, quiet: Action
) -> None:
    page = client.signed_in(cora).get("coordination.actions", public_id=cohort.public_id)

    assert "Dr. Amara Lee and Dr. Ben Osei: They have not met 29 days after they began" in page.text
    assert "No date, and no first meeting in 28 days" in page.text
    assert "Noise" not in page.text


def test_one_click_sends_the_draft_as_changed_and_puts_it_off(
    client: Browser, cohort: Cohort, cora: Person, amara: Person, ben: Person, quiet: Action
) -> None:
    browser = client.signed_in(cora)
    page = browser.get("coordination.action", **here(quiet), to=ben.public_id)

    browser.post(
        "coordination.action", **here(quiet), to=ben.public_id, words="Hello Ben,\n\nHow is it going?"
    )

    mail = db.session.scalars(select(OutgoingMail).filter_by(template="followup.from_coordinator")).one()
    assert "How is it going with Dr. Amara Lee?" in page.text
    assert (mail.person_id, mail.category) == (ben.id, Category.request)
    assert b"How is it going?" in mail.message
    assert open_actions(cohort, cora, clock.now()) == ([], [quiet])
    assert open_actions(cohort, cora, clock.now() + 3 * DAY) == ([quiet], [])


def test_a_double_click_is_one_mail_and_two_people_get_one_each(
    client: Browser, cora: Person, amara: Person, ben: Person, quiet: Action
) -> None:
    browser, said = client.signed_in(cora), "How is it going?"

    with clock.stopped_at(clock.now()):
        for to in (ben, ben, amara):
            browser.post("coordination.action", **here(quiet), to=to.public_id, words=said)
    with clock.moved_to(clock.now() + timedelta(seconds=2)):
        browser.post("coordination.action", **here(quiet), to=ben.public_id, words=said)

    mails = db.session.scalars(select(OutgoingMail).filter_by(template="followup.from_coordinator"))
    assert sorted(mail.person_id for mail in mails) == sorted([amara.id, ben.id])


def test_the_last_date_beside_a_pair_is_one_that_took_place(
    cohort: Cohort, pair: Mentorship, amara: Person
) -> None:
    first, last, shown = met_once(pair), meetings.book(pair, amara, meetings.proposed_times(pair)[0]), []

    for state in (MeetingState.confirmed, MeetingState.completed, MeetingState.no_show, MeetingState.held):
        last.state = state
        db.session.commit()
        shown += [row.last_meeting for row in pairs_of(cohort, last.ends_at + DAY) if row.mentorship is pair]

    assert shown == [last.starts_at, last.starts_at, first.starts_at, first.starts_at]


def test_it_is_settled_by_itself_and_opens_anew_when_the_cause_returns(
    cohort: Cohort, pair: Mentorship, amara: Person, cora: Person, quiet: Action
) -> None:
    meeting = meetings.book(pair, amara, meetings.proposed_times(pair, 1)[0])
    keep_queue(clock.now())
    settled = quiet.resolved_at
    meetings.cancel(meeting, amara, "")

    keep_queue(clock.now())

    [again], _ = open_actions(cohort, cora, clock.now())
    assert settled
    assert again.id != quiet.id


def test_a_dismissal_needs_a_reason_and_lasts_while_the_cause_does(
    client: Browser, cohort: Cohort, cora: Person, quiet: Action
) -> None:
    browser = client.signed_in(cora)
    refused = browser.post("coordination.dismiss", **here(quiet), reason=" ")

    browser.post("coordination.dismiss", **here(quiet), reason="They meet at the hospital.")
    changed = keep_queue(clock.now())

    assert refused.error == "Say why, in a few words; it is kept."
    assert changed == 0
    assert quiet.dismiss_reason == "They meet at the hospital."
    assert open_actions(cohort, cora, clock.now()) == ([], [])


def test_putting_off_lasts_three_days(client: Browser, cohort: Cohort, cora: Person, quiet: Action) -> None:
    page = client.signed_in(cora).post("coordination.snooze", **here(quiet))

    assert page.notice == "Put off for three days."
    assert open_actions(cohort, cora, clock.now() + 3 * DAY)[0] == [quiet]


def test_another_programs_coordinator_sees_nothing_of_it(client: Browser, app: object, quiet: Action) -> None:
    nora = db.session.scalars(select(Person).filter_by(name="Nora Noise")).one()

    assert client.signed_in(nora).get("coordination.action", **here(quiet), status=404)


def test_days_away_keep_a_pair_out_of_it(cohort: Cohort, pair: Mentorship, ben: Person, cora: Person) -> None:
    first = (clock.now() - 20 * DAY).date()
    db.session.add(TimeOff(person_id=ben.id, first_day=first, last_day=first + 10 * DAY))

    keep_queue(clock.now())

    assert open_actions(cohort, cora, clock.now()) == ([], [])


def test_unread_applications_and_long_waits_are_found(cohort: Cohort, ben: Person, cora: Person) -> None:
    for name, state in (("Nia New", ApplicationState.submitted), ("Will Wait", ApplicationState.approved)):
        somebody = factories.mentee(cohort, name, needs=["denials-appeals"], state=state)
        row = db.session.scalars(select(Application).filter_by(person_id=somebody.id)).one()
        row.submitted_at = clock.now() - 15 * DAY
    db.session.commit()

    keep_queue(clock.now())

    found = {action.rule: action.sentence for action in open_actions(cohort, cora, clock.now())[0]}
    assert "Dr. Nia New has waited 15 days" in found["unread_application"]
    assert "Dr. Will Wait has waited for a mentor for 15 days." in found["long_wait"]


def test_a_second_look_changes_nothing(pair: Mentorship, quiet: Action) -> None:
    assert keep_queue(clock.now()) == 0


def test_pairs_show_how_they_are_and_why(
    client: Browser, cohort: Cohort, cora: Person, pair: Mentorship
) -> None:
    page = client.signed_in(cora).get("coordination.pairs", public_id=cohort.public_id)

    assert "at risk" in page.text
    assert "They have not met 29 days after they began" in page.text


def test_how_much_mail_each_had_is_listed_by_name(
    client: Browser, cohort: Cohort, cora: Person, amara: Person, ben: Person
) -> None:
    posted(ben, category=Category.reminder)
    posted(ben, category=Category.nudge)

    page = client.signed_in(cora).get("coordination.burden", public_id=cohort.public_id)

    assert page.text.index("Dr. Amara Lee") < page.text.index("Dr. Ben Osei")
    assert "Nobody gets more than 12" in page.text


def test_a_pair_that_rests_is_not_counted_among_those_without_a_date(
    client: Browser, cora: Person, cohort: Cohort, pair: Mentorship, amara: Person
) -> None:
    other = factories.mentorship(cohort, factories.mentor(cohort, "Olga"), factories.mentee(cohort, "Omar"))
    pausing.pause_mentorship(pair, amara, (clock.now() + 28 * DAY).date())
    db.session.commit()

    page = client.signed_in(cora).get("coordination.pairs", public_id=cohort.public_id)
    shown = client.signed_in(cora).get("coordination.cohort", public_id=cohort.public_id)

    assert [row.mentorship for row in pairs_of(cohort, clock.now())] == [other, pair]
    assert "The pair rests until" in page.text
    assert "None while they rest" in page.text
    assert "1 pair has no next date" in shown.text
