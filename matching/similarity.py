"""Which topics a text speaks of, and how near two texts are.

The model is fitted once on the vocabulary alone (labels, descriptions, synonyms, and the plain phrases of
`data/phrases.json`), never on the people who are compared: one more mentor changes nobody's score.
Stemmed words, sublinear TF-IDF, then latent semantic analysis. Every label, synonym and phrase stays an item
of its own, because one long text per topic finds less.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from matching import vocabulary
from matching.words import Word, own_texts, read_words, stems, texts_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

COMPONENTS = 300
SEED = 20260101
LITERAL = 0.7  # share of the words themselves; the rest is latent: near in meaning, not in words
ITEM_SHARES = (0.6, 0.25, 0.15)  # what a topic's best, second and third item count
WHOLE = 0.3  # share of the topic as a whole, in which every word of the text finds its own item
NOISE = 0.2  # below this a topic was not meant
TELLING = 0.3  # words with at least this share of the strongest word's effect are named
LONGEST_QUERY = 4_000
BEST_ITEMS = 3
TINY = 1e-12  # an item of stop words alone has no direction


@dataclass(frozen=True, slots=True)
class TopicHit:
    """A topic that a text speaks of, how surely (0 to 1), and the words, as typed, that say so."""

    topic: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """The fitted model. Columns are stems; a topic has one row per item, smoothed so that
    stems near in meaning count too."""

    columns: Mapping[str, int]
    idf: Array
    components: Array
    topics: Mapping[str, Array]
    wholes: Mapping[str, Array]


def suggest_topics(text: str, limit: int = 5) -> tuple[TopicHit, ...]:
    """The topics a text speaks of, best first; nothing for a text without meaning."""
    best: dict[str, TopicHit] = {}
    for sentence in re.split(r"[.;!?\n]+", text[:LONGEST_QUERY]):
        for hit in _hits(read_words(sentence)):
            if hit.topic not in best or hit.score > best[hit.topic].score:
                best[hit.topic] = hit
    return tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.topic))[:limit])


@lru_cache(maxsize=8_192)
def text_vector(text: str) -> Array:
    """Where a text lies in the latent space: a unit vector, or zeros when no word is known."""
    return _unit(_model().components @ _weigh(read_words(text)))


def topic_vector(slug: str) -> Array:
    """Where a topic lies in the latent space, by its label, description and synonyms."""
    topic = vocabulary.topic(slug)
    return text_vector(". ".join((topic.label, topic.description, *topic.synonyms)))


def nearest(text: Array, items: Sequence[Array]) -> tuple[float, tuple[int, ...]]:
    """How near the three nearest items are on average (a missing one counts 0), and which they are."""
    near = sorted((-round(float(item @ text), 6), place) for place, item in enumerate(items))
    best = [(-distance, place) for distance, place in near[:BEST_ITEMS] if distance < 0]
    return math.fsum(nearness for nearness, _ in best) / BEST_ITEMS, tuple(place for _, place in best)


def shared_words(text: str, other: str) -> tuple[str, ...]:
    """Words of the first text, as typed, whose stems the second one uses too."""
    others = {stem for word in read_words(other) for stem in word.stems}
    return _distinct(word.typed for word in read_words(text) if others.intersection(word.stems))


def _hits(words: Sequence[Word]) -> Iterator[TopicHit]:
    query, model = _weigh(words), _model()
    for slug, items in model.topics.items():
        best = (-(items @ query)).argsort(kind="stable")[: len(ITEM_SHARES)]
        says = (1 - WHOLE) * (ITEM_SHARES @ items[best]) + WHOLE * model.wholes[slug]
        effects = query * says  # what each stem adds to the score
        score = round(min(float(effects.sum()), 1.0), 6)
        if score >= NOISE:
            yield TopicHit(slug, score, _telling(words, effects))


def _telling(words: Sequence[Word], effects: Array) -> tuple[str, ...]:
    columns = _model().columns
    adds = [sum(float(effects[columns[stem]]) for stem in word.stems if stem in columns) for word in words]
    strong = TELLING * max(adds)
    return _distinct(word.typed for word, added in zip(words, adds, strict=True) if added >= strong)


def _distinct(words: Iterator[str]) -> tuple[str, ...]:
    return tuple({word.lower(): word for word in words}.values())


def _weigh(words: Sequence[Word]) -> Array:
    """Words as a unit vector over the model's stems: rarer stems weigh more, repeated ones grow slowly."""
    import numpy as np

    model = _model()
    weights = np.zeros(len(model.columns))
    for (stem, sureness), times in Counter((stem, w.weight) for w in words for stem in w.stems).items():
        if stem in model.columns:
            weights[model.columns[stem]] += sureness * (1 + math.log(times))
    return _unit(weights * model.idf)


def _unit(vector: Array) -> Array:
    length = math.sqrt(float(vector @ vector))
    unit: Array = vector / length if length else vector
    return unit


@cache
def _model() -> Model:
    import numpy as np
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=stems, sublinear_tf=True)
    literal = vectorizer.fit_transform(own_texts())
    # Two unnormalized rounds lose one percent of the variance and save three quarters of the time.
    fast = {"n_iter": 2, "power_iteration_normalizer": "none"}
    svd = TruncatedSVD(COMPONENTS, random_state=SEED, **fast).fit(literal)
    latent = svd.transform(literal)
    latent /= np.maximum(np.linalg.norm(latent, axis=1, keepdims=True), TINY)
    smoothed = LITERAL * literal.toarray() + (1 - LITERAL) * (latent @ svd.components_)
    return Model(
        columns=vectorizer.vocabulary_,
        idf=vectorizer.idf_,
        components=svd.components_,
        topics=_rows_by_topic(smoothed),
        wholes={slug: _unit(rows.max(axis=0)) for slug, rows in _rows_by_topic(literal.toarray()).items()},
    )


def _rows_by_topic(rows: Array) -> dict[str, Array]:
    blocks: dict[str, Array] = {}
    start = 0
    for topic in vocabulary.topics():
        end = start + len(texts_of(topic))
        blocks[topic.slug] = rows[start:end]
        start = end
    return blocks


def topic_strengths(texts: Sequence[str]) -> Array:
    """How surely each text speaks of each topic, one row a text, one column a topic."""
    import numpy as np

    places = {topic.slug: place for place, topic in enumerate(vocabulary.topics())}
    rows = np.zeros((len(texts), len(places)))
    for row, text in enumerate(texts):
        for hit in suggest_topics(text, len(places)):
            rows[row, places[hit.topic]] = hit.score
    return rows
