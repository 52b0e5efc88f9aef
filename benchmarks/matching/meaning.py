"""What the optional sentence-embedding model gains over words alone, on the labeled sayings and cases.

python -m benchmarks.matching.meaning   # some minutes; needs requirements-embedding.txt
"""

from __future__ import annotations

import json
from functools import partial
from unittest.mock import patch

from matching import columns, evidence, suggest_topics
from matching.commands import CASES
from matching.evaluation import evaluate, read_cases
from matching.similarity import Backend, topic_strengths

SAYINGS = CASES.parent / "sayings.json"
SETS = ("open", "fresh", "practice", "held_out", "from_life")
BACKENDS: tuple[Backend, ...] = ("words", "minilm")


def main() -> None:
    """Print a line for each set of sayings, then the figures of the cases, with each way to read."""
    sayings = json.loads(SAYINGS.read_text(encoding="utf-8"))
    for name in SETS:
        for backend in BACKENDS:
            first, three = (right(sayings[name], backend, among) for among in (1, 3))
            print(
                f"{name:<12}{backend:<8}first {first:.3f}   among three {three:.3f}   of {len(sayings[name])}"
            )
    for backend in BACKENDS:
        print(backend, *told_of_cases(backend), sep="\n", flush=True)


def right(cases: list[dict[str, str]], backend: Backend, among: int) -> float:
    """The share of sayings with one of their topics among the first few."""
    hits = [{hit.topic for hit in suggest_topics(case["text"], among, backend)} for case in cases]
    return sum(not found.isdisjoint(case["topics"]) for found, case in zip(hits, cases, strict=True)) / len(
        cases
    )


def told_of_cases(backend: Backend) -> list[str]:
    """The figures of all cases, the tuned and the held-out ones, when every text is read this way."""
    columns._heard_alone.cache_clear()
    evidence.topics_of.cache_clear()
    with (
        patch.object(columns, "topic_strengths", partial(topic_strengths, backend=backend)),
        patch.object(evidence, "suggest_topics", partial(suggest_topics, backend=backend)),
    ):
        found = evaluate(read_cases(CASES))
    return [f"all       {found.every}", f"tuned     {found.tuned}", f"held out  {found.held_out}"]


if __name__ == "__main__":
    main()
