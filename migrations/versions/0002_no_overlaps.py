"""The database refuses two meetings of one person at one time

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CLASH = """
    SELECT RAISE(ABORT, 'attendance_overlap') WHERE NEW.active AND EXISTS (
        SELECT 1 FROM attendance
        WHERE person_id = NEW.person_id AND active AND id IS NOT NEW.id
          AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
    );
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER attendance_overlap_insert BEFORE INSERT ON attendance BEGIN {CLASH} END")
        op.execute(f"CREATE TRIGGER attendance_overlap_update BEFORE UPDATE ON attendance BEGIN {CLASH} END")
    else:
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE attendance ADD CONSTRAINT ex_attendance_overlap EXCLUDE USING gist "
            "(person_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (active)"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER attendance_overlap_insert")
        op.execute("DROP TRIGGER attendance_overlap_update")
    else:
        op.execute("ALTER TABLE attendance DROP CONSTRAINT ex_attendance_overlap")
