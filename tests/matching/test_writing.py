"""A result is written whole or not at all, and no spreadsheet runs it."""

from __future__ import annotations

import csv
import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from matching.files.writing import CannotWrite, as_csv, as_json, check_place, guarded, unguarded, write


def test_a_file_is_written_and_written_again(tmp_path: Path) -> None:
    out = tmp_path / "plan.json"

    write(b"one", out)
    write(b"two", out)

    assert out.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [out]


def test_a_process_killed_before_the_file_is_in_place_leaves_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    out.write_text("old")
    script = """
import os, signal, sys
from pathlib import Path
from matching.files.writing import write
Path.replace = lambda *ends: os.kill(os.getpid(), signal.SIGKILL)
write(b"new", Path(sys.argv[1]))
"""

    done = subprocess.run([sys.executable, "-c", script, out], check=False)

    assert done.returncode == -signal.SIGKILL
    assert out.read_text() == "old"


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    out.write_text("old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))  # no file may grow beyond this
    try:
        with pytest.raises(CannotWrite, match=r"cannot be written \(File too large\); nothing was changed"):
            write(b"new" * 1000, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert (out.read_text(), list(tmp_path.iterdir())) == ("old", [out])


def test_a_file_behind_a_link_is_written_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "latest.json").symlink_to(tmp_path / "plan.json")

    write(b"{}", tmp_path / "latest.json")

    assert (tmp_path / "latest.json").is_symlink()
    assert (tmp_path / "plan.json").read_bytes() == b"{}"


def test_a_device_is_written_to_and_not_replaced() -> None:
    write(b"{}", Path(os.devnull))

    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_file_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"cannot be written \(File name too long\); nothing was changed"):
        write(b"{}", tmp_path / ("x" * 300))

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_take_the_result_is_refused_beforehand(tmp_path: Path) -> None:
    people = tmp_path / "people.json"
    people.write_text("[]")
    places = {
        tmp_path: "is a folder",
        tmp_path / "none" / "plan.json": "There is no folder",
        tmp_path / "." / "people.json": "would take the place of",
    }

    for place, sentence in places.items():
        with pytest.raises(CannotWrite, match=sentence):
            check_place(place, [tmp_path / "missing.json", people])


def test_a_place_that_can_take_the_result_is_fine(tmp_path: Path) -> None:
    old = tmp_path / "plan.json"
    old.write_text("{}")

    for place in (None, old, tmp_path / "new.json"):
        check_place(place, [tmp_path / "people.json"])

    assert old.read_text() == "{}"


def test_json_keeps_letters_and_the_order_of_keys() -> None:
    assert as_json({"b": "é", "a": 0.1}).decode() == '{\n  "b": "é",\n  "a": 0.1\n}\n'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_starts_like_a_formula_is_guarded_and_can_be_read_back(start: str) -> None:
    cell = f"{start}1+1"

    row = next(csv.reader(as_csv([[cell, "a=b", -0.5, None]]).decode().splitlines()))

    assert row[0].startswith("'") or start == "\r"
    assert (row[1:], unguarded(str(guarded(cell)))) == (["a=b", "-0.5", ""], cell)


def test_standard_output_that_nobody_reads_any_more_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        write(b"{}", None)
        closed.write("more")

    assert closed.closed
