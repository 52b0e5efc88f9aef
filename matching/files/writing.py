"""Writes a result, whole or not at all.

A file is written aside in the same folder and then put in place, so that whoever looks sees the old file or
the new one, and what stood there stays when something fails.
"""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

Cell = str | float | None
Table = Sequence[Sequence[Cell]]

_GUARD = "'"  # in front of a text that a spreadsheet would take for a formula
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class CannotWrite(OSError):
    """A result that cannot be written; the message says where and why."""


def check_place(out: Path | None, inputs: Iterable[Path]) -> None:
    """Refuses a place that cannot take the result, before the long work: `CannotWrite`."""
    if out is None:
        return
    if out.is_dir():
        raise CannotWrite(f"{out} is a folder; name a file in it.")
    if not out.parent.is_dir():
        raise CannotWrite(f"There is no folder {out.parent} to write {out.name} in.")
    if out.is_file() and any(path.exists() and path.samefile(out) for path in inputs):
        raise CannotWrite(f"The result would take the place of {out}, which is read here; name another file.")


def is_table(out: Path | None) -> bool:
    """Whether the file's ending asks for CSV."""
    return out is not None and out.suffix.casefold() == ".csv"


def as_json(document: Mapping[str, object]) -> bytes:
    """A document as JSON in UTF-8, its keys in their own order."""
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def as_csv(table: Table) -> bytes:
    """Rows as CSV in UTF-8, safe to open in a spreadsheet."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([guarded(cell) for cell in row] for row in table)
    return written.getvalue().encode()


def guarded(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    return f"{_GUARD}{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def unguarded(text: str) -> str:
    """What a guarded cell held."""
    return text[1:] if text.startswith(tuple(_GUARD + start for start in _FORMULA_STARTS)) else text


def write(content: bytes, out: Path | None) -> None:
    """Puts the content into a file, or onto standard output; `CannotWrite` when that fails."""
    try:
        if out is None:
            _print(content)
        else:
            _write_file(content, out.resolve())
    except OSError as failed:
        place = out or "Standard output"
        raise CannotWrite(f"{place} cannot be written ({failed.strerror}); nothing was changed.") from None


def _print(content: bytes) -> None:
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # whoever read has seen enough, like `head`; Python must not try again at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_file(content: bytes, target: Path) -> None:
    if target.exists() and not target.is_file():
        target.write_bytes(content)  # a pipe or a device is written to, never replaced
        return
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        _write_safely(content, aside)
        aside.replace(target)
    except BaseException:  # whatever it was, nothing half-written stays behind
        aside.unlink(missing_ok=True)
        raise
    _flush(target.parent)


def _write_safely(content: bytes, path: Path) -> None:
    """A new file that is on the disk when this returns."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    """Makes a file's new name last, where folders can be flushed."""
    with suppress(OSError):
        entry = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)
