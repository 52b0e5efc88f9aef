"""Every field of a person's record becomes what the engine works with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matching import Mentee, Mentor, Need, Offer, Window
from tests.matching.written_files import YEAR, read_json, read_mentee, read_mentor

FM = "207Q00000X"

MENTEES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"name": "Amara Eze", "confidential_from_employer": True}, {}),
    ({"specialty": FM}, {"specialty": FM}),
    ({"specialty": "family medicine"}, {"specialty": FM}),
    ({"specialty": "FM"}, {"specialty": FM}),
    ({"specialty": "390200000X"}, {"specialty": None}),
    ({"practice_state": "oh"}, {"practice_state": "OH"}),
    ({"licensed_states": ["OH", "tx", "OH"]}, {"licensed_states": ("OH", "TX")}),
    ({"licensed_states": "OH; tx"}, {"licensed_states": ("OH", "TX")}),
    ({"market": " Columbus "}, {"market": "Columbus"}),
    ({"market": 432}, {"market": "432"}),
    ({"stage": "launch"}, {"stage": "launch"}),
    ({"stage": "In the first year"}, {"stage": "year1"}),
    ({"model": "DPC"}, {"model": "dpc"}),
    ({"timezone": "America/Chicago"}, {"timezone": "America/Chicago"}),
    ({"free": ["Mon 18:00-19:30"]}, {"free": (Window(0, 1080, 1170),)}),
    ({"free": "friday 9:00–10:00;SAT 23:00-1:00"}, {"free": (Window(4, 540, 600), Window(5, 1380, 60))}),
    ({"free": "Sun. 22:00 — 24:00"}, {"free": (Window(6, 1320, 1440),)}),
    ({"languages": ["en", "Spanish"]}, {"languages": ("en", "es")}),
    ({"languages": "ES-mx; american sign language; hmn"}, {"languages": ("es", "ase", "hmn")}),
    ({"languages": []}, {"languages": ("en",)}),
    ({"wanted_language": "Mandarin"}, {"wanted_language": "zh"}),
    ({"wants_same_state": "yes"}, {"wants_same_state": True}),
    ({"wants_same_state": 0}, {"wants_same_state": False}),
    ({"needs": [{"topic": "licensure", "priority": 3}]}, {"needs": (Need("licensure", 3),)}),
    (
        {"needs": ["licensure:2", "Launch plan and timeline"]},
        {"needs": (Need("licensure", 2), Need("launch-plan"))},
    ),
    ({"needs": "licensure:3;launch-plan"}, {"needs": (Need("licensure", 3), Need("launch-plan"))}),
    ({"free_text": "bills; and no sleep"}, {"texts": ("bills; and no sleep",)}),
    ({"free_text": ["bills", " ", "no sleep"]}, {"texts": ("bills", "no sleep")}),
    ({"values": "autonomy;Family time"}, {"values": ("autonomy", "family-time")}),
    ({"style": "structured; Encourage, stories"}, {"style": (("proof", 4), ("push", 4), ("structure", 2))}),
    ({"style": {"structure": 1, "push": "5"}}, {"style": (("push", 5), ("structure", 1))}),
    ({"style": "structure:2;push:4"}, {"style": (("push", 4), ("structure", 2))}),
    ({"style": "bold; careful"}, {"style": (("pace", 3),)}),
    ({"style": ["only meetings", "humor"]}, {"style": (("contact", 2),), "texts": ("humor",)}),
    ({"style": "short, kind answers"}, {"texts": ("short, kind answers",)}),
    ({"employer": "HealthCo, Inc."}, {"employer": "HealthCo, Inc."}),
    ({"preferences": ["R07", "R02"]}, {"preferences": ("R07", "R02")}),
    ({"preferences": "dev  RAO; somebody kind"}, {"preferences": ("R07",), "texts": ("somebody kind",)}),
    ({"preferences": "none"}, {}),
    ({"do_not_match": ["R02", "Dev Rao"]}, {"do_not_match": frozenset({"R02", "R07"})}),
    ({"do_not_match": "Nobody Known"}, {"do_not_match": frozenset({"Nobody Known"})}),
    ({"do_not_match": "n/a"}, {}),
    ({"disclosures": "spouse:R07; R02"}, {"related_to": frozenset({"R02", "R07"})}),
    ({"disclosures": ["Partner: Ben Osei"]}, {"related_to": frozenset({"R02"})}),
    ({"disclosures": "supervisor:R07;loan:R99"}, {"decided_by": frozenset({"R07", "R99"})}),
    ({"disclosures": "competes:R07"}, {"competes_with": frozenset({"R07"})}),
    ({"disclosures": "landlord: Dev Rao"}, {"related_to": frozenset({"R07"})}),
    ({"disclosures": "selling:R99"}, {}),
    ({"disclosures": "wants to buy a practice"}, {}),
    ({"needs": None, "free_text": "", "style": {}, "market": " "}, {}),
]

MENTORS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"years_independent": 6}, {"opened_year": YEAR - 6}),
    ({"years_independent": "2.5"}, {"opened_year": YEAR - 2}),
    ({"years_independent": 6, "opened_year": YEAR - 7}, {"opened_year": YEAR - 7}),
    (
        {"offers": [{"topic": "licensure", "depth": 3, "last_year": 2024}]},
        {"offers": (Offer("licensure", 3, 2024),)},
    ),
    (
        {"offers": "licensure:1;launch-plan::2020"},
        {"offers": (Offer("licensure", 1), Offer("launch-plan", 2, 2020))},
    ),
    ({"capacity": "3", "min_load": 1, "load": 2.0}, {"capacity": 3, "min_load": 1, "load": 2}),
    ({"paused": "TRUE"}, {"paused": True}),
    ({"preferences": ["M02"]}, {"preferences": ("M02",)}),
    (
        {"disclosures": "contract:M01;selling:M02"},
        {"decides_on": frozenset({"M01"}), "selling_to": frozenset({"M02"})},
    ),
    ({"disclosures": "wants to hire"}, {"seeks_deal": True}),
    ({"disclosures": "seeks_deal"}, {"seeks_deal": True}),
    ({"disclosures": "paid by a device company"}, {"vendor_paid": True}),
    ({"disclosures": "investor in a clinic I hope to buy"}, {"seeks_deal": True, "vendor_paid": True}),
    ({"disclosures": "my cousin runs a lab"}, {"vendor_paid": True}),
    ({"disclosures": "None."}, {}),
]


@pytest.mark.parametrize(("record", "expected"), MENTEES)
def test_a_mentees_answers_are_understood(
    tmp_path: Path, record: dict[str, Any], expected: dict[str, Any]
) -> None:
    read = read_mentee(tmp_path, **record)

    assert read == Mentee("M01", **expected)


@pytest.mark.parametrize(("record", "expected"), MENTORS)
def test_a_mentors_answers_are_understood(
    tmp_path: Path, record: dict[str, Any], expected: dict[str, Any]
) -> None:
    read = read_mentor(tmp_path, **record)

    assert read == Mentor("R07", **expected)


def test_a_number_may_be_an_id(tmp_path: Path) -> None:
    read = read_json(tmp_path, [{"id": 7, "preferences": [12]}], [{"id": 12}])

    assert (read.mentees[0].id, read.mentors[0].id) == ("7", "12")
    assert read.mentees[0].preferences == ("12",)


def test_two_people_of_one_name_are_both_refused_and_neither_preferred(tmp_path: Path) -> None:
    mentors = [{"id": "R01", "name": "Ben Osei"}, {"id": "R02", "name": "ben osei"}]
    mentee = {"id": "M01", "do_not_match": "Ben Osei", "preferences": "Ben Osei"}

    read = read_json(tmp_path, [mentee], mentors)

    assert read.mentees[0].do_not_match == {"R01", "R02"}
    assert (read.mentees[0].preferences, read.mentees[0].texts) == ((), ())


@pytest.mark.parametrize(
    "said", ["My brother is Ben Osei", "spouse R02", "family - Osei, Ben", "Dr. Ben Osei, MD"]
)
def test_a_tie_in_words_to_somebody_of_the_other_side_keeps_the_two_apart(tmp_path: Path, said: str) -> None:
    assert read_mentee(tmp_path, disclosures=[said]).related_to == frozenset({"R02"})


def test_a_mentors_tie_in_words_is_no_money_from_a_vendor(tmp_path: Path) -> None:
    found = read_mentor(tmp_path, disclosures=["My wife works with Amara Eze"])

    assert (found.related_to, found.vendor_paid) == (frozenset({"M01"}), False)


@pytest.mark.parametrize("said", ["Dr. Ben Osei, MD", "Osei, Ben", "ben  OSEI"])
def test_whom_a_mentee_refuses_is_known_with_title_and_in_any_order(tmp_path: Path, said: str) -> None:
    assert "R02" in read_mentee(tmp_path, do_not_match=[said]).do_not_match


def test_whose_hours_lack_a_time_zone_is_told(tmp_path: Path) -> None:
    hours = {"free": ["Mon 18:00-19:30"]}
    mentees = [{"id": "M1", **hours}, {"id": "M2"}, {"id": "M3", "timezone": "America/Chicago"}]
    mentors = [{"id": "R1", "timezone": "", **hours}, {"id": "R2", "timezone": "America/Chicago", **hours}]

    inputs = read_json(tmp_path, mentees, mentors)

    (remark,) = inputs.remarks
    assert remark.endswith("but not in which time zone, so their hours do not count: M1, R1.")
