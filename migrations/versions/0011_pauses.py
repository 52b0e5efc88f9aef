"""A pair that rests has an end to it, and its rests are kept

Revision ID: 0011
Revises: 0010
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import mentorship.database

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LASTING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    # With its check in one statement, because SQLite would have to copy the whole table to add a check later.
    op.execute(
        "ALTER TABLE mentorship ADD COLUMN paused_until DATE "
        "CONSTRAINT ck_mentorship_rests CHECK (paused_until IS NULL OR state = 'paused')"
    )
    pauses = op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentorship_id", sa.Integer(), nullable=False),
        sa.Column("started_at", mentorship.database.UtcInstant(), nullable=False),
        sa.Column("ended_at", mentorship.database.UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["mentorship_id"], ["mentorship.id"], name="fk_pause_mentorship_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pause"),
    )
    op.create_index("ix_pause_mentorship_id", "pause", ["mentorship_id"])
    op.create_index(
        "uq_pause_lasting", "pause", ["mentorship_id"], unique=True,
        sqlite_where=LASTING, postgresql_where=LASTING,
    )
    # Who rests already does so without an end; since when nobody wrote down.
    pairs = sa.table("mentorship", sa.column("id"), sa.column("state"))
    now = sa.bindparam("now", datetime.now(UTC), type_=mentorship.database.UtcInstant())
    resting = sa.select(pairs.c.id, now).where(pairs.c.state == "paused")
    op.execute(pauses.insert().from_select(["mentorship_id", "started_at"], resting))


def downgrade() -> None:
    op.drop_table("pause")
    op.drop_column("mentorship", "paused_until")
