"""`flask simulate`: a year of a cohort in a few minutes, on a database of its own that is thrown away."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
from flask_migrate import upgrade

from mentorship.config import Settings
from mentorship.demo.reporting import Report, report, told
from mentorship.demo.simulating import simulate
from mentorship.extensions import db


@click.command("simulate")
@click.option("--months", default=12, show_default=True, type=click.IntRange(1, 36))
@click.option("--pairs", default=100, show_default=True, type=click.IntRange(1, 500))
@click.option("--seed", default=1, show_default=True, type=int)
def simulate_command(months: int, pairs: int, seed: int) -> None:
    """Let invented people use the site for months, and print what each received and who waited how long.

    Ends with 1 when a promise was broken.
    """
    found = throw_away(months, pairs, seed)
    click.echo(told(found))
    sys.exit(1 if found.broken else 0)


def throw_away(months: int, pairs: int, seed: int) -> Report:
    """One simulation on a database of its own, which is gone afterwards; mail is laid into a folder of its own."""
    from mentorship import create_app  # the app makes this command

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'simulated.sqlite'}"
        app = create_app(Settings(app_env="test", database_url=url, instance_dir=folder).checked())
        app.config["COPY_BEFORE_MIGRATING"] = False
        with app.app_context():
            upgrade()
            cast, seen = simulate(months, pairs, seed)
            found = report(cast, seen, months)
            db.session.remove()
            db.engine.dispose()
    return found
