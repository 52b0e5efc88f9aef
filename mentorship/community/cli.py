"""What an operator asks about group meetings."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from mentorship.community import queries

groups = AppGroup("groups", help="Circles and training sessions.")


@groups.command("drifted")
def drifted() -> None:
    """List group meetings ahead whose planned local time is not what clocks will show then.

    A government may change its clocks after the date was made. The date stays where it is: the host can move it.
    """
    found = queries.drifted_groups()
    for group, shows in found:
        click.echo(
            f"{group.wall_time} in {group.zone} was planned, clocks will show {shows}: {group.named}, hosted by "
            f"{group.host.email} (group meeting {group.public_id})"
        )
    click.echo(f"To look at: {len(found)}." if found else "Every group meeting ahead is as planned.")
