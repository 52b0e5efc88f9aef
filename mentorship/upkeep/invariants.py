"""What must hold of the rows at any moment: one function a promise, one sentence a finding.

The database itself refuses most of it. The doctor looks all the same, because rows can also come from a backup, from a
hand in the database, or from a version with a mistake in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Row, Select, String, and_, cast, exists, func, or_, select, text
from sqlalchemy.orm import aliased

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.models import AuditEntry
from mentorship.extensions import db
from mentorship.mail.models import MailState, OutgoingMail
from mentorship.meetings.models import Attendance, Meeting, MeetingState
from mentorship.pairing.models import MatchRun, Proposal, ProposalState, RunState, Waiting
from mentorship.pairs.models import OPEN_STATES, Mentorship
from mentorship.programs.models import Application, ApplicationState, Role

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
MOST = 20
"""Findings of one kind that are listed."""


def nobody_is_in_two_meetings() -> list[str]:
    """I1."""
    one, other = aliased(Attendance), aliased(Attendance)
    both = and_(one.person_id == other.person_id, one.id < other.id, one.active, other.active)
    query = select(one.person_id, one.starts_at).join(
        other, and_(both, one.starts_at < other.ends_at, other.starts_at < one.ends_at)
    )
    return [f"Person {person} has two meetings at {at:%Y-%m-%d %H:%M} UTC." for person, at in _some(query)]


def every_pair_has_its_own_place() -> list[str]:
    """I2."""
    open_pairs = select(Mentorship.mentor_id, Mentorship.place).where(Mentorship.state.in_(OPEN_STATES))
    shared = open_pairs.group_by(Mentorship.mentor_id, Mentorship.place).having(func.count() > 1)
    mentees = select(Mentorship.mentee_id, Mentorship.cohort_id).where(Mentorship.state.in_(OPEN_STATES))
    twice = mentees.group_by(Mentorship.mentee_id, Mentorship.cohort_id).having(func.count() > 1)
    return [f"Mentor {mentor} has two open pairs in place {place}." for mentor, place in _some(shared)] + [
        f"Mentee {mentee} has two open pairs in cohort {cohort}." for mentee, cohort in _some(twice)
    ]


def every_pairs_meeting_is_kept_free() -> list[str]:
    """I1 and I2 from the other side: a pair's meeting that stands takes the time of its two people, no other does."""
    taken = select(func.count()).where(
        Attendance.meeting_id == Meeting.id, Attendance.active, Attendance.starts_at == Meeting.starts_at
    )
    stands = Meeting.state.in_((MeetingState.held, MeetingState.confirmed))
    query = select(Meeting.public_id, Meeting.state, taken.scalar_subquery()).where(
        or_(
            and_(stands, taken.scalar_subquery() != 2),
            and_(Meeting.state == MeetingState.cancelled, taken.scalar_subquery() != 0),
        )
    )
    return [
        f"Meeting {key} is {state} and takes the time of {count} people."
        for key, state, count in _some(query)
    ]


def both_are_told_about_every_meeting() -> list[str]:
    """I3: each of a pair has a mail about the newest version of every meeting ahead that somebody is on record for and
    that is not one of a series."""
    told = select(func.count(func.distinct(OutgoingMail.person_id))).where(
        OutgoingMail.about == "meeting:" + Meeting.uid + ":" + cast(Meeting.sequence, String)
    )
    query = select(Meeting.public_id, told.scalar_subquery()).where(
        Meeting.state == MeetingState.confirmed,
        Meeting.series.is_(None),
        exists().where(AuditEntry.subject == "Meeting:" + Meeting.public_id),
        Meeting.starts_at > clock.now(),
        told.scalar_subquery() < 2,
    )
    return [f"Of meeting {key}, {count} of 2 people were told how it stands." for key, count in _some(query)]


def every_mail_comes_to_an_end() -> list[str]:
    """I4: nothing waits a day past its time, nothing lies with a worker that is gone, what was sent says when."""
    now = clock.now()
    waits = and_(OutgoingMail.state == MailState.ready, OutgoingMail.ready_at < now - A_DAY)
    lies = and_(
        OutgoingMail.state.in_((MailState.claimed, MailState.sending)),
        or_(OutgoingMail.lease_until.is_(None), OutgoingMail.lease_until < now - AN_HOUR),
    )
    odd = and_(OutgoingMail.state == MailState.sent, OutgoingMail.sent_at.is_(None))
    empty = and_(OutgoingMail.state != MailState.failed, func.length(OutgoingMail.message) == 0)
    query = select(OutgoingMail.public_id, OutgoingMail.state).where(or_(waits, lies, odd, empty))
    return [f"Mail {key} is {state} and should not be: flask mail show {key}" for key, state in _some(query)]


def no_calendar_is_sent_backward() -> list[str]:
    """I5: what was sent last about a meeting is not older than what was sent before it."""
    query = select(OutgoingMail.public_id, OutgoingMail.person_id, OutgoingMail.about).where(
        OutgoingMail.state == MailState.sent, OutgoingMail.about.startswith("meeting:")
    )
    newest: dict[tuple[int, str], int] = {}
    found = []
    for key, person, about in db.session.execute(query.order_by(OutgoingMail.sent_at, OutgoingMail.id)):
        meeting, _, version = about.rpartition(":")
        if int(version) < newest.get((person, meeting), 0):
            found.append(f"Mail {key} left after a newer one about the same meeting.")
        newest[person, meeting] = int(version)
    return found[:MOST]


def every_meeting_has_its_history() -> list[str]:
    """I6: somebody, or the clock, is on record for every meeting that was cancelled or moved."""
    recorded = exists().where(AuditEntry.subject == "Meeting:" + Meeting.public_id)
    changed = or_(Meeting.sequence > 0, Meeting.state == MeetingState.cancelled)
    query = select(Meeting.public_id).where(changed, ~recorded)
    return [f"Nobody is on record for what happened to meeting {key}." for (key,) in _some(query)]


def every_published_proposal_is_a_pair() -> list[str]:
    """I7."""
    pair = exists().where(
        Mentorship.cohort_id == MatchRun.cohort_id,
        Mentorship.mentor_id == Proposal.mentor_id,
        Mentorship.mentee_id == Proposal.mentee_id,
    )
    query = select(Proposal.public_id).join(MatchRun, MatchRun.id == Proposal.run_id)
    query = query.where(
        MatchRun.state == RunState.published, Proposal.state == ProposalState.published, ~pair
    )
    return [f"Proposal {key} was published and no pair came of it." for (key,) in _some(query)]


def nobody_of_a_published_match_is_forgotten() -> list[str]:
    """I7 from the other side: whoever was let in before a match was asked for has a pair in that cohort, or is named
    among those who wait. A match that could not be worked out, or was stopped, never looked at everybody."""
    pair = exists().where(
        Mentorship.cohort_id == MatchRun.cohort_id, Mentorship.mentee_id == Application.person_id
    )
    waits = exists().where(Waiting.run_id == MatchRun.id, Waiting.mentee_id == Application.person_id)
    query = select(Application.person_id, MatchRun.public_id).join(
        MatchRun, MatchRun.cohort_id == Application.cohort_id
    )
    query = query.join(Person, Person.id == Application.person_id).where(
        *(MatchRun.state == RunState.published, MatchRun.failure == "", ~MatchRun.stopped),
        *(Application.role == Role.mentee, Application.state == ApplicationState.approved),
        func.coalesce(Application.decided_at, Application.submitted_at) < MatchRun.asked_at,
        *(Person.disabled_at.is_(None), ~pair, ~waits),
    )
    return [f"Mentee {person} is neither paired nor waiting in match {run}." for person, run in _some(query)]


def every_row_has_its_parent() -> list[str]:
    """I8."""
    if db.engine.dialect.name == "sqlite":
        rows = db.session.execute(text("PRAGMA foreign_key_check")).all()
        return [f"A row of {row[0]} points to a row of {row[2]} that is gone." for row in rows[:MOST]]
    query = text("SELECT conrelid::regclass, conname FROM pg_constraint WHERE NOT convalidated")
    return [f"{table} does not keep {name}." for table, name in db.session.execute(query)]


def the_database_itself_is_whole() -> list[str]:
    """I11."""
    if db.engine.dialect.name == "sqlite":
        said = db.session.scalars(text("PRAGMA integrity_check(20)")).all()
        return [] if said == ["ok"] else [f"SQLite says: {line}" for line in said]
    query = text("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid")
    return [f"The index {name} is not valid: reindex it." for name in db.session.scalars(query)]


def the_schema_is_this_versions() -> list[str]:
    """Code and database were migrated together."""
    wanted = ScriptDirectory(str(current_app.config["MIGRATIONS"])).get_current_head()
    found = MigrationContext.configure(db.session.connection()).get_current_revision()
    return [] if found == wanted else [f"The database is at revision {found}, not {wanted}: flask db upgrade"]


INVARIANTS: dict[str, Callable[[], list[str]]] = {
    "The schema is this version's": the_schema_is_this_versions,
    "The database itself is whole": the_database_itself_is_whole,
    "Every row has its parent": every_row_has_its_parent,
    "Nobody is in two meetings at one time": nobody_is_in_two_meetings,
    "Every meeting of a pair that stands is kept free for both": every_pairs_meeting_is_kept_free,
    "Every open pair has a place of its own": every_pair_has_its_own_place,
    "Every published proposal became a pair": every_published_proposal_is_a_pair,
    "Nobody of a published match is forgotten": nobody_of_a_published_match_is_forgotten,
    "Both of a pair are told about every meeting": both_are_told_about_every_meeting,
    "Every mail comes to an end": every_mail_comes_to_an_end,
    "No calendar is sent backward": no_calendar_is_sent_backward,
    "Every changed meeting has its history": every_meeting_has_its_history,
}


def _some(query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    return db.session.execute(query.limit(MOST)).all()
