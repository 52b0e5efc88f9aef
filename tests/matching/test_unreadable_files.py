"""A file that cannot be used says why."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.files.fields import PERSON_FIELDS, RULE_FIELDS
from matching.files.fingerprint import inputs_sha256
from matching.files.problems import BadFiles
from matching.files.reading import Inputs, inputs_in, read_inputs
from tests.matching.written_files import YEAR

UNREADABLE: list[tuple[str, bytes, str]] = [
    ("a.json", b"", "it is empty."),
    ("a.csv", b" \r\n", "it is empty."),
    ("a.csv", b",,\n", "it is empty."),
    ("a.csv", "id\nM01 \u00e9".encode("latin-1"), "it is not UTF-8 (see byte 8); save it as UTF-8."),
    ("a.csv", "id\nM01".encode("utf-16"), "it is not UTF-8 (see byte 1); save it as UTF-8."),
    ("a.json", b'["\0"]', "it holds a NUL, so it is not text."),
    ("a.json", b'[{"id": 1},\n {"id" 2}]', "it is not JSON: line 2, column 8: expecting ':' delimiter."),
    ("a.json", b"[" * 100_000, "its lists are nested too deeply."),
    ("a.json", b"[" + b"9" * 5000 + b"]", "it holds a number that is too long."),
    ("a.json", b'[{"id": 1, "id": 2}]', 'an object names "id" twice.'),
    ("a.json", b'[{"id": 1, "ID": 2}]', "record 2: a field stands twice."),
    ("a.json", b'"M01"', 'it holds no list of "mentees".'),
    ("a.json", b'{"people": []}', 'it holds no list of "mentees".'),
    ("a.json", b'["M01"]', "record number 1: it is not a person with fields."),
    ("a.json", b'[{"name": "A"}]', "record number 1, field id: is missing."),
    ("a.json", b'[{"id": [1]}]', "record number 1, field id: [1] is not text."),
    ("a.json", b'[{"id": "a"}, {"id": "a"}]', "record a, field id: stands twice, first in record number 1."),
    ("a.csv", b"id,name\na,\n\nb,\na,\n", "row 5, record a, field id: stands twice, first in row 2."),
    ("a.csv", b"id,name\n,Ben\n", "row 2, field id: is missing."),
    ("a.csv", b"name,stage\nBen,plan\n", 'it has no column "id".'),
    ("a.csv", b"id,stage,Stage\na,plan,plan\n", 'two columns are called "stage".'),
    ("a.csv", b"id;stage\na;plan\n", "its columns are separated by semicolons; save it with commas."),
    ("a.csv", b"id\tstage\na\tplan\n", "its columns are separated by tabs; save it with commas."),
    ("a.csv", b'id,name\na,"Ben\n', "line 2 cannot be read as CSV (unexpected end of data)."),
    ("a.csv", b"id,name\na,Ben,Ann\n", "row 2: a cell has no heading above it."),
    ("a.csv", b"id,,name\na,stray,Ben\n", "row 2: a cell has no heading above it."),
    (
        "a.csv",
        b"id,name\na," + b"x" * 200_000,
        "row 2, record a, field name: is longer than 20000 characters.",
    ),
]


@pytest.mark.parametrize(("name", "content", "sentence"), UNREADABLE)
def test_a_file_that_cannot_be_used_says_why(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    mentees, mentors = tmp_path / name, tmp_path / "mentors.json"
    mentees.write_bytes(content)
    mentors.write_text("[]")

    with pytest.raises(BadFiles) as refused:
        read_inputs(mentees, mentors, None, YEAR)

    assert str(refused.value).startswith(f"Problem in {mentees}")
    assert str(refused.value).endswith(sentence)
    assert len(refused.value.problems) == 1


def test_a_file_that_is_not_there_and_a_folder_are_both_named(tmp_path: Path) -> None:
    with pytest.raises(BadFiles) as refused:
        read_inputs(tmp_path / "none.csv", tmp_path, None, YEAR)

    assert str(refused.value).splitlines() == [
        f"Problem in {tmp_path / 'none.csv'}: there is no such file.",
        f"Problem in {tmp_path}: it is a folder, not a file.",
    ]


def test_a_file_the_system_refuses_is_named(tmp_path: Path) -> None:
    inside_a_file = tmp_path / "people.json" / "mentees.csv"
    inside_a_file.parent.write_text("[]")

    with pytest.raises(BadFiles, match=r"it cannot be read \(Not a directory\)"):
        read_inputs(inside_a_file, inside_a_file.parent, None, YEAR)


texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["licensure:2", "R07", "family:R07", "Mon 9:00-10:00", "structured", "en;es", "=", "\ud800", "1e9"]
    ),
)
answers = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda parts: st.one_of(st.lists(parts, max_size=3), st.dictionaries(texts, parts, max_size=3)),
    max_leaves=6,
)
people = st.lists(
    st.dictionaries(st.sampled_from([field.name for field in PERSON_FIELDS]), answers, max_size=6), max_size=3
)
some_rules = st.dictionaries(st.sampled_from([field.name for field in RULE_FIELDS]), answers, max_size=4)


@given(people, people, some_rules)
def test_whatever_stands_in_a_file_is_understood_or_refused(
    mentees: list[dict[str, Any]], mentors: list[dict[str, Any]], rules: dict[str, Any]
) -> None:
    content = {"mentees": mentees, "mentors": mentors, "rules": rules}

    found = understood_or_refused(lambda: inputs_in(content, "people.json", YEAR))

    assert found


@given(st.binary(max_size=60), st.sampled_from(["csv", "json"]))
def test_whatever_bytes_a_file_has_it_is_read_or_refused(content: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"people.{ending}"
        path.write_bytes(content)

        found = understood_or_refused(lambda: read_inputs(path, path, None, YEAR))

    assert found


def understood_or_refused(read: Callable[[], Inputs]) -> bool:
    """Whether reading gave people, or else problems that can be printed."""
    try:
        inputs = read()
    except BadFiles as refused:
        return all(str(problem).startswith("Problem in ") for problem in refused.problems)
    return len(inputs_sha256(inputs.mentees, inputs.mentors, inputs.rules)) == 64
