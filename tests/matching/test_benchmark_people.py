"""What the engine is measured on and against is sound: the people repeat, and the dense way keeps the rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.matching.dense import allowed_pairs, assign, solve
from benchmarks.matching.mentor_match import score_matrix
from benchmarks.matching.people import YEAR, cohort
from matching import Outcome, Rules, judge, plan


def test_the_same_seed_makes_the_same_people() -> None:
    first, again, other = cohort(30, 10, seed=1), cohort(30, 10, seed=1), cohort(30, 10, seed=2)

    assert first == again
    assert first != other


def test_a_tight_cohort_has_a_place_for_everybody_and_none_to_spare() -> None:
    _, mentors = cohort(47, 20, tight=True)

    assert sum(mentor.capacity for mentor in mentors) == 47


def test_the_dense_way_rules_out_what_the_engine_rules_out() -> None:
    mentees, drawn = cohort(80, 40, seed=3)
    mentors = [replace(one, paused=row % 7 == 0, load=5 * (row % 5 == 0)) for row, one in enumerate(drawn)]
    mentors[1] = replace(mentors[1], do_not_match=frozenset({"e000002"}))
    rules = Rules(YEAR, forbidden=frozenset({("e000003", "r000002")}))

    allowed = allowed_pairs(mentees, mentors, rules)

    blocked = [[judge(one, other, rules).outcome is Outcome.BLOCKED for other in mentors] for one in mentees]
    assert np.array_equal(~allowed, blocked)


def test_the_dense_way_gives_nobody_two_mentors_and_no_mentor_too_many() -> None:
    mentees, mentors = cohort(60, 12, seed=4)

    pairs, _ = solve(mentees, mentors, Rules(YEAR))

    assert len({mentee for mentee, _ in pairs}) == len(pairs)
    for mentor in mentors:
        assert sum(chosen == mentor.id for _, chosen in pairs) <= mentor.capacity


def test_on_the_scores_of_the_engine_the_dense_assignment_reaches_the_total_of_the_plan() -> None:
    mentees, mentors = cohort(24, 10, seed=5)
    scores = score_matrix(mentees, mentors, Rules(YEAR))

    pairs = assign(scores, ~np.isnan(scores), [mentor.capacity for mentor in mentors])

    found = plan(mentees, mentors, Rules(YEAR), "coverage")
    assert len(pairs) == len(found.pairs)
    assert abs(sum(scores[pair] for pair in pairs) - found.total) < 1e-3
