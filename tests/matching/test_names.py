"""Employers and markets: spellings of one meet, and words that name none keep nobody apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Mentee, Mentor, Need, Outcome, judge
from matching.circles.peer_rules import peer_verdict
from matching.names import employer_key, market_key
from tests.matching.tables import RULES

AMARA = Mentee("amara", specialty="207Q00000X", needs=(Need("payer-contracting"),))
BEN = Mentor("ben", specialty="207Q00000X")
CLEO = Mentee("cleo", specialty="207Q00000X")

NO_EMPLOYER = [
    "Self-employed", "self employed", "SelfEmployed", "Self-Employed, LLC", "self", "myself", "I work for myself",
    "none", "None.", "n/a", "N.A.", "-", "—", "no employer", "Not applicable", "unknown", "prefer not to say",
    "private practice", "solo practice", "own practice", "my own practice", "My own clinic", "practice owner",
    "independent", "Independent physician", "independent contractor", "Solo practitioner", "sole proprietor",
    "retired", "semi-retired", "unemployed", "not employed", "between jobs", "not currently working",
    "freelance", "locum", "Locums", "locum tenens", "per diem", "Resident physician",
]  # fmt: skip
EMPLOYERS = [
    "Independent Health", "Independent Physicians Association", "Private Medical", "Solo Health", "Self Regional",
    "VA", "My Clinic", "Own Your Health", "Not-for-Profit Hospital of Ohio", "Retired from Mercy", "Physician Practice",
]  # fmt: skip
NO_PLACE = [
    "none", "N/A", "-", "unknown", "Not sure yet", "anywhere", "virtual", "Virtual only", "telehealth", "Online",
    "nationwide", "nation-wide", "National", "all states", "All 50 states", "multiple states", "U.S.", "USA",
    "United States of America", "remote", "rural area",
]  # fmt: skip
PLACES = [
    "National City",
    "Virtual, OH",
    "Telehealth, Ohio",
    "Remote, OR",
    "Rural Hall",
    "statewide",
    "Ohio",
    "787",
]


@pytest.mark.parametrize("said", NO_EMPLOYER)
def test_words_that_name_no_employer_make_nobody_colleagues(said: str) -> None:
    amara, ben, cleo = (replace(one, employer=said) for one in (AMARA, BEN, CLEO))

    assert employer_key(said) == ""
    assert judge(amara, ben, RULES).outcome is Outcome.ALLOWED
    assert peer_verdict(amara, cleo, RULES, sensitive=True).outcome is Outcome.ALLOWED


@pytest.mark.parametrize("said", EMPLOYERS)
def test_an_employer_with_such_a_word_in_its_name_is_one(said: str) -> None:
    amara, ben, cleo = (replace(one, employer=said) for one in (AMARA, BEN, CLEO))

    assert judge(amara, ben, RULES).rule == "same_employer"
    assert peer_verdict(amara, cleo, RULES, sensitive=True).rule == "same_employer"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Acme Health, Inc.", "ACME HEALTH", True),
        ("Acme Health,Inc.", "Acme Health", True),
        ("Smith & Jones, PLLC", "Smith and Jones", True),
        ("Smith & Co.", "Smith and Company", True),
        ("The Riverside Clinic, P.C.", "riverside clinic", True),
        ("Health-Partners", "Health Partners", True),
        ("Clínica San José", "Clinica San Jose", True),
        ("Riverside Clinic", "Lakeside Clinic", False),
        ("", "", False),
        ("LLC", "Inc.", False),
    ],
)
def test_employers_compare_without_case_punctuation_and_legal_form(one: str, other: str, same: bool) -> None:
    verdict = judge(replace(AMARA, employer=one), replace(BEN, employer=other), RULES)

    assert (verdict.rule == "same_employer") is same
    assert (employer_key(one) == employer_key(other) != "") is same


@pytest.mark.parametrize("said", NO_PLACE)
def test_words_that_name_no_place_make_nobody_competitors(said: str) -> None:
    amara, ben, cleo = (replace(one, market=said) for one in (AMARA, BEN, CLEO))

    assert market_key(said) == ""
    assert judge(amara, ben, RULES).outcome is Outcome.ALLOWED
    assert peer_verdict(amara, cleo, RULES, sensitive=True).outcome is Outcome.ALLOWED


@pytest.mark.parametrize("said", PLACES)
def test_a_place_with_such_a_word_in_its_name_is_one(said: str) -> None:
    assert judge(replace(AMARA, market=said), replace(BEN, market=said), RULES).rule == "direct_competitor"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Columbus, OH", "Columbus OH", True),
        ("Columbus,OH", "columbus - oh", True),
        ("Columbus, Ohio", "Columbus, OH", True),
        ("Columbus, OH 43215", "Columbus OH", True),
        ("Charleston, West Virginia", "Charleston WV", True),
        ("Charleston, West Virginia", "Charleston West, VA", False),
        ("Washington, D.C.", "Washington, District of Columbia", True),
        ("New York, New York", "New York, NY", True),
        ("Dallas/Fort Worth", "Dallas–Fort Worth", True),
        ("Coeur d’Alene", "Coeur d'Alene", True),
        ("San José", "San Jose", True),
        ("St. Louis", "St Louis", True),
        ("432", "43215", True),
        ("43215", "43201-1234", True),
        ("432", "433", False),
        ("Columbus, OH", "Columbus, GA", False),
        ("Columbus", "Columbus, OH", False),
    ],
)
def test_markets_compare_without_punctuation_and_by_the_short_names_of_states(
    one: str, other: str, same: bool
) -> None:
    verdict = judge(replace(AMARA, market=one), replace(BEN, market=other), RULES)
    peers = peer_verdict(replace(AMARA, market=one), replace(CLEO, market=other), RULES, sensitive=True)

    assert verdict.outcome is peers.outcome is (Outcome.BLOCKED if same else Outcome.ALLOWED)


@given(
    st.text()
    | st.lists(st.sampled_from([*NO_PLACE, *PLACES, "Columbus", "43215", "West Virginia"])).map(" ".join)
)
def test_a_market_s_key_is_its_own_key(said: str) -> None:
    assert market_key(market_key(said)) == market_key(said)
