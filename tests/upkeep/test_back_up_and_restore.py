"""The database into one file and back: everything that was committed, nothing that came after, no mail sent twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, select, text

from mentorship.accounts.models import Person
from mentorship.config import Settings
from mentorship.extensions import db
from mentorship.mail import services
from mentorship.mail.models import MailState, OutgoingMail
from mentorship.meetings.models import Meeting
from mentorship.upkeep import backups
from tests import factories
from tests.house.test_who_may_open_a_page import fingerprint
from tests.mail.letters import posted
from tests.mail.smtp_server import sending_to, smtp_server
from tests.upkeep.conftest import Run


def test_what_was_backed_up_comes_back_and_what_came_after_is_gone(
    run: Run, app: Flask, meeting: Meeting, tmp_path: Path
) -> None:
    file, before = tmp_path / "all.backup", fingerprint()
    written = run("backup", str(file))
    factories.person("Late Comer")

    result = run("restore", str(file), typed="y\n")

    assert written.exit_code == 0 and str(file) in written.output
    assert result.exit_code == 0, result.output
    held = [mail.state for mail in db.session.scalars(select(OutgoingMail))]
    assert held == [MailState.held, MailState.held]
    assert services.release_held() == 2
    for mail in db.session.scalars(select(OutgoingMail)):
        mail.last_error = None
    db.session.commit()
    assert fingerprint() == before, "but for what was held, every row is as it was"
    assert file.stat().st_mode & 0o077 == 0, "only its owner may read it"


def test_mail_that_went_out_after_the_backup_does_not_go_out_again(
    run: Run, app: Flask, amara: Person, tmp_path: Path
) -> None:
    file = tmp_path / "all.backup"
    key = posted(amara).public_id
    run("backup", str(file))
    with smtp_server() as server, sending_to(app, server.url):
        services.drain()
        run("restore", str(file), typed="y\n")
        services.drain()

        listed = run("mail", "list", "--state", "held").output

        assert len(server.received) == 1
        assert key in listed and "it may have gone out since the backup" in listed


def test_a_file_that_is_no_backup_changes_nothing(run: Run, amara: Person, tmp_path: Path) -> None:
    torn, before = tmp_path / "torn.backup", fingerprint()
    torn.write_bytes(b"SQLite format 3\0" + b"x" * 5_000)

    results = [run("restore", str(file), typed="y\n") for file in (torn, tmp_path / "missing")]

    assert [result.exit_code for result in results] == [1, 1]
    assert "There is no file" in results[1].output
    assert fingerprint() == before


def at_revision(revision: str) -> str:
    """Write another revision into the database; the one that stood there."""
    before = str(db.session.scalar(text("SELECT version_num FROM alembic_version")))
    db.session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    db.session.commit()
    return before


def test_what_a_newer_version_wrote_is_refused_before_anything_is_replaced(
    run: Run, amara: Person, tmp_path: Path
) -> None:
    own = at_revision("9999")
    run("backup", str(tmp_path / "newer.backup"))
    at_revision(own)
    factories.person("Late Comer")
    before = fingerprint()

    result = run("restore", str(tmp_path / "newer.backup"), typed="y\n")

    assert result.exit_code == 1
    assert "made by a newer version (revision 9999)" in result.output
    assert fingerprint() == before


def test_a_restore_that_is_not_wanted_after_all_changes_nothing(
    run: Run, amara: Person, tmp_path: Path
) -> None:
    run("backup", str(tmp_path / "all.backup"))
    factories.person("Late Comer")
    before = fingerprint()

    assert run("restore", str(tmp_path / "all.backup"), typed="n\n").exit_code == 1
    assert fingerprint() == before


def test_a_backup_never_overwrites_another(run: Run, amara: Person, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    file.write_text("precious")

    result = run("backup", str(file))

    assert result.exit_code == 1 and "Name another file" in result.output
    assert file.read_text() == "precious"


def test_without_a_name_a_backup_gets_one_with_the_time(run: Run, app: Flask, amara: Person) -> None:
    settings: Settings = app.extensions["settings"]

    result = run("backup")

    assert result.exit_code == 0
    [file] = Path(settings.instance_dir).joinpath("backups").iterdir()
    assert file.name.startswith("hallway-20")
    file.unlink()


def test_a_database_that_cannot_be_reached_leaves_no_file_behind(tmp_path: Path) -> None:
    for database in (f"sqlite:///{tmp_path}/none.sqlite", "postgresql+psycopg://x:secret@127.0.0.1:1/none"):
        with pytest.raises(backups.BackupFailed) as failure:
            backups.back_up(database, tmp_path / "all.backup")

        assert "secret" not in failure.value.sentence
    assert list(tmp_path.iterdir()) == []


def test_the_password_stands_in_no_argument() -> None:
    url = make_url("postgresql+psycopg://hallway:a%3Ab%5Cc@db.example/hallway")

    with backups._reachable(url) as address:
        secret = Path(str(make_url(address).query["passfile"]))
        content, mode = secret.read_text(), secret.stat().st_mode

    assert content == "*:*:*:*:a\\:b\\\\c\n"
    assert mode & 0o077 == 0 and not secret.exists()
    assert address.startswith("postgresql://hallway@db.example/hallway?passfile=")
