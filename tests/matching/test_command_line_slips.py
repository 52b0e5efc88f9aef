"""Slips on the command line: the wrong file, ids of people who left, texts that are too long, cases that are none."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matching import commands
from matching.__main__ import main

Said = Callable[[], str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """What stands on standard error."""
    return lambda: capsys.readouterr().err


def write(path: Path, content: Any) -> str:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("mentees.csv", "id,name\n", "mentees.csv: it holds no mentees.\n"),
        ("mentors.csv", "id,name\n", "mentors.csv: it holds no mentors.\n"),
        (
            "mentors.csv",
            "id,capacity,paused\nR02,0,\nR07,2,yes\n",
            (
                "mentors.csv, field capacity: no mentor is free: all are paused or have a load up to their "
                "capacity: R02, R07.\n"
            ),
        ),
    ],
)
def test_nobody_to_match_is_an_error_that_names_the_file(
    people: list[str], tmp_path: Path, said: Said, name: str, content: str, sentence: str
) -> None:
    write(tmp_path / name, content)

    ended = main(["plan", *people, "--out", str(tmp_path / "plan.json")])

    assert (ended, said().splitlines(keepends=True)[-1]) == (2, f"Problem in {tmp_path}/{sentence}")
    assert not (tmp_path / "plan.json").exists()


def test_former_pairs_of_people_who_left_are_named_and_stop_nothing(
    people: list[str], tmp_path: Path, said: Said
) -> None:
    former = write(tmp_path / "former.json", [["M01", "R07"], ["M01", "R99"], ["M77", "R07"]])

    ended = main(["plan", *people, "--previous", former, "--out", str(tmp_path / "plan.json")])

    sentence = "2 of 3 former pairs name somebody who takes no part now: M01 with R99, M77 with R07."
    assert (ended, said()) == (0, f"{former}: {sentence}\n")


def test_a_lock_that_cannot_be_kept_names_its_file_and_row(
    people: list[str], tmp_path: Path, said: Said
) -> None:
    locked = write(tmp_path / "locked.csv", "mentee,mentor\nM09,R07\n\nM01,R02\n")
    rules = write(tmp_path / "rules.json", {"locked": [["M77", "R07"]]})

    main(["plan", *people, "--locked", locked])
    main(["plan", *people, "--rules", rules])

    assert said().splitlines() == [
        (
            f"Problem in {locked}, row 4: the locked pair M01 with R02: One of them asked not to be matched "
            "with the other."
        ),
        f"Problem in {rules}, field locked: the locked pair M77 with R07: one of them takes no part in this plan.",
    ]


def test_a_table_of_a_plan_says_who_is_locked_and_moved_and_the_rest_is_said(
    cohort: list[str], tmp_path: Path, said: Said
) -> None:
    locked, former = (write(tmp_path / f"{n}.json", [[n, "R07"]]) for n in ("M09", "M01"))
    content = json.loads((tmp_path / "cohort.json").read_text())
    content["mentors"] = [{"id": "R07", "capacity": 1}, {"id": "R08", "capacity": 0}]
    content["mentors"][1] |= {"capacity": 1, "min_load": 1, "paused": True}
    write(tmp_path / "cohort.json", content)

    options = ["--locked", locked, "--previous", former, "--out"]
    main(["plan", *cohort, *options, str(tmp_path / "plan.csv")])
    in_words = said()
    main(["plan", *cohort, *options, str(tmp_path / "plan.json")])

    with (tmp_path / "plan.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert [(row["mentee"], row["locked"], row["moved"]) for row in rows] == [
        ("M09", "yes", ""),
        ("M01", "", "yes"),
    ]
    assert in_words.startswith(
        f"The plan: objective total, total {plan['total']}, bound {plan['bound']}, gap "
    )
    assert plan["inputs_sha256"] in in_words
    assert in_words.endswith("fewer mentees than their min_load: R08.\n")


def test_who_answered_nothing_is_named(tmp_path: Path, said: Said) -> None:
    people = write(tmp_path / "p.json", {"mentees": [{"id": "M01"}], "mentors": [{"id": "R07"}]})

    for command in ("rank", "plan"):
        main([command, "--people", people])

    sentence = f"{people}: these mentees have answered nothing yet, so their scores say nothing: M01."
    assert said().splitlines() == [sentence, sentence]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("t.csv", "id,text\na,x\n\na,y\n", ", row 4, record a, field id: stands twice, first in row 2.\n"),
        (
            "t.json",
            [{"id": "a", "text": "x"}, {"id": "a", "text": "y"}],
            ", record a, field id: stands twice, first in record number 1.\n",
        ),
        ("t.csv", "id,words\na,x\nb,y\n", ': it has no column "text".\n'),
        (
            "t.json",
            [{"id": "a", "text": "x" * 20_001}],
            ", record number 1, field text: is longer than 20000 characters.\n",
        ),
        ("t.csv", "id,text\n,x\n", ", row 2, field id: is missing.\n"),
        (
            "t.csv",
            "id,text\na," + "x" * 10_000_000,
            ", row 2, field text: is longer than 20000 characters.\n",
        ),
    ],
)
def test_texts_that_cannot_be_read_are_named(
    tmp_path: Path, said: Said, name: str, content: Any, sentence: str
) -> None:
    texts = write(tmp_path / name, content)

    assert (main(["topics", "--texts", texts]), said()) == (2, f"Problem in {texts}{sentence}")


def test_a_text_is_read_up_to_a_point_and_one_without_topics_keeps_its_row(
    tmp_path: Path, said: Said
) -> None:
    long = "qqzz " * 900 + "my claims keep bouncing"
    texts = write(tmp_path / "t.json", [{"id": "a", "text": long}, {"id": "b", "text": "bouncing claims"}])

    main(["topics", "--texts", texts, "--out", str(tmp_path / "topics.csv")])

    rows = (tmp_path / "topics.csv").read_text().splitlines()
    assert said() == f"{texts}: of these texts the first 4000 characters are read: a.\n"
    assert rows[1] == "a,,,"
    assert rows[2].startswith("b,denials-appeals,")


@pytest.mark.parametrize("command", ["rank", "plan"])
def test_whose_texts_are_read_only_in_part_is_said_once_a_file(
    tmp_path: Path, said: Said, command: str
) -> None:
    long, short = ["My claims keep bouncing. " * 200, "x " * 3_000], ["My claims keep bouncing."]
    mentees = [{"id": "M01", "free_text": long}, {"id": "M02", "free_text": short}]
    mentors = [{"id": "R07", "free_text": long[:1]}, {"id": "R08", "free_text": short}]
    both = write(tmp_path / "both.json", {"mentees": mentees, "mentors": mentors})
    ours, theirs = write(tmp_path / "us.json", mentees), write(tmp_path / "them.json", mentors)

    main([command, "--people", both])
    main([command, "--mentees", ours, "--mentors", theirs])

    sentence = "of the free_text of these people only the first 4000 characters are read"
    assert said().splitlines() == [
        f"{both}: {sentence}: M01, R07.",
        f"{ours}: {sentence}: M01.",
        f"{theirs}: {sentence}: R07.",
    ]


CASE = {
    "id": "c1",
    "why": "",
    "mentee": {"id": "M01", "stage": "plan"},
    "mentors": [{"id": "R07"}],
    "best": ["R07"],
    "good": {},
    "poor": [],
    "never": {},
    "held_out": False,
}


def test_cases_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    write(folder / "one.json", {"rules": {"year": 2026}, "cases": [CASE]})
    monkeypatch.chdir(tmp_path)

    assert commands.CASES.is_absolute()
    assert commands.CASES.is_dir()
    monkeypatch.setattr(commands, "CASES", folder)  # the hundred take their time
    main(["evaluate", "--out", "figures.json"])

    every = json.loads((tmp_path / "figures.json").read_text())["every"]
    assert (every["cases"], every["ruled_out_yet_offered"]) == (1, 0)


def test_cases_that_are_not_shipped_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    monkeypatch.setattr(commands, "CASES", tmp_path / "none")

    ended = main(["evaluate"])

    sentence = (
        "there is no such file or folder; the labeled cases are not shipped here: name some with --cases"
    )
    assert (ended, said()) == (2, f"Problem in {tmp_path / 'none'}: {sentence}.\n")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ([], "field cases: is missing or no list."),
        ({"cases": [7], "rules": {}}, "record number 1, field id: is missing or no text."),
        (
            {"cases": [{**CASE, "best": 3}], "rules": {}},
            "record number 1, field best: is missing or no list.",
        ),
        ({"cases": [], "rules": {}}, "it holds no cases."),
        ({"cases": [{**CASE, "best": []}], "rules": {}}, f"record {CASE['id']}, field best: names nobody."),
    ],
)
def test_cases_that_are_none_are_refused(tmp_path: Path, said: Said, content: Any, sentence: str) -> None:
    cases = write(tmp_path / "cases.json", content)

    ended = main(["evaluate", "--cases", cases])

    assert ended == 2
    assert sentence in said()
