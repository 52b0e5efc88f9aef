"""Shows how far long work has come: one line on a terminal, nothing anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

WIDTH = 24

Show = Callable[[str, float | None], None]
"""Hears a step and the share of it that is done, or None where that cannot be known."""


@contextmanager
def progress_on(stream: TextIO) -> Iterator[Show]:
    """Gives a function that shows a step and its share done (0 to 1), and wipes the line at the end."""
    if not stream.isatty():
        yield silent
        return
    shown = [""]

    def show(step: str, done: float | None) -> None:
        line = bar(step, done)
        if line != shown[0]:
            shown[0] = line
            stream.write(f"\r\x1b[K{line}")
            stream.flush()

    try:
        yield show
    finally:
        stream.write("\r\x1b[K" if shown[0] else "")
        stream.flush()


def silent(step: str, done: float | None) -> None:
    """Shows nothing."""


def bar(step: str, done: float | None) -> str:
    """A step as a bar with its percent; in words alone where nobody knows how much is left."""
    if done is None:
        return f"{step} …"
    share = min(max(done, 0.0), 1.0)
    full = round(share * WIDTH)
    return f"{step} [{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}"
