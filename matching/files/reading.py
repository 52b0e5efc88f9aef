"""Reads the files that hold people and rules.

Everything wrong with all of them is found before anything is reported, so that it can be mended in one go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from matching.files import mentor_match as mentor_match_files
from matching.files import records
from matching.files.documents import Document, Row, field_name, open_document
from matching.files.fields import PROSE
from matching.files.problems import Findings, Problem
from matching.files.records import UNKNOWN_FIELDS, Record
from matching.files.ties import Kind
from matching.people import Mentee, Mentor, Rules

SECTIONS = ("mentees", "mentors", "rules")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Who is to be matched, by which rules, and what was worth a remark while reading."""

    mentees: tuple[Mentee, ...]
    mentors: tuple[Mentor, ...]
    rules: Rules
    remarks: tuple[str, ...] = ()
    rules_file: str = "rules"


def read_inputs(
    mentees: Path, mentors: Path | None, rules: Path | None, this_year: int, year: int | None = None
) -> Inputs:
    """People and rules. One file may hold them all; a file of rules counts instead of the rules beside people.

    Without a file of mentors there are those that the mentees' file holds, if any. `year` overrides that of the
    rules, `this_year` stands in for it. Raises `BadFiles` with every problem.
    """
    findings = Findings()
    paths = dict.fromkeys(path for path in (mentees, mentors, rules) if path)
    opened = {path: open_document(path, findings) for path in paths}
    own_rules = opened[rules] if rules else None
    helpers = opened[mentors] if mentors else _beside(opened[mentees])
    return _inputs(opened[mentees], helpers, own_rules, (this_year, year), findings)


def _beside(mentees: Document) -> Document:
    held = mentees.value.get("mentors") if isinstance(mentees.value, dict) else None
    return Document(mentees.file, {"mentors": held or []})


def inputs_in(content: Mapping[str, object], file: str, this_year: int) -> Inputs:
    """The same from what stands in one file, already taken apart."""
    document = Document(file, content)
    return _inputs(document, document, None, (this_year, None), Findings())


def _inputs(
    mentees: Document,
    mentors: Document,
    rules: Document | None,
    years: tuple[int, int | None],
    findings: Findings,
) -> Inputs:
    this_year, year = years
    file, given = _rules(mentees, mentors, rules, findings)
    given = given if year is None else {**given, "year": year}
    match_rules = records.rules_of(given, file, this_year, findings)
    seekers = records.drafts_of("mentees", _records(mentees, "mentees", findings), findings)
    helpers = records.drafts_of("mentors", _records(mentors, "mentors", findings), findings)
    named = records.everybody(seekers, helpers)
    records.remark_on_strangers(match_rules, file, named, findings)
    inputs = Inputs(
        records.mentees(seekers, named, findings),
        records.mentors(helpers, named, match_rules.year, findings),
        match_rules,
        findings.remarks(),
        file,
    )
    findings.stop_if_bad()
    return inputs


def _records(document: Document, kind: Kind, findings: Findings) -> list[Record]:
    """The people of one kind that a file holds."""
    if document.rows is not None:
        return _records_in_csv(document.file, document.rows, kind, findings)
    people = document.value
    if isinstance(people, dict):
        for name in (name for name in people if name not in SECTIONS):
            findings.remark(document.file, UNKNOWN_FIELDS, name)
        people = people.get(kind)
    if not isinstance(people, list):
        findings.problems.append(Problem(document.file, f'it holds no list of "{kind}"'))
        return []
    return _records_in_json(document.file, people, findings)


def _records_in_json(file: str, people: list[object], findings: Findings) -> list[Record]:
    found = []
    for number, person in enumerate(people, 1):
        if not isinstance(person, dict):
            findings.problems.append(
                Problem(file, "it is not a person with fields", record=f"number {number}")
            )
            continue
        values = {field_name(name): value for name, value in person.items()}
        found.append(Record(file, number, values))
        if len(values) < len(person):
            findings.problems.append(Problem(file, "a field stands twice", record=found[-1].label))
    return found


def _records_in_csv(file: str, rows: tuple[Row, ...], kind: Kind, findings: Findings) -> list[Record]:
    if rows and mentor_match_files.recognized(rows[0].cells):
        return mentor_match_files.records_of(file, rows, kind, findings)
    if rows and "id" not in rows[0].cells:
        findings.problems.append(Problem(file, 'it has no column "id"'))
        return []
    return [Record(file, number, _apart(row.cells), row.number) for number, row in enumerate(rows, 1)]


def _apart(cells: Mapping[str, object]) -> dict[str, object]:
    """The cells, prose taken apart at `;` as every list in CSV is."""
    prose = cells.get(PROSE)
    return {**cells, PROSE: prose.split(";")} if isinstance(prose, str) else dict(cells)


def _rules(
    mentees: Document, mentors: Document, rules: Document | None, findings: Findings
) -> tuple[str, Mapping[str, object]]:
    """The file that holds the rules, and what it says."""
    holding = _alone(rules) if rules else _beside_people((mentees, mentors))
    if len(holding) > 1:
        findings.problems.append(Problem(" and ".join(holding), "both hold rules; say which with --rules"))
    for file, given in holding.items():
        if isinstance(given, dict):
            return file, given
        findings.problems.append(Problem(file, "its rules are not an object of JSON"))
    return "rules", {}


def _alone(document: Document) -> dict[str, object]:
    value = document.value
    held = value.get("rules", value) if isinstance(value, dict) else value
    return {} if document.broken else {document.file: held}


def _beside_people(documents: Iterable[Document]) -> dict[str, object]:
    """Rules by the file that holds them; null means none."""
    return {
        document.file: document.value["rules"]
        for document in documents
        if isinstance(document.value, dict) and document.value.get("rules") is not None
    }
