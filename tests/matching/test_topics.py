"""What physicians type is understood: the topic, and the words that gave it away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matching import suggest_topics
from matching.words import guess_spelling

CASES = json.loads((Path(__file__).parent / "cases" / "sayings.json").read_text(encoding="utf-8"))


def share_right(cases: list[dict[str, str]], among: int) -> float:
    right = [
        any(hit.topic in case["topics"] for hit in suggest_topics(case["text"], among)) for case in cases
    ]
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


@pytest.mark.parametrize("text", ["", "   ", "xqzzy blorf", "the of and", "\x00\ud800", "12 34", "?!"])
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
    hits = suggest_topics("prior authorization, claim denials and credentialing", limit=4)

    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 1 for hit in hits)


def test_a_very_long_text_is_read_only_in_part() -> None:
    hits = suggest_topics("my claims keep bouncing " * 500_000)

    assert hits[0].topic == "denials-appeals"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("credentialling", "credentialing"),
        ("authorizaton", "authorization"),
        ("denails", "denials"),
        ("deductable", "deductible"),
        ("insurence", "insurance"),
        ("hiking", None),  # not "hiring"
        ("zzzzzz", None),
        ("taxs", None),  # too short to guess
        ("w2w2w2", None),
    ],
)
def test_a_misspelling_is_guessed_only_when_the_guess_is_safe(typed: str, meant: str | None) -> None:
    assert guess_spelling(typed) == meant


def test_sentences_we_tuned_on_stay_understood() -> None:
    cases = CASES["open"]

    assert len(cases) >= 80
    assert share_right(cases, 1) >= 0.9
    assert share_right(cases, 3) >= 0.97


def test_sentences_written_after_the_phrases_are_mostly_understood() -> None:
    cases = CASES["fresh"]

    assert len(cases) >= 40
    assert share_right(cases, 1) >= 0.55
    assert share_right(cases, 3) >= 0.75
