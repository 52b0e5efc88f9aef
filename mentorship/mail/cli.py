"""`flask mail`: what an operator asks about outgoing mail, and the two things to do about it."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from mentorship.extensions import db
from mentorship.mail import queries, services
from mentorship.mail.models import MailState, OutgoingMail

MOST = 200
IDS_MAY_BEGIN_WITH_A_DASH = {"ignore_unknown_options": True}
NOT_DONE = tuple(state for state in MailState if state not in (MailState.sent, MailState.superseded))
mail = AppGroup("mail", help="Outgoing mail: what is on its way, what got stuck, and what to do about it.")


@mail.command("list")
@click.option("--state", type=click.Choice([state.value for state in MailState]), help="Only these.")
def show_list(state: str | None) -> None:
    """List what has not left, newest first, and count what has. What a mail says is not shown."""
    for row in queries.mail_in([MailState(state)] if state else NOT_DONE, MOST):
        click.echo(
            f"{row.public_id}  {row.state:<10}  {row.template:<24}  {row.to_address}  {row.last_error or ''}"
        )
    counted = queries.mail_by_state()
    click.echo(
        ", ".join(f"{counted[state]} {state}" for state in MailState if state in counted) or "No mail yet."
    )


@mail.command("show", context_settings=IDS_MAY_BEGIN_WITH_A_DASH)
@click.argument("mail_id")
def show(mail_id: str) -> None:
    """Everything about one mail but what it says."""
    row = queries.mail_called(mail_id)
    if row is None:
        raise click.ClickException("There is no such mail. `flask mail list` shows the ids.")
    for label, value in _facts(row):
        click.echo(f"{label:<12}{value}")


@mail.command("retry", context_settings=IDS_MAY_BEGIN_WITH_A_DASH)
@click.argument("mail_ids", nargs=-1)
@click.option("--held", is_flag=True, help="Everything that is held and not useless by now.")
def retry(mail_ids: tuple[str, ...], held: bool) -> None:
    """Let mail go out now that was given up, is held, or waits for its next try.

    Reminders (but the one an hour before), follow-ups and nudges still wait for the morning, and for the end of time
    that somebody protects.
    """
    named = () if held else _named(mail_ids)
    for mail_id in queries.never_written(named):
        click.echo(f"{mail_id} was never written, so there is nothing to send.")
    _done("will go out", services.release_held() if held else services.retry(named))


@mail.command("hold", context_settings=IDS_MAY_BEGIN_WITH_A_DASH)
@click.argument("mail_ids", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything that is due.")
def hold(mail_ids: tuple[str, ...], everything: bool) -> None:
    """Put mail aside; no worker sends it until `flask mail retry`."""
    why = "Held by the operator."
    _done("held", services.hold(why) if everything else services.hold(why, _named(mail_ids)))


def _named(mail_ids: tuple[str, ...]) -> tuple[str, ...]:
    if not mail_ids:
        raise click.UsageError("Name at least one mail. `flask mail list` shows the ids.")
    unknown = [mail_id for mail_id in mail_ids if queries.mail_called(mail_id) is None]
    if unknown:
        raise click.ClickException(f"There is no mail {', '.join(unknown)}; nothing was changed.")
    return mail_ids


def _done(what: str, how_many: int) -> None:
    db.session.commit()
    click.echo(f"{how_many} {what}. Mail that was sent, or that a worker has in hand, stays as it is.")


def _facts(row: OutgoingMail) -> list[tuple[str, object]]:
    return [
        ("to", row.to_address),
        ("kind", row.template),
        ("category", row.category),
        ("subject", row.subject),
        ("state", row.state),
        ("tries", row.attempts),
        ("answer", row.last_error or "none"),
        ("written", row.created_at),
        ("due", row.ready_at),
        ("useless", row.send_before or "never"),
        ("sent", row.sent_at or "not yet"),
        ("in hand", row.lease_until or "no"),
        ("about", row.about or "nothing that could change"),
        ("message id", row.message_id),
    ]
