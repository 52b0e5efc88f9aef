"""What no match may break, rule by rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Mentee, Mentor, Need, Outcome, Rules, build_index, judge, plan, rank, verdicts
from matching.hard_rules import RULES, allowed, verdicts_of, worst
from matching.traits import cross, mentor_side
from tests.matching import strategies

AMARA = Mentee("amara", specialty="207Q00000X", practice_state="OH", market="Columbus", employer="Acme")
BEN = Mentor("ben", specialty="207R00000X", practice_state="TX", market="Dallas", employer="Beta")
RULES_2026 = Rules(2026)
CONTRACTS, LICENSES, LEAVE = Need("payer-contracting"), Need("licensure"), Need("rest-and-leave")


def test_two_strangers_are_allowed() -> None:
    answers = verdicts(AMARA, BEN, RULES_2026)

    assert {answer.outcome for answer in answers} == {Outcome.ALLOWED}
    assert [answer.rule for answer in answers] == [rule.name for rule in RULES]


@pytest.mark.parametrize(
    ("mentee", "mentor", "rules", "rule", "outcome"),
    [
        (AMARA, replace(BEN, id="amara"), RULES_2026, "same_person", Outcome.BLOCKED),
        (AMARA, replace(BEN, employer="ACME, Inc."), RULES_2026, "same_employer", Outcome.BLOCKED),
        (replace(AMARA, related_to=frozenset({"ben"})), BEN, RULES_2026, "personal_tie", Outcome.BLOCKED),
        (AMARA, replace(BEN, related_to=frozenset({"amara"})), RULES_2026, "personal_tie", Outcome.BLOCKED),
        (replace(AMARA, decided_by=frozenset({"ben"})), BEN, RULES_2026, "decision_power", Outcome.BLOCKED),
        (AMARA, replace(BEN, decides_on=frozenset({"amara"})), RULES_2026, "decision_power", Outcome.BLOCKED),
        (replace(AMARA, do_not_match=frozenset({"ben"})), BEN, RULES_2026, "do_not_match", Outcome.BLOCKED),
        (AMARA, replace(BEN, do_not_match=frozenset({"amara"})), RULES_2026, "do_not_match", Outcome.BLOCKED),
        (replace(AMARA, wanted_language="es"), BEN, RULES_2026, "wanted_language", Outcome.BLOCKED),
        (
            AMARA,
            replace(BEN, selling_to=frozenset({"amara"})),
            RULES_2026,
            "selling_to_mentee",
            Outcome.BLOCKED,
        ),
        (AMARA, replace(BEN, capacity=1, load=1), RULES_2026, "has_place", Outcome.BLOCKED),
        (AMARA, replace(BEN, paused=True), RULES_2026, "not_paused", Outcome.BLOCKED),
        (AMARA, BEN, Rules(2026, paired=frozenset({("amara", "ben")})), "not_paired_before", Outcome.BLOCKED),
        (AMARA, BEN, Rules(2026, forbidden=frozenset({("amara", "ben")})), "not_forbidden", Outcome.BLOCKED),
        (AMARA, BEN, Rules(2026, coordinators=frozenset({"ben"})), "coordinator_in_pair", Outcome.REVIEW),
        (AMARA, replace(BEN, seeks_deal=True), RULES_2026, "deal_in_sight", Outcome.REVIEW),
        (AMARA, replace(BEN, vendor_paid=True), RULES_2026, "vendor_money", Outcome.REVIEW),
    ],
)
def test_a_broken_rule_gives_its_verdict_and_a_cause(
    mentee: Mentee, mentor: Mentor, rules: Rules, rule: str, outcome: Outcome
) -> None:
    verdict = judge(mentee, mentor, rules)

    assert (verdict.rule, verdict.outcome) == (rule, outcome)
    assert verdict.cause.endswith(".")


@pytest.mark.parametrize(
    ("needs", "outcome"),
    [((CONTRACTS, LEAVE), Outcome.BLOCKED), ((LEAVE,), Outcome.REVIEW), ((), Outcome.REVIEW)],
)
def test_competitors_are_blocked_on_antitrust_topics_and_reviewed_on_others(
    needs: tuple[Need, ...], outcome: Outcome
) -> None:
    rival = replace(BEN, market=" columbus ")

    verdict = judge(replace(AMARA, needs=needs), rival, RULES_2026)

    assert (verdict.rule, verdict.outcome) == ("direct_competitor", outcome)


@pytest.mark.parametrize(
    "neighbor",
    [
        replace(BEN, market="Columbus", specialty="207N00000X"),  # another field
        replace(BEN, market="Columbus", specialty=None),
        replace(BEN, market="", specialty="207Q00000X"),
    ],
)
def test_a_neighbor_in_another_field_or_an_unknown_market_is_no_competitor(neighbor: Mentor) -> None:
    verdict = judge(replace(AMARA, needs=(CONTRACTS,)), neighbor, RULES_2026)

    assert verdict.outcome is Outcome.ALLOWED


def test_competitors_by_their_own_word_need_no_market() -> None:
    rival = replace(BEN, competes_with=frozenset({"amara"}))

    assert judge(replace(AMARA, needs=(CONTRACTS,)), rival, RULES_2026).outcome is Outcome.BLOCKED
    assert judge(replace(AMARA, competes_with=frozenset({"ben"})), BEN, RULES_2026).outcome is Outcome.REVIEW


@pytest.mark.parametrize(
    ("mentor", "rule"),
    [
        (replace(BEN, model="virtual", licensed_states=("OH",)), "virtual_neighbors"),
        (replace(BEN, model="virtual"), "same_person"),  # no state in common: nothing to review
        (replace(BEN, licensed_states=("OH",)), "same_person"),
    ],
)
def test_two_virtual_practices_in_one_state_are_reviewed(mentor: Mentor, rule: str) -> None:
    assert judge(replace(AMARA, model="virtual"), mentor, RULES_2026).rule == rule


def test_two_unknown_markets_are_not_the_same_market() -> None:
    verdict = judge(replace(AMARA, market=" "), replace(BEN, market=" "), RULES_2026)

    assert verdict.outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    ("mentee", "mentor", "outcome"),
    [
        (replace(AMARA, needs=(LICENSES,), wants_same_state=True), BEN, Outcome.BLOCKED),
        (replace(AMARA, needs=(LICENSES,)), BEN, Outcome.ALLOWED),
        (replace(AMARA, needs=(LEAVE,), wants_same_state=True), BEN, Outcome.ALLOWED),
        (
            replace(AMARA, needs=(LICENSES,), wants_same_state=True),
            replace(BEN, licensed_states=("OH",)),
            Outcome.ALLOWED,
        ),
        (
            replace(
                AMARA, needs=(LICENSES,), wants_same_state=True, practice_state=None, licensed_states=("TX",)
            ),
            BEN,
            Outcome.ALLOWED,
        ),
        (replace(AMARA, needs=(LICENSES,), wants_same_state=True, practice_state=None), BEN, Outcome.ALLOWED),
    ],
)
def test_the_state_binds_only_when_the_need_is_state_bound_and_it_was_asked_for(
    mentee: Mentee, mentor: Mentor, outcome: Outcome
) -> None:
    assert judge(mentee, mentor, RULES_2026).outcome is outcome


def test_the_worst_verdict_wins_over_a_review() -> None:
    both = replace(BEN, seeks_deal=True, paused=True)

    assert judge(AMARA, both, RULES_2026).rule == "not_paused"


@given(
    strategies.mentee("e0"),
    strategies.group("r", 4),
    strategies.rules,
    st.sampled_from(["", "claims denied"]),
)
def test_no_path_offers_a_blocked_mentor(
    mentee: Mentee, mentors: list[Mentor], rules: Rules, query: str
) -> None:
    free = {mentor.id for mentor in mentors if judge(mentee, mentor, rules).outcome is not Outcome.BLOCKED}

    ranking = rank(mentee, build_index(mentors, rules), query)
    planned = plan([mentee], mentors, rules)

    assert free.issuperset(found.mentor.id for found in ranking.suggestions)
    assert {blocked.mentor.id for blocked in ranking.blocked} == {mentor.id for mentor in mentors} - free
    assert free.issuperset(pair.mentor for pair in planned.pairs)


@given(strategies.mentee("e0"), strategies.group("r", 4), strategies.rules)
def test_a_blocked_mentor_is_listed_with_the_first_rule_the_pair_breaks_and_its_cause(
    mentee: Mentee, mentors: list[Mentor], rules: Rules
) -> None:
    answers = {mentor.id: judge(mentee, mentor, rules) for mentor in mentors}

    blocked = rank(mentee, build_index(mentors, rules)).blocked

    for found in blocked:
        assert (found.rule, found.cause) == (answers[found.mentor.id].rule, answers[found.mentor.id].cause)


@given(strategies.group("e", 4).filter(bool), strategies.group("r", 4).filter(bool), strategies.rules)
def test_many_pairs_asked_at_once_get_the_answers_of_each_pair_alone(
    mentees: list[Mentee], mentors: list[Mentor], rules: Rules
) -> None:
    pairs = [(row, place) for row in range(len(mentees)) for place in range(len(mentors))]
    i, j = np.array(pairs).T

    crossing = cross(mentees, mentor_side(mentors), rules)

    alone = [verdicts(mentees[row], mentors[place], rules) for row, place in pairs]
    assert [verdicts_of(crossing, *pair) for pair in pairs] == alone
    assert allowed(crossing, i, j).tolist() == [worst(one).outcome is not Outcome.BLOCKED for one in alone]
