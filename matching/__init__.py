"""Finds the right colleague, and says why: a pure library of frozen values in and frozen values out.

It knows no web, no database and no clock. Importing it is cheap: its own modules are loaded when their names are
first asked for, scikit-learn, SciPy and NumPy by the first call that needs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from matching.checking import BadRecord, check_years
from matching.people import (
    DEFAULT_WEIGHTS,
    Mentee,
    Mentor,
    Need,
    Offer,
    Rules,
    Weights,
    Window,
)

if TYPE_CHECKING:
    from matching.assignment import plan
    from matching.causes import Unmatched
    from matching.evidence import Contribution
    from matching.hard_rules import Outcome, Verdict, judge, verdicts
    from matching.plans import Certificate, ContradictoryLock, Objective, Pair, Plan, Progress
    from matching.scoring import (
        Blocked,
        Index,
        PairIsBlocked,
        Ranking,
        Suggestion,
        build_index,
        explain,
        rank,
    )
    from matching.similarity import TopicHit, suggest_topics
    from matching.solver import TooLarge

__all__ = [
    "DEFAULT_WEIGHTS",
    "BadRecord",
    "Blocked",
    "Certificate",
    "ContradictoryLock",
    "Contribution",
    "Index",
    "Mentee",
    "Mentor",
    "Need",
    "Objective",
    "Offer",
    "Outcome",
    "Pair",
    "PairIsBlocked",
    "Plan",
    "Progress",
    "Ranking",
    "Rules",
    "Suggestion",
    "TooLarge",
    "TopicHit",
    "Unmatched",
    "Verdict",
    "Weights",
    "Window",
    "build_index",
    "check_years",
    "explain",
    "judge",
    "plan",
    "rank",
    "suggest_topics",
    "verdicts",
]

_ROOMS = {
    "assignment": ("plan",),
    "causes": ("Unmatched",),
    "evidence": ("Contribution",),
    "hard_rules": ("Outcome", "Verdict", "judge", "verdicts"),
    "plans": ("Certificate", "ContradictoryLock", "Objective", "Pair", "Plan", "Progress"),
    "scoring": (
        "Blocked",
        "Index",
        "PairIsBlocked",
        "Ranking",
        "Suggestion",
        "build_index",
        "explain",
        "rank",
    ),
    "similarity": ("TopicHit", "suggest_topics"),
    "solver": ("TooLarge",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    """The engine's rooms are opened by the first call that needs them."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'matching' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"matching.{_ROOM_OF[name]}"), name)
    return found
