"""The coordinator's queue of actions

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

import mentorship.database

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = "resolved_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("opened_at", mentorship.database.UtcInstant(), nullable=False),
        sa.Column("snoozed_until", mentorship.database.UtcInstant(), nullable=True),
        sa.Column("dismissed_at", mentorship.database.UtcInstant(), nullable=True),
        sa.Column("dismiss_reason", sa.Text(), nullable=False),
        sa.Column("written_at", mentorship.database.UtcInstant(), nullable=True),
        sa.Column("resolved_at", mentorship.database.UtcInstant(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_action_cohort_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_action_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("public_id", name=op.f("uq_action_public_id")),
    )
    op.create_index(op.f("ix_action_cohort_id"), "action", ["cohort_id"])
    op.create_index(
        "uq_action_open", "action", ["rule", "fact"], unique=True,
        sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN),
    )


def downgrade() -> None:
    op.drop_table("action")
