"""Another time that is proposed for a date that stands is kept for both

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CLASH = """
    SELECT RAISE(ABORT, 'attendance_overlap') WHERE NEW.active AND EXISTS (
        SELECT 1 FROM attendance
        WHERE person_id = NEW.person_id AND active AND id IS NOT NEW.id
          AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
    );
"""


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
    op.create_table(
        "move_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_move_proposal_order")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_move_proposal_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_move_proposal_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_proposal")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_move_proposal_meeting_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_move_proposal_public_id")),
    )
    op.create_index("ix_move_proposal_expires_at", "move_proposal", ["expires_at"])
    without_triggers()
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept_for_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_attendance_kept_for_id"), ["kept_for_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_attendance_kept_for_id"), "move_proposal", ["kept_for_id"], ["id"], ondelete="CASCADE"
        )
    with_triggers()


def downgrade() -> None:
    op.execute("DELETE FROM attendance WHERE kept_for_id IS NOT NULL")
    without_triggers()
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_attendance_kept_for_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_attendance_kept_for_id"))
        batch_op.drop_column("kept_for_id")
    with_triggers()
    op.drop_table("move_proposal")
