"""Whether a mentor answers what somebody typed into the search box, and with which topics."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from matching import vocabulary
from matching.cover import RELATED_TOPIC, nearness, worth
from matching.people import Mentor
from matching.similarity import TopicHit, nearest, suggest_topics, text_vector
from matching.words import read_words

if TYPE_CHECKING:
    from matching.similarity import Array

ALSO_MEANT = 0.6  # topics with this share of the first one's score are taken as meant too
RELEVANT = 0.3  # below this a mentor does not answer
WORDS_WORTH = 0.7  # what it is worth when every word stands in the mentor's texts or specialty
MOST_TOPICS = 5


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, understood: topics with their share of the first one's score, stems, and a vector."""

    topics: tuple[tuple[str, float], ...]
    stems: frozenset[str]
    vector: Array = field(compare=False)


def understand(typed: str) -> Query:
    """The topics and the words of a query."""
    hits = suggest_topics(typed, MOST_TOPICS)
    return Query(_meant(hits), _stems(typed), text_vector(typed))


def answered_topics(query: Query, mentor: Mentor) -> tuple[str, ...]:
    """The query's topics that the mentor offers, or something related to them."""
    return tuple(
        slug
        for slug, _ in query.topics
        if any(nearness(slug, offer.topic) >= RELATED_TOPIC for offer in mentor.offers)
    )


def relevance(query: Query, mentor: Mentor, year: int) -> float:
    """How well a mentor answers: by offers, by what their texts mean, or by the very words. In tenths.

    Tenths, so that among mentors who answer about equally well the better fit comes first.
    """
    by_offer = [
        share * worth(offer, slug, year)
        for slug, share in query.topics
        for offer in mentor.offers
        if nearness(slug, offer.topic) >= RELATED_TOPIC
    ]
    by_meaning = [nearest(query.vector, [text_vector(text)])[0] for text in mentor.texts]
    best = max([*by_offer, *by_meaning, WORDS_WORTH * _words_found(query, mentor)])
    return round(best, 1) if best >= RELEVANT else 0.0


def _meant(hits: tuple[TopicHit, ...]) -> tuple[tuple[str, float], ...]:
    shares = [(hit.topic, hit.score / hits[0].score) for hit in hits]
    return tuple((topic, share) for topic, share in shares if share >= ALSO_MEANT)


def _words_found(query: Query, mentor: Mentor) -> float:
    if not query.stems:
        return 0.0
    return len(query.stems & _own_stems(mentor)) / len(query.stems)


@lru_cache(maxsize=20_000)
def _own_stems(mentor: Mentor) -> frozenset[str]:
    named: tuple[str, ...] = ()
    if mentor.specialty is not None:
        specialty = vocabulary.specialty(mentor.specialty)
        named = (specialty.name, *specialty.aliases)
    return frozenset().union(*(_stems(text) for text in (*mentor.texts, *named)))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem for word in read_words(text) for stem in word.stems)
