"""`flask backup`, `flask restore`, `flask doctor`: what an operator does once a day, once a year, and after it."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from mentorship import clock
from mentorship.database import only_reading
from mentorship.errors import Refusal
from mentorship.extensions import db, settings_of
from mentorship.followup.services import tick
from mentorship.mail.services import hold
from mentorship.upkeep import backups
from mentorship.upkeep.invariants import INVARIANTS
from mentorship.upkeep.traces import traces_of

A_FILE = click.Path(dir_okay=False, path_type=Path)
WHY_HELD = "Held after a restore: it may have gone out since the backup."


@click.command("backup")
@click.argument("file", type=A_FILE, required=False)
@with_appcontext
def backup(file: Path | None) -> None:
    """Write the whole database into FILE (a new one in instance/backups when left out), while the site runs."""
    settings = settings_of(current_app)
    name = f"hallway-{clock.now():%Y%m%d-%H%M%S}{backups.suffix_for(settings.database)}"
    file = file or Path(settings.instance_dir) / "backups" / name
    try:
        backups.back_up(settings.database, file)
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from None
    click.echo(f"Wrote {file}. It holds everything about everybody: keep it where only you can read it.")


@click.command("restore")
@click.argument("file", type=A_FILE)
@click.confirmation_option(prompt="Everything that is in the database now is replaced. Go on?")
@with_appcontext
def restore(file: Path) -> None:
    """Replace the database by what FILE holds, and hold back the mail that may have gone out since.

    Stop web and worker first: what they write meanwhile would be lost.
    """
    settings = settings_of(current_app)
    db.session.remove()
    db.engine.dispose()
    try:
        backups.put_back(settings.database, file, _known_revisions())
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from None
    upgrade()
    held = _hold_what_may_have_gone_out()
    click.echo(f"Restored. Held for your review: {held} mails. `flask mail list --state held` shows them,")
    click.echo("`flask mail retry --held` lets them go. `flask doctor` looks at everything else.")


def _known_revisions() -> set[str]:
    scripts = ScriptDirectory(str(current_app.config["MIGRATIONS"]))
    return {script.revision for script in scripts.walk_revisions()}


def _hold_what_may_have_gone_out() -> int:
    """Also what time has made due since the backup: those mails may have been written, and sent, before."""
    tick(clock.now())
    held = hold(WHY_HELD)
    db.session.commit()
    return held


@click.command("doctor")
@click.option(
    "--nowhere", multiple=True, help="A name or an address of which nothing must be left; may be repeated."
)
@with_appcontext
def doctor(nowhere: tuple[str, ...]) -> None:
    """Look whether the rows keep their promises. One sentence for each that is broken; then the exit code is 1."""
    promises = dict(INVARIANTS)
    promises.update((f"Nothing is left of “{words}”", partial(traces_of, words)) for words in nowhere)
    broken = 0
    with only_reading():  # to look into every mail takes a while, and nobody should wait for it
        for promise, look in promises.items():
            findings = look()
            broken += bool(findings)
            click.echo(f"{'BROKEN' if findings else 'ok    '}  {promise}")
            for sentence in findings:
                click.echo(f"        {sentence}")
        db.session.rollback()
    click.echo(f"{broken} of {len(promises)} promises are broken." if broken else "Every promise is kept.")
    sys.exit(1 if broken else 0)
