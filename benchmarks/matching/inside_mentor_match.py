"""Runs inside the peer's own environment, where `matching` is mentor-match's package, never ours.

Reads scores.npy (NaN: the pair may not be) and places.npy from a folder; writes JSON. mentor-match gives
every mentor one mentee a round, so there are as many rounds as the most places of a mentor. The rule that
stops a pair soonest stands last, because it asks the last one first.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np


def main(folder: str) -> None:
    """Matches, times it, and tells."""
    scores, places = np.load(f"{folder}/scores.npy"), np.load(f"{folder}/places.npy").tolist()
    mentees = _people("mentee", "Mentee", scores.shape[0])
    mentors = _people("mentor", "Mentor", scores.shape[1])
    rules = _rules(scores, places)
    start = time.perf_counter()
    import_module("matching.process").process_data(mentors, mentees, rules)
    seconds = time.perf_counter() - start
    pairs = [(mentee.row, mentor.row) for mentor in mentors for mentee in mentor.mentees]
    versions = {name: version(name) for name in ("mentor-match", "munkres")}
    print(json.dumps({"pairs": pairs, "seconds": round(seconds, 4), "versions": versions}))


def _people(module: str, kind: str, count: int) -> list[Any]:
    make = getattr(import_module(f"matching.{module}"), kind)
    people = [make(grade=1, email=f"{module}{row}") for row in range(count)]
    for row, person in enumerate(people):
        person.row = row
    return people


def _rules(scores: Any, places: list[int]) -> list[list[Any]]:
    rule = import_module("matching.rules.rule")
    points = np.rint(np.nan_to_num(scores) * 1_000_000).astype(int).tolist()  # it counts in whole numbers
    absent = np.isnan(scores).tolist()

    class Score(rule.Rule):
        def apply(self, match: Any) -> int:
            return int(points[match.mentee.row][match.mentor.row])

    def forbidden(match: Any) -> bool:
        return bool(absent[match.mentee.row][match.mentor.row])

    def taken(match: Any) -> bool:
        return bool(match.mentee.mentors)

    def full(match: Any) -> bool:
        return bool(len(match.mentor.mentees) >= places[match.mentor.row])

    each = [Score(), *(rule.Disqualify(asked) for asked in (forbidden, taken, full))]
    return [each for _ in range(max(places, default=0))]


if __name__ == "__main__":
    main(sys.argv[1])
