"""How well a mentor covers every topic: by what they offer, and a little less by what they wrote.

A row has one number a topic, in the order of `vocabulary.topics()`. The numbers are our judgment.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from matching import vocabulary
from matching.people import Offer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SAME_TOPIC, RELATED_TOPIC, SAME_AREA = 1.0, 0.4, 0.2
DEPTH_WORTH = {1: 0.6, 2: 0.8, 3: 1.0}
RECENCY_UNKNOWN, RECENCY_LEAST = 0.85, 0.5
FRESH_YEARS, LOSS_A_YEAR = 3, 0.05
TOPIC_UNLISTED = 0.05  # what any independent physician is taken to know of a topic they did not list
WRITTEN_WORTH = 0.7  # a topic heard in a text is worth this share of one that was ticked, taught and fresh


@cache
def topic_places() -> dict[str, int]:
    """Each topic's place in a row."""
    return {topic.slug: place for place, topic in enumerate(vocabulary.topics())}


def worth(offer: Offer, wanted: str, year: int) -> float:
    """What an offer is worth to somebody who wants a topic: how near, how deep, how recent."""
    return nearness(wanted, offer.topic) * DEPTH_WORTH[offer.depth] * _recency(offer.last_year, year)


@cache
def nearness(wanted: str, offered: str) -> float:
    """How near an offered topic is to a wanted one."""
    if wanted == offered:
        return SAME_TOPIC
    one, other = vocabulary.topic(wanted), vocabulary.topic(offered)
    if offered in one.related or wanted in other.related:
        return RELATED_TOPIC
    return SAME_AREA if one.area == other.area else 0.0


def _recency(last_year: int | None, year: int) -> float:
    if last_year is None:
        return RECENCY_UNKNOWN
    return max(RECENCY_LEAST, 1 - LOSS_A_YEAR * max(0, year - last_year - FRESH_YEARS))


def cover(offers: Sequence[Sequence[Offer]], written: Array, year: int) -> Array:
    """What mentors are worth for every topic, a row each; `written` holds how surely their texts speak of each.

    One more offer, or one more text, never lowers a number.
    """
    import numpy as np

    known: dict[Offer, int] = {}
    places = np.array([known.setdefault(offer, len(known)) for some in offers for offer in some])
    worths = np.array([_near_row(offer.topic) * worth(offer, offer.topic, year) for offer in known])
    counts = np.array([len(some) for some in offers], dtype=np.int64)
    firsts = np.cumsum(counts) - counts
    best: Array = np.maximum(TOPIC_UNLISTED, WRITTEN_WORTH * written)
    for turn in range(counts.max(initial=0)):
        rows = np.flatnonzero(counts > turn)
        best[rows] = np.maximum(best[rows], worths[places[firsts[rows] + turn]])
    return best


@cache
def _near_row(offered: str) -> Array:
    import numpy as np

    return np.array([nearness(topic.slug, offered) for topic in vocabulary.topics()])
