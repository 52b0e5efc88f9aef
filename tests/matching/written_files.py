"""People written into files, and read back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matching import Mentee, Mentor
from matching.files.reading import Inputs, read_inputs

YEAR = 2026

Records = Sequence[Mapping[str, Any]]


def read_json(folder: Path, mentees: Records = (), mentors: Records = (), **more: Any) -> Inputs:
    """What is read from people in one JSON file."""
    path = folder / "people.json"
    path.write_text(json.dumps({"mentees": mentees, "mentors": mentors, **more}), encoding="utf-8")
    return read_inputs(path, path, None, YEAR)


def read_mentee(folder: Path, **answers: Any) -> Mentee:
    """One mentee, beside the mentors R02 (Ben Osei) and R07 (Dev Rao)."""
    mentors = [{"id": "R02", "name": "Ben Osei"}, {"id": "R07", "name": "Dev Rao"}]
    return read_json(folder, [{"id": "M01", **answers}], mentors).mentees[0]


def read_mentor(folder: Path, **answers: Any) -> Mentor:
    """One mentor, beside the mentees M01 (Amara Eze) and M02 (Noor Haddad)."""
    mentees = [{"id": "M01", "name": "Amara Eze"}, {"id": "M02", "name": "Noor Haddad"}]
    return read_json(folder, mentees, [{"id": "R07", **answers}]).mentors[0]


def read_csv(folder: Path, mentees: str | bytes, mentors: str | bytes = "id\nR07\n") -> Inputs:
    """What is read from two CSV files."""
    paths = []
    for name, text in (("mentees.csv", mentees), ("mentors.csv", mentors)):
        paths.append(folder / name)
        paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_inputs(paths[0], paths[1], None, YEAR)


def as_csv(records: Records) -> str:
    """Records as a spreadsheet would save them: lists with `;`, parts with `:`."""
    columns = list(dict.fromkeys(name for record in records for name in record))
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    for record in records:
        writer.writerow([as_cell(record.get(column)) for column in columns])
    return written.getvalue()


def as_cell(value: Any) -> str:
    """An answer as one cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(as_cell(item) for item in value)
    if isinstance(value, dict):
        return ":".join(as_cell(part) for part in value.values())
    return "" if value is None else str(value)
