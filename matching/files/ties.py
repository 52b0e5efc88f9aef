"""What people say about people of the other side: whom they want, whom they refuse, and what they disclose.

People are named by id or by name. Nothing that somebody discloses about money is dropped: what we cannot read
is shown before acceptance, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["mentees", "mentors"]

NO_SUCH_PERSON = "do_not_match or disclosures name nobody in these files, so these have no effect"
NO_EFFECT = "disclosures of mentees without a person have no effect"

_NOTHING = frozenset(("none", "no", "n/a", "na", "nothing", "-", "no disclosures", "nothing to disclose"))
_TITLES = frozenset(("dr", "md", "do", "mr", "mrs", "ms", "prof", "mph", "phd"))
_RELATED = frozenset(("family", "spouse", "partner", "patient"))
_DECIDING = frozenset(("decides", "supervisor", "contract", "privileges", "loan"))
_DEAL = re.compile(r"seeks_deal|\b(hir(e|ing)|buy(ing)?|acquir(e|ing)|invest(ing)?)\b")
_VENDOR = re.compile(r"vendor|paid by|speaker|consult|advis[eo]r|investor")


@dataclass(frozen=True, slots=True)
class Everybody:
    """The people of all files: the ids of both sides, and the ids by name in small letters."""

    mentees: frozenset[str]
    mentors: frozenset[str]
    names: Mapping[str, frozenset[str]]

    def meant(self, said: str) -> frozenset[str]:
        """The ids of whom an id or a name means; several people may share a name."""
        if said in self.mentees or said in self.mentors:
            return frozenset({said})
        return self.names.get(name_key(said), frozenset())

    def mentioned(self, said: str, kind: Kind) -> frozenset[str]:
        """The ids of people of the other side whose id (if it has a digit) or whole name stands in some words."""
        words = _words(said)
        spoken = {word for word in re.findall(r"[\w-]+", said) if any(map(str.isdigit, word))}
        named = (ids for name, ids in self.names.items() if " " in name and set(name.split()) <= set(words))
        return (frozenset(spoken).union(*named)) & self.across(kind)

    def across(self, kind: Kind) -> frozenset[str]:
        """The ids of the other side."""
        return self.mentors if kind == "mentees" else self.mentees


def name_key(name: str) -> str:
    """A name as its words in small letters and in order, without titles: "Lee, Ann" is "Dr. Ann Lee, MD"."""
    return " ".join(sorted(word for word in _words(name) if word not in _TITLES))


def _words(said: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", said.casefold().replace(".", ""))


def folded(name: str) -> str:
    """A name in small letters with single blanks."""
    return " ".join(name.split()).casefold()


def preferred(said: Iterable[str], kind: Kind, named: Everybody) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids that were ranked, and the wishes that are words; a name that several share counts as neither."""
    ranked: list[str] = []
    wishes = []
    for wish in said:
        meant = named.meant(wish) & named.across(kind)
        if len(meant) == 1:
            ranked += meant
        elif not meant and not _is_nothing(wish):
            wishes.append(wish)
    return tuple(dict.fromkeys(ranked)), tuple(wishes)


def refused(said: Iterable[str], named: Everybody) -> tuple[frozenset[str], tuple[str, ...]]:
    """The ids that are refused, and what names nobody here; that is kept, too, and has no effect."""
    refusals = [word for word in said if named.meant(word) or not _is_nothing(word)]
    unknown = tuple(word for word in refusals if not named.meant(word))
    return frozenset(unknown).union(*(named.meant(word) for word in refusals)), unknown


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What one person's disclosures mean: fields of a Mentee or Mentor, and what has no effect."""

    fields: Mapping[str, Any]
    unknown: tuple[str, ...] = ()
    without_effect: tuple[str, ...] = ()


def disclosed(said: Iterable[str], kind: Kind, named: Everybody) -> Disclosed:
    """Sorts disclosures like `spouse:R07`, `decides:M01`, `paid by a vendor` by what they mean."""
    people: dict[str, set[str]] = {}
    texts, unknown = [], []
    for entry in said:
        tie, person = _tie(entry, kind, named)
        if not tie and (mentioned := named.mentioned(entry, kind)):
            people.setdefault("related_to", set()).update(mentioned)  # a tie in words, to somebody we know
            continue
        if not tie:
            texts.append(entry)
            continue
        people.setdefault(tie, set()).update(named.meant(person) or [person])
        if not named.meant(person):
            unknown.append(entry)
    texts = [text for text in texts if not _is_nothing(text)]
    fields = {tie: frozenset(ids) for tie, ids in people.items()}
    if kind == "mentees":
        return Disclosed(fields, tuple(unknown), tuple(texts))
    return Disclosed({**fields, **_money(texts)}, tuple(unknown))


def _tie(entry: str, kind: Kind, named: Everybody) -> tuple[str, str]:
    """The field that an entry fills and the person it speaks of; no field for an entry in words.

    A tie we do not know, to a person we do, counts as the closest.
    """
    if named.meant(entry):
        return "related_to", entry
    word, colon, person = (part.strip() for part in entry.partition(":"))
    ties = {
        **dict.fromkeys(_RELATED, "related_to"),
        **dict.fromkeys(_DECIDING, "decided_by" if kind == "mentees" else "decides_on"),
        "competes": "competes_with",
        **({"selling": "selling_to"} if kind == "mentors" else {}),
    }
    other = "related_to" if named.meant(person) else ""
    return (ties.get(word.casefold(), other), person) if colon and person else ("", "")


def _money(texts: list[str]) -> dict[str, bool]:
    """A mentor's disclosures in words: a deal in sight, money from vendors, or anything else to be shown."""
    said = [text.casefold() for text in texts]
    deals = [bool(_DEAL.search(text)) for text in said]
    shown = [bool(_VENDOR.search(text)) or not deal for text, deal in zip(said, deals, strict=True)]
    return {"seeks_deal": any(deals), "vendor_paid": any(shown)}


def _is_nothing(said: str) -> bool:
    return folded(said).rstrip(".") in _NOTHING
