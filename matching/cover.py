"""What an offer is worth to somebody who wants a topic. The numbers are our judgment."""

from __future__ import annotations

from matching import vocabulary
from matching.people import Offer

SAME_TOPIC, RELATED_TOPIC, SAME_AREA = 1.0, 0.5, 0.2
DEPTH_WORTH = {1: 0.6, 2: 0.8, 3: 1.0}
RECENCY_UNKNOWN, RECENCY_LEAST = 0.85, 0.5
FRESH_YEARS, LOSS_A_YEAR = 3, 0.05


def worth(offer: Offer, wanted: str, year: int) -> float:
    """What an offer is worth to somebody who wants a topic: how near, how deep, how recent."""
    return nearness(wanted, offer.topic) * DEPTH_WORTH[offer.depth] * _recency(offer.last_year, year)


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
