"""What past pairs teach: asked for, worked out, used or not, and taken back; every decision with who and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.models import AuditEntry
from mentorship.checkins.models import FitAnswer
from mentorship.checkins.queries import fit_of
from mentorship.checkins.services import say_fit
from mentorship.extensions import db
from mentorship.followup.cli import learn
from mentorship.meetings.queries import pairs_that_met
from mentorship.pairing import learning, planning, queries, suggesting, translating
from mentorship.pairing import services as pairing
from mentorship.pairing.models import LearnedWeights, WeightsState
from mentorship.pairing.weights import NotShownToBeBetter, WeightsMovedOn
from mentorship.pairs.models import MentorshipState
from mentorship.programs.models import Cohort
from tests import factories
from tests.pairing.past_pairs import ONLY_HOURS, learned, met_once, specialty_decided


def decisions(row: LearnedWeights) -> list[tuple[str, int | None]]:
    query = select(AuditEntry).filter_by(subject=f"LearnedWeights:{row.public_id}").order_by(AuditEntry.id)
    return [(entry.action, entry.actor_id) for entry in db.session.scalars(query)]


def outcomes(cohort: Cohort) -> list[tuple[str, bool | None, bool | None]]:
    lesson = learning.lesson_of(cohort.program_id, pairs_that_met, fit_of)
    return [(pair.mentee.id, pair.met, pair.ended_early) for pair in lesson.pairs]


def test_what_the_two_said_about_the_fit_is_part_of_the_outcome(
    cohort: Cohort, amara: Person, ben: Person
) -> None:
    pair = factories.mentorship(cohort, ben, amara, started_at=clock.now() - timedelta(days=90))
    met_once(pair)
    say_fit(pair, amara, FitAnswer.yes, "")
    say_fit(pair, ben, FitAnswer.unsure, "")

    lesson = learning.lesson_of(cohort.program_id, pairs_that_met, fit_of)

    assert [past.fit_check for past in lesson.pairs] == [0.75]


@pytest.mark.slow
def test_the_worker_learns_what_decided_and_a_coordinator_uses_it(cohort: Cohort, cora: Person) -> None:
    specialty_decided(cohort, 120)
    asked = pairing.ask_for_weights(cohort.program, cora)

    learn()
    pairing.use_weights(asked, cora)
    db.session.commit()

    specialty = next(one for one in asked.figures["changes"] if one["part"] == "specialty")
    assert asked.figures["pairs"] == 120
    assert specialty["after"] > specialty["before"]
    assert queries.weights_in_use(cohort.program_id) == asked
    assert asked.decided_by == cora and asked.decided_at is not None
    assert decisions(asked) == [
        ("asked_for_weights", cora.id),
        ("learned_weights", None),
        ("used_weights", cora.id),
    ]


def test_too_few_pairs_are_never_used(cohort: Cohort, cora: Person) -> None:
    specialty_decided(cohort, 6)
    asked = pairing.ask_for_weights(cohort.program, cora)

    learn()

    assert "too few to tell" in asked.sentence
    with pytest.raises(NotShownToBeBetter):
        pairing.use_weights(asked, cora)
    assert queries.weights_in_use(cohort.program_id) is None


def test_only_pairs_that_ended_or_worked_for_sixty_days_teach(
    cohort: Cohort, amara: Person, ben: Person, noise: None
) -> None:
    days = {n: clock.now() - timedelta(days=n) for n in (59, 61)}
    others = [factories.mentee(cohort, f"Mentee {n}", needs=["denials-appeals"]) for n in range(4)]
    met = factories.mentorship(cohort, ben, amara, started_at=days[61])
    factories.mentorship(cohort, ben, others[0], started_at=days[59])
    factories.mentorship(cohort, ben, others[1], MentorshipState.ended_early, started_at=days[59])
    factories.mentorship(cohort, ben, others[2], MentorshipState.proposed, started_at=days[61])
    factories.mentorship(cohort, ben, others[3], MentorshipState.completed, started_at=days[61])
    met_once(met)

    found = outcomes(cohort)

    assert sorted(found) == sorted(
        [(str(amara.id), True, False), (str(others[1].id), False, True), (str(others[3].id), False, False)]
    )


def test_two_who_were_a_pair_twice_count_once_as_it_went_the_last_time(
    cohort: Cohort, amara: Person, ben: Person
) -> None:
    for number, state in enumerate((MentorshipState.completed, MentorshipState.ended_early)):
        began = clock.now() - timedelta(days=300 - 100 * number)
        factories.mentorship(cohort, ben, amara, state, started_at=began)

    assert outcomes(cohort) == [(str(amara.id), False, True)]


def test_somebody_without_a_finished_profile_teaches_nothing(cohort: Cohort, ben: Person) -> None:
    factories.mentorship(cohort, ben, factories.mentee(cohort, "Not Ready"), MentorshipState.completed)

    assert outcomes(cohort) == []


def test_asking_twice_asks_once_and_an_answer_that_waits_is_dropped(cohort: Cohort, cora: Person) -> None:
    asked = pairing.ask_for_weights(cohort.program, cora)
    same = pairing.ask_for_weights(cohort.program, cora)
    learn()

    again = pairing.ask_for_weights(cohort.program, cora)

    assert same == asked != again
    assert (asked.state, again.state) == (WeightsState.dropped, WeightsState.asked)


def test_what_cannot_be_worked_out_is_said_and_never_used(cohort: Cohort, amara: Person, ben: Person) -> None:
    factories.mentorship(cohort, ben, amara, MentorshipState.completed)
    lesson = learning.lesson_of(cohort.program_id, pairs_that_met, fit_of)
    twice = learning.Lesson(lesson.pairs * 2, lesson.rules)

    answer = learning.learned_from(twice)

    assert answer == learning.Answer({}, {"adopt": False}, learning.FAILED)


def test_an_answer_about_weights_that_are_no_longer_in_use_is_not_kept(cohort: Cohort, cora: Person) -> None:
    asked = pairing.ask_for_weights(cohort.program, cora)
    ((asked_id, lesson),) = pairing.lessons(pairs_that_met, fit_of)

    learned(cohort, WeightsState.used)
    pairing.keep_learned(asked_id, lesson, learning.learned_from(lesson))

    assert asked.state == WeightsState.asked


def test_an_answer_is_kept_once(cohort: Cohort, cora: Person) -> None:
    asked = pairing.ask_for_weights(cohort.program, cora)
    ((asked_id, lesson),) = pairing.lessons(pairs_that_met, fit_of)

    for _ in range(2):
        pairing.keep_learned(asked_id, lesson, learning.learned_from(lesson))

    assert [action for action, _ in decisions(asked)] == ["asked_for_weights", "learned_weights"]


def test_new_weights_take_the_place_of_those_in_use(cohort: Cohort, cora: Person) -> None:
    before, found = learned(cohort, WeightsState.used), learned(cohort)

    pairing.use_weights(found, cora)

    assert (before.state, found.state) == (WeightsState.dropped, WeightsState.used)
    assert decisions(before) == [("dropped_weights", cora.id)]


def test_going_back_drops_the_answer_that_waits_too(cohort: Cohort, cora: Person) -> None:
    used, found = learned(cohort, WeightsState.used), learned(cohort)

    pairing.go_back(used, cora)

    assert (used.state, found.state) == (WeightsState.dropped, WeightsState.dropped)
    with pytest.raises(WeightsMovedOn):
        pairing.use_weights(found, cora)
    with pytest.raises(WeightsMovedOn):
        pairing.go_back(used, cora)


def test_going_back_leaves_a_question_with_the_worker(cohort: Cohort, cora: Person) -> None:
    used = learned(cohort, WeightsState.used)
    asked = pairing.ask_for_weights(cohort.program, cora)

    pairing.go_back(used, cora)

    assert asked.state == WeightsState.asked


@pytest.mark.parametrize("state", [WeightsState.used, WeightsState.ready])
def test_the_database_refuses_a_second_of_a_program(cohort: Cohort, state: WeightsState) -> None:
    learned(cohort, state)

    with pytest.raises(IntegrityError):
        learned(cohort, state)
    db.session.rollback()


def test_rankings_explanations_and_matches_follow_the_weights_and_come_back(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    awake = factories.mentor(cohort, "Awake Then", offers={"office-lease": 1})
    factories.hours(ben, [(6, 300, 360)])
    found = learned(cohort)

    def answers() -> tuple[list[str], float, list[int]]:
        ranking = [one.row.name for one in suggesting.ranked(amara, cohort)]
        told = suggesting.one(amara, cohort, awake.public_id)
        solution = planning.solve(planning.roster_of(cohort), "total", {})
        assert told is not None
        return ranking, told[0].fit.score, [match.mentor_id for match in solution.matches]

    before = answers()
    pairing.use_weights(found, cora)
    with_learned = answers()
    pairing.go_back(found, cora)

    assert before[0] == ["Ben Osei", "Awake Then"] and before[2] == [ben.id]
    assert with_learned[0] == ["Awake Then", "Ben Osei"] and with_learned[2] == [awake.id]
    assert with_learned[1] > before[1]
    assert answers() == before


def test_another_program_keeps_its_own_weights(cohort: Cohort) -> None:
    learned(factories.cohort("Other cohort"), WeightsState.used)

    assert translating.weights_for(cohort.program_id).needs != ONLY_HOURS["needs"]
