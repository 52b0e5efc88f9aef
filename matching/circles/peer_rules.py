"""The rules for two equals who sit down together, in a circle or as a peer pair.

They are those rules of `hard_rules` that make sense between two mentees, under the same names and the same
both ways. A cause is for coordinators only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from matching import vocabulary
from matching.hard_rules import Outcome, Verdict
from matching.names import employer_key, market_key
from matching.people import Mentee, Rules
from matching.traits import NEAR_SPECIALTY

Broken = Callable[[Mentee, Mentee, Rules], bool]


def peer_verdict(one: Mentee, other: Mentee, rules: Rules, sensitive: bool) -> Verdict:
    """What the rules say of two people in one conversation, antitrust-sensitive or not."""
    for broken, cause in _BLOCKING:
        if broken(one, other, rules):
            return Verdict(Outcome.BLOCKED, broken.__name__, cause)
    if direct_competitor(one, other, rules):
        if sensitive:
            cause = "They are competitors, and the talk is antitrust-sensitive."
            return Verdict(Outcome.BLOCKED, "direct_competitor", cause)
        cause = "They are competitors."
        return Verdict(Outcome.REVIEW, "direct_competitor", cause)
    return Verdict(Outcome.ALLOWED, "")


def is_sensitive(topics: Iterable[str]) -> bool:
    """Whether competitors may not talk about these topics with each other."""
    return any("A" in vocabulary.topic(topic).flags for topic in topics)


def same_employer(one: Mentee, other: Mentee, rules: Rules) -> bool:
    """Colleagues under one employer are not free to speak."""
    key = employer_key(one.employer)
    return key != "" and key == employer_key(other.employer)


def personal_tie(one: Mentee, other: Mentee, rules: Rules) -> bool:
    """Family, business partners, and a physician and their patient."""
    return other.id in one.related_to or one.id in other.related_to


def decision_power(one: Mentee, other: Mentee, rules: Rules) -> bool:
    """Somebody who decides on the other's contract, privileges or loan is no equal."""
    return other.id in one.decided_by or one.id in other.decided_by


def do_not_match(one: Mentee, other: Mentee, rules: Rules) -> bool:
    """Either side's private list is obeyed without a reason."""
    return other.id in one.do_not_match or one.id in other.do_not_match


def not_forbidden(one: Mentee, other: Mentee, rules: Rules) -> bool:
    """A coordinator's no is final, whichever way round it was written down."""
    return (one.id, other.id) in rules.forbidden or (other.id, one.id) in rules.forbidden


def direct_competitor(one: Mentee, other: Mentee, rules: Rules) -> bool:
    """Near specialties in one market, or one of them says so."""
    if other.id in one.competes_with or one.id in other.competes_with:
        return True
    if one.specialty is None or other.specialty is None:
        return False
    market = market_key(one.market)
    if not market or market != market_key(other.market):
        return False
    near = max(
        vocabulary.specialty_similarity(one.specialty, other.specialty),
        vocabulary.specialty_similarity(other.specialty, one.specialty),
    )
    return near >= NEAR_SPECIALTY


_BLOCKING: tuple[tuple[Broken, str], ...] = (
    (same_employer, "Both work for the same employer."),
    (personal_tie, "They are family, business partners, or physician and patient."),
    (decision_power, "One decides on the other's contract, privileges or loan."),
    (do_not_match, "One of them asked not to be matched with the other."),
    (not_forbidden, "A coordinator has ruled this pair out."),
)
