"""A coordinator changes the draft: pairs by hand, rejects, locks; every change has its reason."""

from __future__ import annotations

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.pairing import services
from mentorship.pairing.models import ProposalState
from mentorship.pairing.runs import (
    NeedsAReason,
    NoPlaceInDraft,
    NotPossible,
    NotYourOwnPair,
)
from mentorship.profiles.models import Disclosure, DisclosureKind
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort, ProgramCoordinator
from tests import factories
from tests.pairing.test_run_a_match import capacity, computed, pairs


@pytest.fixture
def second(cohort: Cohort) -> Person:
    """Another mentee who needs what Ben offers."""
    return factories.mentee(cohort, "Second Mentee", needs=["prior-authorization"])


@pytest.fixture
def other(cohort: Cohort) -> Person:
    """Another mentor, who fits less well than Ben."""
    return factories.mentor(cohort, "Other Mentor", offers={"prior-authorization": 1})


def test_a_pair_by_hand_replaces_what_the_engine_proposed(
    cohort: Cohort, amara: Person, ben: Person, other: Person, cora: Person
) -> None:
    run = computed(cohort, cora)

    proposal = services.pair_by_hand(run, cora, amara, other, "They met at the spring dinner")

    assert pairs(run) == {("Amara Lee", "Other Mentor")}
    assert (proposal.by_hand, proposal.state, proposal.why) == (
        True,
        ProposalState.locked,
        "They met at the spring dinner",
    )
    assert 0 < proposal.score < 1


def test_a_rejected_pair_comes_back_by_hand(cohort: Cohort, amara: Person, ben: Person, cora: Person) -> None:
    run = computed(cohort, cora)
    services.reject(run.proposals[0], cora, "Too far")
    assert [waiting.mentee_id for waiting in run.waiting] == [amara.id]

    services.pair_by_hand(run, cora, amara, ben, "They like video")

    assert pairs(run, ProposalState.locked) == {("Amara Lee", "Ben Osei")}
    assert run.waiting == []


def test_overruling_the_engine_needs_a_reason(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    run = computed(cohort, cora)

    with pytest.raises(NeedsAReason):
        services.reject(run.proposals[0], cora, "")
    with pytest.raises(NeedsAReason):
        services.pair_by_hand(run, cora, amara, ben, "")

    assert pairs(run, ProposalState.proposed) == {("Amara Lee", "Ben Osei")}


def test_a_pair_by_hand_needs_a_free_place_also_within_the_draft(
    cohort: Cohort, amara: Person, second: Person, ben: Person, cora: Person
) -> None:
    capacity(ben, 1)
    run = computed(cohort, cora)
    left = {amara.id: amara, second.id: second}[run.waiting[0].mentee_id]

    with pytest.raises(NoPlaceInDraft) as refused:
        services.pair_by_hand(run, cora, left, ben, "Urgent")

    assert str(refused.value) == (
        "Dr. Ben Osei has no free place. 1 pair of this draft takes it: reject one first."
    )


def test_what_a_coordinator_should_look_at_stands_on_the_proposal(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    profile = profile_of(ben)
    assert profile is not None
    profile.disclosures.append(
        Disclosure(kind=DisclosureKind.seeks_deal, words="I may buy a practice.", declared_at=clock.now())
    )
    profile.updated_at = clock.now()

    run = computed(cohort, cora)

    assert run.proposals[0].explanation["review"] == ["The mentor hopes to hire, buy or invest."]


def test_two_virtual_practices_of_one_state_are_looked_at_first(cohort: Cohort, cora: Person) -> None:
    factories.mentee(cohort, "Vera Virtual", practice_model="virtual", needs=["prior-authorization"])
    factories.mentor(cohort, "Vic Virtual", practice_model="virtual", offers={"prior-authorization": 3})

    run = computed(cohort, cora)

    assert run.proposals[0].explanation["review"] == [
        "Both practice virtually in the same state: no talk of fees."
    ]


def test_a_coordinator_does_not_decide_about_their_own_pair(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    ben.is_coordinator = True
    db.session.add(ProgramCoordinator(program_id=cohort.program_id, person_id=ben.id))
    run = computed(cohort, cora)

    with pytest.raises(NotYourOwnPair):
        services.lock(run.proposals[0], ben)
    with pytest.raises(NotYourOwnPair):
        services.pair_by_hand(run, ben, amara, ben, "I know her")

    assert run.proposals[0].explanation["review"] == [
        "One of them is a coordinator: another coordinator decides."
    ]


def test_a_rejected_pair_is_not_locked_by_the_way(
    cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    run = computed(cohort, cora)
    services.reject(run.proposals[0], cora, "Too far")

    with pytest.raises(NotPossible):
        services.lock(run.proposals[0], cora)
