"""Long work says what it does and how far it has come: a share that rises, or words where nobody can know."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest

from matching.circles import peers
from matching.circles.forming import form_circles
from matching.circles.peers import pair_peers
from matching.commands import CASES
from matching.evaluation import evaluate, read_cases
from matching.learning.weights import learn_weights
from matching.people import Mentee, Rules
from matching.progress import progress_on
from tests.matching.cohorts import past_pairs
from tests.matching.tables import like

Heard = list[tuple[str, float | None]]


def shares(heard: Heard, step: str) -> list[float]:
    """The shares that a step was told with, in order."""
    return [done for name, done in heard if name == step and done is not None]


def rises(told: list[float]) -> bool:
    """Whether shares rise from near 0 in small steps."""
    return 0 <= told[0] <= 0.2 and all(0 < later - before <= 0.2 for before, later in pairwise(told))


def steps(heard: Heard) -> list[str]:
    return list(dict.fromkeys(step for step, _ in heard))


def test_learning_is_told_by_pairs_and_by_folds() -> None:
    heard: Heard = []

    learn_weights(past_pairs(1, 110, 1), Rules(2026), report=lambda *told: heard.append(told))

    assert steps(heard) == ["Reading past pairs", "Learning"]
    for step in steps(heard):
        assert rises(shares(heard, step)) and shares(heard, step)[-1] == 1


def test_cases_are_told_one_by_one() -> None:
    cases = read_cases(sorted(CASES.glob("*.json"))[0])
    heard: list[float] = []

    evaluate(cases, heard.append)

    assert heard == [done / len(cases) for done in range(1, len(cases) + 1)]


def test_circles_are_told_by_people_compared_and_by_what_is_sought() -> None:
    heard: Heard = []
    crowd = [like(f"p{n:02}") for n in range(12)]

    form_circles(crowd, Rules(2026), report=lambda *told: heard.append(told))

    assert steps(heard) == [
        "Comparing people",
        "Seating as many people as can be",
        "Making the circles even",
        "Weighing what people need most",
        "Bringing together who has not met",
    ]
    assert rises(shares(heard, "Comparing people"))
    assert {done for step, done in heard if step != "Comparing people"} == {None}


def test_peers_are_told_by_people_compared_pool_by_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: Heard = []
    crowd = [Mentee(f"p{n:02}") for n in range(20)]

    pair_peers(crowd, [], Rules(2026), report=lambda *told: heard.append(told))
    alone, heard = heard, []
    monkeypatch.setattr(peers, "AT_ONCE", 10)
    pair_peers(crowd, [], Rules(2026), report=lambda *told: heard.append(told))

    assert steps(alone) == ["Comparing peers", "Introducing peers"]
    assert rises(shares(alone, "Comparing peers"))
    assert steps(heard) == [
        "Comparing peers, 1 of 2 pools",
        "Introducing peers, 1 of 2 pools",
        "Comparing peers, 2 of 2 pools",
        "Introducing peers, 2 of 2 pools",
    ]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_step_of_unknown_length_is_shown_without_a_bar() -> None:
    terminal = Terminal()

    with progress_on(terminal) as show:
        show("Introducing peers", None)

    assert terminal.getvalue() == "\r\x1b[KIntroducing peers …\r\x1b[K"
