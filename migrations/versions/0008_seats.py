"""The database refuses more seated people than seats; a waitlist can be closed

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FULL = """
    SELECT RAISE(ABORT, 'seats_taken') WHERE NEW.state = 'seated' AND (
        SELECT count(*) FROM seat
        WHERE group_meeting_id = NEW.group_meeting_id AND state = 'seated' AND id IS NOT NEW.id
    ) >= (SELECT seats FROM group_meeting WHERE id = NEW.group_meeting_id);
"""
TOO_FEW = """
    SELECT RAISE(ABORT, 'seats_taken') WHERE NEW.seats < (
        SELECT count(*) FROM seat WHERE group_meeting_id = NEW.id AND state = 'seated'
    );
"""
# Under READ COMMITTED each statement of the function sees what was committed before it: the lock comes first.
SEATS_ON_POSTGRESQL = """
    CREATE FUNCTION seats_taken() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE there integer;
    BEGIN
        SELECT seats INTO there FROM group_meeting WHERE id = NEW.group_meeting_id FOR NO KEY UPDATE;
        IF (SELECT count(*) FROM seat
            WHERE group_meeting_id = NEW.group_meeting_id AND state = 'seated' AND id <> NEW.id) >= there THEN
            RAISE EXCEPTION 'seats_taken' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
"""
FEWER_ON_POSTGRESQL = """
    CREATE FUNCTION seats_too_few() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seats < (SELECT count(*) FROM seat WHERE group_meeting_id = NEW.id AND state = 'seated') THEN
            RAISE EXCEPTION 'seats_taken' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
"""


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    op.add_column("group_meeting", sa.Column("waitlist_open", sa.Boolean(), nullable=False, server_default=sa.true()))
    if on_sqlite():
        op.execute(f"CREATE TRIGGER seats_taken_insert BEFORE INSERT ON seat BEGIN {FULL} END")
        op.execute(f"CREATE TRIGGER seats_taken_update BEFORE UPDATE ON seat BEGIN {FULL} END")
        op.execute(f"CREATE TRIGGER seats_too_few BEFORE UPDATE OF seats ON group_meeting BEGIN {TOO_FEW} END")
        return
    op.execute(SEATS_ON_POSTGRESQL)
    op.execute(FEWER_ON_POSTGRESQL)
    op.execute(
        "CREATE TRIGGER seats_taken BEFORE INSERT OR UPDATE ON seat "
        "FOR EACH ROW WHEN (NEW.state = 'seated') EXECUTE FUNCTION seats_taken()"
    )
    op.execute(
        "CREATE TRIGGER seats_too_few BEFORE UPDATE OF seats ON group_meeting "
        "FOR EACH ROW EXECUTE FUNCTION seats_too_few()"
    )


def downgrade() -> None:
    if on_sqlite():
        for trigger in ("seats_taken_insert", "seats_taken_update", "seats_too_few"):
            op.execute(f"DROP TRIGGER {trigger}")
    else:
        op.execute("DROP TRIGGER seats_taken ON seat")
        op.execute("DROP TRIGGER seats_too_few ON group_meeting")
        op.execute("DROP FUNCTION seats_taken")
        op.execute("DROP FUNCTION seats_too_few")
    op.drop_column("group_meeting", "waitlist_open")
