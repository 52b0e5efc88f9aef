"""'By … I will … so that …', by either of the two; where a goal stands may change, and dropping one is not failure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship import clock
from mentorship.pairs import services
from mentorship.pairs.models import GoalState
from tests import factories


@pytest.fixture
def pair(cohort, ben, amara):
    return factories.mentorship(cohort, ben, amara)


def next_month() -> str:
    return (clock.now() + timedelta(days=30)).date().isoformat()


def goal_fields(**others: str) -> dict[str, str]:
    fields = {
        "due_on": next_month(),
        "will": "send three payer applications.",
        "so_that": "I see insured patients",
    }
    return {**fields, "topic": "prior-authorization", **others}


@pytest.mark.parametrize("who", ["amara", "ben"])
def test_either_writes_a_goal_and_both_see_it(request, client, pair, amara, ben, who):
    writer = request.getfixturevalue(who)

    client.signed_in(writer).post("pairs.add_goal", public_id=pair.public_id, **goal_fields())

    for reader in (amara, ben):
        page = client.signed_in(reader).get("home.mentorship", public_id=pair.public_id)
        assert "I will send three payer applications so that I see insured patients." in page.text


@pytest.mark.parametrize("state", [state.value for state in GoalState])
def test_where_a_goal_stands_can_be_changed_to_anything(client, pair, amara, ben, state):
    goal = _goal(pair, amara)

    page = client.signed_in(ben).post("pairs.set_goal", public_id=goal.public_id, state=state)

    assert goal.state == GoalState(state)
    assert page.value("state") == state


def _goal(pair, person):
    due = clock.now().date() + timedelta(days=30)
    return services.add_goal(
        pair, person, will="call the payer", so_that="claims go out", due_on=due, topic=None
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"due_on": "2020-01-01"}, "Enter a date after today and within three years, like 12/03/2026."),
        ({"due_on": "9999-12-31"}, "Enter a date after today and within three years, like 12/03/2026."),
        ({"due_on": ""}, "Enter a date after today, like 12/03/2026."),
        ({"due_on": "soon\x00"}, "Enter a date after today, like 12/03/2026."),
        ({"will": ""}, "Say what will be done."),
        ({"will": "\x00\x01"}, "Say what will be done."),
        ({"so_that": ""}, "Say how you will know."),
        ({"will": "x" * 161}, "Shorten this by 1 characters; 160 fit here."),
        ({"topic": "alchemy"}, "Choose a topic from the list."),
    ],
)
def test_what_is_no_goal_gets_a_sentence_and_nothing_is_lost(client, pair, amara, wrong, sentence):
    fields = goal_fields(**wrong)

    page = client.signed_in(amara).post("pairs.add_goal", public_id=pair.public_id, **fields)

    assert sentence in page.error
    kept = next(name for name in ("so_that", "will") if name not in wrong)
    assert page.value(kept) == fields[kept]
    assert pair.goals == []


def test_a_state_that_does_not_exist_changes_nothing(client, pair, amara):
    goal = _goal(pair, amara)

    page = client.signed_in(amara).post("pairs.set_goal", public_id=goal.public_id, state="failed")

    assert page.notice == "Choose where the goal stands from the list."
    assert goal.state == GoalState.planned


def test_a_strangers_goal_cannot_be_touched(client, pair, amara, dev):
    goal = _goal(pair, amara)

    client.signed_in(dev).post("pairs.set_goal", 404, public_id=goal.public_id, state="dropped")
    client.signed_in(dev).post("pairs.add_goal", 404, public_id=pair.public_id, **goal_fields())

    assert goal.state == GoalState.planned
    assert pair.goals == [goal]


def test_an_ended_pair_takes_no_more_goals(client, pair, amara):
    goal = _goal(pair, amara)
    services.complete(pair, amara)

    page = client.signed_in(amara).post("pairs.add_goal", 409, public_id=pair.public_id, **goal_fields())
    after = client.signed_in(amara).post("pairs.set_goal", public_id=goal.public_id, state="done")

    assert page.error == "This mentorship has ended, so nothing in it changes any more."
    assert after.notice == "This mentorship has ended, so nothing in it changes any more."
    assert goal.state == GoalState.planned
