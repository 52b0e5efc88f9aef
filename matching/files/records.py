"""Turns the records of files into the people and the rules that the engine works with.

A record is read field by field, so that all its wrong answers are found in one go; only a record without
problems becomes a person. Names stay here: the engine works with ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from matching.files import answers, ties
from matching.files.fields import PROSE, RULE_FIELDS, Field, fields_of
from matching.files.problems import Findings, Problem, Wrong
from matching.files.ties import Everybody, Kind
from matching.files.working_style import WorkingStyle
from matching.people import BadRecord, Mentee, Mentor, Rules

UNKNOWN_FIELDS = "these fields are not known and were left out"

_CALLED_HERE = {"texts": PROSE, "states": "licensed_states"}  # fields that the engine calls otherwise
_NO_STYLE = WorkingStyle(())
_Person = TypeVar("_Person", Mentee, Mentor)


@dataclass(frozen=True, slots=True)
class Record:
    """One person as a file holds them; `number` counts from 1, `row` is a spreadsheet's row and 0 in JSON.

    What is no person (rules, say) has the number 0.
    """

    file: str
    number: int
    values: Mapping[str, object]
    row: int = 0

    @property
    def label(self) -> str:
        """What to call it when something is wrong with it."""
        named = self.values.get("id")
        if isinstance(named, str | int) and str(named).strip():
            return str(named).strip()
        return "" if self.row or not self.number else f"number {self.number}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A record without problems so far: its answers by field, those that were given."""

    record: Record
    answers: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The id of the person."""
        return str(self.answers["id"])


def drafts_of(kind: Kind, records: Iterable[Record], findings: Findings) -> list[Draft]:
    """The records that can be read; each has an id of its own."""
    drafts: dict[str, Draft] = {}
    for record in records:
        problems = len(findings.problems)
        given = _read(record.values, fields_of(kind), record, findings)
        if answers.is_blank(record.values.get("id")):
            findings.problems.append(_problem(record, "id", "is missing"))
        if len(findings.problems) == problems:
            draft = Draft(record, given)
            if draft.id in drafts:
                findings.problems.append(_problem(record, "id", _stands_twice(drafts[draft.id].record)))
            drafts.setdefault(draft.id, draft)
    return list(drafts.values())


def _read(
    values: Mapping[str, object], fields: Mapping[str, Field], record: Record, findings: Findings
) -> dict[str, Any]:
    """The answers that were given, by field; what is wrong or unknown becomes a finding."""
    given = {}
    for name, value in values.items():
        if answers.is_blank(value):
            continue
        if name not in fields:
            findings.remark(record.file, UNKNOWN_FIELDS, name)
            continue
        try:
            given[name] = fields[name].read(value)
        except Wrong as wrong:
            findings.problems.append(_problem(record, name, str(wrong)))
    return given


def _problem(record: Record, field: str, reason: str) -> Problem:
    return Problem(record.file, reason, record.row, record.label, field)


def _stands_twice(first: Record) -> str:
    where = f"row {first.row}" if first.row else f"record number {first.number}"
    return f"stands twice, first in {where}"


def everybody(mentees: Sequence[Draft], mentors: Sequence[Draft]) -> Everybody:
    """The people of these drafts, as anybody may speak of them."""
    names: dict[str, set[str]] = {}
    for draft in (*mentees, *mentors):
        if "name" in draft.answers:
            names.setdefault(ties.name_key(draft.answers["name"]), set()).add(draft.id)
    return Everybody(
        frozenset(draft.id for draft in mentees),
        frozenset(draft.id for draft in mentors),
        {name: frozenset(ids) for name, ids in names.items()},
    )


def mentees(drafts: Iterable[Draft], named: Everybody, findings: Findings) -> tuple[Mentee, ...]:
    """The mentees of these drafts."""
    made = (
        _made(Mentee, draft, _attributes(draft, "mentees", named, findings), findings) for draft in drafts
    )
    return tuple(person for person in made if person)


def mentors(drafts: Iterable[Draft], named: Everybody, year: int, findings: Findings) -> tuple[Mentor, ...]:
    """The mentors of these drafts; `year` turns years in practice into the year of opening."""
    made = []
    for draft in drafts:
        attributes = _attributes(draft, "mentors", named, findings)
        if "years_independent" in draft.answers:
            attributes.setdefault("opened_year", year - draft.answers["years_independent"])
        made.append(_made(Mentor, draft, attributes, findings))
    return tuple(person for person in made if person)


def _attributes(draft: Draft, kind: Kind, named: Everybody, findings: Findings) -> dict[str, Any]:
    """What a Mentee or Mentor is made of."""
    given = draft.answers
    style: WorkingStyle = given.get("style", _NO_STYLE)
    ranked, wishes = ties.preferred(given.get("preferences", ()), kind, named)
    refused, strangers = ties.refused(given.get("do_not_match", ()), named)
    disclosed = ties.disclosed(given.get("disclosures", ()), kind, named)
    for said in (*strangers, *disclosed.unknown):
        findings.remark(draft.record.file, ties.NO_SUCH_PERSON, f"{draft.id}: {said}")
    for said in disclosed.without_effect:
        findings.remark(draft.record.file, ties.NO_EFFECT, f"{draft.id}: {said}")
    return {
        **{
            field.into: given[name] for name, field in fields_of(kind).items() if field.into and name in given
        },
        **disclosed.fields,
        "style": style.answers,
        "texts": (*given.get(PROSE, ()), *style.words, *wishes),
        "preferences": ranked,
        "do_not_match": refused,
    }


def _made(
    make: Callable[..., _Person], draft: Draft, attributes: Mapping[str, Any], findings: Findings
) -> _Person | None:
    try:
        return make(**attributes)
    except BadRecord as bad:
        field = _CALLED_HERE.get(bad.field, bad.field)
        findings.problems.append(_problem(draft.record, field, bad.reason))
    return None


def rules_of(values: Mapping[str, object], file: str, year: int, findings: Findings) -> Rules:
    """The rules that a file holds; `year` when it names none."""
    record = Record(file, 0, values)
    given = _read(values, {field.name: field for field in RULE_FIELDS}, record, findings)
    try:
        return Rules(**{"year": year, **given})
    except BadRecord as bad:
        findings.problems.append(Problem(file, bad.reason, field=bad.field))
        return Rules(year)
