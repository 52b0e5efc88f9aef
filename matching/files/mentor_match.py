"""Reads the two CSV files of the mentor-match project, so that its users can bring their people along.

Its files know a person's e-mail address, organization, profession and biography, under three sets of headings;
grades and identities have no counterpart here. What people need or offer is guessed from their own words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matching.files.documents import Row
from matching.files.problems import Findings
from matching.files.records import Record
from matching.files.ties import Kind
from matching.similarity import suggest_topics

READ_SO = "read as a file of mentor-match, with topics guessed from professions and biographies; left out"

MOST_TOPICS = 3
GUESSED_DEPTH = 2
_COLUMNS = {  # ours, and what theirs are called
    "id": ("email_address", "email", "your_civil_service_email_address"),
    "first": ("first_name", "your_first_name"),
    "last": ("last_name", "your_last_name"),
    "employer": ("organisation", "your_department_or_agency"),
    "role": ("job_title", "role", "your_job_title_or_role"),
    "biography": ("biography",),
}
_PROFESSIONS: dict[Kind, tuple[str, ...]] = {  # the one that mentees aim at, the one that mentors have
    "mentees": ("target_profession", "profession", "your_profession", "current_profession"),
    "mentors": ("profession", "current_profession", "your_profession"),
}


def recognized(cells: Mapping[str, object]) -> bool:
    """Whether these are the columns of a mentor-match file."""
    needed = [_COLUMNS[name] for name in ("id", "first", "employer")]
    return "id" not in cells and all(any(column in cells for column in columns) for columns in needed)


def records_of(file: str, rows: Sequence[Row], kind: Kind, findings: Findings) -> list[Record]:
    """The people of a mentor-match file as records of our own fields, and a remark that says so."""
    columns = {**_COLUMNS, "profession": _PROFESSIONS[kind]}
    used = {name: next((c for c in theirs if c in rows[0].cells), "") for name, theirs in columns.items()}
    left_out = [column for column in rows[0].cells if column not in used.values()]
    for column in left_out or ["nothing"]:
        findings.remark(file, READ_SO, column)
    return [Record(file, number, _values(row, used, kind), row.number) for number, row in enumerate(rows, 1)]


def _values(row: Row, used: Mapping[str, str], kind: Kind) -> dict[str, object]:
    said = {name: str(row.cells.get(column) or "").strip() for name, column in used.items()}
    own_words = [said[name] for name in ("profession", "biography") if said[name]]
    return {
        "id": said["id"].casefold(),
        "name": f"{said['first']} {said['last']}",
        "employer": said["employer"],
        "free_text": [*own_words, *filter(None, [said["role"]])],
        **_guessed(". ".join(own_words), kind),
    }


def _guessed(words: str, kind: Kind) -> dict[str, object]:
    """The topics somebody seems to mean: needs, most likely ones first, or offers."""
    topics = [hit.topic for hit in suggest_topics(words, MOST_TOPICS)]
    if kind == "mentees":
        return {"needs": [{"topic": t, "priority": MOST_TOPICS - n} for n, t in enumerate(topics)]}
    return {"offers": [{"topic": topic, "depth": GUESSED_DEPTH} for topic in topics]}
