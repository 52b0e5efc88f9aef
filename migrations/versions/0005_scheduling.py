"""Scheduling: exceptions and limits of hours, busy feeds, held times, series, answers, notes, group meetings

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

import mentorship.database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CLASH = """
    SELECT RAISE(ABORT, 'attendance_overlap') WHERE NEW.active AND EXISTS (
        SELECT 1 FROM attendance
        WHERE person_id = NEW.person_id AND active AND id IS NOT NEW.id
          AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
    );
"""
AHEAD = "state IN ('held', 'confirmed')"


def next_is_one(where: str) -> None:
    """At most one date ahead for each pair, of those that this says."""
    op.create_index(
        "uq_meeting_next", "meeting", ["mentorship_id"], unique=True,
        sqlite_where=sa.text(where), postgresql_where=sa.text(where),
    )


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def without_triggers() -> None:
    """SQLite rebuilds a table to alter it, and what hangs on the old one is lost without a word."""
    if on_sqlite():
        op.execute("DROP TRIGGER attendance_overlap_insert")
        op.execute("DROP TRIGGER attendance_overlap_update")


def with_triggers() -> None:
    if on_sqlite():
        op.execute(f"CREATE TRIGGER attendance_overlap_insert BEFORE INSERT ON attendance BEGIN {CLASH} END")
        op.execute(f"CREATE TRIGGER attendance_overlap_update BEFORE UPDATE ON attendance BEGIN {CLASH} END")


def upgrade() -> None:
    op.create_table('busy_feed',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('added_at', mentorship.database.UtcInstant(), nullable=False),
    sa.Column('tried_at', mentorship.database.UtcInstant(), nullable=True),
    sa.Column('read_at', mentorship.database.UtcInstant(), nullable=True),
    sa.Column('busy_count', sa.Integer(), nullable=False),
    sa.Column('assumed_zone', sa.Integer(), nullable=False),
    sa.Column('etag', sa.Text(), nullable=False),
    sa.Column('last_modified', sa.Text(), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('told_at', mentorship.database.UtcInstant(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_busy_feed_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_busy_feed')),
    sa.UniqueConstraint('person_id', 'url', name=op.f('uq_busy_feed_person_id_url')),
    sa.UniqueConstraint('public_id', name=op.f('uq_busy_feed_public_id'))
    )
    with op.batch_alter_table('busy_feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_busy_feed_person_id'), ['person_id'], unique=False)

    op.create_table('calendar_address',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('made_at', mentorship.database.UtcInstant(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_address_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_calendar_address')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_address_token_hash'))
    )
    op.create_table('day_override',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('starts_minute', sa.Integer(), nullable=True),
    sa.Column('ends_minute', sa.Integer(), nullable=True),
    sa.CheckConstraint('(starts_minute IS NULL) = (ends_minute IS NULL)', name=op.f('ck_day_override_both_or_none')),
    sa.CheckConstraint('starts_minute BETWEEN 0 AND 1439 AND ends_minute BETWEEN 1 AND 1440', name=op.f('ck_day_override_minutes')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_day_override_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_day_override')),
    sa.UniqueConstraint('person_id', 'on_day', 'starts_minute', name=op.f('uq_day_override_person_id_on_day_starts_minute'))
    )
    with op.batch_alter_table('day_override', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_day_override_person_id'), ['person_id'], unique=False)

    op.create_table('protected_window',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('starts_minute', sa.Integer(), nullable=False),
    sa.Column('ends_minute', sa.Integer(), nullable=False),
    sa.Column('called', sa.Text(), nullable=False),
    sa.CheckConstraint('starts_minute BETWEEN 0 AND 1439 AND ends_minute BETWEEN 1 AND 1440', name=op.f('ck_protected_window_minutes')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_protected_window_weekday')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_protected_window_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_protected_window')),
    sa.UniqueConstraint('person_id', 'weekday', 'starts_minute', name=op.f('uq_protected_window_person_id_weekday_starts_minute'))
    )
    with op.batch_alter_table('protected_window', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_protected_window_person_id'), ['person_id'], unique=False)

    op.create_table('scheduling_limits',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('buffer_minutes', sa.Integer(), nullable=False),
    sa.Column('notice_hours', sa.Integer(), nullable=False),
    sa.Column('window_days', sa.Integer(), nullable=False),
    sa.Column('monthly_minutes', sa.Integer(), nullable=True),
    sa.Column('lengths', sa.JSON(), nullable=False),
    sa.CheckConstraint('buffer_minutes BETWEEN 0 AND 120', name=op.f('ck_scheduling_limits_buffer')),
    sa.CheckConstraint('monthly_minutes BETWEEN 30 AND 6000', name=op.f('ck_scheduling_limits_monthly')),
    sa.CheckConstraint('notice_hours BETWEEN 2 AND 336', name=op.f('ck_scheduling_limits_notice')),
    sa.CheckConstraint('window_days BETWEEN 7 AND 182', name=op.f('ck_scheduling_limits_window')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_scheduling_limits_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_scheduling_limits'))
    )
    op.create_table('time_off',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_time_off_order')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_time_off_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_time_off')),
    sa.UniqueConstraint('public_id', name=op.f('uq_time_off_public_id'))
    )
    with op.batch_alter_table('time_off', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_time_off_person_id'), ['person_id'], unique=False)

    op.create_table('busy_time',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('feed_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('starts_at', mentorship.database.UtcInstant(), nullable=False),
    sa.Column('ends_at', mentorship.database.UtcInstant(), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_busy_time_order')),
    sa.ForeignKeyConstraint(['feed_id'], ['busy_feed.id'], name=op.f('fk_busy_time_feed_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_busy_time_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_busy_time'))
    )
    with op.batch_alter_table('busy_time', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_busy_time_feed_id'), ['feed_id'], unique=False)
        batch_op.create_index('ix_busy_time_person', ['person_id', 'starts_at'], unique=False)

    op.create_table('group_meeting',
    sa.Column('cohort_id', sa.Integer(), nullable=False),
    sa.Column('host_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('circle', 'training', name='groupkind', native_enum=False, length=32), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('uid', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('stamped_at', mentorship.database.UtcInstant(), nullable=False),
    sa.Column('starts_at', mentorship.database.UtcInstant(), nullable=False),
    sa.Column('ends_at', mentorship.database.UtcInstant(), nullable=False),
    sa.Column('zone', sa.Text(), nullable=False),
    sa.Column('wall_time', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('confirmed', 'cancelled', 'completed', name='groupstate', native_enum=False, length=32), nullable=False),
    sa.Column('cancel_reason', sa.Text(), nullable=False),
    sa.Column('created_at', mentorship.database.UtcInstant(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_group_meeting_order')),
    sa.CheckConstraint('seats BETWEEN 1 AND 200', name=op.f('ck_group_meeting_seats')),
    sa.CheckConstraint('sequence >= 0', name=op.f('ck_group_meeting_sequence')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_group_meeting_cohort_id')),
    sa.ForeignKeyConstraint(['host_id'], ['person.id'], name=op.f('fk_group_meeting_host_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_meeting')),
    sa.UniqueConstraint('public_id', name=op.f('uq_group_meeting_public_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_group_meeting_uid'))
    )
    with op.batch_alter_table('group_meeting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_meeting_cohort_id'), ['cohort_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_group_meeting_host_id'), ['host_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_group_meeting_starts_at'), ['starts_at'], unique=False)

    op.create_table('calendar_reply',
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('received_at', mentorship.database.UtcInstant(), nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('uid', sa.Text(), nullable=False),
    sa.Column('answer', sa.Enum('needs_action', 'accepted', 'tentative', 'declined', name='answer', native_enum=False, length=32), nullable=True),
    sa.Column('proposed_at', mentorship.database.UtcInstant(), nullable=True),
    sa.Column('state', sa.Enum('taken', 'stale', 'unmatched', 'unreadable', name='replystate', native_enum=False, length=32), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_calendar_reply_meeting_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_reply_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_reply')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_calendar_reply_fingerprint')),
    sa.UniqueConstraint('public_id', name=op.f('uq_calendar_reply_public_id'))
    )
    with op.batch_alter_table('calendar_reply', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_reply_received_at'), ['received_at'], unique=False)

    op.create_table('meeting_note',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('written_at', mentorship.database.UtcInstant(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_note_meeting_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_meeting_note_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_note')),
    sa.UniqueConstraint('public_id', name=op.f('uq_meeting_note_public_id'))
    )
    with op.batch_alter_table('meeting_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_note_meeting_id'), ['meeting_id'], unique=False)

    op.create_table('seat',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('seated', 'waiting', 'left', name='seatstate', native_enum=False, length=32), nullable=False),
    sa.Column('asked_at', mentorship.database.UtcInstant(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('stamped_at', mentorship.database.UtcInstant(), nullable=False),
    sa.Column('attendance_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['attendance_id'], ['attendance.id'], name=op.f('fk_seat_attendance_id')),
    sa.ForeignKeyConstraint(['group_meeting_id'], ['group_meeting.id'], name=op.f('fk_seat_group_meeting_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_seat_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat')),
    sa.UniqueConstraint('group_meeting_id', 'person_id', name=op.f('uq_seat_group_meeting_id_person_id'))
    )
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seat_person_id'), ['person_id'], unique=False)

    without_triggers()
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer", sa.Enum("needs_action", "accepted", "tentative", "declined", name="answer", native_enum=False, length=32), nullable=False, server_default="needs_action"))
        batch_op.add_column(sa.Column("answered_at", mentorship.database.UtcInstant(), nullable=True))
        batch_op.alter_column("meeting_id", existing_type=sa.INTEGER(), nullable=True)
    with_triggers()
    op.execute(
        "UPDATE attendance SET answer = 'accepted' WHERE EXISTS "
        "(SELECT 1 FROM meeting WHERE meeting.id = attendance.meeting_id AND booked_by_id = attendance.person_id)"
    )

    op.drop_index("uq_meeting_next", table_name="meeting")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires_at", mentorship.database.UtcInstant(), nullable=True))
        batch_op.add_column(sa.Column("series", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_meeting_series"), ["series"], unique=False)
    next_is_one(f"{AHEAD} AND series IS NULL")


def downgrade() -> None:
    # Of a series only the nearest date can stay: the older schema knows one date ahead for each pair.
    op.execute(
        f"UPDATE meeting SET state = 'cancelled' WHERE {AHEAD} AND EXISTS (SELECT 1 FROM meeting AS sooner "
        "WHERE sooner.mentorship_id = meeting.mentorship_id AND sooner.state IN ('held', 'confirmed') "
        "AND (sooner.starts_at, sooner.id) < (meeting.starts_at, meeting.id))"
    )
    op.execute(
        "UPDATE attendance SET active = false WHERE active AND meeting_id IN "
        "(SELECT id FROM meeting WHERE state = 'cancelled')"
    )
    op.drop_index("uq_meeting_next", table_name="meeting")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_series"))
        batch_op.drop_column("series")
        batch_op.drop_column("expires_at")
    next_is_one(AHEAD)

    for table in ("seat", "meeting_note", "calendar_reply", "group_meeting", "busy_time"):
        op.drop_table(table)
    for table in ("time_off", "scheduling_limits", "protected_window", "day_override", "calendar_address", "busy_feed"):
        op.drop_table(table)

    op.execute("DELETE FROM attendance WHERE meeting_id IS NULL")
    without_triggers()
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.alter_column("meeting_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("answered_at")
        batch_op.drop_column("answer")
    with_triggers()
