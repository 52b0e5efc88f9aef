"""Opens a JSON or CSV file and takes it apart; whoever calls knows what it means.

Files come from spreadsheets and other people's programs: a byte-order mark, Windows line ends, blank rows and
trailing commas are welcome, and everything else that is odd is said in a sentence.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.files.answers import is_blank
from matching.files.problems import Findings, Problem, Wrong, quoted


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a CSV file: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Document:
    """A file taken apart: the rows of a CSV file, or else the value that a JSON file holds.

    Of a file that could not be read, there are no rows.
    """

    file: str
    value: Any = None
    rows: tuple[Row, ...] | None = None
    broken: bool = False


def open_document(path: Path, findings: Findings) -> Document:
    """A file taken apart; one that cannot be read is a problem."""
    try:
        text = _text(path)
        if path.suffix.casefold() == ".csv":
            return Document(str(path), rows=tuple(_rows(text, str(path), findings)))
        return Document(str(path), _json(text))
    except Wrong as wrong:
        findings.problems.append(Problem(str(path), str(wrong)))
        return Document(str(path), rows=(), broken=True)


def _text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise Wrong("there is no such file") from None
    except IsADirectoryError:
        raise Wrong("it is a folder, not a file") from None
    except OSError as failed:
        raise Wrong(f"it cannot be read ({failed.strerror})") from None
    except UnicodeDecodeError as failed:
        raise Wrong(f"it is not UTF-8 (see byte {failed.start + 1}); save it as UTF-8") from None
    if "\0" in text:
        raise Wrong("it holds a NUL, so it is not text")
    if not text.strip():
        raise Wrong("it is empty")
    return text


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_object)
    except json.JSONDecodeError as bad:
        reason = bad.msg[0].lower() + bad.msg[1:]
        raise Wrong(f"it is not JSON: line {bad.lineno}, column {bad.colno}: {reason}") from None
    except RecursionError:
        raise Wrong("its lists are nested too deeply") from None
    except Wrong:
        raise
    except ValueError:  # Python turns no text of thousands of digits into a number
        raise Wrong("it holds a number that is too long") from None


def _no_number(name: str) -> float:
    """NaN and Infinity are read, so that the field that holds one can be named."""
    return float(name)


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        named = [name for name, _ in pairs]
        raise Wrong(f"an object names {quoted(next(n for n in named if named.count(n) > 1))} twice")
    return found


def _rows(text: str, file: str, findings: Findings) -> Iterable[Row]:
    """Every row that is not blank; cells without a heading are a problem."""
    rows = _filled_rows(text)
    if not rows:
        raise Wrong("it is empty")
    columns = _columns(rows[0][1])
    for number, cells in rows[1:]:
        named = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
        without_name = [cell for name, cell in zip(columns, cells, strict=False) if not name]
        if not all(map(is_blank, (*without_name, *cells[len(columns) :]))):
            findings.problems.append(Problem(file, "a cell has no heading above it", number))
        yield Row(number, named)


def _filled_rows(text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    usual = csv.field_size_limit(len(text) + 1)  # a cell that is too long is named by its field, later
    try:
        return [(n, cells) for n, cells in enumerate(reader, 1) if not all(map(is_blank, cells))]
    except csv.Error as bad:
        raise Wrong(f"line {reader.line_num} cannot be read as CSV ({bad})") from None
    finally:
        csv.field_size_limit(usual)


def _columns(heading: list[str]) -> list[str]:
    """The fields that the columns hold, "" for one without a heading."""
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(heading) == 1 and separator in heading[0]:
            raise Wrong(f"its columns are separated by {called}; save it with commas")
    columns = [field_name(cell) for cell in heading]
    twice = [name for name in columns if name and columns.count(name) > 1]
    if twice:
        raise Wrong(f"two columns are called {quoted(twice[0])}")
    return columns


def field_name(written: str) -> str:
    """A heading or key as the fields are called: small letters, `_` for blanks and hyphens."""
    return "_".join(written.replace("-", " ").split()).casefold()
