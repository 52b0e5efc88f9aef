"""What a draft says of itself, for every aim, in words and without a number too many."""

from __future__ import annotations

from typing import Any

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.coordination.proofs import changes, proved
from mentorship.pairing import services
from mentorship.pairing.models import MatchRun, Proposal, ProposalState
from mentorship.pairing.runs import OBJECTIVES
from mentorship.programs.models import Cohort
from tests import factories
from tests.pairing.test_run_a_match import computed

FIRST = {"pairs": 41, "former": 0, "changed": 41, "gone": 0, "locked": 0}
AGAIN = {**FIRST, "former": 40, "changed": 3}


def draft(objective: str = "total", *, gap: float = 0.0, **notes: Any) -> MatchRun:
    """A draft with a pair that the worker has finished; it need not be kept."""
    return MatchRun(
        objective=objective,
        finished_at=clock.now(),
        failure="",
        stopped=False,
        gap=gap,
        notes={**FIRST, **notes},
        proposals=[Proposal(state=ProposalState.proposed)],
    )


RATHER = (
    " In 4 cases a mentee and a mentor would both be clearly better off with each other, "
    "at the expense of others."
)
NOTICEABLY = (
    "No other set of pairs fits noticeably better under your rules: a pair of the last draft is parted only "
    "where that gains more than a point of 100."
)
WEAKEST = "Whoever has the weakest match gets 71% of their own best fit"
STABLE = "No mentee and mentor would both rather have each other."
SAID: list[tuple[str, dict[str, Any], str]] = [
    ("total", {}, "No other set of pairs fits better under your rules."),
    ("total", AGAIN, NOTICEABLY),
    (
        "coverage",
        {},
        "No other set of pairs matches more mentees, and none that matches as many fits better.",
    ),
    (
        "total",
        {"blocking_pairs_material": 4.0, "blocking_pairs": 9.0},
        f"No other set of pairs fits better under your rules.{RATHER}",
    ),
    (
        "fair",
        {"worst_share": 0.719, "worst_share_before": 0.58, "cost": 0.003},
        f"{WEAKEST} (58% without this aim); it costs 0.3% of the total.",
    ),
    (
        "fair",
        {"worst_share": 0.719, "worst_share_before": 0.711, "cost": 0.0002},
        f"{WEAKEST}; it costs less than 0.1% of the total.",
    ),
    ("fair", {**AGAIN, "worst_share": 0.719}, f"{WEAKEST}."),
    ("fair", {"worst_share": 1.0, "cost": 0.0}, "Every match is the best that your rules allow this mentee."),
    (
        "stable",
        {"cost": 0.0496, "blocking_pairs_material": 0.0},
        f"{STABLE} It costs 5% of the total, compared with the best fit overall.",
    ),
    (
        "stable",
        {"cost": 0.0, "locked": 2},
        f"Locked pairs aside: n{STABLE[1:]} It costs nothing, compared with the best fit overall.",
    ),
    ("stable", {"cost": 0.0, "locked": 41}, "Every pair is locked, so there was nothing to choose."),
]


@pytest.mark.parametrize(("objective", "notes", "said"), SAID)
def test_one_or_two_sentences_say_what_was_proved_and_what_it_cost(
    objective: str, notes: dict[str, Any], said: str
) -> None:
    assert " ".join(proved(draft(objective, **notes))) == said


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        ({}, ""),
        (AGAIN, "3 of 41 pairs changed since the last draft."),
        ({**AGAIN, "pairs": 1, "changed": 1}, "1 of 1 pair changed since the last draft."),
        ({**AGAIN, "changed": 0}, "No pair changed since the last draft."),
        (
            {**AGAIN, "changed": 0, "gone": 1},
            "No other pair changed since the last draft. 1 mentee who had a mentor in it would wait now.",
        ),
    ],
)
def test_a_draft_says_how_much_of_it_is_new(notes: dict[str, Any], said: str) -> None:
    assert changes(draft(**notes)) == said


def test_a_draft_whose_end_is_not_its_own_claims_nothing() -> None:
    stopped, failed, gap, none = draft(**AGAIN), draft(**AGAIN), draft(gap=0.2), draft()
    stopped.stopped, failed.failure, none.proposals = True, "It broke.", []

    assert [proved(one) for one in (stopped, failed, gap, none)] == [[], [], [], []]
    assert [changes(one) for one in (stopped, failed)] == ["", ""]


def test_drafts_from_before_there_were_figures_still_say_what_they_said() -> None:
    old = draft()
    old.notes = {}

    assert proved(old) == ["No other set of pairs fits better under your rules."]
    assert changes(old) == ""


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_every_aim_has_something_to_say_on_both_runs_and_with_locks(
    cohort: Cohort, amara: Person, ben: Person, cora: Person, objective: str
) -> None:
    factories.mentee(cohort, "Second Mentee", needs=["denials-appeals"])
    run = computed(cohort, cora, objective)
    said = [proved(run)]
    services.lock(run.standing[0], cora)

    said += [proved(computed(cohort, cora, objective)) for _ in range(2)]

    assert all(said)
    assert [sentences[0].startswith("Locked pairs aside: ") for sentences in said] == [False, True, True]
