"""Who wants no reminders at all wants none an hour before either

Revision ID: 0010
Revises: 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO mail_opt_out (person_id, category) "
        "SELECT person_id, 'hour_before' FROM mail_opt_out WHERE category = 'reminder'"
    )


def downgrade() -> None:
    op.execute("DELETE FROM mail_opt_out WHERE category = 'hour_before'")
    op.execute("UPDATE outgoing_mail SET category = 'reminder' WHERE category = 'hour_before'")
