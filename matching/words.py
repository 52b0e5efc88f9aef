"""The words of a text as physicians type them: abbreviations read by neighbors, misspellings forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from matching import vocabulary

GUESSED = 0.8  # a corrected spelling counts a little less than a sure one
SHORTEST_GUESS = 5  # shorter words have too many neighbors to guess from
LONG_WORD = 9  # from here on two slips of the pen still leave one candidate


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, the stems it counts as, and how much it counts."""

    typed: str
    stems: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of an abbreviation, and the words that speak for it when they stand near."""

    means: tuple[str, ...]
    near: frozenset[str]


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """For each topic, how physicians say it in plain words."""
    return {slug: tuple(said) for slug, said in _phrases_file()["phrases"].items()}


def read_words(text: str) -> list[Word]:
    """The words of a text that carry meaning."""
    plain = list(_plain_words(text))
    near = frozenset(word for _, word in plain)
    words = (_read(typed, word, near - {word}) for typed, word in plain if word not in _stop_words())
    return [word for word in words if word.stems]


def stems(text: str) -> list[str]:
    """The stems of a text of our own, in which nothing is misspelt or ambiguous."""
    return [stem(word) for _, word in _plain_words(text) if word not in _stop_words()]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A lower-case word without its ending, so that "denials" meets "denied"."""
    return str(_stemmer().stemWord(word))


def _plain_words(text: str) -> Iterator[tuple[str, str]]:
    for typed in re.findall(r"[^\W_]+(?:['’/-][^\W_]+)*", text):
        joined = re.sub(r"['’/-]", "", typed).lower()
        whole = joined in _readings() or "'" in typed or "’" in typed
        for part in [joined] if whole else re.split(r"[/-]", typed.lower()):
            if len(part) > 1:
                yield typed, part


def _read(typed: str, word: str, near: frozenset[str]) -> Word:
    if word in _readings():
        meant = _meant(_readings()[word], near)
        return Word(typed, tuple(stem(part) for reading in meant for part in reading.means))
    if word in _known_words() or stem(word) in _known_stems():
        return Word(typed, (stem(word),))
    guess = guess_spelling(word)
    return Word(typed, (stem(guess),), GUESSED) if guess else Word(typed, (stem(word),))


def _meant(readings: tuple[Reading, ...], near: frozenset[str]) -> list[Reading]:
    """The readings with most support nearby; without any support, every reading."""
    support = [len(reading.near & near) for reading in readings]
    return [reading for reading, found in zip(readings, support, strict=True) if found == max(support)]


@lru_cache(maxsize=20_000)
def guess_spelling(word: str) -> str | None:
    """The known word that was meant, or None when that would be a gamble."""
    if len(word) < SHORTEST_GUESS or not word.isalpha():
        return None
    candidates = [known for known in _known_words() if _plausible(word, known)]
    return min(candidates, key=lambda known: (_slips(word, known), known), default=None)


def _plausible(word: str, known: str) -> bool:
    if known[0] != word[0] or abs(len(known) - len(word)) > 2:
        return False
    if len(word) >= LONG_WORD:
        return _slips(word, known) <= 2
    # In short words one wrong consonant is usually another word ("hiking", "hiring"): only swapped letters,
    # wrong vowels and doubled letters are forgiven.
    return (sorted(known) == sorted(word) or _skeleton(known) == _skeleton(word)) and _slips(word, known) <= 1


@lru_cache(maxsize=20_000)
def _skeleton(word: str) -> str:
    return "".join(letter for letter, _ in groupby(re.sub("[aeiouy]", "", word)))


def _slips(one: str, other: str) -> int:
    """Letters added, dropped, changed, or swapped with their neighbor, between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before = before, row
        row = [i]
        for j, wanted in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[-1] = min(row[-1], above[j - 2] + 1)
    return row[-1]


@cache
def _known_words() -> frozenset[str]:
    return frozenset(
        word for text in own_texts() for _, word in _plain_words(text) if word not in _stop_words()
    )


@cache
def _known_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _known_words())


@cache
def own_texts() -> tuple[str, ...]:
    """Every label, description, synonym and phrase of the vocabulary."""
    return tuple(text for topic in vocabulary.topics() for text in texts_of(topic))


def texts_of(topic: vocabulary.Topic) -> tuple[str, ...]:
    """What one topic is called, in our words and in physicians'."""
    return (topic.label, topic.description, *topic.synonyms, *phrases()[topic.slug])


@cache
def _readings() -> dict[str, tuple[Reading, ...]]:
    return {
        form: tuple(Reading(tuple(row["means"].split()), frozenset(row["near"])) for row in rows)
        for form, rows in _phrases_file()["readings"].items()
    }


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(_phrases_file()["stop_words"].split())


@cache
def _stemmer() -> Any:
    import snowballstemmer  # only the text model needs it

    return snowballstemmer.stemmer("english")


@cache
def _phrases_file() -> dict[str, Any]:
    return vocabulary.read_data("phrases.json")
