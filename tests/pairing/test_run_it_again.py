"""The match is run again: what stays keeps its place in the draft, what came in is marked."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.pairing import services
from mentorship.pairing.models import MatchRun, ProposalState
from mentorship.pairing.runs import OBJECTIVES
from mentorship.programs.models import Cohort
from tests import factories
from tests.pairing.test_run_a_match import capacity, computed, pairs

LIKE_BEN = {"prior-authorization": 3, "denials-appeals": 2}


def news(run: MatchRun) -> dict[str, str]:
    """Mentee → how their pair came in."""
    return {p.mentee.name: run.news_of(p) for p in run.proposals if run.news_of(p)}


def changed(run: MatchRun) -> tuple[int, int, int, int]:
    notes = run.notes
    return notes["former"], notes["changed"], notes["pairs"], notes["gone"]


def test_the_first_draft_has_no_news(cohort: Cohort, amara: Person, ben: Person, cora: Person) -> None:
    run = computed(cohort, cora)

    assert news(run) == {}
    assert run.news == []
    assert run.notes["former"] == 0


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_what_stays_keeps_its_row_and_is_no_news(
    cohort: Cohort, amara: Person, ben: Person, cora: Person, objective: str
) -> None:
    run = computed(cohort, cora, objective)
    [before] = [p.public_id for p in run.proposals]

    computed(cohort, cora, objective)

    assert [p.public_id for p in run.proposals] == [before]
    assert news(run) == {}
    assert changed(run) == (1, 0, 1, 0)


def test_whoever_comes_in_is_new(cohort: Cohort, amara: Person, ben: Person, cora: Person) -> None:
    run = computed(cohort, cora)
    factories.mentee(cohort, "Second Mentee", needs=["prior-authorization"])

    computed(cohort, cora)

    assert news(run) == {"Second Mentee": "new"}
    assert changed(run) == (1, 1, 2, 0)


def test_whoever_gets_another_mentor_is_changed_and_the_former_one_is_known(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    capacity(ben, 1)
    weak = factories.mentor(cohort, "Weak Fit", offers={"denials-appeals": 1})
    run = computed(cohort, cora)
    services.lock(services.pair_by_hand(run, cora, amara, weak, "They asked"), cora)
    services.unlock(run.standing[0], cora)

    computed(cohort, cora)

    assert pairs(run) == {("Amara Lee", "Ben Osei")}
    assert news(run) == {"Amara Lee": "changed"}
    assert [p.former_mentor and p.former_mentor.name for p in run.proposals] == ["Weak Fit"]
    assert changed(run) == (1, 1, 1, 0)


@pytest.mark.parametrize("objective", ["fair", "coverage", "total"])
def test_a_pair_of_the_last_draft_is_not_parted_for_nothing(
    cohort: Cohort, amara: Person, ben: Person, cora: Person, objective: str
) -> None:
    twin = factories.mentor(cohort, "Twin Of Ben", offers=LIKE_BEN)
    run, kept = computed(cohort, cora), []

    for mentor in (twin, ben):
        services.unlock(services.pair_by_hand(run, cora, amara, mentor, "They asked"), cora)
        computed(cohort, cora, objective)
        kept.append(pairs(run))

    assert kept == [{("Amara Lee", "Twin Of Ben")}, {("Amara Lee", "Ben Osei")}]


def test_whoever_loses_a_mentor_is_counted_among_those_who_wait(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    run = computed(cohort, cora)
    capacity(ben, 0)

    computed(cohort, cora)

    assert [waiting.mentee.name for waiting in run.waiting] == ["Amara Lee"]
    assert changed(run) == (1, 0, 0, 1)


def test_a_rejected_pair_is_no_part_of_the_last_draft(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    factories.mentor(cohort, "Other Mentor", offers={"prior-authorization": 1})
    run = computed(cohort, cora)
    services.reject(run.proposals[0], cora, "Too far")

    computed(cohort, cora)

    assert pairs(run, ProposalState.proposed) == {("Amara Lee", "Other Mentor")}
    assert run.notes["former"] == 0
    assert news(run) == {}


def test_a_draft_that_was_discarded_is_no_draft_before(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    services.discard(computed(cohort, cora), cora)

    run = computed(cohort, cora)

    assert run.notes["former"] == 0
    assert db.session.scalars(select(MatchRun).filter_by(cohort_id=cohort.id)).all()[-1] == run


def test_a_pair_by_hand_is_marked_as_such_and_not_as_news(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    other = factories.mentor(cohort, "Other Mentor", offers={"prior-authorization": 1})
    run = computed(cohort, cora)
    computed(cohort, cora)

    services.pair_by_hand(run, cora, amara, other, "They met in spring")

    assert news(run) == {}
