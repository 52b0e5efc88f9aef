"""Reads the smaller files beside those of people: pairs, texts and outcomes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from matching.files import answers
from matching.files.documents import Document, open_document
from matching.files.fields import pair
from matching.files.problems import Findings, Problem, Wrong, WrongFields, quoted
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
    _stop_if_twice([(place, name, name) for place, (name, _) in found], "id", "stands twice")
    return [entry for _, entry in found]


def _stop_if_twice(found: Iterable[tuple[Place, Hashable, str]], field: str, reason: str) -> None:
    """`BadFiles` for each entry, by its place, what tells it apart and its name, that stood there before."""
    first: dict[Hashable, Place] = {}
    findings = Findings()
    for place, key, name in found:
        if first.setdefault(key, place) != place:
            said = f"{reason}, first in {first[key].words}"
            findings.problems.append(place.problem(said, record=name, field=field))
    findings.stop_if_bad()


def read_past_pairs(path: Path, mentees: Iterable[Mentee], mentors: Iterable[Mentor]) -> list[PastPair]:
    """Past pairs of these people, with what became of them; a pair may stand once in a cohort."""
    seekers, helpers = {one.id: one for one in mentees}, {one.id: one for one in mentors}
    found = _read_with_places(
        path, ("outcomes",), lambda entry: _past_pair(entry, seekers, helpers), columns=("mentee", "mentor")
    )
    named = [
        (place, (pair.mentee.id, pair.mentor.id, pair.cohort), f"{pair.mentee.id} with {pair.mentor.id}")
        for place, pair in found
    ]
    _stop_if_twice(named, "cohort", "stands twice in the same cohort")
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
        except WrongFields as wrong:
            findings.problems += [
                place.problem(reason, field=name)
                for name, bad in wrong.fields.items()
                for reason in bad.reasons
            ]
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
    if not isinstance(entry, dict) or not {"id", "text"} <= entry.keys():
        raise Wrong(f'{quoted(entry)} is not written as {{"id", "text"}}')
    if answers.is_blank(entry["id"]):
        raise WrongFields({"id": Wrong("is missing")})
    read = _fields(entry, {"id": answers.text, "text": answers.text})
    return read["id"], read.get("text", "")


def _past_pair(entry: object, mentees: Mapping[str, Mentee], mentors: Mapping[str, Mentor]) -> PastPair:
    from matching.learning.past_pairs import PastPair  # only `learn` needs it

    mentee, mentor = pair(entry)
    sides = (("mentee", mentee, mentees), ("mentor", mentor, mentors))
    lost = {
        side: Wrong(f"{quoted(one)} is no {side} of these files")
        for side, one, all_ in sides
        if one not in all_
    }
    if lost:
        raise WrongFields(lost)
    known = _fields(entry if isinstance(entry, dict) else {}, _OUTCOMES)
    try:
        return PastPair(mentees[mentee], mentors[mentor], **known)
    except BadRecord as bad:
        raise WrongFields({bad.field: Wrong(bad.reason)}) from None


def _fields(given: Mapping[str, object], readers: Mapping[str, Callable[[object], Any]]) -> dict[str, Any]:
    """What these fields hold, where they hold something, or `WrongFields` with all that is wrong."""
    known: dict[str, Any] = {}
    wrong: dict[str, Wrong] = {}
    for name, read in readers.items():
        try:
            if not answers.is_blank(given.get(name)):
                known[name] = read(given[name])
        except Wrong as bad:
            wrong[name] = bad
    if wrong:
        raise WrongFields(wrong)
    return known
