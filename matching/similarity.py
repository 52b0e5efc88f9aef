"""Which topics a text speaks of, and how near two texts are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from matching import vocabulary
from matching.checking import require, shown
from matching.clauses import parts
from matching.word_evidence import Said, evidence, in_numbers, word_evidence
from matching.words import (
    Key,
    as_said,
    as_typed,
    own_texts,
    read_words,
    sentences_of,
    stems,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Spans = NDArray[np.int64]
    Strengths = NDArray[np.float32]

Backend = Literal["words", "minilm"]  # minilm adds the meaning of whole sentences; see `matching.embedding`

NOISE = 0.1  # below this a topic was not meant
TELLING = 0.3  # words with at least this share of the strongest word's effect are named
BLOCK = 2_000  # texts read at a time, so that memory stays small

# From evidence to sureness, fitted on sentences whose topics we know and on small talk (see the tests).
LEAD = 2.0  # how fast the topic with more evidence takes the share of the others
SURENESS = {"words": (1.0, 0.65, 1.7), "minilm": (0.7, 0.33, 2.7)}  # by evidence, by lead, and doubt
SMALL_TALK = 0.3  # share of the evidence for other things that speaks against each topic

MEANING = 0.5  # what a leaning by meaning counts beside the evidence of the words

COMPONENTS = 300
SEED = 20260101
BEST_ITEMS = 3


@dataclass(frozen=True, slots=True)
class TopicHit:
    """A topic that a text speaks of, how surely (0 to 1), and the words, as typed, that say so."""

    topic: str
    score: float
    words: tuple[str, ...]


def suggest_topics(text: str, limit: int = 5, backend: Backend = "words") -> tuple[TopicHit, ...]:
    """The topics a text speaks of, best first, each as sure as where it is said most surely; nothing below noise."""
    import numpy as np

    _check(backend)
    sentences = sentences_of(text)
    if not sentences:
        return ()
    said, _ = in_numbers([text])
    logits, spans, more = _heard(said, sentences, backend)
    spans, strengths = np.concatenate([said.sentences(), spans]), _sure(np.concatenate([logits, more]))
    typed = as_typed(text)
    surest = strengths.max(axis=0)
    found = [
        (-float(surest[column]), topic.slug, column)
        for column, topic in enumerate(vocabulary.topics())
        if surest[column] > 0
    ]
    return tuple(
        TopicHit(slug, -score, tuple(map(typed, _telling(said.keys_of(span), column))))
        for score, slug, column in sorted(found)[:limit]
        for span in [_nearest_part(spans, strengths[:, column])]
    )


def topic_strengths(
    texts: Sequence[str], backend: Backend = "words", report: Callable[[float], None] = lambda done: None
) -> Strengths:
    """How surely each text (row) speaks of each topic (column, in the order of `vocabulary.topics()`), 0 to 1.

    `report` hears the share of the texts that is read.
    """
    import numpy as np

    _check(backend)
    strengths = np.zeros((len(texts), len(vocabulary.topics())), np.float32)
    for start in range(0, len(texts), BLOCK):
        some = texts[start : start + BLOCK]
        typed = [sentence for text in some for sentence in sentences_of(text)] if backend == "minilm" else ()
        said, counts = in_numbers(some)
        logits, spans, more = _heard(said, typed, backend)
        owners = np.repeat(np.arange(len(some)), counts)[spans[:, 0]]
        many = np.bincount(owners, minlength=len(some)).tolist()
        by_part = highest(more[owners.argsort(kind="stable")], many, -np.inf)
        strengths[start : start + BLOCK] = _sure(np.maximum(highest(logits, counts, -np.inf), by_part))
        report(min(1.0, (start + BLOCK) / len(texts)))
    return strengths


def _check(backend: object) -> None:
    known = tuple(SURENESS)
    require(backend in known, "topics", "backend", f"{shown(backend)} is neither words nor minilm")


def highest(values: Strengths, counts: Sequence[int], without: float) -> Strengths:
    """The highest value in each column, for owners who have so many rows each, one owner after the other."""
    import numpy as np

    many = np.array(counts, dtype=np.int64)
    found = np.full((len(many), values.shape[1]), without, np.float32)
    firsts = np.cumsum(many) - many
    for turn in range(many.max(initial=0)):
        rows = np.flatnonzero(many > turn)
        found[rows] = np.maximum(found[rows], values[firsts[rows] + turn])
    return found


def _heard(said: Said, typed: Sequence[str], backend: Backend) -> tuple[Strengths, Spans, Strengths]:
    """How much speaks for each topic in each sentence; then the parts that speak for themselves, and how much there.

    The meaning of sentences is read from them as `typed`, that of parts from their words.
    """

    def in_parts(spans: Spans, says: Strengths) -> Strengths:
        bare = [" ".join(map(as_said, said.keys_of(span))) for span in spans] if backend == "minilm" else ()
        return _logits(says, bare, backend)

    return _logits(evidence(said, said.sentences()), typed, backend), *parts(said, in_parts)


def _logits(says: Strengths, typed: Sequence[str], backend: Backend) -> Strengths:
    """How much speaks for each topic: how much evidence there is, and how far it leads."""
    import numpy as np

    if typed and backend == "minilm":
        from matching.embedding import leanings

        says += says.any(axis=1, keepdims=True) * MEANING * leanings(typed)
    by_evidence, by_lead, doubt = SURENESS[backend]
    # A lead is the log of a topic's share of everything.
    everything = np.log(np.exp(LEAD * says).sum(axis=1, keepdims=True))
    against = by_evidence * SMALL_TALK * says[:, -1:] + by_lead * everything + doubt
    logits: Strengths = says[:, :-1] * np.float32(by_evidence + by_lead * LEAD) - against
    return logits


def _sure(logits: Strengths) -> Strengths:
    """The same as sureness, from 0 to 1; what is below noise is nothing."""
    import numpy as np

    sure: Strengths = np.round(1 / (1 + np.exp(-logits)), 6)
    return np.where(sure >= NOISE, sure, np.float32(0))


def _nearest_part(spans: Spans, sure: Strengths) -> Spans:
    """Where a topic is said: in the surest span or, of one that came apart, in the part that speaks of it."""
    row = int(sure.argmax())
    while inside := [
        other
        for other in range(row + 1, len(spans))
        if spans[other, 0] == spans[row, 0]
        and spans[row, 1] <= spans[other, 1] < spans[other, 2] <= spans[row, 2]
        and sure[other] > 0
    ]:
        row = max(inside, key=lambda other: float(sure[other]))
    nearest: Spans = spans[row]
    return nearest


def _telling(keys: Sequence[Key], column: int) -> Iterator[str]:
    """The words that speak most for a topic."""
    effects = {key: word_evidence(key) for key in keys}
    meant = {key: float(effect[column]) for key, effect in effects.items() if effect[-1]}
    enough = TELLING * max(meant.values())
    return map(as_said, (key for key, effect in meant.items() if effect >= enough))


def shared_words(text: str, other: str) -> tuple[str, ...]:
    """Words of the first text, as typed, whose stems the second one uses too."""
    others = {stem for word in read_words(other) for stem in word.stems}
    return _distinct(word.typed for word in read_words(text) if others.intersection(word.stems))


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple({word.lower(): word for word in words}.values())


@lru_cache(maxsize=8_192)
def text_vector(text: str) -> Array:
    """Where a text lies in the latent space: a unit vector, or zeros when no word is known."""
    import numpy as np

    vectorizer, components = _latent()
    weights = np.zeros(len(vectorizer.idf_))
    counts = Counter((stem, word.weight) for word in read_words(text) for stem in word.stems)
    for (stem, weight), times in counts.items():
        if stem in vectorizer.vocabulary_:
            weights[vectorizer.vocabulary_[stem]] += weight * (1 + math.log(times))
    return _unit(components @ (weights * vectorizer.idf_))


def nearest(text: Array, items: Sequence[Array]) -> tuple[float, tuple[int, ...]]:
    """How near the three nearest items are on average (a missing one counts 0), and which they are."""
    near = sorted((-round(float(item @ text), 6), place) for place, item in enumerate(items))
    best = [(-distance, place) for distance, place in near[:BEST_ITEMS] if distance < 0]
    return math.fsum(nearness for nearness, _ in best) / BEST_ITEMS, tuple(place for _, place in best)


def _unit(vector: Array) -> Array:
    length = math.sqrt(float(vector @ vector))
    unit: Array = vector / length if length else vector
    return unit


@cache
def _latent() -> tuple[Any, Array]:
    """Latent semantic analysis of the vocabulary: the fitted TF-IDF and the components."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from threadpoolctl import threadpool_limits

    vectorizer = TfidfVectorizer(analyzer=stems, sublinear_tf=True)
    weighed = vectorizer.fit_transform(own_texts())
    with threadpool_limits(limits=1):  # on a busy machine more threads wait for each other for many seconds
        svd = TruncatedSVD(COMPONENTS, n_iter=2, random_state=SEED).fit(weighed)
    return vectorizer, svd.components_
