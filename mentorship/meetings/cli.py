"""What an operator asks about meetings."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from mentorship.meetings import queries

meetings = AppGroup("meetings", help="Dates that people have made.")


@meetings.command("drifted")
def drifted() -> None:
    """List dates ahead whose agreed local time is not what clocks will show then.

    A government may change its clocks after a date was made. The date stays where it is: ask the two what they mean.
    """
    found = queries.drifted_meetings()
    for meeting, shows in found:
        people = " and ".join(person.email for person in meeting.mentorship.people)
        click.echo(
            f"{meeting.wall_time} in {meeting.zone} was agreed, clocks will show {shows}: {people} "
            f"(meeting {meeting.public_id})"
        )
    click.echo(f"To look at: {len(found)}." if found else "Every date ahead is as agreed.")
