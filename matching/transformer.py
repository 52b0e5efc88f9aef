"""The forward pass of a BERT sentence encoder, in NumPy alone. States have the shape (sentences, words, width)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]


def sentence_vectors(weights: Mapping[str, Array], heads: int, pieces: Sequence[Sequence[int]]) -> Array:
    """For each sentence, given as numbers of word pieces, the mean of its last states as a unit vector."""
    import numpy as np

    longest = max(map(len, pieces))
    numbers = np.array([[*ids, *[0] * (longest - len(ids))] for ids in pieces])
    mask = np.array([[1.0] * len(ids) + [0.0] * (longest - len(ids)) for ids in pieces], np.float32)
    states = weights["embeddings.word_embeddings.weight"][numbers]
    states = states + weights["embeddings.position_embeddings.weight"][:longest]
    states = states + weights["embeddings.token_type_embeddings.weight"][0]
    states = normalized(states, *_pair(weights, "embeddings.LayerNorm"))
    number = 0
    while f"encoder.layer.{number}.output.dense.weight" in weights:
        states = _layer(states, mask, weights, f"encoder.layer.{number}", heads)
        number += 1
    means = (states * mask[:, :, None]).sum(axis=1)
    unit: Array = means / np.linalg.norm(means, axis=1, keepdims=True)
    return unit


def _layer(states: Array, mask: Array, weights: Mapping[str, Array], name: str, heads: int) -> Array:
    """One layer: the words look at each other, then each is worked out by itself."""
    query, key, value = (
        linear(states, *_pair(weights, f"{name}.attention.self.{part}")) for part in ("query", "key", "value")
    )
    seen = attention(query, key, value, mask, heads)
    seen = linear(seen, *_pair(weights, f"{name}.attention.output.dense"))
    states = normalized(states + seen, *_pair(weights, f"{name}.attention.output.LayerNorm"))
    worked = gelu(linear(states, *_pair(weights, f"{name}.intermediate.dense")))
    worked = linear(worked, *_pair(weights, f"{name}.output.dense"))
    return normalized(states + worked, *_pair(weights, f"{name}.output.LayerNorm"))


def attention(query: Array, key: Array, value: Array, mask: Array, heads: int) -> Array:
    """Each word's mix of all words' values, weighed by how well query and key agree; masked words do not count."""
    import numpy as np

    sentences, words, width = query.shape
    query, key, value = (
        part.reshape(sentences, words, heads, width // heads).swapaxes(1, 2) for part in (query, key, value)
    )
    agreement = query @ key.swapaxes(2, 3) / np.float32(math.sqrt(width / heads))
    agreement += (1 - mask[:, None, None, :]) * np.float32(-1e9)
    shares = np.exp(agreement - agreement.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    mixed: Array = (shares @ value).swapaxes(1, 2).reshape(sentences, words, width)
    return mixed


def linear(states: Array, weight: Array, bias: Array) -> Array:
    """A linear map of each word's state. One flat product is several times faster than one a sentence."""
    flat = states.reshape(-1, states.shape[-1]) @ weight.T
    flat += bias
    return flat.reshape(*states.shape[:-1], -1)


def normalized(states: Array, gain: Array, shift: Array) -> Array:
    """Each word's state with mean 0 and variance 1, then scaled and shifted."""
    import numpy as np

    centered = states - states.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centered**2).mean(axis=-1, keepdims=True) + np.float32(1e-12))
    scaled: Array = centered / spread * gain + shift
    return scaled


def gelu(states: Array) -> Array:
    """The Gaussian error linear unit: x times the chance that a standard normal number is below x."""
    import numpy as np
    from scipy.special import erf

    smooth: Array = states * np.float32(0.5) * (1 + erf(states / np.float32(math.sqrt(2))))
    return smooth


def _pair(weights: Mapping[str, Array], name: str) -> tuple[Array, Array]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]
