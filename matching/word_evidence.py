"""How strongly each word speaks for each topic.

Naive Bayes over stems weighed by TF-IDF, and over the letters of the stems, so that a word nobody wrote down
still speaks through the ones it resembles. It is fitted once, on the vocabulary alone (labels, descriptions,
synonyms, and the phrases of `data/phrases.json`), never on the people who are compared: one more mentor changes
nobody's score. Talk about other things is a class of its own, which draws small talk away from the topics.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from matching import vocabulary
from matching.numbering import numbering
from matching.words import (
    END,
    JOINTS,
    LIGHT,
    OVER,
    Key,
    as_said,
    elsewhere,
    is_odd,
    light_words,
    names_of,
    own_texts,
    pairs_of_words,
    read_chunks,
    stems,
    texts_of,
    tokens_of,
    words_of,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Spans = NDArray[np.int64]

NAME = 2.0  # labels and synonyms count twice: they are what pages call a topic
RELATED = 0.05  # what a text counts for the topics related to its own: they are second best, not wrong
STEM_DOUBT, LETTER_DOUBT = 0.1, 0.05  # what unseen stems and letters count, so that no word rules a topic out
LETTERS = 0.25  # share of what the letters of a word say, beside the word itself
UNKNOWN = 0.8  # how much an unknown word counts, as a share of the rarest known one
TINY = 1e-9  # a stem of which no letter group is known has no length
UNSAID = 200.0  # as if each sentence had two rare words more: one weak word alone proves little


@dataclass(frozen=True, slots=True)
class Model:
    """The fitted model. Rows are stems or letter groups; columns are the topics, then talk about other things."""

    stems: Mapping[str, int]
    weights: Array
    says: Array
    letters: Any
    letters_say: Array


@dataclass(frozen=True, slots=True)
class Said:
    """Sentences in numbers: their different words, what each of these says, and which word stands at which place.

    `starts` holds where each sentence begins and, last, where all end; `joints` where sentences may come apart.
    """

    keys: list[Key]
    says: Array
    words: NDArray[np.int32]
    starts: Spans
    joints: Spans

    def sentences(self) -> Spans:
        """Every sentence as a span: its number, its first word, and the word after its last."""
        import numpy as np

        return np.column_stack([np.arange(len(self.starts) - 1), self.starts[:-1], self.starts[1:]])

    def keys_of(self, span: Spans) -> list[Key]:
        """The words of a span."""
        return [self.keys[word] for word in self.words[span[1] : span[2]]]


def in_numbers(texts: Sequence[str]) -> tuple[Said, list[int]]:
    """The sentences of some texts made ready to be asked what they say, and how many each text has."""
    import numpy as np

    chunks = tokens_of(texts)
    numbers: dict[Key, int] = numbering(OVER, END)
    places = np.fromiter(map(numbers.__getitem__, chunks), np.int64, len(chunks))
    ends = np.flatnonzero(places <= 1)
    begins = np.concatenate([[0], ends[:-1] + 1])
    many = ends - begins
    odd = np.unique(np.searchsorted(ends, _odd_places(places, list(map(as_said, numbers)))))
    read = [read_chunks(chunks[begins[row] : ends[row]]) for row in odd]
    begins[odd] = len(places) + np.cumsum([0, *map(len, read)])[:-1]
    many[odd] = list(map(len, read))
    again = np.array([numbers[key] for keys in read for key in keys], np.int64)
    places = np.concatenate([places, again])
    owners = np.cumsum(places[ends] == 0) - (places[ends] == 0)
    begins, owners, many = begins[many > 0], owners[many > 0], many[many > 0]
    starts = np.concatenate([[0], np.cumsum(many)])
    words = places[np.arange(starts[-1]) + np.repeat(begins - starts[:-1], many)]
    return _said(list(numbers), words, starts), np.bincount(owners, minlength=len(texts)).tolist()


def _odd_places(places: Spans, chunks: Sequence[str]) -> Spans:
    """Where it takes a look at the sentence to know what is said."""
    import numpy as np

    number = {chunk: place for place, chunk in enumerate(chunks)}
    pairs = [
        (number[one], number[other]) for one, other in pairs_of_words() if one in number and other in number
    ]
    opens, closes, alone = np.zeros((3, len(chunks)), bool)
    opens[[one for one, _ in pairs]] = closes[[other for _, other in pairs]] = True
    alone[[place for place, chunk in enumerate(chunks) if place > 1 and is_odd(chunk)]] = True
    beside = np.flatnonzero(opens[places[:-1]] & closes[places[1:]])
    known = [one * len(chunks) + other for one, other in pairs]
    beside = beside[np.isin(places[beside] * len(chunks) + places[beside + 1], known)]
    return np.concatenate([beside, np.flatnonzero(alone[places])])


def _said(keys: Sequence[Key], words: Spans, starts: Spans) -> Said:
    """The same in one order whatever else is read at the same time, so that sums are equal to the last digit."""
    import numpy as np

    used = np.flatnonzero(np.bincount(words, minlength=len(keys))).tolist()
    ordered = sorted(used, key=lambda number: str(keys[number]))
    rank = np.empty(len(keys), np.int32)
    rank[ordered] = np.arange(len(ordered), dtype=np.int32)
    found = [keys[number] for number in ordered]
    says = np.array([word_evidence(key) for key in found], np.float32).reshape(
        -1, len(vocabulary.topics()) + 3
    )
    joints = np.array([key in JOINTS for key in found], bool)
    return Said(found, says, rank[words], starts, np.flatnonzero(joints[rank[words]]))


def evidence(said: Said, spans: Spans) -> Array:
    """For each span how strongly its words speak for each topic, and (last) for other things.

    A word said twice counts once. A span in which no word carries meaning speaks for nothing.
    """
    import numpy as np
    from scipy.sparse import csr_array

    many = spans[:, 2] - spans[:, 1]
    ends = np.concatenate([[0], np.cumsum(many)])
    words = said.words[np.arange(ends[-1]) + np.repeat(spans[:, 1] - ends[:-1], many)]
    heard = csr_array((np.ones(len(words), np.float32), words, ends), (len(spans), len(said.keys)))
    heard.sum_duplicates()
    heard.data[:] = 1
    total = heard @ said.says
    total[:, :-2] /= np.sqrt(total[:, -2:-1] + UNSAID)
    total[total[:, -1] <= 0] = 0
    says: Array = total[:, :-2]
    return says


@lru_cache(maxsize=65_536)
def word_evidence(key: Key) -> Array:
    """What one word says for each topic and for other things, then its mass, then whether it carries meaning."""
    import numpy as np

    says = np.zeros(len(vocabulary.topics()) + 3, np.float32)
    for word in words_of(key):
        for stem in word.stems:
            weight, speaks = _stem_evidence(stem)
            says[:-2] += word.weight * weight * speaks
            says[-2] += (word.weight * weight) ** 2
        says[-1] += not word.light
    return says


def _stem_evidence(stem: str) -> tuple[float, Array]:
    model = fitted()
    if stem in model.stems:
        row = model.stems[stem]
        return float(model.weights[row]), model.says[row]
    return UNKNOWN * float(model.weights.max()), LETTERS * _letter_evidence(stem)


def _letter_evidence(stem: str) -> Array:
    """What the letter groups of an unknown stem say (the same sum as `transform` times `letters_say`)."""
    import numpy as np

    model = fitted()
    groups = Counter(
        group for group in model.letters.build_analyzer()(stem) if group in model.letters.vocabulary_
    )
    rows = [model.letters.vocabulary_[group] for group in groups]
    weights = (1 + np.log(np.array(list(groups.values()), np.float32))) * model.letters.idf_[rows]
    speaks: Array = weights @ model.letters_say[rows] / max(float(np.linalg.norm(weights)), TINY)
    return speaks


@cache
def fitted() -> Model:
    """The model, fitted when first asked for."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [*own_texts(), *elsewhere()]
    words = TfidfVectorizer(analyzer=stems, sublinear_tf=True).fit(texts)
    names = words.get_feature_names_out()
    light = np.array([name in light_words() for name in names])
    words.idf_ = words.idf_ * np.where(light, LIGHT, 1)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit(names[~light])
    said = words.transform(texts)
    spelled = letters.transform(names).multiply(~light[:, None]).tocsr()
    lessons = _lessons()
    letters_say = _log_ratios(said @ spelled, lessons, LETTER_DOUBT)
    says = _log_ratios(said, lessons, STEM_DOUBT) + LETTERS * (spelled @ letters_say)
    return Model(
        words.vocabulary_, words.idf_.astype(np.float32), says.astype(np.float32), letters, letters_say
    )


def _lessons() -> list[tuple[int, int, float]]:
    """What to learn: the number of a text, the number of the class it speaks for, and how much it counts."""
    topics = vocabulary.topics()
    number = {topic.slug: place for place, topic in enumerate(topics)}
    pairs = {(number[topic.slug], number[other]) for topic in topics for other in topic.related}
    lessons: list[tuple[int, int, float]] = []
    text = 0
    for place, topic in enumerate(topics):
        near = sorted({other for pair in pairs if place in pair for other in pair} - {place})
        for said in texts_of(topic):
            lessons.append((text, place, NAME if said in names_of(topic) else 1))
            lessons += [(text, other, RELATED) for other in near]
            text += 1
    return lessons + [(text + row, len(topics), 1) for row in range(len(elsewhere()))]


def _log_ratios(counts: Any, lessons: Sequence[tuple[int, int, float]], doubt: float) -> Array:
    """For each column and class: the logarithm of how much likelier than usual the class brings the column."""
    import numpy as np
    from sklearn.naive_bayes import MultinomialNB

    texts, classes, times = map(np.array, zip(*lessons, strict=True))
    bayes = MultinomialNB(alpha=doubt, fit_prior=False).fit(counts[texts], classes, sample_weight=times)
    chances = bayes.feature_log_prob_
    return np.ascontiguousarray((chances - np.log(np.exp(chances).mean(axis=0))).T, np.float32)
