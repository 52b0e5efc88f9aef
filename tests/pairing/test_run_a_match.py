"""A coordinator runs the match and changes the draft."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from mentorship.accounts.models import Person
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.pairing import queries, services
from mentorship.pairing.models import MatchRun, Proposal, ProposalState, RunState
from mentorship.pairing.runs import (
    OBJECTIVES,
    RunIsNotReady,
    RunIsOver,
    UnknownObjective,
)
from mentorship.pairs.models import Mentorship
from mentorship.profiles.models import Exclusion, ExclusionKind
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort, CohortState
from tests import factories


def computed(cohort: Cohort, coordinator: Person, objective: str = "total") -> MatchRun:
    """A draft that the worker has finished."""
    run = services.start_run(cohort, coordinator, objective)
    db.session.commit()
    services.compute_runs()
    db.session.commit()
    return run


def pairs(run: MatchRun, *states: ProposalState) -> set[tuple[str, str]]:
    """(mentee, mentor) of the proposals, those in these states only when any are given."""
    return {(p.mentee.name, p.mentor.name) for p in run.proposals if not states or p.state in states}


def capacity(mentor: Person, places: int) -> None:
    profile = profile_of(mentor)
    assert profile is not None
    profile.capacity = places
    db.session.commit()


@pytest.fixture
def second(cohort: Cohort) -> Person:
    """Another mentee who needs what Ben offers."""
    return factories.mentee(cohort, "Second Mentee", needs=["prior-authorization"])


@pytest.fixture
def other(cohort: Cohort) -> Person:
    """Another mentor, who fits less well than Ben."""
    return factories.mentor(cohort, "Other Mentor", offers={"prior-authorization": 1})


def test_the_draft_holds_pairs_with_scores_and_reasons_about_the_mentee(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    run = computed(cohort, cora)

    proposal = run.proposals[0]
    assert pairs(run) == {("Amara Lee", "Ben Osei")}
    assert proposal.explanation["reasons"][0].startswith("Has taught prior authorization")
    assert any("the mentee's" in reason for reason in proposal.explanation["reasons"])
    assert any("your" in reason for reason in proposal.explanation["told"])
    assert sum(part["value"] for part in proposal.explanation["contributions"]) == pytest.approx(
        proposal.score
    )
    assert run.total == pytest.approx(proposal.score, abs=1e-4)
    assert run.gap == 0


def test_whoever_is_left_waits_with_the_binding_cause(
    cohort: Cohort, amara: Person, second: Person, ben: Person, cora: Person
) -> None:
    capacity(ben, 1)
    unready = factories.mentee(cohort, "Not Ready")

    run = computed(cohort, cora)

    causes = {waiting.mentee.name: waiting.cause for waiting in run.waiting}
    assert causes.pop(unready.name) == "Has not finished the profile yet."
    assert list(causes.values()) == ["One mentor fits and is full."]


def test_a_mentee_who_has_a_mentor_is_not_in_the_run(
    cohort: Cohort, amara: Person, second: Person, ben: Person, other: Person, cora: Person
) -> None:
    factories.mentorship(cohort, other, amara)

    run = computed(cohort, cora)

    assert pairs(run) == {("Second Mentee", "Ben Osei")}
    assert run.waiting == []


def test_people_of_other_cohorts_take_no_part(
    cohort: Cohort, dev: Person, noise: None, ben: Person, cora: Person
) -> None:
    run = computed(cohort, cora)

    assert (run.proposals, run.waiting) == ([], [])


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_locks_and_rejections_outlive_a_new_run(
    cohort: Cohort, amara: Person, second: Person, ben: Person, other: Person, cora: Person, objective: str
) -> None:
    capacity(ben, 1)
    run = computed(cohort, cora, objective)
    with_ben = next(p for p in run.proposals if p.mentor_id == ben.id)
    with_other = next(p for p in run.proposals if p.mentor_id == other.id)
    services.reject(with_other, cora, "They met before and it did not click")
    services.lock(with_ben, cora, "Both asked for it")

    again = computed(cohort, cora, objective)

    assert again.id == run.id
    assert pairs(again, ProposalState.locked) == {(with_ben.mentee.name, "Ben Osei")}
    assert pairs(again, ProposalState.rejected) == {(with_other.mentee.name, "Other Mentor")}
    assert pairs(again, ProposalState.proposed) == set()
    assert [waiting.mentee_id for waiting in again.waiting] == [with_other.mentee_id]


def test_a_new_run_follows_what_has_changed(
    cohort: Cohort, amara: Person, second: Person, ben: Person, cora: Person
) -> None:
    capacity(ben, 1)
    run = computed(cohort, cora)
    lucky = run.proposals[0].mentee_id
    capacity(ben, 2)

    computed(cohort, cora)

    assert {p.mentee_id for p in run.proposals} == {amara.id, second.id}
    assert lucky in {p.mentee_id for p in run.proposals}
    assert run.waiting == []


def test_a_lock_whose_mentee_found_someone_is_dropped(
    cohort: Cohort, amara: Person, ben: Person, other: Person, cora: Person
) -> None:
    run = computed(cohort, cora)
    services.lock(run.proposals[0], cora)
    factories.mentorship(cohort, other, amara)

    computed(cohort, cora)

    assert run.proposals == []


def test_a_lock_that_a_rule_forbids_by_now_is_said_in_words_and_nothing_is_lost(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    run = computed(cohort, cora)
    services.lock(run.proposals[0], cora)
    profile = profile_of(amara)
    assert profile is not None
    profile.exclusions.append(Exclusion(email=ben.email, kind=ExclusionKind.family))

    computed(cohort, cora)

    assert run.failure == (
        "Dr. Amara Lee and Dr. Ben Osei are locked, but this pair is not possible under the program's rules any more. "
        "Unlock it, then run the match again."
    )
    assert pairs(run) == {("Amara Lee", "Ben Osei")}


def test_while_the_worker_works_the_draft_is_left_alone(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    run = computed(cohort, cora)
    services.start_run(cohort, cora, "coverage")

    for act in (
        lambda: services.lock(run.proposals[0], cora),
        lambda: services.reject(run.proposals[0], cora, "No"),
        lambda: services.pair_by_hand(run, cora, amara, ben, "Why not"),
        lambda: services.publish(run, cora),
    ):
        with pytest.raises(RunIsNotReady):
            act()


def test_starting_twice_keeps_one_draft(cohort: Cohort, cora: Person) -> None:
    first, second = services.start_run(cohort, cora, "total"), services.start_run(cohort, cora, "coverage")

    assert first.id == second.id
    assert db.session.scalar(select(func.count(MatchRun.id)).filter_by(cohort_id=cohort.id)) == 1
    assert services.compute_runs() == 1
    assert services.compute_runs() == 0


def test_a_run_aims_at_one_of_four_things_in_an_open_cohort(cohort: Cohort, cora: Person) -> None:
    with pytest.raises(UnknownObjective):
        services.start_run(cohort, cora, "money")
    cohort.state = CohortState.closed

    with pytest.raises(Refusal) as refused:
        services.start_run(cohort, cora, "total")

    assert str(refused.value) == "Fall cohort is not open, so there is nobody to match."


def test_a_discarded_draft_changes_nothing_and_cannot_be_published(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    run = computed(cohort, cora)

    services.discard(run, cora)

    assert run.state == RunState.discarded
    assert queries.draft_run(cohort) is None
    with pytest.raises(RunIsOver):
        services.publish(run, cora)
    assert db.session.scalar(select(Mentorship).filter_by(cohort_id=cohort.id)) is None


def test_a_proposal_is_found_through_its_cohort_only(
    cohort: Cohort, amara: Person, ben: Person, cora: Person, dev: Person
) -> None:
    run = computed(cohort, cora)
    elsewhere = factories.cohort("Elsewhere")

    found = [queries.proposal_in(one, run.proposals[0].public_id) for one in (cohort, elsewhere)]

    assert [proposal and proposal.id for proposal in found] == [run.proposals[0].id, None]


def test_a_cohort_of_forty_mentors_and_sixty_mentees_is_matched(cohort: Cohort, cora: Person) -> None:
    topics = ["prior-authorization", "office-lease", "ehr-selection", "denials-appeals", "launch-plan"]
    for number in range(40):
        factories.mentor(
            cohort,
            f"Mentor {number}",
            offers={topics[number % 5]: 2, topics[number % 3]: 1}
            if number % 5 != number % 3
            else {topics[number % 5]: 2},
        )
    for number in range(60):
        factories.mentee(cohort, f"Mentee {number}", needs=[topics[number % 5]])

    run = computed(cohort, cora, "coverage")

    assert len(run.proposals) == 60
    assert db.session.scalar(select(func.count(Proposal.id)).filter_by(run_id=run.id)) == 60
