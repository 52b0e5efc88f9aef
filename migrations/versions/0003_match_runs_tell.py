"""A match run tells how far it is, what was proved and what changed; it can be stopped

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import mentorship.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("match_run") as run:
        run.add_column(sa.Column("stopped", sa.Boolean(), nullable=False, server_default=sa.false()))
        run.add_column(sa.Column("worked_until", mentorship.database.UtcInstant(), nullable=True))
        run.add_column(sa.Column("step", sa.Text(), nullable=False, server_default=""))
        run.add_column(sa.Column("percent", sa.Integer(), nullable=True))
        run.add_column(sa.Column("notes", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("proposal") as proposal:
        proposal.add_column(sa.Column("former_mentor_id", sa.Integer(), nullable=True))
        proposal.create_foreign_key("fk_proposal_former_mentor_id", "person", ["former_mentor_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("proposal") as proposal:
        proposal.drop_constraint("fk_proposal_former_mentor_id", type_="foreignkey")
        proposal.drop_column("former_mentor_id")
    with op.batch_alter_table("match_run") as run:
        for name in ("notes", "percent", "step", "worked_until", "stopped"):
            run.drop_column(name)
