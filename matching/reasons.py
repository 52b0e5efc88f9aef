"""The sentences of a suggestion, each made from one fact and quoting it.

A sentence is written once and read in two voices: to the mentee ("your first need") and to a coordinator
("their first need").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from matching import vocabulary
from matching.people import Mentee, Mentor, Offer

Voice = Literal["you", "they"]

MOST_REASONS = 5
MOST_WORDS = 3
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_VOICES: dict[Voice, dict[str, str]] = {
    "you": {
        "{your}": "your",
        "{you are}": "you are",
        "{you do}": "you do",
        "{you do or plan}": "you do or plan to",
        "{You}": "You",
        "{you}": "you",
    },
    "they": {
        "{your}": "the mentee's",
        "{you are}": "the mentee is",
        "{you do}": "the mentee does",
        "{you do or plan}": "the mentee does or plans to",
        "{You}": "The mentee",
        "{you}": "the mentee",
    },
}
_PRACTICES = {
    "micropractice": "a micropractice",
    "dpc": "a DPC practice",
    "concierge": "a concierge practice",
    "cash": "a cash-pay practice",
    "hybrid": "a hybrid practice",
    "insurance": "an insurance-based practice",
    "small-group": "a small group practice",
    "virtual": "a virtual practice",
}
_DEPTHS = {1: "Has some experience with", 2: "Knows", 3: "Has taught"}
_LANGUAGES = {
    "am": "Amharic",
    "ar": "Arabic",
    "ase": "American Sign Language",
    "bn": "Bengali",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "gu": "Gujarati",
    "he": "Hebrew",
    "hi": "Hindi",
    "ht": "Haitian Creole",
    "ig": "Igbo",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "ne": "Nepali",
    "pa": "Punjabi",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "so": "Somali",
    "ta": "Tamil",
    "te": "Telugu",
    "tl": "Tagalog",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "yo": "Yoruba",
    "zh": "Chinese",
}
_ALSO_CALLED = {"asl": "ase", "farsi": "fa", "filipino": "tl", "mandarin": "zh"}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something true of a pair: how far it lifts its part above not knowing, the evidence, and a sentence."""

    lift: float
    evidence: str
    sentence: str


def sentences(facts: Iterable[Fact], voice: Voice = "you") -> tuple[str, ...]:
    """The strongest facts as sentences, strongest first."""
    strongest = sorted(facts, key=lambda fact: (-fact.lift, fact.sentence))[:MOST_REASONS]
    return tuple(spoken(fact.sentence, voice) for fact in strongest)


def spoken(sentence: str, voice: Voice) -> str:
    """A sentence in one voice."""
    for gap, words in _VOICES[voice].items():
        sentence = sentence.replace(gap, words)
    return sentence


def offers_topic(offer: Offer, wanted: str, rank: int, lift: float) -> Fact:
    """A topic on offer that is needed, or lies near one that is; rank 0 is the most wanted need."""
    need = _need(rank)
    close = need if offer.topic == wanted else f"close to {need}, {_lower_label(wanted)}"
    when = f" (last in {offer.last_year})" if offer.last_year else ""
    said = f"{_DEPTHS[offer.depth]} {_lower_label(offer.topic)}{when}"
    return Fact(lift, said, f"{said}, {close}")


def writes_about(words: Sequence[str], wanted: str, rank: int, lift: float) -> Fact:
    """A needed topic that the mentor did not tick but writes about."""
    said = f"Writes about {_lower_label(wanted)} ({_quoted(words)})"
    return Fact(lift, said, f"{said}, {_need(rank)}")


def answers_words(offer: Offer, words: Sequence[str], lift: float) -> Fact:
    """A topic on offer that the mentee did not tick but wrote about."""
    said = f"{_DEPTHS[offer.depth]} {_lower_label(offer.topic)}"
    return Fact(lift, said, f"{said}; {{you}} wrote {_quoted(words)}")


def opened_practice(mentee: Mentee, mentor: Mentor, lift: float) -> Fact:
    """A mentor who has been where the mentee is, some years ago."""
    kind = _PRACTICES[mentor.model] if mentor.model else "a practice"
    here = mentor.practice_state is not None and mentor.practice_state == mentee.practice_state
    place = " in {your} state" if here else ""
    return Fact(lift, f"opened in {mentor.opened_year}", f"Opened {kind}{place} in {mentor.opened_year}")


def runs_practice(model: str, same: bool, lift: float) -> Fact:
    """The mentor's practice model, when it is the mentee's or close to it."""
    like = "as {you do or plan}" if same else "close to {your} model"
    return Fact(lift, _PRACTICES[model], f"Runs {_PRACTICES[model]}, {like}")


def shares_values(slugs: Sequence[str], lift: float) -> Fact:
    """Values that both picked."""
    labels = {choice.slug: choice.label.lower() for choice in vocabulary.VALUES}
    named = listed([labels[slug] for slug in slugs])
    return Fact(lift, named, f"Values {named}, as {{you do}}")


def shares_style(leanings: Sequence[str], lift: float) -> Fact:
    """Ways of working towards which both lean."""
    named = listed([leaning.lower() for leaning in leanings])
    return Fact(lift, named, f"Works the way {{you do}}: {named}")


def shares_specialty(mentor_code: str, same: bool, lift: float) -> Fact:
    """The mentor's specialty, when advice carries over."""
    name = vocabulary.specialty(mentor_code).name
    return Fact(lift, name, f"{name}, {'{your} own specialty' if same else 'close to {your} specialty'}")


def free_together(when: str, lift: float) -> Fact:
    """Hours that both have."""
    return Fact(lift, when, f"Free {when} when {{you are}}")


def same_clock(lift: float) -> Fact:
    """The same time of day for both."""
    return Fact(lift, "same clock", "Lives in {your} time zone")


def speaks(languages: Sequence[str], lift: float) -> Fact:
    """Languages besides English that both speak."""
    named = listed([language_name(code) for code in languages])
    return Fact(lift, named, f"Speaks {named}, as {{you do}}")


def knows_state(practices: bool, state: str, lift: float) -> Fact:
    """Knowledge of the mentee's state, where a need is bound to it."""
    return Fact(lift, state, f"{'Practices' if practices else 'Is licensed'} in {{your}} state")


def wished_for(place: int, lift: float) -> Fact:
    """The mentee's own ranking; place 0 is the first wish."""
    return Fact(lift, f"wish {place + 1}", f"{{You}} ranked this mentor number {place + 1}")


def wrote_alike(words: Sequence[str], lift: float) -> Fact:
    """Words that both chose when they wrote about themselves."""
    named = _quoted(words)
    return Fact(lift, named, f"Writes about {named}, as {{you do}}")


def has_not_listed(slug: str) -> str:
    """A need that the mentor does not offer."""
    return f"Has not listed {_lower_label(slug)}"


def if_listed(slug: str) -> str:
    """What a need that the mentor does not offer holds back."""
    return f"Experience with {_lower_label(slug)} would lift this fit most."


def language_name(code: str) -> str:
    """A language's English name, or its code when we do not know it."""
    return _LANGUAGES.get(code, code)


def languages() -> dict[str, str]:
    """Every language whose name we know, by code."""
    return dict(_LANGUAGES)


def language_code(name: str) -> str | None:
    """A language's code from its English name or its code; None for a name we do not know.

    Codes of two or three letters are taken as they are, for languages without a name here, and without region.
    """
    typed = " ".join(name.split()).casefold()
    codes = {spoken.casefold(): code for code, spoken in _LANGUAGES.items()} | _ALSO_CALLED
    if typed in codes:
        return codes[typed]
    code = re.fullmatch(r"([a-z]{2,3})([-_][a-z0-9]+)?", typed, re.ASCII)
    return code[1] if code else None


def listed(names: Sequence[str]) -> str:
    """Names as one phrase: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _need(rank: int) -> str:
    return f"{{your}} {_ORDINALS[min(rank, len(_ORDINALS) - 1)]} need"


def _quoted(words: Sequence[str]) -> str:
    return listed([f"“{word}”" for word in words[:MOST_WORDS]])


def _lower_label(slug: str) -> str:
    label = vocabulary.topic(slug).label
    return label if label[1:2].isupper() else label[0].lower() + label[1:]
