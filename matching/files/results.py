"""Results as plain documents, ready to be written as JSON or as the rows of a table.

Numbers have at most six decimals. The contributions of a pair are rounded so that, read as decimals, they add
up to its printed score exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from matching.files.problems import some
from matching.files.writing import Cell, Table
from matching.plans import Pair, Plan
from matching.scoring import Ranking, Suggestion
from matching.similarity import TopicHit

_UNIT = 10**6
_BETWEEN = " | "  # sentences within one cell

Document = dict[str, Any]


def ranking(found: Ranking, explain_blocked: bool) -> Document:
    """One mentee's mentors, best first. Who is blocked is said only when asked for, and only by which rule."""
    document: Document = {
        "mentee": found.mentee.id,
        "mentors": [_suggestion(one) for one in found.suggestions],
    }
    if explain_blocked:
        document["blocked"] = [{"mentor": one.mentor.id, "rule": one.rule} for one in found.blocked]
    return document


def _suggestion(found: Suggestion) -> Document:
    return {
        "mentor": found.mentor.id,
        "score": rounded(found.score),
        "coverage": rounded(found.coverage),
        "contributions": shares({part.name: part.value for part in found.contributions}, found.score),
        "reasons": list(found.reasons),
        "missing": [*found.missing, *filter(None, [found.change])],
        "review": [verdict.cause for verdict in found.review],
    }


def rounded(value: float) -> float:
    """A number with at most six decimals."""
    return round(value * _UNIT) / _UNIT


def shares(parts: Mapping[str, float], total: float) -> dict[str, float]:
    """Parts rounded down, and what is then missing from the rounded total given to the largest remainders."""
    units = {name: int(value * _UNIT // 1) for name, value in parts.items()}
    missing = round(total * _UNIT) - sum(units.values())
    by_remainder = sorted(parts, key=lambda name: (units[name] - parts[name] * _UNIT, name))
    for name in by_remainder[:missing]:
        units[name] += 1
    return {name: found / _UNIT for name, found in units.items()}


def plan(found: Plan, fingerprint: str) -> Document:
    """A plan: its pairs, who is left and why, and how good it is."""
    total = sum(rounded(one.score) for one in found.pairs)  # so that the printed scores add up to it
    document: Document = {
        "pairs": [_pair(one) for one in found.pairs],
        "unmatched": [{"mentee": one.mentee, "cause": one.cause} for one in found.unmatched],
        "total": rounded(total),
        "bound": rounded(total + found.gap),
        "gap": rounded(found.gap),
        "objective": found.objective,
        "inputs_sha256": fingerprint,
    }
    if found.moved:
        document["moved"] = list(found.moved)
    if found.short:
        document["short"] = list(found.short)
    if found.notes:
        document["notes"] = {name: rounded(value) for name, value in found.notes.items()}
    return document


def _pair(found: Pair) -> Document:
    """A pair; that it was locked, and what is to be looked at first, is said only where it is so."""
    document: Document = {"mentee": found.mentee, "mentor": found.mentor, "score": rounded(found.score)}
    if found.locked:
        document["locked"] = True
    if found.review:
        document["review"] = [verdict.cause for verdict in found.review]
    return document


def topics(suggested: Iterable[tuple[str, Iterable[TopicHit]]]) -> Document:
    """The topics of every text, likeliest first, with the words that gave them away."""
    return {"topics": [{"id": text, "topics": [_hit(hit) for hit in hits]} for text, hits in suggested]}


def _hit(hit: TopicHit) -> Document:
    return {"topic": hit.topic, "score": rounded(hit.score), "words": list(hit.words)}


def rankings_table(document: Document) -> Table:
    """A row for each mentee and mentor, one column a contribution; blocked mentors with their rule only."""
    found = document["rankings"]
    parts = sorted({part for r in found for mentor in r["mentors"] for part in mentor["contributions"]})
    rows: list[list[Cell]] = [
        ["mentee", "place", "mentor", "score", "coverage", *parts, "reasons", "missing", "review", "blocked"]
    ]
    for one in found:
        for place, mentor in enumerate(one["mentors"], 1):
            rows.append([one["mentee"], place, *_cells(mentor, parts), None])
        for blocked in one.get("blocked", ()):
            empty = [None] * (len(parts) + 5)
            rows.append([one["mentee"], None, blocked["mentor"], *empty, blocked["rule"]])
    return rows


def _cells(mentor: Document, parts: Iterable[str]) -> list[Cell]:
    return [
        mentor["mentor"],
        mentor["score"],
        mentor["coverage"],
        *(mentor["contributions"].get(part) for part in parts),
        *(_BETWEEN.join(mentor[name]) for name in ("reasons", "missing", "review")),
    ]


def plan_table(document: Document) -> Table:
    """A row for each pair, then one for each mentee without a mentor, with the cause.

    A cell under `locked` or `moved` says "yes" or is empty. What is true of the whole plan is said in words.
    """
    moved = dict.fromkeys(document.get("moved", ()), "yes")
    rows: list[list[Cell]] = [["mentee", "mentor", "score", "review", "cause", "locked", "moved"]]
    for one in document["pairs"]:
        review, locked = _BETWEEN.join(one.get("review", ())), "yes" if "locked" in one else None
        rows.append(
            [one["mentee"], one["mentor"], one["score"], review, None, locked, moved.get(one["mentee"])]
        )
    for left in document["unmatched"]:
        rows.append([left["mentee"], None, None, None, left["cause"], None, moved.get(left["mentee"])])
    return rows


def plan_in_words(document: Document) -> str:
    """What is true of a whole plan, for which a table has no column."""
    figures = {name: document[name] for name in ("objective", "total", "bound", "gap", "inputs_sha256")}
    figures |= document.get("notes", {})
    short = [f"fewer mentees than their min_load: {some(document['short'])}"] if "short" in document else []
    return f"The plan: {', '.join([*(f'{name} {value}' for name, value in figures.items()), *short])}."


def topics_table(document: Document) -> Table:
    """A row for each text and topic; a text without topics has one row, too."""
    rows: list[list[Cell]] = [["id", "topic", "score", "words"]]
    for text in document["topics"]:
        for hit in text["topics"]:
            rows.append([text["id"], hit["topic"], hit["score"], _BETWEEN.join(hit["words"])])
        if not text["topics"]:
            rows.append([text["id"], None, None, None])
    return rows
