"""Reads the smaller files beside those of people: pairs, texts and outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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


def read_pairs(path: Path) -> frozenset[tuple[str, str]]:
    """Pairs of ids from a list, a former plan or a CSV with the columns mentee and mentor."""
    return frozenset(filter(None, _read(path, ("pairs", "locked"), _pair)))


def read_texts(path: Path) -> list[tuple[str, str]]:
    """Texts with their ids."""
    return _read(path, ("texts",), _text)


def read_past_pairs(path: Path, mentees: Iterable[Mentee], mentors: Iterable[Mentor]) -> list[PastPair]:
    """Past pairs of these people, with what became of them."""
    seekers, helpers = {one.id: one for one in mentees}, {one.id: one for one in mentors}
    return _read(path, ("outcomes",), lambda entry: _past_pair(entry, seekers, helpers))


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


def _read(path: Path, sections: Iterable[str], read: Callable[[object], _Entry]) -> list[_Entry]:
    """The entries of a list, or `BadFiles` with every problem."""
    findings = Findings()
    document = open_document(path, findings)
    found = []
    for row, number, entry in _entries(document, sections, findings):
        try:
            found.append(read(entry))
        except Wrong as wrong:
            label = "" if row else f"number {number}"
            findings.problems.append(Problem(document.file, str(wrong), row, label))
    findings.stop_if_bad()
    return found


def _entries(
    document: Document, sections: Iterable[str], findings: Findings
) -> list[tuple[int, int, object]]:
    """Row, number and content of each entry."""
    if document.rows is not None:
        return [(row.number, n, dict(row.cells)) for n, row in enumerate(document.rows, 1)]
    value = document.value
    if isinstance(value, dict):
        value = next((value[name] for name in sections if name in value), None)
    if not isinstance(value, list):
        findings.problems.append(Problem(document.file, "it holds no list"))
        return []
    return [(0, number, entry) for number, entry in enumerate(value, 1)]


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
