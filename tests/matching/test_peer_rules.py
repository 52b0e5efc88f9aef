"""The rules between two equals hold both ways, and each under its own name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.circles.peer_rules import peer_verdict
from matching.hard_rules import Outcome
from matching.people import Mentee, Rules
from tests.matching.tables import RULES

PAIRS = [
    ("same_employer", {"employer": "Acme"}, {"employer": "The ACME, LLC"}, Rules(2026)),
    ("personal_tie", {"related_to": frozenset({"dev"})}, {}, Rules(2026)),
    ("decision_power", {"decided_by": frozenset({"dev"})}, {}, Rules(2026)),
    ("do_not_match", {"do_not_match": frozenset({"dev"})}, {}, Rules(2026)),
    ("not_forbidden", {}, {}, Rules(2026, forbidden=frozenset({("dev", "amara")}))),
    ("direct_competitor", {"competes_with": frozenset({"dev"})}, {}, Rules(2026)),
    (
        "direct_competitor",
        {"market": "Columbus ", "specialty": "207Q00000X"},
        {"market": "columbus", "specialty": "207Q00000X"},
        Rules(2026),
    ),
]


@pytest.mark.parametrize(("rule", "ours", "theirs", "rules"), PAIRS)
def test_a_rule_between_two_holds_both_ways(
    rule: str, ours: dict[str, object], theirs: dict[str, object], rules: Rules
) -> None:
    one, other = replace(Mentee("amara"), **ours), replace(Mentee("dev"), **theirs)

    verdict = peer_verdict(one, other, rules, sensitive=True)

    assert (verdict.outcome, verdict.rule) == (Outcome.BLOCKED, rule)
    assert peer_verdict(other, one, rules, sensitive=True) == verdict
    harmless = peer_verdict(one, other, rules, sensitive=False).outcome
    assert harmless is (Outcome.REVIEW if rule == "direct_competitor" else Outcome.BLOCKED)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({}, {}),
        ({"employer": "Inc"}, {"employer": "LLC"}),
        ({"market": "Columbus", "specialty": "207Q00000X"}, {"market": "Columbus"}),
        ({"market": "", "specialty": "207Q00000X"}, {"market": "", "specialty": "207Q00000X"}),
        ({"market": "Columbus", "specialty": "207Q00000X"}, {"market": "Boise", "specialty": "207Q00000X"}),
        (
            {"market": "Columbus", "specialty": "207Q00000X"},
            {"market": "Columbus", "specialty": "207N00000X"},
        ),
    ],
)
def test_people_whom_nothing_keeps_apart_may_meet(ours: dict[str, str], theirs: dict[str, str]) -> None:
    one, other = replace(Mentee("amara"), **ours), replace(Mentee("dev"), **theirs)

    assert peer_verdict(one, other, RULES, sensitive=True).outcome is Outcome.ALLOWED
