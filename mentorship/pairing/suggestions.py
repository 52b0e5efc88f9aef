"""What the engine answers, as this room keeps and shows it; these values outlive the transaction they came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

from mentorship import vocabulary
from mentorship.pairing.filters import Described
from mentorship.pairing.queries import MentorRow

Objective = Literal["fair", "coverage", "total", "stable"]
"""What a match can aim at."""

Report = Callable[[str, float], None]
"""Hears what is being done and the share of it that is done; an exception it raises ends the work."""

PARTS = {
    "needs": "Topics needed and offered",
    "text": "In their own words",
    "stage_model": "Stage and practice model",
    "values_style": "Values and working style",
    "specialty": "Specialty",
    "availability": "Hours, clocks and languages",
    "state": "State",
    "preferences": "Wishes",
}
WEIGHTED = {**PARTS, "needs": "Topics, and their own words"}
"""Part with a weight → its name; the free texts have none of their own and share that of the needs."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: points, and at most how many."""

    name: str
    value: float
    weight: float

    @classmethod
    def named(cls, slug: str, value: float, weight: float) -> Part:
        """The part by the name that people read."""
        return cls(PARTS.get(slug, slug), value, weight)


@dataclass(frozen=True, slots=True)
class Fit:
    """A score, the share of answers it rests on, and the words for it."""

    score: float
    coverage: float
    reasons: tuple[str, ...]
    """Told to the mentee ("your first need")."""
    told: tuple[str, ...]
    """The same, told about the mentee ("the mentee's first need")."""
    missing: tuple[str, ...]
    change: str
    """What would change the score most."""
    review: tuple[str, ...]
    """What a coordinator should look at first."""
    contributions: tuple[Part, ...]

    def kept(self) -> dict[str, Any]:
        """As a proposal keeps it, for coordinators: `reasons` speak of the mentee, `told` to the mentee.

        How somebody is doing is not for coordinators, so nothing is kept that names such a topic.
        """
        parts = [asdict(part) for part in self.contributions]
        change = "".join(_unsensitive([self.change]))
        words = {"missing": _unsensitive(self.missing), "change": change, "review": list(self.review)}
        told = {"reasons": _unsensitive(self.told), "told": _unsensitive(self.reasons)}
        return {**told, **words, "contributions": parts}


def _unsensitive(sentences: Iterable[str]) -> list[str]:
    """The sentences that name no topic flagged W (well-being)."""
    flagged = [slug for slug, flags in vocabulary.topic_flags().items() if "W" in flags]
    labels = [vocabulary.topic_label(slug).casefold() for slug in flagged]
    return [said for said in sentences if not any(label in said.casefold() for label in labels)]


@dataclass(frozen=True)
class Candidate:
    """A mentor as one mentee finds them."""

    row: MentorRow
    mentor: Described
    in_words: Callable[[], Fit] = field(compare=False, repr=False)
    """Tells how the two fit; it is asked only of those who are shown."""
    free: int
    """Places nobody has taken."""
    answers: tuple[str, ...] = ()
    """The topics of a search that they answer."""
    known: bool = False
    """They are, or once were, a pair."""

    @cached_property
    def fit(self) -> Fit:
        """The score, and the words for it."""
        return self.in_words()

    @property
    def can_be_asked(self) -> bool:
        return self.free > 0 and not self.row.paused and not self.known


@dataclass(frozen=True, slots=True)
class Match:
    """A pair and its fit."""

    mentee_id: int
    mentor_id: int
    fit: Fit


@dataclass(frozen=True, slots=True)
class Solution:
    """Who goes to whom, who is left and the cause (for coordinators), and how good it is."""

    matches: tuple[Match, ...]
    waiting: dict[int, str]
    total: float
    bound: float
    gap: float
    figures: dict[str, float]
    """What can be told about it, by name: see `_figures` in planning.py."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A topic that was read out of a text, and the words that said so."""

    topic: str
    words: tuple[str, ...]


class NotReady(Exception):
    """The mentee's answers do not suffice to be matched."""


class TooManyPeople(Exception):
    """The engine cannot work this aim out for so many."""


class LockIsImpossible(Exception):
    """A locked pair can no longer be made."""

    def __init__(self, mentee_id: int, mentor_id: int) -> None:
        super().__init__(f"{mentee_id} with {mentor_id}")
        self.mentee_id, self.mentor_id = mentee_id, mentor_id
