"""Labeled cases: one mentee, some mentors, and what a coordinator who knows the field would say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from matching.checking import shown
from matching.files.documents import open_document
from matching.files.problems import BadFiles, Findings, Problem
from matching.files.reading import inputs_in
from matching.hard_rules import RULES
from matching.people import BadRecord, Mentee, Mentor, Rules

BEST_GRADE = 3  # of grades 0 to 3
NO_YEAR = 1900  # every file of cases says its year

_SHAPE = {
    "id": str,
    "why": str,
    "mentee": dict,
    "mentors": list,
    "best": list,
    "good": dict,
    "poor": list,
    "never": dict,
    "held_out": bool,
}
_RULES = [rule.name for rule in RULES]
_MAY_SAY = {"rules", "review"}
_AS_JSON = {str: "text", dict: "object", list: "list", bool: "true or false"}
_NOBODY: frozenset[str] = frozenset()
_NO_TIES: dict[str, Any] = {
    "preferences": (),
    "do_not_match": _NOBODY,
    "related_to": _NOBODY,
    "competes_with": _NOBODY,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One mentee, some mentors, and what a wise coordinator would say.

    `best` may stand first, `good` holds grades 1 to 3 of the others, `poor` may not be among the first three,
    `never` and `review` name the hard rule that keeps a mentor away or has somebody look at the pair.
    """

    id: str
    why: str
    mentee: Mentee
    mentors: tuple[Mentor, ...]
    rules: Rules
    best: tuple[str, ...]
    good: Mapping[str, int]
    poor: frozenset[str]
    never: Mapping[str, str]
    review: Mapping[str, str]
    held_out: bool = False

    def __post_init__(self) -> None:
        known = {mentor.id for mentor in self.mentors}
        labels = {"best": self.best, "good": self.good, "poor": self.poor, "never": self.never}
        for field, named in {**labels, "review": self.review}.items():
            for mentor in named:
                if mentor not in known:
                    raise BadRecord(self.id, field, f"{shown(mentor)} is none of its mentors")
        for field, told in {"never": self.never, "review": self.review}.items():
            for rule in told.values():
                if rule not in _RULES:
                    raise BadRecord(self.id, field, f"{shown(rule)} is no rule")
        for grade in self.good.values():
            if grade not in range(1, BEST_GRADE + 1):
                raise BadRecord(self.id, "good", f"{shown(grade)} is no grade from 1 to {BEST_GRADE}")
        if not self.best:
            raise BadRecord(self.id, "best", "names nobody")

    @property
    def grades(self) -> dict[str, int]:
        """The grades of the mentors who have one; all others have 0."""
        return {**dict.fromkeys(self.best, BEST_GRADE), **self.good}


def read_cases(path: Path | str) -> tuple[Case, ...]:
    """The cases of a file, or of every JSON file in a folder. `BadFiles` when one is wrong."""
    path = Path(path)
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    return tuple(case for file in files for case in _cases_in(file))


def one_cohort(cases: Iterable[Case]) -> tuple[tuple[Mentee, ...], tuple[Mentor, ...]]:
    """The people of many cases as one cohort: with ids of their own, and without what they say of others."""
    kept = list(cases)
    return (
        tuple(replace(case.mentee, id=case.id, **_NO_TIES, decided_by=_NOBODY) for case in kept),
        tuple(
            replace(mentor, id=f"{case.id}/{mentor.id}", **_NO_TIES, decides_on=_NOBODY, selling_to=_NOBODY)
            for case in kept
            for mentor in case.mentors
        ),
    )


def _cases_in(file: Path) -> Iterable[Case]:
    findings = Findings()
    document = open_document(file, findings)
    findings.stop_if_bad()
    held = document.value if isinstance(document.value, dict) else {}
    _check_shape(held, {"cases": list, "rules": dict}, file)
    for number, row in enumerate(held["cases"], 1):
        row = row if isinstance(row, dict) else {}
        _check_shape(row, _SHAPE | dict.fromkeys(_MAY_SAY & row.keys(), dict), file, f"number {number}")
        for name in ("best", "poor"):
            if not all(isinstance(one, str) for one in row[name]):
                raise BadFiles([Problem(str(file), "holds what is no text", record=row["id"], field=name)])
        rules = {**held["rules"], **row.get("rules", {})}
        people = {"mentees": [row["mentee"]], "mentors": row["mentors"], "rules": rules}
        inputs = inputs_in(people, str(file), NO_YEAR)
        if inputs.remarks:
            remarks = [remark.removeprefix(f"{file}: ") for remark in inputs.remarks]
            raise BadFiles([Problem(str(file), remark, record=row["id"]) for remark in remarks])
        try:
            yield _case(row, inputs.mentees[0], inputs.mentors, inputs.rules)
        except BadRecord as bad:
            raise BadFiles([Problem(str(file), bad.reason, record=bad.record_id, field=bad.field)]) from bad


def _check_shape(held: Mapping[str, Any], shape: Mapping[str, type], file: Path, record: str = "") -> None:
    wrong = [
        Problem(str(file), f"is missing or no {_AS_JSON[kind]}", record=record, field=name)
        for name, kind in shape.items()
        if not isinstance(held.get(name), kind)
    ]
    if wrong:
        raise BadFiles(wrong)


def _case(row: Mapping[str, Any], mentee: Mentee, mentors: tuple[Mentor, ...], rules: Rules) -> Case:
    return Case(
        id=row["id"],
        why=row["why"],
        mentee=mentee,
        mentors=mentors,
        rules=rules,
        best=tuple(row["best"]),
        good=row["good"],
        poor=frozenset(row["poor"]),
        never=row["never"],
        review=row.get("review", {}),
        held_out=row["held_out"],
    )
