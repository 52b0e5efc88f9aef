"""The rules no match may break, each a small function that answers for many pairs at once.

A rule gets both sides as arrays and the places of the pairs in them; it answers a code per pair (see `CODES`).
A cause is for coordinators only: a person who was filtered out, or whose mentor was, never reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from matching.people import Mentee, Mentor, Rules
from matching.traits import Crossing, cross, mentor_side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from matching.traits import Places

    Whole = NDArray[np.int64]
    Codes = NDArray[np.int8]
    Flags = NDArray[np.bool_]


class Outcome(StrEnum):
    """What a rule says about a pair, mildest first."""

    ALLOWED = "allowed"
    REVIEW = "review"
    BLOCKED = "blocked"


CODES = (Outcome.ALLOWED, Outcome.REVIEW, Outcome.BLOCKED)
REVIEW, BLOCKED = 1, 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's answer about one pair; the cause is empty when the pair is allowed."""

    outcome: Outcome
    rule: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's name, its answer for pairs (0 allowed, 1 review, 2 blocked), and the cause of either."""

    name: str
    ask: Callable[[Crossing, Whole, Places], Codes]
    causes: tuple[str, str, str]


def _told(code: int, where: Flags) -> Codes:
    """The code where something holds, in as few bytes as can be."""
    return where.view("i1") * code


def same_person(c: Crossing, i: Whole, j: Places) -> Codes:
    """Nobody is their own mentor, even when they hold both roles."""
    return _told(BLOCKED, c.named("same", i, j))


def same_employer(c: Crossing, i: Whole, j: Places) -> Codes:
    """Colleagues under one employer are not free to speak."""
    return _told(BLOCKED, c.employer[i] == c.side.employer.codes[j])


def direct_competitor(c: Crossing, i: Whole, j: Places) -> Codes:
    """Competitors may not discuss antitrust-sensitive topics; anything else a coordinator looks at."""
    in_one_market = (c.market[i] == c.side.market.codes[j]) & c.holds("near", i, j)
    compete = in_one_market | c.named("competes", i, j)
    return _told(REVIEW, compete) + _told(REVIEW, compete & c.needs["A"][i])


def personal_tie(c: Crossing, i: Whole, j: Places) -> Codes:
    """Family, business partners, and a physician and their patient are never matched."""
    return _told(BLOCKED, c.named("related", i, j))


def decision_power(c: Crossing, i: Whole, j: Places) -> Codes:
    """A mentor with a say in the mentee's contract, privileges or loan is no mentor."""
    return _told(BLOCKED, c.named("decides", i, j))


def selling_to_mentee(c: Crossing, i: Whole, j: Places) -> Codes:
    """Somebody who sells to the mentee is no mentor."""
    return _told(BLOCKED, c.named("selling", i, j))


def do_not_match(c: Crossing, i: Whole, j: Places) -> Codes:
    """Either side's private list is obeyed without a reason."""
    return _told(BLOCKED, c.named("refused", i, j))


def wanted_language(c: Crossing, i: Whole, j: Places) -> Codes:
    """A language that the mentee insists on is spoken by the mentor."""
    return _told(BLOCKED, ~c.holds("speaks", i, j))


def licensed_in_state(c: Crossing, i: Whole, j: Places) -> Codes:
    """State-bound needs go to a mentor of that state, when the mentee asks for it."""
    return _told(BLOCKED, c.needs["S"][i] & ~c.holds("licensed", i, j))


def not_forbidden(c: Crossing, i: Whole, j: Places) -> Codes:
    """A coordinator's no is final."""
    return _told(BLOCKED, c.named("forbidden", i, j))


def not_paired_before(c: Crossing, i: Whole, j: Places) -> Codes:
    """A pair that exists, or existed, is not made again."""
    return _told(BLOCKED, c.named("paired", i, j))


def not_paused(c: Crossing, i: Whole, j: Places) -> Codes:
    """A mentor who pauses is left in peace."""
    return _told(BLOCKED, c.side.flags["paused"][j])


def has_place(c: Crossing, i: Whole, j: Places) -> Codes:
    """A mentor takes no more mentees than they said."""
    return _told(BLOCKED, c.side.flags["full"][j])


def coordinator_in_pair(c: Crossing, i: Whole, j: Places) -> Codes:
    """A coordinator does not handle their own pair."""
    return _told(REVIEW, c.coordinator[0][i] | c.coordinator[1][j])


def virtual_neighbors(c: Crossing, i: Whole, j: Places) -> Codes:
    """Two virtual practices licensed in one state may meet the same patients."""
    return _told(REVIEW, c.virtual[i] & c.side.flags["virtual"][j] & c.holds("shared state", i, j))


def deal_in_sight(c: Crossing, i: Whole, j: Places) -> Codes:
    """A mentor who hopes to hire, buy or invest is looked at first."""
    return _told(REVIEW, c.side.flags["deal"][j])


def vendor_money(c: Crossing, i: Whole, j: Places) -> Codes:
    """Money from vendors is shown before anybody accepts."""
    return _told(REVIEW, c.side.flags["vendor"][j])


def _rule(ask: Callable[[Crossing, Whole, Places], Codes], *, blocked: str = "", review: str = "") -> Rule:
    return Rule(ask.__name__, ask, ("", review, blocked))


RULES: tuple[Rule, ...] = (
    _rule(same_person, blocked="They are the same person."),
    _rule(same_employer, blocked="Both work for the same employer."),
    _rule(
        direct_competitor,
        blocked="They compete in one market, and a need is antitrust-sensitive.",
        review="They practice near specialties in the same market.",
    ),
    _rule(personal_tie, blocked="They are family, business partners, or physician and patient."),
    _rule(decision_power, blocked="The mentor decides on the mentee's contract, privileges or loan."),
    _rule(selling_to_mentee, blocked="The mentor sells to the mentee."),
    _rule(do_not_match, blocked="One of them asked not to be matched with the other."),
    _rule(wanted_language, blocked="The mentor does not speak the language the mentee asked for."),
    _rule(licensed_in_state, blocked="The mentor is not licensed in the mentee's state."),
    _rule(not_forbidden, blocked="A coordinator has ruled this pair out."),
    _rule(not_paired_before, blocked="They are or were paired already."),
    _rule(not_paused, blocked="The mentor has paused."),
    _rule(has_place, blocked="The mentor has no free place."),
    _rule(coordinator_in_pair, review="One of them is a coordinator: another coordinator decides."),
    _rule(virtual_neighbors, review="Both practice virtually in the same state: no talk of fees."),
    _rule(deal_in_sight, review="The mentor hopes to hire, buy or invest."),
    _rule(vendor_money, review="A vendor pays the mentor: show this before acceptance."),
)


def verdicts(mentee: Mentee, mentor: Mentor, rules: Rules) -> tuple[Verdict, ...]:
    """Every rule's answer, in the order of `RULES`."""
    return verdicts_of(cross([mentee], mentor_side([mentor]), rules), 0, 0)


def verdicts_of(c: Crossing, row: int, column: int) -> tuple[Verdict, ...]:
    """Every rule's answer about one pair of a crossing."""
    import numpy as np

    i, j = np.array([row]), np.array([column])
    codes = [int(rule.ask(c, i, j)[0]) for rule in RULES]
    return tuple(
        Verdict(CODES[code], rule.name, rule.causes[code]) for rule, code in zip(RULES, codes, strict=True)
    )


def judge(mentee: Mentee, mentor: Mentor, rules: Rules) -> Verdict:
    """The worst answer; of several equally bad ones, the first in the order of `RULES`."""
    return worst(verdicts(mentee, mentor, rules))


def worst(answers: tuple[Verdict, ...]) -> Verdict:
    """The worst of some answers, the first one when several are equally bad."""
    return max(answers, key=lambda verdict: CODES.index(verdict.outcome))


def allowed(c: Crossing, i: Whole, j: Whole) -> Flags:
    """Which of the pairs no rule blocks; a column of mentees and a row of mentors make a table."""
    import numpy as np

    free = np.ones(np.broadcast_shapes(i.shape, j.shape), dtype=bool)
    for rule in RULES:
        if rule.causes[BLOCKED]:
            free &= rule.ask(c, i, j) < BLOCKED
    return free


def reviews(c: Crossing, i: Whole, j: Whole) -> list[tuple[Verdict, ...]]:
    """For each pair, what a coordinator should look at first."""
    found: list[tuple[Verdict, ...]] = [()] * len(i)
    for rule in (rule for rule in RULES if rule.causes[REVIEW]):
        verdict = Verdict(Outcome.REVIEW, rule.name, rule.causes[REVIEW])
        for place in (rule.ask(c, i, j) == REVIEW).nonzero()[0]:
            found[place] += (verdict,)
    return found


def blocking(c: Crossing, row: int) -> Whole:
    """For each mentor, the rules that keep them from one mentee, as bits in the order of `RULES`."""
    import numpy as np

    i, j = np.array([row]), slice(None)
    bits = np.zeros(len(c.side.people), dtype=np.int64)
    for place, rule in enumerate(RULES):
        if rule.causes[BLOCKED]:
            bits[(rule.ask(c, i, j) == BLOCKED).nonzero()[0]] |= 1 << place
    return bits
