"""What `python -m matching` cannot do ends with a plain sentence, and nothing is written."""

from __future__ import annotations

import io
import signal
import sys
from pathlib import Path

import pytest

from matching.__main__ import main


def test_a_wrong_answer_ends_the_work_with_a_sentence_and_nothing_is_written(
    people: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mentors = tmp_path / "mentors.csv"
    mentors.write_text("id,capacity\nR01,1\nR07,two\n")

    ended = main(["plan", *people, "--out", str(tmp_path / "plan.json")])

    said = capsys.readouterr()
    assert ended == 2
    assert (
        said.err == f'Problem in {mentors}, row 3, record R07, field capacity: "two" is not a whole number.\n'
    )
    assert said.out == ""
    assert not (tmp_path / "plan.json").exists()


def test_a_remark_does_not_end_the_work(
    people: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mentors.csv").write_text("id,name,shoe\nR01,Cora Lind,38\n")

    ended = main(["rank", *people, "--out", str(tmp_path / "ranking.json")])

    assert ended == 0
    assert capsys.readouterr().err.endswith("these fields are not known and were left out: shoe.\n")


REFUSED = [
    (
        ["--locked", "LOCKED"],
        (
            "locked.json, record number 1: the locked pair M01 with R02: "
            "One of them asked not to be matched with the other."
        ),
    ),
    (["--locked", "BAD"], "\"M01\" is not a pair of a mentee's and a mentor's id."),
    (["--previous", "NONE"], "none.json: there is no such file."),
    (["--previous", "TEXT"], "text.json: it holds no list."),
    (["--out", "FOLDER"], "is a folder; name a file in it."),
    (["--year", "3"], "Problem in rules, field year: 3 is not a year."),
]


@pytest.mark.parametrize(("options", "sentence"), REFUSED)
def test_what_cannot_be_done_is_said(
    people: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    sentence: str,
) -> None:
    (tmp_path / "locked.json").write_text('[["M01", "R02"]]')
    (tmp_path / "bad.json").write_text('["M01"]')
    (tmp_path / "text.json").write_text('{"text": 1}')
    paths = {name: str(tmp_path / f"{name.lower()}.json") for name in ("LOCKED", "BAD", "NONE", "TEXT")}
    named = [{**paths, "FOLDER": str(tmp_path)}.get(option, option) for option in options]

    ended = main(["plan", *people, *named])

    assert ended == 2
    assert capsys.readouterr().err.rstrip().endswith(sentence)


@pytest.mark.parametrize(
    "entry", ['{"id": "t1"}', '"t1"', '{"id": " ", "text": "a"}', '{"id": 1, "text": [2]}']
)
def test_texts_that_are_none_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], entry: str
) -> None:
    (tmp_path / "texts.json").write_text(f"[{entry}]")

    ended = main(["topics", "--texts", str(tmp_path / "texts.json")])

    assert ended == 2
    assert "texts.json, record number 1" in capsys.readouterr().err


USAGE = [
    ([], "the following arguments are required: command"),
    (["rank"], "name the people with --people, or with --mentees and --mentors"),
    (
        ["rank", "--people", "a", "--mentees", "b"],
        "name the people with --people, or with --mentees and --mentors",
    ),
    (["rank", "--mentees", "a"], "name the people with --people, or with --mentees and --mentors"),
    (["circles", "--mentors", "a"], "name the people with --people, or with --mentees and --mentors"),
    (["rank", "--people", "a", "--top", "0"], "'0' is not a whole number from 1"),
    (["plan", "--people", "a", "--objective", "luck"], "invalid choice: 'luck'"),
    (["schema", "--out", "schema.csv"], "this result has no table; let the name after --out end in .json"),
]


@pytest.mark.parametrize(("argv", "sentence"), USAGE)
def test_options_that_make_no_sense_are_refused(
    capsys: pytest.CaptureFixture[str], argv: list[str], sentence: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)

    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


class Terminal(io.StringIO):
    """A terminal on which somebody presses Ctrl-C as soon as it shows something."""

    pressed = False

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        written = super().write(text)
        if not self.pressed:
            self.pressed = True
            signal.raise_signal(signal.SIGINT)
        return written


def test_ctrl_c_ends_with_a_sentence_and_writes_nothing(
    cohort: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    # Under a shell's "&" the signal is ignored, as it is under some runners.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    try:
        ended = main(["plan", *cohort, "--out", str(tmp_path / "plan.json")])
    finally:
        signal.signal(signal.SIGINT, before)

    assert ended == 130
    assert terminal.getvalue().endswith("\r\x1b[KStopped. Nothing was written.\n")
    assert not (tmp_path / "plan.json").exists()
