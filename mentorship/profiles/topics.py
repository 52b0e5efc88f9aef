"""What is needed and offered, row by row: each function answers the rows to keep or refuses one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from mentorship import vocabulary
from mentorship.profiles.answers import AnswerRefused, year
from mentorship.profiles.models import MOST_NEEDS, MOST_OFFERS

DEPTHS = {1: "Some", 2: "Solid", 3: "Have taught it"}
SOLID = 2


class OfferRow(TypedDict):
    """One line of what a mentor offers, as typed."""

    topic: str | None
    depth: int | str | None
    last_year: int | None


def needs(slugs: Sequence[str | None]) -> list[str]:
    """Topics in the order of their rank; gaps close up."""
    kept: list[str] = []
    for rank, slug in enumerate(slugs, start=1):
        if slug:
            _check_topic(slug, kept, at=f"need_{rank}")
            kept.append(slug)
    if len(kept) > MOST_NEEDS:
        raise AnswerRefused(
            f"Pick at most {MOST_NEEDS} topics; the two that matter most come first.", f"need_{MOST_NEEDS}"
        )
    return kept


def offers(rows: Sequence[OfferRow]) -> list[OfferRow]:
    """The lines that name a topic, each with its depth and, when it was told, the year it was last done."""
    kept: list[OfferRow] = []
    for row_number, row in enumerate(rows, start=1):
        at = f"offer_{row_number}"
        if not row["topic"]:
            _check_empty(row, at)
            continue
        _check_topic(row["topic"], [offer["topic"] for offer in kept], at=f"{at}-topic")
        kept.append(
            {
                "topic": row["topic"],
                "depth": _depth(row["depth"], at),
                "last_year": _last_year(row["last_year"], at),
            }
        )
    if len(kept) > MOST_OFFERS:
        raise AnswerRefused(
            f"Pick at most {MOST_OFFERS} topics: those you know best.", f"offer_{MOST_OFFERS}-topic"
        )
    return kept


def _check_topic(slug: str, before: Sequence[str | None], at: str) -> None:
    if slug not in vocabulary.topic_labels():
        raise AnswerRefused("Pick a topic from the list; this one we don't know.", at)
    if slug in before:
        raise AnswerRefused(
            f"“{vocabulary.topic_label(slug)}” stands here twice. Pick another one or leave this empty.", at
        )


def _check_empty(row: OfferRow, at: str) -> None:
    if row["last_year"] is not None:
        raise AnswerRefused("Pick the topic that this year belongs to.", f"{at}-topic")


def _depth(answer: int | str | None, at: str) -> int:
    depth = next((depth for depth in DEPTHS if str(depth) == str(answer or SOLID)), None)
    if depth is None:
        raise AnswerRefused("Say how well you know it: some, solid, or have taught it.", f"{at}-depth")
    return depth


def _last_year(answer: int | None, at: str) -> int | None:
    try:
        return year(answer)
    except AnswerRefused as refused:
        raise AnswerRefused(refused.sentence, f"{at}-last_year") from None
