"""Weights are learned from what became of past pairs, and kept as they are unless new ones are shown better."""

from __future__ import annotations

import random
from dataclasses import astuple, replace
from functools import cache

import pytest

from matching import DEFAULT_WEIGHTS, Mentee, Mentor, Rules, Weights
from matching.learning.past_pairs import PARTS, FeatureRows, PastPair, feature_rows
from matching.learning.weights import FEWEST_MENTEES, LEAST_GAIN, Learned, learn_from, learn_weights
from tests.matching.cohorts import past_pairs

RULES = Rules(2026)
TRUTH = Weights(0.10, 0.05, 0.45, 0.05, 0.30, 0.00, 0.05)


@cache
def rows(seed: int, truth: Weights | None = None) -> FeatureRows:
    """300 past pairs of 150 mentees."""
    return feature_rows(past_pairs(seed, 150, 2, truth), RULES)


@cache
def planted() -> Learned:
    return learn_from(rows(1, TRUTH))


def by_a_coin(features: FeatureRows, seed: int) -> FeatureRows:
    chance = random.Random(seed)
    return replace(
        features, rows=tuple(replace(row, outcome=float(chance.random() < 0.5)) for row in features.rows)
    )


def distance(one: Weights, other: Weights) -> float:
    return float(sum(abs(a - b) for a, b in zip(astuple(one), astuple(other), strict=True)))


def test_outcomes_that_follow_other_weights_are_learned_and_proposed() -> None:
    found = planted()

    assert found.adopt and found.weights == found.proposed
    assert found.trial is not None and found.trial.gain > found.trial.gain_low >= LEAST_GAIN
    assert found.trial.auc_after - found.trial.auc_before == pytest.approx(found.trial.gain, abs=1e-5)
    assert distance(found.proposed, TRUTH) < 0.5 * distance(DEFAULT_WEIGHTS, TRUTH)


def test_outcomes_by_chance_alone_leave_the_weights_as_they_are() -> None:
    features = feature_rows(past_pairs(1, 120, 1), RULES)

    found = [learn_from(by_a_coin(features, seed), seed) for seed in range(40)]

    assert sum(one.adopt for one in found) <= 2
    assert all(one.weights == DEFAULT_WEIGHTS for one in found if not one.adopt)


@pytest.mark.parametrize("seed", range(3))
def test_outcomes_that_follow_todays_weights_leave_them_as_they_are(seed: int) -> None:
    found = learn_from(rows(seed, DEFAULT_WEIGHTS), seed)

    assert not found.adopt and found.weights == DEFAULT_WEIGHTS
    assert distance(found.proposed, DEFAULT_WEIGHTS) < 0.1


@pytest.mark.parametrize("seed", range(5))
def test_few_pairs_are_refused_and_hardly_move_the_proposal(seed: int) -> None:
    found = learn_weights(past_pairs(seed, 20, 1, TRUTH), RULES)

    assert not found.adopt and found.trial is None
    assert distance(found.proposed, DEFAULT_WEIGHTS) < 0.4 * distance(DEFAULT_WEIGHTS, TRUTH)
    assert found.sentence == (
        "20 past pairs are too few to tell (100 mentees are needed): the weights stay as they are."
    )


def test_proposed_weights_add_up_to_one_and_stand_beside_todays() -> None:
    found = planted()

    assert sum(astuple(found.proposed)) == pytest.approx(1, abs=1e-9)
    assert [change.part for change in found.changes] == list(PARTS)
    assert tuple(change.before for change in found.changes) == astuple(DEFAULT_WEIGHTS)
    assert tuple(change.after for change in found.changes) == astuple(found.proposed)


def test_the_sentence_says_what_was_gained() -> None:
    trial = planted().trial

    assert trial is not None
    assert planted().sentence == (
        f"The learned weights put the better pair first in {100 * trial.auc_after:.0f} of 100 cases, today's "
        f"weights in {100 * trial.auc_before:.0f}; the gain is between {100 * trial.gain_low:.0f} and "
        f"{100 * trial.gain_high:.0f}."
    )


def test_a_difference_that_may_be_chance_is_no_clear_gain() -> None:
    found = learn_from(by_a_coin(rows(1), 3), 3)

    assert found.proposed != found.before == found.weights
    assert found.sentence.endswith(" That is no clear gain: the weights stay as they are.")


def test_pairs_that_follow_todays_weights_ask_for_no_others() -> None:
    found = learn_from(rows(0, DEFAULT_WEIGHTS))

    assert found.proposed == DEFAULT_WEIGHTS
    assert found.sentence == "300 past pairs ask for no other weights: the weights stay as they are."


def test_pairs_that_all_went_the_same_way_teach_nothing() -> None:
    features = replace(rows(1), rows=tuple(replace(row, outcome=1.0) for row in rows(1).rows))

    found = learn_from(features)

    assert found.proposed == found.weights == DEFAULT_WEIGHTS and found.trial is None
    assert found.sentence == "All 300 past pairs went the same way: the weights stay as they are."


def test_one_mentee_alone_teaches_nothing() -> None:
    pairs = [PastPair(Mentee("amara"), Mentor(f"r{n}"), met=n > 2) for n in range(6)]

    found = learn_weights(pairs, RULES)

    assert (found.pairs, found.mentees, found.trial, found.calibration) == (6, 1, None, None)
    assert found.proposed == found.weights == DEFAULT_WEIGHTS


def test_no_pair_and_one_pair_are_too_few() -> None:
    nothing, one = (
        learn_weights([PastPair(Mentee("amara"), Mentor("ben"), met=True)][:n], RULES) for n in (0, 1)
    )

    assert nothing.sentence.startswith("0 past pairs are too few to tell")
    assert one.sentence.startswith("1 past pair is too few to tell")


def test_pairs_that_teach_nothing_are_counted() -> None:
    found = learn_weights([PastPair(Mentee("amara"), Mentor("ben"))], RULES)

    assert (found.pairs, found.left_out) == (0, 1)


def test_too_few_mentees_are_too_few_however_many_pairs_they_have() -> None:
    features = rows(1, TRUTH)
    kept = [row for row in features.rows if row.mentee < f"e{FEWEST_MENTEES - 1:03}"]

    found = learn_from(replace(features, rows=tuple(kept)))

    assert (found.mentees, found.trial, found.adopt) == (FEWEST_MENTEES - 1, None, False)


def test_outcomes_that_speak_against_every_part_leave_the_weights_as_they_are() -> None:
    features = rows(1)
    scores = [
        sum(share * fit for share, fit in zip(row.shares, row.fits, strict=True)) for row in features.rows
    ]
    against = tuple(replace(row, outcome=1 - score) for row, score in zip(features.rows, scores, strict=True))

    found = learn_from(replace(features, rows=against))

    assert found.weights == DEFAULT_WEIGHTS


def test_a_part_that_was_switched_off_stays_off() -> None:
    weights = replace(DEFAULT_WEIGHTS, values_style=0.0)
    pairs = past_pairs(1, 150, 2, TRUTH)

    found = learn_weights(pairs, replace(RULES, weights=weights))

    assert found.proposed.values_style == 0


def test_only_the_proportions_of_todays_weights_matter() -> None:
    hundredfold = Weights(*(100 * weight for weight in astuple(DEFAULT_WEIGHTS)))

    found = learn_from(replace(rows(1, TRUTH), weights=hundredfold))

    assert (found.proposed, found.changes) == (planted().proposed, planted().changes)


def test_the_order_of_the_pairs_changes_nothing_and_the_same_seed_gives_the_same_answer() -> None:
    pairs = past_pairs(1, 110, 1, TRUTH)

    found = learn_weights(pairs, RULES, seed=4)

    assert learn_weights(pairs[::-1], RULES, seed=4) == found
    assert repr(learn_weights(pairs, RULES, seed=4)) == repr(found)


def test_learned_weights_come_with_what_their_scores_mean() -> None:
    calibration = planted().calibration

    assert calibration is not None
    assert calibration.error_after < calibration.error_before
