"""`python -m matching circles`, `learn` and `evaluate` hand files to the parts that group, learn and judge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matching.__main__ import main

OUTCOMES = [
    {"mentee": "M01", "mentor": "R07", "fit_check": 0.5, "met": "yes", "ended_early": False, "cohort": ""}
]


@pytest.fixture
def past(people: list[str], tmp_path: Path) -> list[str]:
    """The options that name people and what became of a pair of them."""
    (tmp_path / "past.json").write_text(json.dumps(OUTCOMES))
    return [*people, "--outcomes", str(tmp_path / "past.json")]


def test_past_pairs_teach_weights(past: list[str], tmp_path: Path) -> None:
    pytest.importorskip("matching.learning")

    ended = main(["learn", *past, "--out", str(tmp_path / "learned.json")])

    learned = json.loads((tmp_path / "learned.json").read_text())
    assert (ended, learned["pairs"], learned["adopt"]) == (0, 1, False)
    assert learned["weights"] == learned["before"]


@pytest.mark.parametrize(
    ("outcomes", "sentence"),
    [
        (
            [{"mentee": "M01", "mentor": "R99"}],
            'record number 1, field mentor: "R99" is no mentor of these files.',
        ),
        (
            [{"mentee": "M01", "mentor": "R07", "fit_check": 7}],
            "past.json, record number 1, field fit_check: 7.0 is not between 0 and 1.",
        ),
        (
            [{"mentee": "M01", "mentor": "R07", "met": "once"}],
            'past.json, record number 1, field met: "once" is neither yes nor no.',
        ),
        (
            [{"mentee": "M01", "mentor": "R07", "fit_check": "good", "ended_early": 2}],
            'field fit_check: "good" is not a number.',
        ),
        (
            [["M01", "R07"], {"mentee": "M01", "mentor": "R07"}],
            "past.json, record M01 with R07, field cohort: stands twice in the same cohort, first in record number 1.",
        ),
        (["M01"], "\"M01\" is not a pair of a mentee's and a mentor's id."),
    ],
)
def test_outcomes_that_are_none_are_refused(
    past: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], outcomes: list[object], sentence: str
) -> None:
    pytest.importorskip("matching.learning")
    (tmp_path / "past.json").write_text(json.dumps(outcomes))

    ended = main(["learn", *past])

    assert ended == 2
    assert sentence in capsys.readouterr().err


def test_outcomes_in_rows_name_every_field_that_is_wrong_and_who_stands_twice(
    people: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong, twice = tmp_path / "wrong.csv", tmp_path / "twice.csv"
    wrong.write_text("mentee,mentor,met,fit_check\nM01,R07,once,\n\nM99,R99,yes,1\nM09,R07,maybe,good\n")
    twice.write_text("mentee,mentor,cohort\nM01,R07,a\nM01,R07,b\nM01,R07,a\n")

    ended = [main(["learn", *people, "--outcomes", str(file)]) for file in (wrong, twice)]

    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Problem")]
    assert ended == [2, 2]
    assert told == [
        f'Problem in {wrong}, row 2, field met: "once" is neither yes nor no.',
        f'Problem in {wrong}, row 4, field mentee: "M99" is no mentee of these files.',
        f'Problem in {wrong}, row 4, field mentor: "R99" is no mentor of these files.',
        f'Problem in {wrong}, row 5, field fit_check: "good" is not a number.',
        f'Problem in {wrong}, row 5, field met: "maybe" is neither yes nor no.',
        (
            f"Problem in {twice}, row 4, record M01 with R07, field cohort: stands twice in the same cohort, "
            "first in row 2."
        ),
    ]


def test_cases_are_tried(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    pytest.importorskip("matching.evaluation")

    ended = main(["evaluate"])

    assert ended == 0
    assert json.loads(capsysbinary.readouterr().out)["every"]["cases"] > 0


def test_cases_that_are_not_there_are_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matching.evaluation")

    ended = main(["evaluate", "--cases", str(tmp_path / "none")])

    assert ended == 2
    assert capsys.readouterr().err == f"Problem in {tmp_path / 'none'}: there is no such file or folder.\n"


PEER = {"needs": "rest-and-leave:3", "timezone": "America/Chicago", "free": "Tue 18:00-20:00"}


@pytest.mark.parametrize("option", ["--people", "--mentees"])
def test_peers_form_circles_without_mentors(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], option: str
) -> None:
    pytest.importorskip("matching.circles")
    (tmp_path / "peers.json").write_text(json.dumps([{"id": f"M{n}", **PEER} for n in range(1, 6)]))

    ended = main(["circles", option, str(tmp_path / "peers.json"), "--year", "2026"])

    formed = json.loads(capsysbinary.readouterr().out)
    assert (ended, formed["seated"]) == (0, 5)
    assert formed["circles"][0]["members"] == ["M1", "M2", "M3", "M4", "M5"]
    assert formed["peers"]


@pytest.fixture
def four(tmp_path: Path) -> list[str]:
    """Four people who share a need and an hour."""
    person = {"needs": ["denials-appeals:3"], "timezone": "America/New_York", "free": "Tue 18:00-20:00"}
    people = {"mentees": [{"id": f"M{n}", **person} for n in range(4)], "mentors": []}
    (tmp_path / "people.json").write_text(json.dumps(people))
    return ["circles", "--people", str(tmp_path / "people.json")]


def test_a_circle_and_peers_of_a_former_result_do_not_meet_again(four: list[str], tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"

    assert main([*four, "--out", str(first)]) == 0
    assert main([*four, "--past", str(first), "--out", str(second)]) == 0

    before, after = json.loads(first.read_text()), json.loads(second.read_text())
    assert [circle["members"] for circle in before["circles"]] == [["M0", "M1", "M2", "M3"]]
    assert after["circles"] == []  # the only circle there could be has met
    met = [{tuple(group["members"]) for group in found["peers"]["groups"]} for found in (before, after)]
    assert len(met[0]) == len(met[1]) == 2 and met[0].isdisjoint(met[1])


@pytest.mark.parametrize(
    "former", ["[]", "{}", '{"circles": [{}], "peers": {"groups": []}}', '{"circles": [], "peers": 1}', "{"]
)
def test_what_is_no_former_result_is_refused(
    four: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], former: str
) -> None:
    (tmp_path / "first.json").write_text(former)

    assert main([*four, "--past", str(tmp_path / "first.json")]) == 2
    assert "first.json" in capsys.readouterr().err
