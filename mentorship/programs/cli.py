"""Commands with which an operator begins: a program, a cohort, a coordinator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import click
from flask.cli import AppGroup

from mentorship.extensions import db
from mentorship.programs import services

Done = TypeVar("Done")
program = AppGroup("program", help="What a society offers.")
cohort = AppGroup("cohort", help="One dated intake of a program.")
coordinator = AppGroup("coordinator", help="Who runs a program.")
A_DAY = click.DateTime(["%Y-%m-%d"])


@program.command("add")
@click.argument("name")
@click.option("--organization", required=True, help="The society, as members know it.")
def add_program(name: str, organization: str) -> None:
    """Begin a program."""
    made = _done(lambda: services.add_program(name, organization))
    click.echo(f"Added the program {made.name!r}. Next: flask cohort add NAME --program {made.name!r} …")


@cohort.command("add")
@click.argument("name")
@click.option("--program", "of", required=True, help="The program's name.")
@click.option("--starts", type=A_DAY, required=True, help="First day, like 2027-01-11.")
@click.option("--ends", type=A_DAY, required=True, help="Last day.")
def add_cohort(name: str, of: str, starts: datetime, ends: datetime) -> None:
    """Begin a cohort; it takes members from now on."""
    made = _done(lambda: services.add_cohort(name, of, starts.date(), ends.date()))
    click.echo(f"Added the cohort {made.name!r}. It is open: physicians can ask to join.")


@coordinator.command("add")
@click.argument("email")
@click.option("--program", "of", required=True, help="The program's name.")
def add_coordinator(email: str, of: str) -> None:
    """Let somebody with a confirmed account run a program.

    Who never applied to a cohort is staff from then on, neither mentee nor mentor.
    """
    person = _done(lambda: services.add_coordinator(email, of))
    click.echo(f"{person.name} runs {of!r} now. They sign in again to see it.")


def _done(deed: Callable[[], Done]) -> Done:
    try:
        made = deed()
    except services.NotPossible as refusal:
        db.session.rollback()
        raise click.ClickException(refusal.sentence) from None
    db.session.commit()
    return made
