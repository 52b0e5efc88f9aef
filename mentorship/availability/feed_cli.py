"""The worker's step that reads calendars elsewhere, and a command to try one address."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask.cli import AppGroup

from mentorship import clock
from mentorship.availability import feeds
from mentorship.database import only_reading
from mentorship.extensions import db

calendars = AppGroup("calendars", help="Calendars elsewhere that people have us read.")


def read_due(stopping: Callable[[], bool] = lambda: False) -> int:
    """Read every calendar that is due; how many were. Nothing is held in the database while a server answers."""
    with only_reading():
        due = feeds.due_feeds(clock.now())
        db.session.rollback()
    read = 0
    for feed_id in due:
        if stopping():
            break
        claimed = feeds.claim(feed_id, clock.now())
        db.session.commit()
        if claimed:
            outcome = feeds.read(claimed, clock.now())
            feeds.keep(claimed, outcome, clock.now())
            db.session.commit()
            read += 1
    return read


@calendars.command("try")
@click.argument("address")
def try_address(address: str) -> None:
    """Read one ADDRESS from this machine, keep nothing, and say what came of it.

    An address like that is a secret: leave it out of your shell's history.
    """
    try:
        url = feeds.usable(address)
    except feeds.AddressUnusable as refused:
        raise click.ClickException(refused.sentence) from None
    outcome = feeds.read(feeds.Claimed(0, url, "UTC", "", ""), clock.now())
    if outcome.busy is None:
        raise click.ClickException(f"Could not be read: {outcome.problem}.")
    click.echo(f"Read: {len(outcome.busy.intervals)} busy times, {outcome.busy.odd} entries not understood.")
