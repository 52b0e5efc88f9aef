"""Reads the smaller files beside those of people: pairs, texts and outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from matching.files import answers
from matching.files.documents import Document, open_document
from matching.files.fields import pair
from matching.files.problems import Findings, Problem, Wrong, quoted
from matching.files.writing import unguarded
from matching.people import BadRecord, Mentee, Mentor

if TYPE_CHECKING:
    from matching.learning.past_pairs import PastPair

_Entry = TypeVar("_Entry")

_OUTCOMES: dict[str, Callable[[object], Any]] = {
    "fit_check": answers.number,
    "met": answers.yes_no,
    "ended_early": answers.yes_no,
    "cohort": answers.text,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in a file: in a row of CSV, or the how manyth of a list it is."""

    file: str
    row: int = 0
    number: int = 0

    @property
    def words(self) -> str:
        """The place within the file."""
        return f"row {self.row}" if self.row else f"record number {self.number}"

    def problem(self, reason: str, record: str = "", field: str = "") -> Problem:
        """A problem with what stands here."""
        label = record or (f"number {self.number}" if self.number else "")
        return Problem(self.file, reason, self.row, label, field)


def read_pairs(path: Path) -> dict[tuple[str, str], Place]:
    """Pairs of ids from a list, a former plan or a CSV with the columns mentee and mentor, and where each stands."""
    found = _read_with_places(path, ("pairs", "locked"), _pair, columns=("mentee", "mentor"))
    return {pair: place for place, pair in reversed(found) if pair}


def read_texts(path: Path) -> list[tuple[str, str]]:
    """Texts with their ids, which may stand once."""
    found = _read_with_places(path, ("texts",), _text, columns=("id", "text"))
    first = {name: place for place, (name, _) in reversed(found)}
    findings = Findings()
    for place, (name, _) in found:
        if place != first[name]:
            reason = f"stands twice, first in {first[name].words}"
            findings.problems.append(place.problem(reason, record=name, field="id"))
    findings.stop_if_bad()
    return [entry for _, entry in found]


def read_past_pairs(path: Path, mentees: Iterable[Mentee], mentors: Iterable[Mentor]) -> list[PastPair]:
    """Past pairs of these people, with what became of them."""
    seekers, helpers = {one.id: one for one in mentees}, {one.id: one for one in mentors}
    found = _read_with_places(
        path, ("outcomes",), lambda entry: _past_pair(entry, seekers, helpers), columns=("mentee", "mentor")
    )
    return [pair for _, pair in found]


def read_round(path: Path) -> tuple[list[list[str]], list[list[str]]]:
    """Who sat together in the circles of a former result, and who was introduced to whom."""
    findings = Findings()
    document = open_document(path, findings)
    held = document.value if isinstance(document.value, dict) else {}
    peers = held.get("peers")
    found = _members(held.get("circles")), _members(peers.get("groups") if isinstance(peers, dict) else None)
    if None in found and not findings.problems:
        findings.problems.append(Problem(document.file, "it is no former result of this command"))
    findings.stop_if_bad()
    return found[0] or [], found[1] or []


def _members(groups: object) -> list[list[str]] | None:
    """The members of each group, or None where there is no list of groups."""
    if not isinstance(groups, list):
        return None
    lists = [group.get("members") if isinstance(group, dict) else None for group in groups]
    members = [list(map(str, one)) for one in lists if isinstance(one, list)]
    return members if len(members) == len(lists) else None


def _read_with_places(
    path: Path, sections: Iterable[str], read: Callable[[object], _Entry], columns: Sequence[str]
) -> list[tuple[Place, _Entry]]:
    """The entries of a list and where they stand, or `BadFiles` with every problem."""
    findings = Findings()
    document = open_document(path, findings)
    found = []
    for place, entry in _entries(document, sections, columns, findings):
        try:
            found.append((place, read(entry)))
        except Wrong as wrong:
            findings.problems += [place.problem(reason) for reason in wrong.reasons]
    findings.stop_if_bad()
    return found


def _entries(
    document: Document, sections: Iterable[str], columns: Sequence[str], findings: Findings
) -> list[tuple[Place, object]]:
    """Where each entry stands, and its content."""
    if document.rows is not None:
        lacking = [name for name in columns if document.rows and name not in document.rows[0].cells]
        findings.problems += [Problem(document.file, f'it has no column "{name}"') for name in lacking]
        rows = () if lacking else document.rows
        return [(Place(document.file, row=row.number), dict(row.cells)) for row in rows]
    value = document.value
    if isinstance(value, dict):
        value = next((value[name] for name in sections if name in value), None)
    if not isinstance(value, list):
        findings.problems.append(Problem(document.file, "it holds no list"))
        return []
    return [(Place(document.file, number=number), entry) for number, entry in enumerate(value, 1)]


def _pair(entry: object) -> tuple[str, str] | None:
    """A pair; None for a mentee whom a plan in CSV left without a mentor."""
    if isinstance(entry, dict) and "cause" in entry and answers.is_blank(entry.get("mentor")):
        return None
    mentee, mentor = pair(entry)
    return unguarded(mentee), unguarded(mentor)


def _text(entry: object) -> tuple[str, str]:
    if not isinstance(entry, dict) or not {"id", "text"} <= entry.keys() or answers.is_blank(entry["id"]):
        raise Wrong(f'{quoted(entry)} is not written as {{"id", "text"}}')
    return answers.text(entry["id"]), answers.text(entry["text"] or "")


def _past_pair(entry: object, mentees: Mapping[str, Mentee], mentors: Mapping[str, Mentor]) -> PastPair:
    from matching.learning.past_pairs import PastPair  # only `learn` needs it

    mentee, mentor = pair(entry)
    if mentee not in mentees or mentor not in mentors:
        raise Wrong(f"{quoted([mentee, mentor])} are not a mentee and a mentor of these files")
    given = entry if isinstance(entry, dict) else {}
    known = {
        name: read(given[name]) for name, read in _OUTCOMES.items() if not answers.is_blank(given.get(name))
    }
    try:
        return PastPair(mentees[mentee], mentors[mentor], **known)
    except BadRecord as bad:
        raise Wrong(f"{bad.field} {bad.reason}") from None
