"""What an answer must be: each function answers the value as it is kept, or refuses it in one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypedDict
from urllib.parse import urlsplit

from mentorship import clock, vocabulary
from mentorship.accounts import addresses
from mentorship.errors import Refusal
from mentorship.formats import listed
from mentorship.profiles.models import MOST_VALUES, DisclosureKind, ExclusionKind
from mentorship.profiles.npi import checked_npi

DEGREES = {"MD": "MD", "DO": "DO"}
REPLY_DAYS = {
    1: "Within a day", 2: "Within two days", 3: "Within three days", 5: "Within five days", 7: "Within a week",
    14: "Within two weeks",
}  # fmt: skip
EXCLUSIONS = {
    ExclusionKind.family: "Family",
    ExclusionKind.partner: "Business partner",
    ExclusionKind.decides: "Decides about my job, contract, loan or privileges",
    ExclusionKind.other: "Another reason",
}
EMPTY: tuple[Any, ...] = (None, "", [])
MOST_EXCLUSIONS, MOST_PLACES, EARLIEST_YEAR = 10, 20, 1950
OTHER_NAMES = {
    "mandarin": "zh", "cantonese": "zh", "farsi": "fa", "filipino": "tl", "creole": "ht", "kreyol": "ht",
    "asl": "ase", "castilian": "es", "american sign": "ase",
}  # fmt: skip


class AnswerRefused(Refusal):
    """This answer cannot be kept; what was kept before stands. `at` is the field, when it is one of several."""

    def __init__(self, sentence: str, at: str = "") -> None:
        super().__init__(sentence)
        self.at = at


class AnswerMissing(AnswerRefused):
    """Nothing was answered where matching needs an answer."""


class ExclusionRow(TypedDict):
    """Somebody not to be matched with, as typed."""

    email: str
    kind: str | None


def needed(sentence: str, check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same check, which refuses an empty answer with this sentence."""

    def checked(answer: Any) -> Any:
        kept = check(answer) if answer not in EMPTY else None
        if kept in EMPTY:
            raise AnswerMissing(sentence)
        return kept

    return checked


def choice(choices: Callable[[], Iterable[Any]], sentence: str) -> Callable[[Any], Any]:
    """A check for one of these choices, or none; answers the choice itself, however it was typed."""

    def checked(answer: Any) -> Any:
        found = next((one for one in choices() if str(one) == str(answer)), None)
        if found is None and answer:
            raise AnswerRefused(sentence)
        return found

    return checked


def number(low: int, high: Callable[[], int], sentence: str) -> Callable[[Any], Any]:
    """A check for a whole number between two bounds, or none; the sentence may speak of {low} and {high}."""

    def checked(answer: Any) -> int | None:
        if answer is not None and not low <= answer <= high():
            raise AnswerRefused(sentence.format(low=low, high=high()))
        return answer

    return checked


def this_year() -> int:
    return clock.now().year


year = number(EARLIEST_YEAR, this_year, "Enter a year from {low} to {high}, like 2019.")


def specialty(text: str) -> str:
    """The code of a specialty typed as its name, an alias (peds) or a code."""
    codes = vocabulary.specialties_called(text)
    if len(codes) == 1:
        return codes[0]
    if codes:
        several = [vocabulary.specialty_label(code) for code in codes]
        raise AnswerRefused(f"There are several: {listed(several, 'or')}. Type one of them in full.")
    near = _close(text, vocabulary.specialty_labels().values())
    advice = f"Did you mean {listed(near, 'or')}?" if near else "Type a few letters and pick from the list."
    raise AnswerRefused(f"We don't know the specialty “{_short(text)}”. {advice}")


def states(text: str) -> list[str]:
    """State codes from a text such as 'TX, New Mexico' or 'tx ok'."""
    names = {name.casefold(): code for code, name in vocabulary.STATES.items()}
    names |= {code.casefold(): code for code in vocabulary.STATES}
    return _each(
        text, names, lambda word: f"We don't know the state “{word}”. Use two-letter codes, like TX, OK."
    )


def languages(text: str) -> list[str]:
    """Language codes from a text such as 'English, Spanish'."""
    names = {name.casefold(): code for code, name in vocabulary.LANGUAGES.items()} | OTHER_NAMES

    def unknown(word: str) -> str:
        near = _close(word, vocabulary.LANGUAGES.values())
        known = listed(sorted(vocabulary.LANGUAGES.values()))
        advice = f"Did you mean {listed(near, 'or')}?" if near else f"We know {known}."
        return f"We don't know the language “{word}”. {advice}"

    return _each(text, names, unknown)


def _each(text: str, names: Mapping[str, str], unknown: Callable[[str], str]) -> list[str]:
    """The codes of every name in a list with commas; words without commas are tried one by one."""
    found: dict[str, None] = {}
    for part in filter(None, (part.strip(" .") for part in re.split(r"[,;/\n&]|\band\b", text, flags=re.I))):
        for word in [part] if part.casefold() in names else part.split():
            if word.casefold() not in names:
                raise AnswerRefused(unknown(_short(part)))
            found[names[word.casefold()]] = None
    return list(found)


def values(slugs: Sequence[str]) -> list[str]:
    """Up to three values."""
    if not set(slugs) <= set(vocabulary.values()):
        raise AnswerRefused("Pick values from the list.")
    if len(set(slugs)) > MOST_VALUES:
        raise AnswerRefused(f"Pick at most {MOST_VALUES}: those you would give up last.")
    return list(dict.fromkeys(slugs))


def style(points: Mapping[str, str | int | None]) -> dict[str, int]:
    """Slider → 1 (left) to 5 (right); sliders that were left alone are not in it."""
    kept = {slug: str(point) for slug, point in points.items() if point}
    for slug, point in kept.items():
        if slug not in vocabulary.styles() or point not in ("1", "2", "3", "4", "5"):
            raise AnswerRefused("Pick one of the five points.", f"style-{slug}")
    return {slug: int(point) for slug, point in kept.items()}


def meeting_link(text: str) -> str:
    """A video room of one's own; https only."""
    try:
        parts = urlsplit(text)
        good = parts.scheme == "https" and "." in (parts.hostname or "") and not re.search(r"[\s<>\"]", text)
    except ValueError:
        good = False
    if text and not good:
        raise AnswerRefused(
            "Enter a full address that begins with https://, like https://meet.example.com/dr-osei."
        )
    return text


def npi(text: str) -> str | None:
    """Ten digits whose last one checks the others, or none."""
    if text and not checked_npi(text):
        raise AnswerRefused("An NPI has ten digits, and the last one checks the others. Look for a slip.")
    return checked_npi(text)


def market(text: str) -> str:
    """A town, or the first three digits of a ZIP code; more than three are not kept."""
    zip_code = re.fullmatch(r"(\d{3})(\d{2}(-\d{4})?)?", text)
    if re.fullmatch(r"[\d\s-]+", text) and not zip_code:
        raise AnswerRefused("Enter a town, or the first three digits of your ZIP code, like 787.")
    return zip_code[1] if zip_code else text


def disclosures(words: Mapping[str, str]) -> dict[DisclosureKind, str]:
    """Kind of interest → the mentor's words; kinds without words are not disclosed."""
    return {kind: words[kind] for kind in DisclosureKind if words.get(kind)}


def exclusions(rows: Sequence[ExclusionRow]) -> dict[str, ExclusionKind]:
    """Address → why; an address that stands twice keeps its last reason."""
    kept: dict[str, ExclusionKind] = {}
    for row_number, row in enumerate(rows, start=1):
        at = f"exclusion_{row_number}"
        if not row["email"] and not row["kind"]:
            continue
        if not row["email"]:
            raise AnswerRefused("Enter their e-mail address, or clear the reason.", f"{at}-email")
        if complaint := addresses.complaint(row["email"]):
            raise AnswerRefused(complaint, f"{at}-email")
        if row["kind"] not in list(ExclusionKind):
            raise AnswerRefused("Choose a reason. Nobody else reads it.", f"{at}-kind")
        kept[addresses.normalized(row["email"])] = ExclusionKind(row["kind"])
    if len(kept) > MOST_EXCLUSIONS:
        raise AnswerRefused(
            f"There is room for {MOST_EXCLUSIONS} people here. Tell your coordinator about others."
        )
    return kept


def _close(text: str, labels: Iterable[str]) -> list[str]:
    """Up to three labels that begin like the text, else those that are spelled like it."""
    by_small = {label.casefold(): label for label in labels}
    typed = text.casefold()[:80]
    begun = [label for small, label in by_small.items() if small.startswith(typed)]
    return begun[:3] or [by_small[small] for small in get_close_matches(typed, by_small, n=3, cutoff=0.7)]


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
