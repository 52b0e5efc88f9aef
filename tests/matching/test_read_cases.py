"""Labeled cases are read from files; what means nothing in one is named with its case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from matching import Need, Rules
from matching.cases import one_cohort
from matching.evaluation import read_cases
from matching.files.problems import BadFiles

FOLDER = Path(__file__).parent / "cases" / "matches"
CASES = read_cases(FOLDER)


@pytest.fixture
def row() -> dict[str, Any]:
    return {
        "id": "claims",
        "why": "One. Two.",
        "held_out": False,
        "mentee": {"id": "amara", "needs": ["denials-appeals:3"]},
        "mentors": [{"id": "ben", "years_independent": 6}, {"id": "cleo"}],
        "best": ["ben"],
        "good": {"cleo": 2},
        "poor": [],
        "never": {},
    }


def written(folder: Path, row: dict[str, Any]) -> Path:
    path = folder / "cases.json"
    path.write_text(json.dumps({"rules": {"year": 2026}, "cases": [row]}), encoding="utf-8")
    return path


def test_a_case_is_read_from_a_file(tmp_path: Path, row: dict[str, Any]) -> None:
    row["rules"] = {"forbidden": [["amara", "cleo"]]}

    (case,) = read_cases(written(tmp_path, row))

    assert case.mentee.needs == (Need("denials-appeals", 3),)
    assert case.mentors[0].opened_year == 2020
    assert case.rules == Rules(2026, forbidden=frozenset({("amara", "cleo")}))
    assert case.grades == {"ben": 3, "cleo": 2}


def test_cases_make_one_cohort_of_strangers() -> None:
    mentees, mentors = one_cohort(CASES)

    assert len({mentee.id for mentee in mentees}) == len(CASES)
    assert len({mentor.id for mentor in mentors}) == sum(len(case.mentors) for case in CASES)
    assert not any(mentee.related_to or mentee.preferences for mentee in mentees)
    assert not any(mentor.related_to or mentor.preferences for mentor in mentors)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"best": ["dev"]}, "best"),
        ({"best": []}, "best"),
        ({"poor": ["dev"]}, "poor"),
        ({"never": {"dev": "same_employer"}}, "never"),
        ({"best": [{}]}, "best"),
        ({"poor": [["dev"]]}, "poor"),
        ({"never": {"ben": "same_shoes"}}, "never"),
        ({"review": {"ben": []}}, "review"),
        ({"good": {"ben": 4}}, "good"),
        ({"rules": {"zzz": 1}}, ""),
        ({"mentee": {"id": "amara", "favorite_color": "red"}}, ""),
    ],
)
def test_a_label_or_field_that_means_nothing_names_its_file_and_case(
    tmp_path: Path, row: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    path = written(tmp_path, {**row, **changes})

    with pytest.raises(BadFiles) as refused:
        read_cases(path)

    (problem,) = refused.value.problems
    assert (problem.file, problem.record, problem.field) == (str(path), "claims", field)


def test_a_person_who_cannot_be_read_stops_the_reading(tmp_path: Path, row: dict[str, Any]) -> None:
    row["mentors"][0]["offers"] = ["no-such-topic:3"]

    with pytest.raises(BadFiles, match="no-such-topic"):
        read_cases(written(tmp_path, row))


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")

    with pytest.raises(BadFiles, match=r"broken\.json"):
        read_cases(tmp_path)


@pytest.mark.parametrize("field", ["rules", "review"])
@pytest.mark.parametrize("wrong", [None, [], "x", 3])
def test_what_a_case_may_say_is_an_object_or_nothing(
    tmp_path: Path, row: dict[str, Any], field: str, wrong: object
) -> None:
    with pytest.raises(BadFiles, match=f"field {field}: is missing or no object"):
        read_cases(written(tmp_path, {**row, field: wrong}))
