"""A score is the sum of its parts, its reasons are true, and silence is neither punished nor rewarded."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import (
    BadRecord,
    Mentee,
    Mentor,
    Need,
    Offer,
    PairIsBlocked,
    Rules,
    Suggestion,
    Weights,
    Window,
    build_index,
    explain,
    rank,
)
from matching.fit import applied_weights
from tests.matching import strategies
from tests.matching.cast import AMARA, BEN, BLANK, DEV, RULES


def part(found: Suggestion, name: str) -> float:
    return next(c.value / c.weight for c in found.contributions if c.name == name)


@given(strategies.mentee("e0"), strategies.group("r", 3), strategies.rules)
def test_the_parts_add_up_to_the_score_and_everything_stays_between_zero_and_one(
    mentee: Mentee, mentors: list[Mentor], rules: Rules
) -> None:
    ranking = rank(mentee, build_index(mentors, rules))

    for found in ranking.suggestions:
        assert math.fsum(c.value for c in found.contributions) == found.score
        assert math.fsum(c.weight for c in found.contributions) == pytest.approx(1, abs=1e-4)
        assert all(-1e-12 <= c.value <= c.weight + 1e-12 for c in found.contributions)
        assert 0 <= found.coverage <= 1
    assert list(ranking.suggestions) == sorted(ranking.suggestions, key=lambda s: (-s.score, s.mentor.id))


@given(strategies.mentee("e0"), strategies.group("r", 5), strategies.rules, st.integers(0, 6))
def test_the_top_few_are_the_first_of_all(
    mentee: Mentee, mentors: list[Mentor], rules: Rules, top: int
) -> None:
    twins = [replace(mentor, id=f"{mentor.id}b") for mentor in mentors]  # who score the same
    index = build_index([*mentors, *twins], rules)

    assert rank(mentee, index, top=top).suggestions == rank(mentee, index).suggestions[:top]


@pytest.mark.parametrize("top", [-1, 1.5, "2"])
def test_a_number_of_mentors_that_is_none_is_refused(top: Any) -> None:
    with pytest.raises(BadRecord, match=r"rank: top: .* is not a whole number from 0"):
        rank(AMARA, build_index([BEN], RULES), top=top)


def test_a_score_may_rest_on_one_answer_alone() -> None:
    nothing = dict.fromkeys(("stage_model", "values_style", "availability", "state", "preferences"), 0.0)
    weights = Weights(needs=5e-324, specialty=1.0, **nothing)

    found = explain(AMARA, replace(BEN, specialty=AMARA.specialty), replace(RULES, weights=weights))

    assert found.score == 1


@given(strategies.mentee("e0"), strategies.group("r", 3), strategies.mentor("r9"), strategies.rules)
def test_one_more_mentor_changes_nobody_elses_score(
    mentee: Mentee, mentors: list[Mentor], another: Mentor, rules: Rules
) -> None:
    before = rank(mentee, build_index(mentors, rules)).suggestions
    after = rank(mentee, build_index([another, *mentors], rules)).suggestions

    assert before == tuple(found for found in after if found.mentor.id != "r9")


@given(strategies.free_pair, st.sampled_from(strategies.TOPICS), st.integers(1, 3))
def test_offering_a_needed_topic_never_lowers_a_pair(
    pair: tuple[Mentee, Mentor], wanted: str, depth: int
) -> None:
    mentee = replace(pair[0], needs=(*(need for need in pair[0].needs if need.topic != wanted), Need(wanted)))
    mentor = replace(pair[1], offers=tuple(offer for offer in pair[1].offers if offer.topic != wanted))
    richer = replace(mentor, offers=(*mentor.offers, Offer(wanted, depth)))

    before, after = explain(mentee, mentor, RULES), explain(mentee, richer, RULES)

    assert after.score >= before.score - 1e-9


def test_a_mentee_who_said_nothing_still_gets_a_ranking() -> None:
    ranking = rank(Mentee("new"), build_index([BEN, DEV, BLANK], RULES))

    assert len(ranking.suggestions) == 3
    assert all(found.coverage < 0.05 for found in ranking.suggestions)


@pytest.mark.parametrize(
    ("better", "worse", "name"),
    [
        (BEN, replace(BEN, offers=(Offer("prior-authorization", 1, 2024),)), "needs"),  # deeper
        (BEN, replace(BEN, offers=(Offer("prior-authorization", 3, 2008),)), "needs"),  # fresher
        (replace(BEN, offers=(Offer("delegation-roles", 3, 2024),)), BLANK, "needs"),  # related beats nothing
        (BEN, replace(BEN, opened_year=2025), "stage_model"),  # two to ten years ahead is best
        (BEN, replace(BEN, opened_year=1985), "stage_model"),
        (BEN, replace(BEN, model="hybrid"), "stage_model"),
        (replace(BEN, model="hybrid"), replace(BEN, model="insurance"), "stage_model"),
        (BEN, replace(BEN, free=()), "availability"),
        (
            replace(BEN, free=()),
            replace(BEN, free=(Window(3, 0, 60),)),
            "availability",
        ),  # unknown beats never
        (BEN, replace(BEN, timezone="America/Los_Angeles"), "availability"),
        (BEN, replace(BEN, languages=("en",)), "availability"),
        (BEN, replace(BEN, practice_state="TX", licensed_states=("OH",)), "state"),
        (
            replace(BEN, practice_state="TX", licensed_states=("OH",)),
            replace(BEN, practice_state="TX"),
            "state",
        ),
        (replace(BEN, preferences=("amara",)), BEN, "preferences"),
        (BEN, replace(BEN, specialty="207N00000X"), "specialty"),
        (BEN, replace(BEN, texts=("I like gardening and marathon running",), offers=()), "text"),
    ],
)
def test_each_part_prefers_what_helps(better: Mentor, worse: Mentor, name: str) -> None:
    first, second = explain(AMARA, better, RULES), explain(AMARA, worse, RULES)

    assert part(first, name) > part(second, name)


def test_the_specialty_counts_double_for_payer_topics_and_the_state_only_for_state_topics() -> None:
    payer = applied_weights(Mentee("a", needs=(Need("denials-appeals"),)), Weights(), {})
    leave = applied_weights(Mentee("a", needs=(Need("rest-and-leave"),)), Weights(), {})
    license_ = applied_weights(Mentee("a", needs=(Need("licensure"),)), Weights(), {})

    assert payer["specialty"] / payer["needs"] == pytest.approx(2 * leave["specialty"] / leave["needs"])
    assert "state" not in leave
    assert license_["state"] == pytest.approx(0.05)
    assert sum(payer.values()) == pytest.approx(1)


def test_a_query_brings_those_who_answer_it_and_leaves_out_the_others() -> None:
    claims = Mentor("fay", offers=(Offer("denials-appeals", 3, 2025),))
    billing = Mentor("gus", offers=(Offer("billing-rcm", 3, 2025),))
    index = build_index([BEN, DEV, BLANK, billing, claims], RULES)

    found = rank(AMARA, index, "my claims keep bouncing").suggestions

    assert [suggestion.mentor.id for suggestion in found][:2] == ["fay", "gus"]
    assert "denials-appeals" in found[0].query_topics
    assert not {"dev", "erin"} & {suggestion.mentor.id for suggestion in found}


@pytest.mark.parametrize(("query", "who"), [("internal medicine", "ben"), ("imaging auths", "ben")])
def test_a_query_also_finds_the_very_words_of_a_profile(query: str, who: str) -> None:
    found = rank(AMARA, build_index([BEN, DEV, BLANK], RULES), query).suggestions

    assert found[0].mentor.id == who


def test_a_query_without_meaning_finds_nobody_and_an_empty_one_everybody() -> None:
    index = build_index([BEN, DEV], RULES)

    assert rank(AMARA, index, "xqzzy blorf").suggestions == ()
    assert rank(AMARA, index, "?!").suggestions == ()
    assert len(rank(AMARA, index, "   ").suggestions) == 2


def test_a_blocked_pair_has_nothing_to_explain() -> None:
    with pytest.raises(PairIsBlocked) as refused:
        explain(AMARA, replace(BEN, paused=True), RULES)

    assert refused.value.verdict.rule == "not_paused"


def test_what_needs_review_travels_with_the_suggestion() -> None:
    found = explain(AMARA, replace(BEN, vendor_paid=True, seeks_deal=True), RULES)

    assert [verdict.rule for verdict in found.review] == ["deal_in_sight", "vendor_money"]


def test_who_is_kept_away_is_the_same_the_second_time() -> None:
    mentors = [replace(BEN, id=f"r{n}", paused=bool(n % 2), do_not_match=frozenset({"e9"})) for n in range(4)]
    index = build_index(mentors, RULES)

    first, other, again = rank(AMARA, index), rank(replace(AMARA, id="e9"), index), rank(AMARA, index)

    assert first == again
    assert [one.mentor.id for one in first.blocked] == ["r1", "r3"]
    assert {one.rule for one in other.blocked} == {"do_not_match"}
