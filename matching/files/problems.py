"""What is wrong in a file, said so that whoever wrote the file can mend it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from matching.checking import LONGEST_QUOTE

MOST_SHOWN = 20  # of one file: enough to mend it in one go, few enough to read
MOST_NAMED = 10


class Wrong(ValueError):
    """A value that a field cannot take, and why; of a list, one reason for each wrong item."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class WrongFields(Wrong):
    """What is wrong with the values of an entry, by the field that holds each."""

    def __init__(self, fields: Mapping[str, Wrong]) -> None:
        super().__init__(*(f"{name} {bad}" for name, bad in fields.items()))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: where it stands, and why. A row counts as spreadsheets count, 0 is none."""

    file: str
    reason: str
    row: int = 0
    record: str = ""
    field: str = ""

    def __str__(self) -> str:
        place = [
            self.file,
            self.row and f"row {self.row}",
            self.record and f"record {in_one_line(self.record)}",
            self.field and f"field {in_one_line(self.field)}",
        ]
        end = "" if self.reason.endswith(("?", ".")) else "."
        return f"Problem in {', '.join(str(part) for part in place if part)}: {self.reason}{end}"


class BadFiles(ValueError):
    """Files that cannot be used: every problem that was found in them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        files = dict.fromkeys(problem.file for problem in problems)
        super().__init__("\n".join(_of_one_file([p for p in problems if p.file == file]) for file in files))


def _of_one_file(problems: list[Problem]) -> str:
    lines = [str(problem) for problem in problems[:MOST_SHOWN]]
    if len(problems) > MOST_SHOWN:
        lines.append(f"And {len(problems) - MOST_SHOWN} more problems in {problems[0].file}.")
    return "\n".join(lines)


@dataclass(slots=True)
class Findings:
    """What reading came across: problems, which stop the work, and remarks, each told once a file."""

    problems: list[Problem] = field(default_factory=list)
    _remarks: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)

    def remark(self, file: str, sentence: str, example: str) -> None:
        """Remembers an example of something worth knowing about a file."""
        self._remarks.setdefault((file, sentence), {})[example] = None

    def remarks(self) -> tuple[str, ...]:
        """One line for each thing worth knowing, with the examples of it."""
        return tuple(
            f"{file}: {sentence}: {some(list(examples))}."
            for (file, sentence), examples in self._remarks.items()
        )

    def stop_if_bad(self) -> None:
        """Raises `BadFiles` when there are problems."""
        if self.problems:
            raise BadFiles(self.problems)


def quoted(value: object) -> str:
    """A value as a file holds it, in one line and not too long."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= LONGEST_QUOTE else f"{written[: LONGEST_QUOTE - 1]}…"


def in_one_line(name: str) -> str:
    """A name without line breaks and control characters, as it is safe on a terminal."""
    return name if name.isprintable() and len(name) <= LONGEST_QUOTE else quoted(name)


def some(examples: list[str]) -> str:
    """The first of some names, and how many more there are."""
    named = ", ".join(in_one_line(example) for example in examples[:MOST_NAMED])
    more = len(examples) - MOST_NAMED
    return named if more <= 0 else f"{named} and {more} more"
