"""Every kind of mail reads as it did when somebody last looked at it (tests/mail/snapshots/)."""

from __future__ import annotations

import os

from flask import Flask

from tests.mail import story

AGAIN = "if that is meant, run `python -m tests.mail.story` and look at what it changed"


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
