"""A wrong answer in a file is named with its record and field, so that it can be mended."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from matching.files.problems import BadFiles
from tests.matching.written_files import YEAR, read_json

WRONG: list[tuple[str, Mapping[str, Any], str]] = [
    ("mentors", {"capacity": "two"}, 'field capacity: "two" is not a whole number.'),
    ("mentors", {"capacity": 1.5}, "field capacity: 1.5 is not a whole number."),
    ("mentors", {"capacity": True}, "field capacity: true is not a whole number."),
    ("mentors", {"capacity": 10**30}, f"field capacity: 1{'0' * 30} is too large."),
    ("mentors", {"capacity": "5000000"}, 'field capacity: "5000000" is too large.'),
    ("mentors", {"capacity": 1e300}, "field capacity: 1e+300 is too large."),
    ("mentors", {"capacity": -1}, "field capacity: is below 0."),
    ("mentors", {"capacity": 1, "min_load": 2}, "field min_load: is not between 0 and the capacity."),
    ("mentors", {"years_independent": "many"}, 'field years_independent: "many" is not a number.'),
    ("mentors", {"years_independent": 900}, "field years_independent: 900 is not a number of years."),
    ("mentors", {"opened_year": 3}, "field opened_year: 3 is not a year."),
    ("mentors", {"load": float("nan")}, "field load: NaN is not a whole number."),
    ("mentors", {"load": -float("inf")}, "field load: -Infinity is not a whole number."),
    ("mentors", {"paused": "perhaps"}, 'field paused: "perhaps" is neither yes nor no.'),
    ("mentors", {"paused": [1]}, "field paused: [1] is neither yes nor no."),
    ("mentors", {"offers": "licensure:4"}, "field offers: depth 4 is not 1, 2 or 3."),
    (
        "mentors",
        {"offers": "licensure:1:2:3"},
        'field offers: "licensure:1:2:3" is not written as topic:depth:last_year.',
    ),
    ("mentors", {"offers": [":2"]}, 'field offers: ":2" is not written as topic:depth:last_year.'),
    ("mentors", {"offers": [{"depth": 2}]}, 'field offers: {"depth": 2} has no "topic".'),
    ("mentees", {"needs": "denials"}, 'field needs: "denials" is not a topic; did you mean denials-appeals?'),
    ("mentees", {"needs": "qqq"}, 'field needs: "qqq" is not a topic.'),
    ("mentees", {"needs": "licensure:high"}, 'field needs: "high" is not a whole number.'),
    ("mentees", {"needs": {"topic": "licensure"}}, 'field needs: {"topic": "licensure"} is not a list.'),
    ("mentees", {"needs": "licensure;licensure"}, "field needs: names a topic twice."),
    (
        "mentees",
        {"specialty": "Famly medicine"},
        'field specialty: "Famly medicine" is not a specialty; did you mean 207Q00000X?',
    ),
    ("mentees", {"practice_state": "Ohio"}, 'field practice_state: "Ohio" is not a two-letter code.'),
    (
        "mentees",
        {"timezone": "Mars/Olympus"},
        'field timezone: "Mars/Olympus" is not a time zone like America/Chicago.',
    ),
    ("mentees", {"free": "Mon 25:00-26:00"}, 'field free: "Mon 25:00-26:00" is not a time of day.'),
    ("mentees", {"free": "Mon 18:75-19:00"}, 'field free: "Mon 18:75-19:00" is not a time of day.'),
    (
        "mentees",
        {"free": "Moonday 9:00-10:00"},
        'field free: "Moonday 9:00-10:00" is not written like Mon 18:00-19:30.',
    ),
    ("mentees", {"free": "evenings"}, 'field free: "evenings" is not written like Mon 18:00-19:30.'),
    (
        "mentees",
        {"languages": "Klingon"},
        'field languages: "Klingon" is no language we know by name; write its code, like en or es.',
    ),
    (
        "mentees",
        {"stage": "sleepy"},
        'field stage: "sleepy" is none of explore, plan, launch, year1, grow, mature.',
    ),
    (
        "mentees",
        {"values": "autonomy;money"},
        'field values: "money" is none of autonomy, time-with-patients,',
    ),
    (
        "mentees",
        {"style": {"haste": 2}},
        'field style: "haste" is none of structure, push, proof, pace, contact.',
    ),
    ("mentees", {"style": "pace:7"}, "field style: pace 7 is not 1 to 5."),
    ("mentees", {"free_text": {"a": 1}}, 'field free_text: {"a": 1} is not a list.'),
    ("mentees", {"free_text": "x" * 20_001}, "field free_text: is longer than 20000 characters."),
    ("mentees", {"free_text": "a\0b"}, r'field free_text: "a\u0000b" holds a character that is not text.'),
    ("mentees", {"market": "\ud800"}, 'field market: "\ud800" holds a character that is not text.'),
    ("mentees", {"employer": ["a"]}, 'field employer: ["a"] is not text.'),
    ("rules", {"floor": 2}, "field floor: 2.0 is not between 0 and 1."),
    ("rules", {"year": 20}, "field year: 20 is not a year."),
    ("rules", {"weights": {"shoes": 1}}, 'field weights: "shoes" is none of '),
    ("rules", {"weights": {"state": -1}}, "field weights: state -1.0 is not a weight."),
    ("rules", {"weights": [1]}, "field weights: [1] is not a list of weights by name."),
    (
        "rules",
        {"paired": [["M01"]]},
        "field paired: [\"M01\"] is not a pair of a mentee's and a mentor's id.",
    ),
    ("rules", {"locked": "M01"}, 'field locked: "M01" is not a list of pairs.'),
]


@pytest.mark.parametrize(("kind", "answer", "sentence"), WRONG)
def test_a_wrong_answer_is_named_with_its_record_and_field(
    tmp_path: Path, kind: str, answer: Mapping[str, Any], sentence: str
) -> None:
    content: dict[str, Any] = {"mentees": [], "mentors": []}
    content[kind] = answer if kind == "rules" else [{"id": "P7", **answer}]

    with pytest.raises(BadFiles) as refused:
        read_json(tmp_path, **content)

    record = "" if kind == "rules" else "record P7, "
    assert f"people.json, {record}{sentence}" in str(refused.value)
    assert len(refused.value.problems) == 1


def test_twenty_problems_of_a_file_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    mentors = [{"id": f"R{n:02}", "capacity": "two", "paused": "?"} for n in range(11)]

    with pytest.raises(BadFiles) as refused:
        read_json(tmp_path, [{"id": "M01", "stage": "sleepy"}], mentors)

    lines = str(refused.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == f"And 3 more problems in {tmp_path / 'people.json'}."


def test_everything_wrong_with_a_record_is_found_in_one_go(tmp_path: Path) -> None:
    mentor = {
        "id": "R07",
        "capacity": -1,
        "min_load": 3,
        "load": 2_000_000,
        "offers": "qqq:2;licensure:4:2030;prior-auth;office-lease:7",
        "languages": ["Spanissh", "xx1"],
        "opened_year": YEAR + 1,
    }
    others = [
        {"id": "R08", "capacity": "two", "min_load": 3, "offers": "licensure;licensure"},
        {"id": "R09", "offers": "licensure:2:2030", "years_independent": 6, "opened_year": 2001},
    ]

    with pytest.raises(BadFiles) as refused:
        read_json(tmp_path, [], [mentor, *others])

    assert [(p.record, p.field, p.reason.split(";")[0].split(",")[0]) for p in refused.value.problems] == [
        ("R07", "load", "2000000 is too large"),
        ("R07", "offers", '"qqq" is not a topic'),
        ("R07", "offers", ["depth 4 is not 1", " 2 or 3"][0]),
        ("R07", "offers", '"prior-auth" is not a topic'),
        ("R07", "offers", "depth 7 is not 1"),
        ("R07", "languages", '"Spanissh" is no language we know by name'),
        ("R07", "languages", '"xx1" is no language we know by name'),
        ("R08", "capacity", '"two" is not a whole number'),
        ("R07", "capacity", "is below 0"),
        ("R07", "opened_year", f"{YEAR + 1} is after {YEAR}"),
        ("R08", "offers", "names a topic twice"),
        ("R09", "years_independent", "6 does not agree with opened_year 2001"),
        ("R09", "offers", f"2030 is after {YEAR}"),
    ]


SLIPS = [
    ({"stage": "lanch"}, "; did you mean launch?"),
    ({"model": "Direct primary car (DPC)"}, "; did you mean dpc?"),
    ({"timezone": "america/chicgo"}, "; did you mean America/Chicago?"),
    ({"languages": "Spannish"}, "; did you mean Spanish?"),
    ({"style": {"pase": 2}}, "; did you mean pace?"),
    ({"needs": "prior-auth"}, '"prior-auth" is not a topic; did you mean prior-authorization?'),
]


@pytest.mark.parametrize(("answer", "sentence"), SLIPS)
def test_a_slip_is_told_what_was_meant(tmp_path: Path, answer: Mapping[str, Any], sentence: str) -> None:
    with pytest.raises(BadFiles) as refused:
        read_json(tmp_path, [{"id": "M01", **answer}])

    assert str(refused.value).endswith(sentence)


def test_a_slip_in_the_name_of_a_field_or_weight_is_told_what_was_meant(tmp_path: Path) -> None:
    read = read_json(tmp_path, [], [{"id": "R07", "capcity": 3}])

    assert read.remarks[0].endswith("left out: capcity (did you mean capacity?).")
    with pytest.raises(BadFiles, match="; did you mean specialty"):
        read_json(tmp_path, rules={"weights": {"speciality": 1}})
