"""Reading the inbox: what the worker does each minute, and an operator who tries out a mailbox."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from mentorship.extensions import db, settings_of
from mentorship.mail.inbox import InboxUnreachable, arrived
from mentorship.meetings.replying import take_in


def read_inbox() -> list[str]:
    """Take in what has arrived, one message and one transaction at a time; what became of each."""
    url, became = settings_of(current_app).inbox_url, list[str]()
    for octets in arrived(url) if url else ():
        reply = take_in(octets)
        became.append(f"{reply.state}: {reply.sentence}".rstrip(": ") if reply else "passed over")
        db.session.commit()
    return became


@click.command("inbox")
@with_appcontext
def inbox() -> None:
    """Read the inbox now and say what became of each mail; the worker does the same each minute."""
    if not settings_of(current_app).inbox_url:
        raise click.ClickException("No inbox is set: INBOX_URL is empty (docs/mailbox.md).")
    try:
        became = read_inbox()
    except InboxUnreachable as trouble:
        raise click.ClickException(f"The inbox cannot be read. {trouble}") from None
    for line in became:
        click.echo(line)
    click.echo(f"Read: {len(became)}.")
