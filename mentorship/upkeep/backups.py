"""The whole database into one file, and back. Both may be done while the site runs: nobody sees a half of either.

Copying a live SQLite file tears it; so its own VACUUM INTO and backup are used, and PostgreSQL's own two programs.
"""

from __future__ import annotations

import sqlite3
import subprocess
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from itertools import dropwhile, islice, takewhile
from pathlib import Path

from sqlalchemy import URL, make_url

from mentorship.errors import Refusal

NEW_SCHEMA = ("-c", "DROP SCHEMA public CASCADE", "-c", "CREATE SCHEMA public")


class BackupFailed(Refusal):
    """No file was written, or it is no good. The sentence says why."""


class RestoreRefused(Refusal):
    """The file cannot be put back; the database is as it was."""


def suffix_for(database: str) -> str:
    return ".sqlite" if database.startswith("sqlite") else ".dump"


def back_up(database: str, file: Path) -> None:
    """Write everything that is committed at this moment into a new file that only its owner may read."""
    if file.exists():
        raise BackupFailed(f"{file} is there already. Name another file.")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    url = make_url(database)
    try:
        if url.drivername.startswith("sqlite"):
            _vacuum_into(str(url.database), file)
        else:
            with _reachable(url) as address:
                _run(
                    "pg_dump",
                    "--format=custom",
                    "--no-owner",
                    "--no-acl",
                    f"--file={file}",
                    f"--dbname={address}",
                )
    except (sqlite3.Error, BackupFailed) as error:
        file.unlink(missing_ok=True)
        raise BackupFailed(f"The backup failed: {error}") from None


def put_back(database: str, file: Path, known: Collection[str]) -> None:
    """Replace everything by what the file holds, in one step; RestoreRefused leaves all as it was.

    `known` are the revisions that this version can migrate from: what a newer one wrote is refused.
    """
    if not file.is_file():
        raise RestoreRefused(f"There is no file {file}.")
    url = make_url(database)
    if url.drivername.startswith("sqlite"):
        _copy_over(file, str(url.database), known)
        return
    with tempfile.TemporaryDirectory() as folder, _reachable(url) as address:
        script = Path(folder) / "restore.sql"
        _run("pg_restore", "--no-owner", "--no-acl", f"--file={script}", str(file), failed=RestoreRefused)
        _refuse_unknown(_revisions_in(script), known)
        whole = (
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--quiet",
            "--no-psqlrc",
            f"--dbname={address}",
        )
        _run("psql", *whole, *NEW_SCHEMA, "-f", str(script), failed=RestoreRefused)


def _vacuum_into(database: str, file: Path) -> None:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source:
        source.execute("VACUUM INTO ?", (str(file),))
    if not _is_whole(file):
        raise BackupFailed("the copy does not pass SQLite's own check.")


def _copy_over(file: Path, database: str, known: Collection[str]) -> None:
    if not _is_whole(file):
        raise RestoreRefused(f"{file} is no whole backup of this site.")
    with (
        closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(database)) as here,
    ):
        _refuse_unknown({row[0] for row in source.execute("SELECT version_num FROM alembic_version")}, known)
        source.backup(here)


def _revisions_in(script: Path) -> set[str]:
    """The schema's revision as it stands in PostgreSQL's own script: the rows after one COPY, up to a line of \\."""
    with script.open(encoding="utf-8", errors="replace") as lines:
        table = dropwhile(lambda line: not line.startswith("COPY public.alembic_version "), lines)
        return {row.strip() for row in takewhile(lambda line: line != "\\.\n", islice(table, 1, None))}


def _refuse_unknown(found: set[str], known: Collection[str]) -> None:
    if not found:
        raise RestoreRefused("The file is no backup of this site.")
    if unknown := found - set(known):
        raise RestoreRefused(
            f"The backup was made by a newer version (revision {', '.join(sorted(unknown))}). Install that version "
            "first; nothing was changed."
        )


def _is_whole(file: Path) -> bool:
    """A database that passes SQLite's own check and has been migrated by this site."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            revisions = copy.execute("SELECT version_num FROM alembic_version").fetchall()
            return bool(revisions) and copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except sqlite3.Error:
        return False


@contextmanager
def _reachable(url: URL) -> Iterator[str]:
    """The address as PostgreSQL's programs take it; the password stands in a file, because everybody on the machine can
    read a program's arguments."""
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    with tempfile.NamedTemporaryFile("w", prefix="hallway-pgpass-") as secret:  # made with mode 0600
        if url.password:
            escaped = str(url.password).replace("\\", "\\\\").replace(":", "\\:")
            secret.write(f"*:*:*:*:{escaped}\n")
            secret.flush()
            plain = plain.update_query_dict({"passfile": secret.name})
        yield plain.render_as_string(hide_password=False)


def _run(program: str, *words: str, failed: type[Refusal] = BackupFailed) -> None:
    try:
        done = subprocess.run([program, *words], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    except FileNotFoundError:
        raise failed(f"{program} is not installed here. On Debian: apt install postgresql-client") from None
    if done.returncode:
        raise failed(f"{program} said: {done.stderr.strip()[:500]}")
