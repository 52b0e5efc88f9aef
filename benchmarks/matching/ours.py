"""The engine's own plan, timed step by step; in a file of its own so that another process can run it."""

from __future__ import annotations

import importlib
import time
from collections.abc import Sequence

from benchmarks.matching.people import YEAR
from matching import Mentee, Mentor, Objective, Plan, Progress, Rules, plan

importlib.import_module("ortools.graph.python.min_cost_flow")  # loading a library is no part of a plan
RULES = Rules(YEAR)

Timed = tuple[Plan, dict[str, float]]


def timed_plan(mentees: Sequence[Mentee], mentors: Sequence[Mentor], objective: Objective = "total") -> Timed:
    """A plan, and the second at which each of its steps began."""
    start, began = time.perf_counter(), {}

    def hear(progress: Progress) -> None:
        began.setdefault(progress.step, time.perf_counter() - start)

    found = plan(mentees, mentors, RULES, objective, progress=hear)
    return found, {**began, "done": time.perf_counter() - start}
