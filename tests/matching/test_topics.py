"""What physicians type is understood: the topic, how surely, and the words that gave it away."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import BadRecord, suggest_topics, vocabulary
from matching.columns import heard_topics
from matching.similarity import topic_strengths

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "cases" / "sayings.json").read_text(encoding="utf-8")
)
SAYINGS = [case["text"] for name in ("open", "fresh", "practice") for case in CASES[name]]
SLUGS = [topic.slug for topic in vocabulary.topics()]
PLAIN = ["claims", "bouncing", "payroll", "landlord", "vaccines", "scribe", "lonely", "zorble", "my", "never"]

sayings = st.sampled_from(SAYINGS)
strange = st.one_of(st.text(), st.text("\x00\ud800\u202e🙂١٢é'-/,&+ \n.", max_size=40), st.just("9" * 500))


def share_right(cases: list[dict[str, Any]], among: int) -> float:
    right = [
        any(hit.topic in case["topics"] for hit in suggest_topics(case["text"], among)) for case in cases
    ]
    return sum(right) / len(right)


def scores(text: str) -> dict[str, float]:
    return {hit.topic: hit.score for hit in suggest_topics(text, len(SLUGS))}


def share_of_hits_right(sets: Iterable[str], low: float, high: float) -> float:
    """How many of the first three hits with a score in a band are right; nothing is right for other things."""
    cases = [
        case if isinstance(case, dict) else {"text": case, "topics": []} for s in sets for case in CASES[s]
    ]
    hits = [(hit, case["topics"]) for case in cases for hit in suggest_topics(case["text"], 3)]
    right = [hit.topic in topics for hit, topics in hits if low <= hit.score < high]
    return sum(right) / len(right)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("my claims keep bouncing", {"denials-appeals"}),
        ("nobody to cover me on vacation", {"coverage-crosscover", "rest-and-leave"}),
        ("drowning in inbox", {"referrals-refills-inbox"}),
        ("insurance keeps asking for a PA on every MRI", {"prior-authorization"}),
        ("hiring a PA to see patients on Fridays, who supervises", {"app-supervision"}),
        ("my new MA quit", {"hiring-recruiting"}),
        ("MA plans like Humana keep changing their network contract", {"payer-contracting"}),
        ("credentialling drags on", {"credentialing-enrollment"}),
        ("payroll", {"payroll-hr"}),
        ("I need help with payroll", {"payroll-hr"}),
        ("my panel is too small", {"panel-growth"}),
        ("PA takes up half my day", {"prior-authorization", "app-supervision"}),
        ("my shedule is a mess", {"scheduling-access"}),
        ("noncompete", {"leaving-employment"}),
        ("non-compete", {"leaving-employment"}),
        ("recredentialing", {"credentialing-enrollment"}),  # never written down, but its letters are
    ],
)
def test_plain_phrases_and_abbreviations_find_their_topic_first(text: str, first: set[str]) -> None:
    hits = suggest_topics(text)

    assert hits[0].topic in first


def test_a_lonely_abbreviation_offers_every_reading() -> None:
    topics = [hit.topic for hit in suggest_topics("PA")]

    assert {"prior-authorization", "app-supervision"} <= set(topics)


def test_the_words_that_caused_a_hit_are_named_as_typed() -> None:
    first = suggest_topics("My CLAIMS keep bouncing at the clearinghouse")[0]

    assert {"CLAIMS", "bouncing"} <= set(first.words)
    assert not {"My", "keep", "at"} & set(first.words)


def test_two_words_that_mean_one_thing_are_named_together() -> None:
    first = suggest_topics("My Front Desk is swamped")[0]

    assert first.topic == "front-desk-phones"
    assert "Front Desk" in first.words


@pytest.mark.parametrize(
    "text", ["", "   ", "xqzzy blorf", "the of and", "\x00\ud800", "12 34", "?!", "9" * 10**7]
)
def test_a_text_without_meaning_gives_nothing(text: str) -> None:
    assert suggest_topics(text) == ()


def test_two_sentences_about_two_topics_find_both() -> None:
    hits = suggest_topics("My claims keep bouncing. Also nobody can cover me on vacation!", limit=3)

    assert {"denials-appeals", "coverage-crosscover"} <= {hit.topic for hit in hits}


def test_a_topic_said_twice_counts_by_its_surest_sentence() -> None:
    once = suggest_topics("Prior authorization forms eat my day.")[0]
    twice = suggest_topics("Prior authorization forms eat my day. So an authorization every hour.")[0]

    assert once == twice


def test_a_limit_is_kept_and_scores_fall_from_one_towards_zero() -> None:
    hits = suggest_topics("Prior authorization. Claim denials. Credentialing. Burnout. Payroll.", limit=4)

    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 1 for hit in hits)


def test_a_very_long_text_is_read_only_in_part() -> None:
    hits = suggest_topics("my claims keep bouncing " * 500_000)

    assert hits[0].topic == "denials-appeals"


@given(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=8), st.randoms())
def test_the_order_of_words_in_a_sentence_does_not_matter(words: list[str], chance: Any) -> None:
    shuffled = words.copy()
    chance.shuffle(shuffled)

    assert scores(" ".join(shuffled)) == scores(" ".join(words))


@given(sayings)
def test_upper_and_lower_case_say_the_same(text: str) -> None:
    assert scores(text.upper()) == scores(text.lower()) == scores(text)


@given(sayings, sayings)
def test_another_sentence_never_takes_away_from_a_topic(text: str, other: str) -> None:
    alone, both = topic_strengths([text, f"{text}. {other}"])

    assert (both >= alone).all()


@given(st.lists(st.one_of(sayings, strange), max_size=6), st.randoms())
def test_a_text_gets_the_same_numbers_alone_in_any_company_and_in_any_order(
    texts: list[str], chance: Any
) -> None:
    order = list(range(len(texts)))
    chance.shuffle(order)

    together, mixed = topic_strengths(texts), topic_strengths([texts[place] for place in order])

    assert (mixed == together[order]).all()
    for text, row in zip(texts, together, strict=True):
        alone = scores(text)
        assert row.tolist() == [alone.get(slug, 0.0) for slug in SLUGS]


@given(strange)
def test_strange_texts_are_read_without_complaint(text: str) -> None:
    strengths = topic_strengths([text, f"billing {text}"])

    assert np.isfinite(strengths).all()
    assert ((strengths >= 0) & (strengths <= 1)).all()


def test_many_texts_are_read_in_blocks() -> None:
    texts = ["my claims keep bouncing", "", "go team"] * 3_000

    strengths = topic_strengths(texts)

    assert strengths.shape == (9_000, len(SLUGS))
    assert strengths.dtype == np.float32
    assert (strengths[::3] == strengths[0]).all()
    assert strengths[0].argmax() == SLUGS.index("denials-appeals")
    assert not strengths[1::3].any()


@pytest.mark.parametrize(
    ("name", "first", "three"),
    [
        ("open", 0.95, 0.98),
        ("fresh", 0.9, 0.95),
        ("practice", 0.79, 0.9),
        ("held_out", 0.68, 0.8),
        ("from_life", 0.45, 0.65),
    ],
)
def test_sentences_are_mostly_understood(name: str, first: float, three: float) -> None:
    """Reached: .98/1.0, .93/.98 and .82/.92 where tuned on; .71/.81 and .53/.75 where not."""
    assert share_right(CASES[name], 1) >= first
    assert share_right(CASES[name], 3) >= three


def test_the_held_out_sentences_cover_every_topic() -> None:
    asked = {topic for case in CASES["held_out"] for topic in case["topics"]}

    assert len(CASES["held_out"]) >= 120
    assert asked == set(SLUGS)


def test_talk_of_other_things_gives_at_most_unsure_hits() -> None:
    best = [max(scores(text).values(), default=0) for text in CASES["outside"]]

    assert len(best) >= 30
    assert sum(score >= 0.5 for score in best) <= 0.05 * len(best)
    assert max(best) < 0.65


def test_scores_can_be_read_as_how_often_a_hit_is_right() -> None:
    unseen = ["held_out", "from_life", "outside"]

    assert share_of_hits_right(unseen, 0.1, 0.4) <= 0.3
    assert 0.3 <= share_of_hits_right(unseen, 0.4, 0.7) <= 0.7
    assert share_of_hits_right(unseen, 0.8, 1.1) >= 0.85


def test_a_backend_that_is_none_is_refused_by_name() -> None:
    for text in ("my claims keep bouncing", ""):
        with pytest.raises(BadRecord, match="backend: 'letters' is neither words nor minilm"):
            suggest_topics(text, backend="letters")  # type: ignore[arg-type]
    with pytest.raises(BadRecord, match="backend"):
        topic_strengths([], backend=["words"])  # type: ignore[arg-type]


def test_a_mentee_is_heard_on_the_five_surest_topics_ties_in_the_order_of_topics() -> None:
    strengths = np.zeros((2, len(SLUGS)))
    strengths[1, [9, 2, 7, 4, 5, 3, 8]] = [0.5, 0.9, 0.6, 0.6, 0.39, 0.95, 0.4]

    silent, heard = heard_topics(strengths)

    assert silent == {}
    assert list(heard.items()) == [
        (SLUGS[3], 0.95),
        (SLUGS[2], 0.9),
        (SLUGS[4], 0.6),
        (SLUGS[7], 0.6),
        (SLUGS[9], 0.5),
    ]
