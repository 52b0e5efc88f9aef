"""The rules no match may break, each a small function that names its cause.

A cause is for coordinators only: a person who was filtered out, or whose mentor was, never reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from matching import vocabulary
from matching.people import Mentee, Mentor, Rules

NEAR_SPECIALTY = 0.7  # from here on two physicians in one market are competitors

_COMPANY_FORMS = frozenset(
    (
        "inc",
        "llc",
        "pllc",
        "pc",
        "pa",
        "llp",
        "lp",
        "ltd",
        "corp",
        "corporation",
        "company",
        "co",
        "plc",
        "dba",
    )
)


class Outcome(StrEnum):
    """What a rule says about a pair, mildest first."""

    ALLOWED = "allowed"
    REVIEW = "review"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's answer about one pair; the cause is empty when the pair is allowed."""

    outcome: Outcome
    rule: str
    cause: str = ""


Rule = Callable[[Mentee, Mentor, Rules], Verdict]


def same_person(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """Nobody is their own mentor, even when they hold both roles."""
    return _block_if(mentee.id == mentor.id, "same_person", "They are the same person.")


def same_employer(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """Colleagues under one employer are not free to speak."""
    theirs = employer_key(mentee.employer)
    shared = bool(theirs) and theirs == employer_key(mentor.employer)
    return _block_if(shared, "same_employer", "Both work for the same employer.")


def direct_competitor(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """Competitors may not discuss antitrust-sensitive topics; anything else a coordinator looks at."""
    if not _compete(mentee, mentor):
        return _allow("direct_competitor")
    if _needs_flagged(mentee, "A"):
        return _block("direct_competitor", "They compete in one market, and a need is antitrust-sensitive.")
    return _review("direct_competitor", "They practice near specialties in the same market.")


def personal_tie(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """Family, business partners, and a physician and their patient are never matched."""
    tied = mentor.id in mentee.related_to or mentee.id in mentor.related_to
    return _block_if(tied, "personal_tie", "They are family, business partners, or physician and patient.")


def decision_power(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """A mentor with a say in the mentee's contract, privileges or loan is no mentor."""
    decides = mentor.id in mentee.decided_by or mentee.id in mentor.decides_on
    return _block_if(
        decides, "decision_power", "The mentor decides on the mentee's contract, privileges or loan."
    )


def do_not_match(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """Either side's private list is obeyed without a reason."""
    refused = mentor.id in mentee.do_not_match or mentee.id in mentor.do_not_match
    return _block_if(refused, "do_not_match", "One of them asked not to be matched with the other.")


def wanted_language(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """A language that the mentee insists on is spoken by the mentor."""
    lacking = mentee.wanted_language is not None and mentee.wanted_language not in mentor.languages
    return _block_if(
        lacking, "wanted_language", "The mentor does not speak the language the mentee asked for."
    )


def licensed_in_state(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """State-bound needs go to a mentor of that state, when the mentee asks for it."""
    wanted = _states(mentee)
    if not (mentee.wants_same_state and wanted and _needs_flagged(mentee, "S")):
        return _allow("licensed_in_state")
    offered = {mentor.practice_state, *mentor.licensed_states}
    outside = wanted.isdisjoint(offered)
    return _block_if(outside, "licensed_in_state", "The mentor is not licensed in the mentee's state.")


def has_place(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """A mentor takes no more mentees than they said."""
    return _block_if(mentor.load >= mentor.capacity, "has_place", "The mentor has no free place.")


def not_paused(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """A mentor who pauses is left in peace."""
    return _block_if(mentor.paused, "not_paused", "The mentor has paused.")


def not_paired_before(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """A pair that exists, or existed, is not made again."""
    known = (mentee.id, mentor.id) in rules.paired
    return _block_if(known, "not_paired_before", "They are or were paired already.")


def not_forbidden(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """A coordinator's no is final."""
    forbidden = (mentee.id, mentor.id) in rules.forbidden
    return _block_if(forbidden, "not_forbidden", "A coordinator has ruled this pair out.")


def coordinator_in_pair(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """A coordinator does not handle their own pair."""
    involved = not rules.coordinators.isdisjoint({mentee.id, mentor.id})
    return _review_if(
        involved, "coordinator_in_pair", "One of them is a coordinator: another coordinator decides."
    )


def deal_in_sight(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """A mentor who hopes to hire, buy or invest is looked at first."""
    return _review_if(mentor.seeks_deal, "deal_in_sight", "The mentor hopes to hire, buy or invest.")


def vendor_money(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """Money from vendors is shown before anybody accepts."""
    return _review_if(
        mentor.vendor_paid, "vendor_money", "A vendor pays the mentor: show this before acceptance."
    )


RULES: tuple[Rule, ...] = (
    same_person,
    same_employer,
    direct_competitor,
    personal_tie,
    decision_power,
    do_not_match,
    wanted_language,
    licensed_in_state,
    not_forbidden,
    not_paired_before,
    not_paused,
    has_place,
    coordinator_in_pair,
    deal_in_sight,
    vendor_money,
)

_SEVERITY = (Outcome.ALLOWED, Outcome.REVIEW, Outcome.BLOCKED)


def verdicts(mentee: Mentee, mentor: Mentor, rules: Rules) -> tuple[Verdict, ...]:
    """Every rule's answer, in the order of `RULES`."""
    return tuple(rule(mentee, mentor, rules) for rule in RULES)


def judge(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """The worst answer; of several equally bad ones, the first in the order of `RULES`."""
    return worst(verdicts(mentee, mentor, rules))


def worst(answers: tuple[Verdict, ...]) -> Verdict:
    """The worst of some answers, the first one when several are equally bad."""
    return max(answers, key=lambda verdict: _SEVERITY.index(verdict.outcome))


def employer_key(name: str) -> str:
    """An employer's name without case, punctuation and legal form, so that spellings meet."""
    words = re.sub(r"[^\w\s]", "", name.casefold().replace("&", " and ")).split()
    while words and (words[-1] in _COMPANY_FORMS):
        words.pop()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def _compete(mentee: Mentee, mentor: Mentor) -> bool:
    if mentee.specialty is None or mentor.specialty is None:
        return False
    market = mentee.market.casefold().strip()
    near = vocabulary.specialty_similarity(mentee.specialty, mentor.specialty) >= NEAR_SPECIALTY
    return near and market != "" and market == mentor.market.casefold().strip()


def _needs_flagged(mentee: Mentee, flag: str) -> bool:
    return any(flag in vocabulary.topic(need.topic).flags for need in mentee.needs)


def _states(mentee: Mentee) -> frozenset[str]:
    if mentee.practice_state is not None:
        return frozenset({mentee.practice_state})
    return frozenset(mentee.licensed_states)


def _allow(rule: str) -> Verdict:
    return Verdict(Outcome.ALLOWED, rule)


def _review(rule: str, cause: str) -> Verdict:
    return Verdict(Outcome.REVIEW, rule, cause)


def _block(rule: str, cause: str) -> Verdict:
    return Verdict(Outcome.BLOCKED, rule, cause)


def _block_if(broken: bool, rule: str, cause: str) -> Verdict:
    return _block(rule, cause) if broken else _allow(rule)


def _review_if(doubtful: bool, rule: str, cause: str) -> Verdict:
    return _review(rule, cause) if doubtful else _allow(rule)
