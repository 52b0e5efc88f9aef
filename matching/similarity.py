"""What physicians mean by what they type, and how near two texts are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicHit:
    """A topic that a text speaks of, how surely (0 to 1), and the words, as typed, that say so."""

    topic: str
    score: float
    words: tuple[str, ...]


def suggest_topics(text: str, limit: int = 5) -> tuple[TopicHit, ...]:
    """The topics a text speaks of, best first; nothing for a text without meaning."""
    return ()
