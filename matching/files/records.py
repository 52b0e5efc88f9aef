"""Turns the records of files into the people and the rules that the engine works with.

A record is read field by field, and what is left of a wrong one is tried as a person, so that all its wrong
answers are found in one go. Names stay here: the engine works with ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from matching.checking import check_years, did_you_mean
from matching.files import answers, ties
from matching.files.fields import PROSE, RULE_FIELDS, Field, fields_of
from matching.files.problems import Findings, Problem, Wrong
from matching.files.ties import Everybody, Kind
from matching.files.working_style import WorkingStyle
from matching.people import BadRecord, Mentee, Mentor, Rules

UNKNOWN_FIELDS = "these fields are not known and were left out"
HOURS_WITHOUT_ZONE = (
    "these people say when they are free, but not in which time zone, so their hours do not count"
)
NO_SUCH_PAIR = "{field} holds pairs that are no mentee and mentor of these files, so these have no effect"

_CALLED_HERE = {"texts": PROSE}  # fields that the engine calls otherwise
_REST_ON: dict[str, tuple[str, ...]] = {
    "capacity": ("min_load",)
}  # answers that cannot be judged without another
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
    """A record that has an id: its answers by field, those that were given and could be read."""

    record: Record
    answers: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The id of the person."""
        return str(self.answers["id"])


def drafts_of(kind: Kind, records: Iterable[Record], findings: Findings) -> list[Draft]:
    """The records whose id can be read; each has an id of its own."""
    drafts: dict[str, Draft] = {}
    for record in records:
        given = _read(record.values, fields_of(kind), record, findings)
        if answers.is_blank(record.values.get("id")):
            findings.problems.append(_problem(record, "id", "is missing"))
        if "id" in given:
            draft = Draft(record, given)
            if draft.id in drafts:
                findings.problems.append(_problem(record, "id", _stands_twice(drafts[draft.id].record)))
            drafts.setdefault(draft.id, draft)
            if "free" in given and answers.is_blank(record.values.get("timezone")):
                findings.remark(record.file, HOURS_WITHOUT_ZONE, draft.id)
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
            near = did_you_mean(name, list(fields)).removeprefix("; ")
            findings.remark(record.file, UNKNOWN_FIELDS, f"{name} ({near})" if near else name)
            continue
        try:
            given[name] = fields[name].read(value)
        except Wrong as wrong:
            findings.problems += [_problem(record, name, reason) for reason in wrong.reasons]
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
    return tuple(made)


def mentors(drafts: Iterable[Draft], named: Everybody, year: int, findings: Findings) -> tuple[Mentor, ...]:
    """The mentors of these drafts; `year` turns years in practice into the year of opening."""
    made = []
    for draft in drafts:
        attributes = _attributes(draft, "mentors", named, findings)
        attributes |= _opened(draft, year, findings)
        mentor = _made(Mentor, draft, attributes, findings)
        made.append(mentor)
        try:
            check_years([mentor], year)
        except BadRecord as bad:
            findings.problems.append(_problem(draft.record, bad.field, bad.reason))
    return tuple(made)


def _opened(draft: Draft, year: int, findings: Findings) -> dict[str, int]:
    """The year of opening, from the years since; who tells both may be a year off, as full years are."""
    years, told = draft.answers.get("years_independent"), draft.answers.get("opened_year")
    if years is None:
        return {}
    if told is not None and abs(year - years - told) > 1:
        reason = f"{years} does not agree with opened_year {told}"
        findings.problems.append(_problem(draft.record, "years_independent", reason))
    return {"opened_year": year - years if told is None else told}


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
    filled = {field.into: name for name, field in fields_of(kind).items() if field.into}
    return {
        **{
            into: given[name]
            for into, name in filled.items()
            if name in given and _can_be_judged(draft, name)
        },
        **disclosed.fields,
        "style": style.answers,
        "texts": (*given.get(PROSE, ()), *style.words, *wishes),
        "preferences": ranked,
        "do_not_match": refused,
    }


def _can_be_judged(draft: Draft, name: str) -> bool:
    """Whether the answers that this one rests on could be read, where they were given."""
    rested_on = [field for field, names in _REST_ON.items() if name in names]
    return all(
        field in draft.answers or answers.is_blank(draft.record.values.get(field)) for field in rested_on
    )


def _made(
    make: Callable[..., _Person], draft: Draft, attributes: Mapping[str, Any], findings: Findings
) -> _Person:
    """A person. Each answer that is refused becomes a finding and is left out, so that the next one is found, too."""
    try:
        return make(**attributes)
    except BadRecord as bad:
        refused: BadRecord = bad
    field = _CALLED_HERE.get(refused.field, refused.field)
    findings.problems.append(_problem(draft.record, field, refused.reason))
    left_out = {refused.field, *_REST_ON.get(refused.field, ())}
    rest = {name: value for name, value in attributes.items() if name not in left_out}
    return _made(make, draft, rest, findings)


def rules_of(values: Mapping[str, object], file: str, year: int, findings: Findings) -> Rules:
    """The rules that a file holds; `year` when it names none."""
    record = Record(file, 0, values)
    given = _read(values, {field.name: field for field in RULE_FIELDS}, record, findings)
    try:
        return Rules(**{"year": year, **given})
    except BadRecord as bad:
        findings.problems.append(Problem(file, bad.reason, field=bad.field))
        return Rules(year)


def remark_on_strangers(rules: Rules, file: str, named: Everybody, findings: Findings) -> None:
    """Names the pairs of the rules that keep nobody apart, because somebody in them is not here.

    They stop nothing: people leave, and a no is kept for when they come back. Without mentors, as for circles,
    any second id may be one. A forbidden pair may also be two mentees, who then share no circle.
    """
    helpers = named.mentors
    for field, pairs, others in (
        ("paired", rules.paired, helpers),
        ("forbidden", rules.forbidden, helpers | named.mentees),
    ):
        for one, other in sorted(pairs):
            if one not in named.mentees or (helpers and other not in others):
                findings.remark(file, NO_SUCH_PAIR.format(field=field), f"{one} with {other}")
