"""The words of a text as physicians type them: abbreviations read by neighbors, two ways to say one thing
taken as one, misspellings forgiven."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from matching import vocabulary
from matching.spelling import guess_spelling

GUESSED = 0.8  # a corrected spelling counts a little less than a sure one
LIGHT = 0.4  # how much "my", "how" and "not" count, which hint at a topic but never name one
LONGEST_TEXT = 4_000  # nobody writes more about one thing, and reading more costs more

END, OVER = ".", ";"  # what `tokens_of` puts between sentences and after a text
JOINTS = frozenset((",", "/", "and", "but", "plus"))  # they may join two things in one sentence

_TOKEN = re.compile(r"[^\W_]+(?:['’/-][^\W_]+)*|[,&+]|(?<![^\W_])/(?![^\W_])")
_SENTENCE_END = re.compile(r"[.;!?\n]+")
_JOINTS = re.compile(r"['’/-]")
_MARKS = re.compile("[–—“”„…•·]")  # typographic marks that stand in no word and end no sentence
_LETTERS = (
    {  # letters in lower case, one mark for all ends of sentences, "&" and "+" as commas, a space for all else
        code: letter.lower() if letter.isalnum() or letter in "'/-," else END if letter in ".;!?\n" else " "
        for code, letter in enumerate(map(chr, range(128)))
    }
    | dict.fromkeys(map(ord, "&+"), ",")
)

Key = str | tuple[str, str]  # a word as it stands in a text, in lower case; or with what it means there


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, the stems it counts as, and how much it counts."""

    typed: str
    stems: tuple[str, ...]
    weight: float = 1.0
    light: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of an abbreviation, and the words that speak for it when they stand near."""

    means: str
    near: frozenset[str]


@lru_cache(maxsize=4_096)
def read_words(text: str) -> tuple[Word, ...]:
    """The words of a text that carry meaning, as typed."""
    typed = as_typed(text)
    keys = (key for sentence in sentences_of(text) for key in read_sentence(sentence))
    words = (word for key in keys for word in words_of(key))
    return tuple(replace(word, typed=typed(word.typed)) for word in words if not word.light)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text in which anything is said."""
    return [part for part in _SENTENCE_END.split(text[:LONGEST_TEXT]) if _TOKEN.search(part)]


def tokens_of(texts: Iterable[str]) -> list[str]:
    """What stands in some texts, in lower case; END between sentences, OVER after each text.

    Much faster than to search for each word. A chunk may still hold several words, or none: see `is_odd`.
    """
    plain = f" {OVER} ".join([*map(_plain, texts), ""])
    return plain.replace(",", " , ").replace(END, f" {END} ").split()


def _plain(text: str) -> str:
    """A text in which spaces stand between chunks, and END after sentences."""
    text = text[:LONGEST_TEXT]
    plain = text if text.isascii() else _MARKS.sub(" ", text)
    if plain.isascii():
        return plain.translate(_LETTERS)
    return END.join(" ".join(_tokens(sentence)) for sentence in sentences_of(text))


def is_odd(chunk: str) -> bool:
    """Whether a chunk is not simply one word, or one that its neighbors give a meaning."""
    return _JOINTS.sub("", chunk) in _readings() or (_is_stuck(chunk) and _TOKEN.findall(chunk) != [chunk])


def _is_stuck(chunk: str) -> bool:
    """Whether marks may be stuck to it."""
    return not chunk.isalnum() and chunk.isascii()


@cache
def pairs_of_words() -> frozenset[tuple[str, ...]]:
    """The known pairs ("on call"), which count as one where they stand side by side."""
    return frozenset(tuple(pair.split()) for pair in _same() if " " in pair)


@cache
def _pair_openers() -> frozenset[str]:
    """The first words of the known pairs."""
    return frozenset(one for one, _ in pairs_of_words())


def read_chunks(chunks: Sequence[str]) -> Sequence[Key]:
    """What stands in the chunks of one sentence, as `read_sentence` reads it."""
    tokens: list[str] = []
    for chunk in chunks:
        tokens += _TOKEN.findall(chunk) if _is_stuck(chunk) else [chunk]
    return _in_context(tokens)


def read_sentence(sentence: str) -> Sequence[Key]:
    """What stands in a sentence, word by word, joints between them; `words_of` tells what a word counts as."""
    return _in_context(_tokens(sentence))


def _tokens(sentence: str) -> list[str]:
    said = sentence.replace("&", ",").replace("+", ",")
    return list(map(str.lower, _TOKEN.findall(said)))


def as_typed(text: str) -> Callable[[str], str]:
    """Finds how lower-case words were first typed in a text."""
    typed = {token.lower(): token for token in reversed(_TOKEN.findall(text[:LONGEST_TEXT]))}
    return lambda words: " ".join(typed[word] for word in words.split(" "))


def as_said(key: Key) -> str:
    """A key as it stands in its text, in lower case."""
    return key if isinstance(key, str) else key[0]


@lru_cache(maxsize=65_536)
def words_of(key: Key) -> tuple[Word, ...]:
    """What a word counts as. One that means nothing by itself (a bare number, one letter) counts as nothing."""
    if isinstance(key, tuple):
        return _meaning(*key)
    whole = _JOINTS.sub("", key)
    parts = [whole] if whole in _readings() or "'" in key or "’" in key else re.split("[/-]", key)
    return tuple(word for part in _joined(parts) if len(part) > 1 for word in _read(key, part))


def stems(text: str) -> list[str]:
    """The stems of a text of our own, in which nothing is misspelt or ambiguous."""
    words = [word for token in _TOKEN.findall(text.lower()) for word in re.split("[/-]", token)]
    joined = _joined([_JOINTS.sub("", word) for word in words])
    return [stem(word) for part in joined if len(part) > 1 for word in _same().get(part, part).split()]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A lower-case word without its ending, so that "denials" meets "denied"."""
    return word if word in light_words() else str(_stemmer().stemWord(word))


def _in_context(tokens: Sequence[str]) -> Sequence[Key]:
    """The words of a sentence, abbreviations read by their neighbors and known pairs ("on call") taken as one."""
    readings, pairs, openers = _readings(), pairs_of_words(), _pair_openers()
    words = [token if token.isalnum() else _JOINTS.sub("", token) for token in tokens]
    keys: list[Key] = []
    places = iter(range(len(tokens)))
    for place in places:
        token, word = tokens[place], words[place]
        if token in openers and tuple(tokens[place : place + 2]) in pairs:
            pair = " ".join(tokens[place : place + 2])
            keys.append((pair, pair))
            next(places)
        elif word in readings:
            keys.append((token, _meant(word, frozenset(words))))
        else:
            keys.append(token)
    return keys


def _meant(word: str, sentence: frozenset[str]) -> str:
    """The readings of an abbreviation that have most support nearby; without any support, every one."""
    support = {reading.means: len(reading.near & sentence - {word}) for reading in _readings()[word]}
    return "|".join(means for means, found in support.items() if found == max(support.values()))


def _meaning(typed: str, means: str) -> tuple[Word, ...]:
    """The words for what is meant; several readings ("|" between them) share the weight."""
    readings = means.split("|")
    found = [tuple(stems(reading)) for reading in readings if reading]
    return tuple(Word(typed, meant, len(readings) ** -0.5) for meant in found)


def _joined(words: Sequence[str]) -> list[str]:
    """Words with known pairs ("check in") made one."""
    joined: list[str] = []
    for word in words:
        pair = f"{joined[-1]} {word}" if joined else ""
        joined = [*joined[:-1], pair] if pair in _same() else [*joined, word]
    return joined


def _read(typed: str, word: str) -> tuple[Word, ...]:
    if word in light_words():
        return (Word(typed, (word,), LIGHT, light=True),)
    if word in _readings():
        return _meaning(typed, "|".join(reading.means for reading in _readings()[word]))
    if word in known_words() or stem(word) in known_stems():
        return _meaning(typed, word)
    if not word.isalpha():
        return ()
    guess = guess_spelling(word, known_words())
    return (Word(typed, tuple(stems(guess)), GUESSED),) if guess else (Word(typed, (stem(word),)),)


@cache
def known_words() -> frozenset[str]:
    """Every word of the vocabulary and of talk about other things, and the other ways to write them."""
    words = {word for text in (*own_texts(), *elsewhere()) for word in re.split(r"[\W_]+", text.lower())}
    return frozenset(words.union(_same()) - light_words() - {""})


@cache
def known_stems() -> frozenset[str]:
    """The stems of everything known."""
    return frozenset(stem for text in (*own_texts(), *elsewhere()) for stem in stems(text))


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """For each topic, how physicians say it in plain words."""
    return {slug: tuple(said) for slug, said in _phrases_file()["phrases"].items()}


@cache
def own_texts() -> tuple[str, ...]:
    """Every label, description, synonym and phrase of the vocabulary, topic by topic."""
    return tuple(text for topic in vocabulary.topics() for text in texts_of(topic))


def texts_of(topic: vocabulary.Topic) -> tuple[str, ...]:
    """What one topic is called, in our words and in physicians'."""
    return (*names_of(topic), topic.description, *phrases()[topic.slug])


def names_of(topic: vocabulary.Topic) -> tuple[str, ...]:
    """A topic's label and its synonyms."""
    return (topic.label, *topic.synonyms)


@cache
def elsewhere() -> tuple[str, ...]:
    """How people talk about other things than a practice."""
    return tuple(_phrases_file()["elsewhere"])


@cache
def light_words() -> frozenset[str]:
    """Words that carry little meaning."""
    return frozenset(_phrases_file()["light_words"].split())


@cache
def _readings() -> dict[str, tuple[Reading, ...]]:
    places = _phrases_file()["places"]
    return {
        form: tuple(
            Reading(row["means"], frozenset(row["near"].replace("@place", places).split())) for row in rows
        )
        for form, rows in _phrases_file()["readings"].items()
    }


@cache
def _same() -> dict[str, str]:
    """For each other word or pair of words, the one it counts as."""
    return {other: word for word, others in _phrases_file()["same"].items() for other in others}


@cache
def _stemmer() -> Any:
    import snowballstemmer  # only the text model needs it

    return snowballstemmer.stemmer("english")


@cache
def _phrases_file() -> dict[str, Any]:
    return vocabulary.read_data("phrases.json")
