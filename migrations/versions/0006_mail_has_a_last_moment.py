"""Mail has a last moment, and mail to one person leaves in order

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

import mentorship.database

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SENDING = "state = 'sending'"
HELD = "state = 'held'"


def upgrade() -> None:
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("send_before", mentorship.database.UtcInstant(), nullable=True))
    op.create_index(
        "ix_outgoing_mail_sending", "outgoing_mail", ["person_id"],
        sqlite_where=sa.text(SENDING), postgresql_where=sa.text(SENDING),
    )


def downgrade() -> None:
    # The older schema knows no mail that is put aside: what was must not leave by itself.
    op.execute(f"UPDATE outgoing_mail SET state = 'failed' WHERE {HELD}")
    op.drop_index("ix_outgoing_mail_sending", table_name="outgoing_mail")
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_column("send_before")
