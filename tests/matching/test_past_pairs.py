"""What became of past pairs teaches, also where the pair could not be made again today."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import BadRecord, Mentee, Mentor, Need, Rules, Weights, explain
from matching.learning.outcome_model import scores, table_of
from matching.learning.past_pairs import PARTS, PastPair, feature_rows
from tests.matching import strategies

RULES = Rules(2026)
AMARA, BEN, CORA = Mentee("amara"), Mentor("ben"), Mentor("cora")

part_weights = st.lists(st.floats(0.01, 1), min_size=len(PARTS), max_size=len(PARTS))


@given(strategies.free_pair, part_weights, part_weights)
def test_a_row_holds_enough_to_score_the_pair_under_any_weights(
    pair: tuple[Mentee, Mentor], today: list[float], others: list[float]
) -> None:
    rules, past = Rules(2026, Weights(*today)), PastPair(*pair, met=True)

    found = scores(
        table_of(feature_rows([past], rules)), table_of(feature_rows([past], rules)).today * 0 + others
    )

    assert found[0] == pytest.approx(explain(*pair, Rules(2026, Weights(*others))).score, abs=1e-4)


@given(strategies.free_pair)
def test_todays_shares_add_up_to_one_and_fits_stay_between_zero_and_one(pair: tuple[Mentee, Mentor]) -> None:
    features = feature_rows([PastPair(*pair, met=True)], RULES)

    (row,) = features.rows
    assert math.fsum(row.shares) == pytest.approx(1, abs=1e-4)
    assert all(-1e-9 <= fit <= 1 + 1e-9 for fit in row.fits)


def test_a_part_that_does_not_count_for_a_mentee_has_no_share() -> None:
    bound = replace(AMARA, needs=(Need("licensure"),))

    free_row, bound_row = feature_rows([PastPair(AMARA, BEN, 1), PastPair(bound, CORA, 1)], RULES).rows

    assert (free_row.shares[PARTS.index("state")], free_row.fits[PARTS.index("state")]) == (0, 0)
    assert bound_row.shares[PARTS.index("state")] > 0


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"fit_check": 0.5}, 0.5),
        ({"met": False}, 0),
        ({"ended_early": False}, 1),
        ({"met": True, "ended_early": True}, 0.5),
        ({"fit_check": 0.25, "met": True, "ended_early": False}, 0.75),
        ({"fit_check": True, "met": False}, 0.5),
    ],
)
def test_the_outcome_is_the_mean_of_what_is_known(answers: dict[str, Any], outcome: float) -> None:
    features = feature_rows([PastPair(AMARA, BEN, **answers)], RULES)

    assert features.rows[0].outcome == outcome


def test_a_pair_of_which_nothing_is_known_yet_is_left_out_and_counted() -> None:
    features = feature_rows([PastPair(AMARA, BEN), PastPair(AMARA, CORA, met=True)], RULES)

    assert [row.mentor for row in features.rows] == ["cora"]
    assert features.left_out == 1


def test_a_pair_that_a_rule_keeps_apart_is_left_out_and_counted() -> None:
    cousin = replace(BEN, related_to=frozenset({"amara"}))

    features = feature_rows([PastPair(AMARA, cousin, met=True)], RULES)

    assert (features.rows, features.left_out) == ((), 1)


def test_what_came_after_a_pair_does_not_hide_it() -> None:
    angry = replace(AMARA, do_not_match=frozenset({"ben"}))
    gone = replace(BEN, capacity=2, load=2, min_load=1, paused=True, do_not_match=frozenset({"amara"}))
    rules = replace(RULES, paired=frozenset({("amara", "ben")}), forbidden=frozenset({("amara", "ben")}))

    features = feature_rows([PastPair(angry, gone, ended_early=True)], rules)

    assert features.left_out == 0
    assert replace(features, weights=RULES.weights) == feature_rows([PastPair(AMARA, BEN, 0)], RULES)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"fit_check": math.nan}, "fit_check"),
        ({"fit_check": 1.1}, "fit_check"),
        ({"fit_check": -0.1}, "fit_check"),
        ({"fit_check": "good"}, "fit_check"),
        ({"met": 1}, "met"),
        ({"ended_early": "no"}, "ended_early"),
        ({"cohort": 2026}, "cohort"),
        ({"mentor": AMARA}, "mentor"),
    ],
)
def test_a_bad_past_pair_is_refused_with_its_people_and_field(answers: dict[str, Any], field: str) -> None:
    with pytest.raises(BadRecord) as refused:
        PastPair(**{"mentee": AMARA, "mentor": BEN, **answers})

    assert refused.value.field == field
    assert refused.value.record_id.startswith("amara with ")


def test_a_past_pair_without_a_mentee_is_refused() -> None:
    someone: Any = "amara"

    with pytest.raises(BadRecord) as refused:
        PastPair(someone, BEN)

    assert (refused.value.record_id, refused.value.field) == ("? with ben", "mentee")


def test_a_pair_may_stand_once_in_each_cohort() -> None:
    first, second = PastPair(AMARA, BEN, met=False), PastPair(AMARA, BEN, met=True, cohort="2027")

    assert [row.cohort for row in feature_rows([second, first], RULES).rows] == ["", "2027"]
    with pytest.raises(BadRecord) as refused:
        feature_rows([first, second, replace(first, met=True)], RULES)

    assert (refused.value.record_id, refused.value.field) == ("amara with ben", "cohort")


def test_the_order_of_the_pairs_changes_nothing() -> None:
    pairs = [
        PastPair(AMARA, BEN, met=True),
        PastPair(AMARA, CORA, met=False),
        PastPair(Mentee("zoe"), BEN, 0.5),
    ]

    assert feature_rows(pairs[::-1], RULES) == feature_rows(pairs, RULES)
