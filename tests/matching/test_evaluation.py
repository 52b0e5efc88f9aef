"""The engine agrees with wise coordinators, and the figures that say so are right."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Mentee, Mentor, Need, Offer, Outcome, Rules, verdicts
from matching.evaluation import Case, Report, evaluate, read_cases
from matching.evaluation import calibration_error as error_of
from matching.evaluation import ndcg as ndcg_of
from matching.hard_rules import RULES

FOLDER = Path(__file__).parent / "cases" / "matches"
CASES = read_cases(FOLDER)

DENIALS = Offer("denials-appeals", 3, 2025)
CLAIMS = Case(
    id="claims",
    why="",
    mentee=Mentee("amara", needs=(Need("denials-appeals", 3),)),
    mentors=(
        Mentor("ben", offers=(DENIALS,)),
        Mentor("cleo", offers=(replace(DENIALS, depth=1),)),
        Mentor("dev", offers=(Offer("billing-rcm", 1, 2025),)),
        Mentor("erin", offers=(Offer("values-mission", 1, 2025),)),
    ),
    rules=Rules(2026),
    best=("ben",),
    good={"cleo": 2},
    poor=frozenset(),
    never={},
    review={},
)
grades = st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 3))


@pytest.fixture(scope="module")
def report() -> Report:
    return evaluate(CASES)


def test_ndcg_is_what_it_is_by_hand() -> None:
    found = ndcg_of(["a", "b", "c"], {"a": 3, "c": 1})

    # 7 at place 1 and 1 at place 3, where the best order has the 1 at place 2
    assert found == pytest.approx((7 + 1 / 2) / (7 + 1 / math.log2(3)))


def test_ndcg_looks_at_five_places_only() -> None:
    assert ndcg_of(["b", "c", "d", "e", "f", "a"], {"a": 3}) == 0
    assert ndcg_of(["b", "c", "d", "e", "a", "f"], {"a": 3}) == pytest.approx(1 / math.log2(6))


@given(grades, st.permutations("abcdefg"))
def test_ndcg_is_one_for_the_best_order_and_never_more(given: dict[str, int], order: list[str]) -> None:
    best = sorted(order, key=lambda mentor: -given.get(mentor, 0))

    assert ndcg_of(best, given) == pytest.approx(1)
    assert 0 <= ndcg_of(order, given) <= 1 + 1e-12


def test_chances_that_come_true_have_no_error_and_the_opposite_has_all() -> None:
    learned = [(0.2, False), (0.8, True)]

    assert error_of(learned, [(0.1, False), (0.9, True)]) == 0
    assert error_of(learned, [(0.1, True), (0.9, False)]) == 1
    assert error_of(learned, [(0.1, False), (0.2, True), (0.8, True), (0.9, True)]) == 0.25


@pytest.mark.parametrize(
    ("learned", "tried"),
    [([(0.2, False), (0.8, True)], []), ([(0.2, True), (0.8, True)], [(0.5, True)]), ([], [(0.5, True)])],
)
def test_without_pairs_of_both_kinds_nothing_is_calibrated(
    learned: list[tuple[float, bool]], tried: list[tuple[float, bool]]
) -> None:
    assert error_of(learned, tried) is None


def test_a_case_that_went_well_is_no_miss() -> None:
    found = evaluate([CLAIMS])

    assert (found.tuned.cases, found.held_out.cases) == (1, 0)
    assert (found.every.top_1, found.every.top_3, found.every.ndcg_5) == (1, 1, 1)
    assert found.misses == ()


def test_a_best_mentor_in_second_place_is_a_miss_with_its_reasons() -> None:
    found = evaluate([replace(CLAIMS, best=("cleo",), good={})])
    miss = found.misses[0]

    assert (found.every.top_1, found.every.top_3, found.every.ndcg_5) == (0, 1, round(1 / math.log2(3), 4))
    assert (miss.fault, miss.mentor, miss.place) == ("not the best", "ben", 1)
    assert (miss.instead, miss.instead_place) == ("cleo", 2)
    assert "Has taught denials and appeals" in miss.why[0]
    assert "Has some experience with denials and appeals" in miss.why_instead[0]
    assert [name for name, points in miss.misled_by if points > 0.05] == [miss.misled_by[0][0]]


def test_a_best_mentor_in_fourth_place_is_not_among_three() -> None:
    found = evaluate([replace(CLAIMS, best=("erin",), good={})])

    assert (found.every.top_1, found.every.top_3) == (0, 0)
    assert found.misses[0].instead_place == 4


def test_a_poor_mentor_among_three_is_held_against_one_who_is_not_shown() -> None:
    found = evaluate([replace(CLAIMS, poor=frozenset({"dev"}))])
    miss = found.misses[0]

    assert found.every.poor_shown == 1
    assert (miss.fault, miss.mentor, miss.place, miss.instead) == ("poor", "dev", 3, "erin")


def test_a_poor_mentor_whom_nobody_could_replace_is_a_miss_too() -> None:
    found = evaluate([replace(CLAIMS, poor=frozenset({"dev", "erin"}))])

    assert (found.misses[0].mentor, found.misses[0].instead, found.misses[0].misled_by) == ("dev", "", ())
    assert "dev at 3 is poor" in found.text()


def test_whoever_is_ruled_out_and_offered_is_counted_and_named() -> None:
    found = evaluate([replace(CLAIMS, never={"erin": "same_employer"})])

    assert found.every.ruled_out_yet_offered == 1
    assert (found.misses[0].fault, found.misses[0].mentor) == ("ruled out", "erin")


def test_a_mentor_whom_a_rule_keeps_away_counts_for_nothing() -> None:
    paused = replace(CLAIMS, mentors=tuple(replace(mentor, paused=True) for mentor in CLAIMS.mentors))

    found = evaluate([paused])

    assert (found.every.top_1, found.every.ndcg_5, found.every.coverage, found.bands) == (0, 0, 0, ())


def test_misses_of_held_out_cases_are_counted_and_not_shown() -> None:
    found = evaluate([replace(CLAIMS, best=("cleo",), good={}, held_out=True)])

    assert found.held_out.top_1 == 0
    assert found.misses == ()


def test_bands_say_which_share_of_their_pairs_is_good() -> None:
    found = evaluate([CLAIMS])

    assert sum(band.pairs for band in found.bands) == 4
    assert sum(band.pairs * band.good for band in found.bands) == pytest.approx(2)
    assert [band.low for band in found.bands] == sorted(band.low for band in found.bands)


def test_a_report_is_json_and_a_table() -> None:
    found = evaluate([replace(CLAIMS, best=("cleo",), good={}), replace(CLAIMS, held_out=True)])

    held = json.loads(json.dumps(found.as_dict()))
    lines = found.text().splitlines()

    assert held["tuned"]["top_1"] == 0 and held["held_out"]["top_1"] == 1
    assert held["misses"][0]["instead"] == "cleo"
    assert lines[2].split() == ["a", "best", "mentor", "first", "0.5", "0", "1"]
    assert "- claims: ben at 1 is not the best" in lines


def test_the_order_of_cases_and_mentors_changes_no_figure() -> None:
    few = CASES[::9]

    turned = [replace(case, mentors=case.mentors[::-1]) for case in reversed(few)]

    assert evaluate(turned).every == evaluate(few).every


def test_there_are_enough_cases_and_a_third_is_held_out() -> None:
    held_out = [case for case in CASES if case.held_out]

    assert len(CASES) >= 60
    assert len({case.id for case in CASES}) == len(CASES)
    assert 0.3 <= len(held_out) / len(CASES) <= 0.37


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_can_be_answered_without_a_miss(case: Case) -> None:
    allowed = {mentor.id for mentor in case.mentors} - case.never.keys()
    labeled = case.grades.keys() | case.poor

    assert 4 <= len(case.mentors) <= 10
    assert labeled <= allowed
    assert not case.poor & case.grades.keys()
    assert len(allowed - case.poor) >= 3
    assert set(case.good.values()) <= {1, 2, 3}
    assert case.why.count(".") >= 2


def broken(case: Case, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Every mentor of a case with each rule that gives this outcome."""
    for mentor in case.mentors:
        for verdict in verdicts(case.mentee, mentor, case.rules):
            if verdict.outcome is outcome:
                yield mentor.id, verdict.rule


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_exactly_the_named_rules_keep_mentors_away_or_ask_for_a_look(case: Case) -> None:
    never = sorted(broken(case, Outcome.BLOCKED))
    review = [(mentor, rule) for mentor, rule in broken(case, Outcome.REVIEW) if mentor not in case.never]

    assert never == sorted(case.never.items())
    assert sorted(review) == sorted(case.review.items())


def test_every_hard_rule_is_tried_by_a_case() -> None:
    named = {rule for case in CASES for rule in (*case.never.values(), *case.review.values())}

    assert named == {rule.name for rule in RULES}


def test_nobody_whom_a_rule_keeps_away_is_ever_offered(report: Report) -> None:
    assert report.every.ruled_out_yet_offered == 0


def test_the_engine_mostly_says_what_a_wise_coordinator_would(report: Report) -> None:
    tuned = report.tuned

    assert tuned.top_1 >= 0.75
    assert tuned.top_3 >= 0.92
    assert tuned.ndcg_5 >= 0.92
    assert tuned.poor_shown <= 12


def test_a_higher_score_means_a_better_mentor(report: Report) -> None:
    well_filled = [band.good for band in report.bands if band.pairs >= 20]

    assert well_filled == sorted(well_filled)
    assert report.calibration_error is not None and report.calibration_error <= 0.1
