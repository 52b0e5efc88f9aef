"""Names of employers and of markets: spellings of one meet, and words that name none count as none."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from unicodedata import normalize

from matching import vocabulary

_COMPANY_FORMS = frozenset({
    "and", "co", "company", "corp", "corporation", "dba", "inc", "llc", "llp", "lp", "ltd", "pa", "pc", "plc",
    "pllc",
})  # fmt: skip

# An answer made of these words alone names nothing, if one that says so is among them: "my own practice".
_SAYS_NONE = frozenset({
    "n", "na", "nil", "no", "nobody", "none", "not", "nothing", "unknown",
})  # fmt: skip
_BESIDE_NONE = frozenset({
    "a", "am", "an", "and", "applicable", "at", "currently", "i", "im", "my", "of", "only", "prefer", "say",
    "sure", "the", "to", "yet",
})  # fmt: skip
_SAYS_NO_EMPLOYER = _SAYS_NONE | frozenset({
    "between", "diem", "fellow", "freelance", "freelancer", "independent", "independently", "locum", "locums",
    "myself", "own", "owner", "private", "resident", "retired", "self", "selfemployed", "sole", "solo",
    "unemployed",
})  # fmt: skip
_BESIDE_NO_EMPLOYER = _BESIDE_NONE | frozenset({
    "clinic", "contractor", "doctor", "employed", "employer", "employment", "for", "in", "job", "jobs",
    "office", "per", "physician", "practice", "practitioner", "proprietor", "semi", "tenens", "work", "working",
})  # fmt: skip
# "Statewide" is none of these: two in one state compete.
_SAYS_NO_PLACE = _SAYS_NONE | frozenset({
    "all", "any", "anywhere", "everywhere", "multiple", "nation", "national", "nationwide", "online", "remote",
    "rural", "several", "suburban", "telehealth", "telemedicine", "united", "urban", "us", "usa", "various",
    "virtual",
})  # fmt: skip
_BESIDE_NO_PLACE = _BESIDE_NONE | frozenset({
    "50", "across", "america", "area", "market", "place", "practice", "state", "states", "wide",
})  # fmt: skip
_MOST_WORDS_OF_A_STATE = 3  # District of Columbia


@lru_cache(maxsize=10_000)
def employer_key(name: str) -> str:
    """An employer's name without case, accents, punctuation and legal form; empty where it names none."""
    words = _words(name)
    while words and words[-1] in _COMPANY_FORMS:
        words.pop()
    if _names_none(words, _SAYS_NO_EMPLOYER, _BESIDE_NO_EMPLOYER):
        return ""
    return " ".join(words[1:] if words[:1] == ["the"] else words)


@lru_cache(maxsize=10_000)
def market_key(market: str) -> str:
    """A market without case, accents and punctuation, its state as two letters; empty where it names no place.

    Of a ZIP code the first three digits count, as they are the market; after a town it adds nothing.
    """
    key = re.sub(r"^(\d{3})\d{2}( ?\d{4})?$", r"\1", " ".join(_words(market)))
    words = _with_short_state(re.sub(r"(?<=\D) \d{5}( ?\d{4})?$", "", key).split())
    return "" if _names_none(words, _SAYS_NO_PLACE, _BESIDE_NO_PLACE) else " ".join(words)


def _words(text: str) -> list[str]:
    apart = re.sub(r"[-‐–—/,;|_]", " ", normalize("NFKD", text).casefold().replace("&", " and "))
    return re.sub(r"[^\w\s]", "", apart).split()


def _names_none(words: list[str], saying: frozenset[str], beside: frozenset[str]) -> bool:
    return not saying.isdisjoint(words) and all(word in saying or word in beside for word in words)


def _with_short_state(words: list[str]) -> list[str]:
    """These words, a state's name at their end replaced by its code; the longest, as West Virginia is no Virginia."""
    for length in range(_MOST_WORDS_OF_A_STATE, 0, -1):
        code = _codes_of_states().get(" ".join(words[-length:]))
        if code:
            return [*words[:-length], code]
    return words


@cache
def _codes_of_states() -> dict[str, str]:
    return {" ".join(_words(name)): code.casefold() for code, name in vocabulary.states().items()}
