"""`python -m matching`: files in, files out, and a plain sentence when that is not possible."""

from __future__ import annotations

import csv
import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from matching import __main__ as command_line
from matching.__main__ import main

PART = {"mentor", "score", "coverage", "contributions", "reasons", "missing", "review"}


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_ranking_has_the_shape_that_was_promised(people: list[str], tmp_path: Path) -> None:
    ended = main(["rank", *people, "--explain-blocked", "--out", str(tmp_path / "ranking.json")])

    amara, noor = read(tmp_path / "ranking.json")["rankings"]
    assert ended == 0
    assert (amara["mentee"], noor["mentee"]) == ("M01", "M09")
    assert [set(one) for one in amara["mentors"]] == [PART]
    assert amara["mentors"][0]["mentor"] == "R07"
    assert amara["mentors"][0]["review"] == ["A vendor pays the mentor: show this before acceptance."]
    assert amara["blocked"] == [{"mentor": "R02", "rule": "do_not_match"}]
    assert noor["blocked"] == []


def test_only_the_best_are_ranked_and_the_blocked_are_left_out_unless_asked_for(
    people: list[str], tmp_path: Path
) -> None:
    main(["rank", *people, "--top", "1", "--out", str(tmp_path / "ranking.json")])

    rankings = read(tmp_path / "ranking.json")["rankings"]

    assert [len(one["mentors"]) for one in rankings] == [1, 1]
    assert [set(one) for one in rankings] == [{"mentee", "mentors"}] * 2


def test_a_ranking_can_be_a_table(people: list[str], tmp_path: Path) -> None:
    main(["rank", *people, "--explain-blocked", "--out", str(tmp_path / "ranking.csv")])

    table = rows(tmp_path / "ranking.csv")

    assert [(row["mentee"], row["place"], row["mentor"], row["blocked"]) for row in table] == [
        ("M01", "1", "R07", ""),
        ("M01", "", "R02", "do_not_match"),
        ("M09", "1", "R02", ""),
        ("M09", "2", "R07", ""),
    ]


def test_a_plan_has_the_shape_that_was_promised(cohort: list[str], tmp_path: Path) -> None:
    ended = main(["plan", *cohort, "--out", str(tmp_path / "plan.json")])

    plan = read(tmp_path / "plan.json")
    assert ended == 0
    assert list(plan)[:7] == ["pairs", "unmatched", "total", "bound", "gap", "objective", "inputs_sha256"]
    assert plan.keys() - list(plan)[:7] <= {"moved", "short", "notes"}
    assert [set(pair) for pair in plan["pairs"]] == [{"mentee", "mentor", "score"}]
    assert [set(one) for one in plan["unmatched"]] == [{"mentee", "cause"}]
    assert plan["objective"] == "total"
    assert len(plan["inputs_sha256"]) == 64


def test_a_plan_can_be_a_table(cohort: list[str], tmp_path: Path) -> None:
    main(["plan", *cohort, "--out", str(tmp_path / "plan.csv")])

    matched, left = rows(tmp_path / "plan.csv")

    assert (matched["mentor"], matched["cause"]) == ("R07", "")
    assert (left["mentor"], left["cause"]) == ("", "One mentor fits and is full.")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("locked.json", '[["M09", "R07"]]'),
        ("locked.json", '{"pairs": [{"mentee": "M09", "mentor": "R07", "score": 0.5}]}'),
        (
            "locked.csv",
            "mentee,mentor,score,review,cause\nM09,R07,0.5,,\nM01,,,,One mentor fits and is full.\n",
        ),
    ],
)
def test_a_locked_pair_is_in_the_plan(cohort: list[str], tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)

    main(["plan", *cohort, "--locked", str(tmp_path / name), "--out", str(tmp_path / "plan.json")])

    (pair,) = read(tmp_path / "plan.json")["pairs"]
    assert (pair["mentee"], pair["mentor"], pair["locked"]) == ("M09", "R07", True)


def test_a_plan_says_who_moved_since_the_former_one_and_may_take_its_place(
    cohort: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "plan.json"
    main(["plan", *cohort, "--out", str(out)])
    before = read(out)
    left = before["unmatched"][0]["mentee"]
    (tmp_path / "locked.json").write_text(json.dumps([[left, "R07"]]))

    again = ["plan", *cohort, "--previous", str(out), "--out", str(out)]
    main(again)
    unchanged = read(out)
    main([*again, "--locked", str(tmp_path / "locked.json")])

    assert unchanged["pairs"] == before["pairs"]
    assert read(out)["moved"] == [before["pairs"][0]["mentee"]]


def test_a_pair_to_be_looked_at_says_so_in_the_plan(people: list[str], tmp_path: Path) -> None:
    main(["plan", *people, "--out", str(tmp_path / "plan.json")])

    pairs = {pair["mentor"]: pair for pair in read(tmp_path / "plan.json")["pairs"]}

    assert pairs["R07"]["review"] == ["A vendor pays the mentor: show this before acceptance."]
    assert "review" not in pairs["R02"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("texts.json", '[{"id": "t1", "text": "my claims keep bouncing"}, {"id": "t2", "text": ""}]'),
        ("texts.csv", "id,text\nt1,my claims keep bouncing\nt2,\n"),
    ],
)
def test_topics_are_found_in_texts(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], name: str, content: str
) -> None:
    (tmp_path / name).write_text(content)

    ended = main(["topics", "--texts", str(tmp_path / name)])

    first, second = json.loads(capsysbinary.readouterr().out)["topics"]
    assert (ended, first["id"], second) == (0, "t1", {"id": "t2", "topics": []})
    assert first["topics"][0]["topic"] == "denials-appeals"
    assert set(first["topics"][0]) == {"topic", "score", "words"}


def test_topics_can_be_a_table(tmp_path: Path) -> None:
    (tmp_path / "texts.json").write_text('[{"id": "=t1", "text": "my claims keep bouncing"}]')

    main(["topics", "--texts", str(tmp_path / "texts.json"), "--out", str(tmp_path / "topics.csv")])

    first = rows(tmp_path / "topics.csv")[0]
    assert (first["id"], first["topic"]) == ("'=t1", "denials-appeals")


def test_the_format_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "argv", ["python -m matching", "schema", "--out", "-"])

    with pytest.raises(SystemExit) as ended:
        runpy.run_path(command_line.__file__, run_name="__main__")

    assert ended.value.code == 0
    assert json.loads(capsysbinary.readouterr().out)["choices"]["stages"]["plan"] == "Planning a practice"


def python_m_matching(*argv: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "matching", *argv]
    return subprocess.run(command, text=True, check=False, stderr=subprocess.PIPE, **options)


def test_it_runs_as_a_module_and_warns_of_nothing(people: list[str]) -> None:
    done = python_m_matching("plan", *people, stdout=subprocess.PIPE)

    assert (done.returncode, done.stderr) == (0, "")
    assert {pair["mentor"] for pair in json.loads(done.stdout)["pairs"]} == {"R02", "R07"}


def test_a_full_disk_behind_standard_output_is_said() -> None:
    with open("/dev/full", "w") as full:
        done = python_m_matching("schema", stdout=full)

    assert done.returncode == 2
    assert (
        done.stderr == "Standard output cannot be written (No space left on device); nothing was changed.\n"
    )
