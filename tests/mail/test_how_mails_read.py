"""Every kind of mail reads as when somebody last looked at it (tests/mail/snapshots/)."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

from flask import Flask

from tests.mail import story

AGAIN = "if that is meant, run `python -m tests.mail.story` and look at what it changed"
ROOMS = Path(__file__).parents[2] / "mentorship"


def test_every_kind_of_mail_reads_as_when_it_was_looked_at(app: Flask, noise: None) -> None:
    with story.stopped_clock():
        story.tell()
        mails = {f"{kind}.txt": story.as_read(mail) for kind, mail in story.first_of_each_kind().items()}
    if os.environ.get("WRITE_SNAPSHOTS"):
        for file in story.SNAPSHOTS.glob("*.txt"):
            file.unlink()
        for name, words in mails.items():
            (story.SNAPSHOTS / name).write_text(words)

    kept = {file.name: file.read_text() for file in story.SNAPSHOTS.glob("*.txt")}
    assert sorted(mails) == sorted(kept), f"other kinds of mail than before: {AGAIN}"
    changed = [name for name, words in mails.items() if words != kept[name]]
    assert not changed, f"{changed} read differently: {AGAIN}"


def test_every_kind_of_mail_is_in_the_story() -> None:
    kept = {file.stem for file in story.SNAPSHOTS.glob("*.txt")}

    written = {kind for file in ROOMS.glob("*/*.py") for kind in kinds_in(file)}

    assert len(written) > 50
    assert written - kept == set(), "these need a scene in tests/mail/chapters.py"
    assert {kind for kind in kept - written if not kind.startswith("programs.")} == set(), (
        "nobody writes these"
    )


def kinds_in(file: Path) -> set[str]:
    """The kinds that a module of letters names: as `kind` or `name`, or as a word to a function of its own."""
    source, found = file.read_text(), set()
    if "-> Letter" not in source:
        return found
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        own = isinstance(call.func, ast.Name) and call.func.id.startswith("_")
        words = [given.value for given in call.keywords if given.arg in ("kind", "name")]
        for word in (*words, *(call.args if own else ())):
            said = word.value if isinstance(word, ast.Constant) else None
            if isinstance(said, str) and re.fullmatch(r"(\w+\.)?[a-z_]+", said):
                found.add(said if "." in said else f"{file.parent.name}.{said}")
    return found
