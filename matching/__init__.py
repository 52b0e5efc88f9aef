"""Finds the right colleague, and says why: a pure library of frozen values in and frozen values out.

It knows no web, no database and no clock. Importing it is cheap: scikit-learn, SciPy and NumPy are loaded by
the first call that needs them.
"""

from __future__ import annotations

from matching.assignment import plan
from matching.causes import Unmatched
from matching.evidence import Contribution
from matching.hard_rules import Outcome, Verdict, judge, verdicts
from matching.people import (
    DEFAULT_WEIGHTS,
    BadRecord,
    Mentee,
    Mentor,
    Need,
    Offer,
    Rules,
    Weights,
    Window,
)
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
    "explain",
    "judge",
    "plan",
    "rank",
    "suggest_topics",
    "verdicts",
]
