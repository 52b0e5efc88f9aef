"""Two things in one sentence are both heard, each by its own words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from matching import suggest_topics, vocabulary
from matching.similarity import _heard
from matching.word_evidence import in_numbers
from matching.words import names_of

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "cases" / "sayings.json").read_text(encoding="utf-8")
)


def short_and_clear(names: Iterable[str]) -> list[dict[str, Any]]:
    """Short sentences that are understood by themselves."""
    cases = [case for name in names for case in CASES[name] if len(case["text"].split()) <= 8]
    best = [suggest_topics(case["text"], 1) for case in cases]
    return [
        case
        for case, hits in zip(cases, best, strict=True)
        if hits and hits[0].topic in case["topics"] and hits[0].score >= 0.4
    ]


def share_of_pairs_heard(cases: list[dict[str, Any]], joint: str) -> float:
    """In how many pairs of sentences made one, with different topics, both are among the first five."""
    pairs = [
        (one, other)
        for step in (1, 7, 19)
        for one, other in zip(cases, cases[step:], strict=False)
        if not set(one["topics"]) & set(other["topics"])
    ]
    hits = [
        {hit.topic for hit in suggest_topics(one["text"].rstrip("?!.") + joint + other["text"])}
        for one, other in pairs
    ]
    both = [
        bool(found & set(one["topics"]) and found & set(other["topics"]))
        for found, (one, other) in zip(hits, pairs, strict=True)
    ]
    return sum(both) / len(both)


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("claims keep bouncing and I cannot find a nurse", {"denials-appeals", "hiring-recruiting"}),
        ("payroll and prior auths", {"payroll-hr", "prior-authorization"}),
        ("Payroll & prior auths", {"payroll-hr", "prior-authorization"}),
        ("marketing / malpractice tail", {"marketing", "malpractice-insurance"}),
        ("opening a DPC in Texas, hiring my husband", {"direct-primary-care", "family-hires"}),
        ("EHR templates plus hiring an MA", {"ehr-optimization", "hiring-recruiting"}),
        (
            "payroll, prior auths, claim denials and the lease",
            {"payroll-hr", "denials-appeals", "office-lease"},
        ),
    ],
)
def test_two_things_in_one_sentence_are_both_heard(text: str, both: set[str]) -> None:
    assert both <= {hit.topic for hit in suggest_topics(text)}


@pytest.mark.parametrize("joint", [" and ", ", "])
@pytest.mark.parametrize(
    ("names", "share"), [(("open", "fresh", "practice"), 0.94), (("held_out", "from_life"), 0.9)]
)
def test_pairs_of_short_sentences_are_mostly_heard_as_two(
    names: tuple[str, ...], share: float, joint: str
) -> None:
    assert share_of_pairs_heard(short_and_clear(names), joint) >= share


def test_the_words_that_caused_a_hit_are_those_of_its_own_part() -> None:
    hits = suggest_topics("Claims keep bouncing and I cannot find a nurse")

    words = {hit.topic: set(hit.words) for hit in hits}
    assert words["denials-appeals"] == {"Claims", "bouncing"}
    assert words["hiring-recruiting"] == {"find", "nurse"}


def test_nothing_in_the_vocabulary_comes_apart() -> None:
    texts = [text for topic in vocabulary.topics() for text in (*names_of(topic), topic.description)]

    spans = _heard(in_numbers(texts)[0], (), "words")[1]

    assert not len(spans)
