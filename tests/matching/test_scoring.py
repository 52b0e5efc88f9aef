"""A score is the sum of its parts, its reasons are true, and silence is neither punished nor rewarded."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching import (
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
from matching.vocabulary import topic
from tests.matching import strategies

RULES = Rules(2026)
EVENING = (Window(1, 18 * 60, 21 * 60),)
AMARA = Mentee(
    "amara",
    specialty="207Q00000X",
    practice_state="OH",
    stage="plan",
    model="dpc",
    timezone="America/New_York",
    free=EVENING,
    languages=("en", "es"),
    needs=(Need("direct-primary-care", 2), Need("prior-authorization", 3), Need("licensure", 1)),
    texts=("I am drowning in prior auths for imaging.",),
    values=("autonomy", "meaning", "family-time"),
    style=(("structure", 1), ("push", 5)),
    preferences=("ben",),
)
BEN = Mentor(
    "ben",
    specialty="207R00000X",
    practice_state="OH",
    model="dpc",
    opened_year=2019,
    timezone="America/New_York",
    free=EVENING,
    languages=("en", "es"),
    offers=(Offer("prior-authorization", 3, 2024), Offer("pricing", 2)),
    texts=("We cut prior auth time for imaging in half.",),
    values=("autonomy", "service", "meaning"),
    style=(("structure", 2), ("push", 4)),
)
DEV = Mentor("dev", offers=(Offer("marketing", 3, 2025),))
BLANK = Mentor("erin")


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


@given(strategies.free_pair)
def test_without_the_evidence_of_the_top_reason_the_score_falls(pair: tuple[Mentee, Mentor]) -> None:
    found = explain(*pair, RULES)
    facts = [(fact, part.name) for part in found.contributions for fact in part.facts]
    assume(facts)
    best, name = max(facts, key=lambda entry: entry[0].lift)

    forgotten = explain(*FORGET[name](*pair, best.evidence), RULES)

    assert forgotten.score < found.score


STYLE_WORDS = (
    "agenda",
    "conversation",
    "challenge",
    "encourage",
    "numbers",
    "stories",
    "steps",
    "meetings",
    "messages",
)


def _forget_offer(mentee: Mentee, mentor: Mentor, evidence: str) -> tuple[Mentee, Mentor]:
    if evidence.startswith("Writes"):
        return mentee, replace(mentor, texts=())
    dropped = [o for o in mentor.offers if topic(o.topic).label[1:] in evidence]
    return mentee, replace(mentor, offers=tuple(o for o in mentor.offers if o not in dropped))


FORGET: dict[str, Callable[[Mentee, Mentor, str], tuple[Mentee, Mentor]]] = {
    "needs": _forget_offer,
    "text": lambda e, r, told: (e, replace(r, texts=())) if told[0] == "“" else _forget_offer(e, r, told),
    "stage_model": lambda e, r, told: (
        e,
        replace(
            r,
            model=None if "practice" in told else r.model,
            opened_year=None if "opened" in told else r.opened_year,
        ),
    ),
    "values_style": lambda e, r, told: (
        e,
        replace(r, style=()) if any(w in told for w in STYLE_WORDS) else replace(r, values=()),
    ),
    "specialty": lambda e, r, _: (e, replace(r, specialty=None)),
    "availability": lambda e, r, told: (
        e,
        replace(r, languages=("en",)) if "Spanish" in told else replace(r, free=(), timezone=None),
    ),
    "state": lambda e, r, _: (e, replace(r, practice_state=None, licensed_states=())),
    "preferences": lambda e, r, _: (replace(e, preferences=()), r),
}


def test_reasons_quote_the_evidence_in_both_voices() -> None:
    found = explain(AMARA, BEN, RULES)

    assert found.reasons[0] == "Has taught prior authorization (last in 2024), your first need"
    assert "Opened a DPC practice in your state in 2019" in found.reasons
    assert "Free Tuesday evenings when you are" in found.reasons
    assert "Has taught prior authorization (last in 2024), the mentee's first need" in found.reasons_for(
        "they"
    )
    assert not any("{" in sentence for sentence in (*found.reasons, *found.reasons_for("they")))


def test_every_part_carries_its_evidence() -> None:
    found = explain(AMARA, BEN, RULES)

    evidence = {c.name: c.evidence for c in found.contributions}

    assert evidence["needs"][0] == "Has taught prior authorization (last in 2024)"
    assert evidence["text"] == ()  # what Amara wrote about is a need that she ticked, too
    assert evidence["stage_model"] == ("a DPC practice opened in 2019",)
    assert evidence["values_style"] == ("autonomy and meaning", "structured agenda and encourage me")
    assert evidence["specialty"] == ("Internal medicine (general)",)
    assert evidence["availability"] == ("Tuesday evenings", "Spanish", "same clock")
    assert evidence["state"] == ("OH",)
    assert evidence["preferences"] == ("wish 1",)


def test_what_a_mentor_has_not_said_is_missing_and_not_punished() -> None:
    found = explain(AMARA, BLANK, RULES)

    assert found.missing[0] == "Has not listed prior authorization"
    assert "Has not said when they are free" in found.missing
    assert "Has not said how they practice" in found.missing
    assert "Has not said in which state they practice" in found.missing
    assert found.coverage < explain(AMARA, BEN, RULES).coverage
    assert all(c.value > 0 for c in found.contributions)


def test_what_would_change_a_fit_most_is_said_and_does() -> None:
    without = replace(BEN, offers=(Offer("pricing", 2),), texts=())
    busy = replace(BEN, offers=tuple(Offer(need.topic, 3, 2026) for need in AMARA.needs), free=())
    never = replace(busy, free=(Window(5, 60, 120),))

    lacking, unsaid, few = (explain(AMARA, mentor, RULES) for mentor in (without, busy, never))

    assert lacking.change == "Experience with prior authorization would lift this fit most."
    assert (
        explain(AMARA, replace(without, offers=(Offer("prior-authorization"),)), RULES).score > lacking.score
    )
    assert unsaid.change == "When they are free, once said, could change this fit most."
    assert few.missing == ("Few or no free hours in common",)
    assert few.change == "One more free hour in common would lift this fit most."
    assert explain(AMARA, replace(busy, free=EVENING), RULES).change == ""


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
