"""Weights learned from past pairs, and what a coordinator decided about them

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

import mentorship.database

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNDECIDED = sa.text("state IN ('asked', 'ready')")
USED = sa.text("state = 'used'")


def upgrade() -> None:
    op.create_table(
        "learned_weights",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum("asked", "ready", "used", "dropped", name="weightsstate", native_enum=False, length=32), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", mentorship.database.UtcInstant(), nullable=False),
        sa.Column("finished_at", mentorship.database.UtcInstant(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", mentorship.database.UtcInstant(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name="fk_learned_weights_program_id"),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name="fk_learned_weights_asked_by_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name="fk_learned_weights_decided_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_learned_weights"),
        sa.UniqueConstraint("public_id", name="uq_learned_weights_public_id"),
    )
    op.create_index("ix_learned_weights_program_id", "learned_weights", ["program_id"])
    for name, where in (("undecided", UNDECIDED), ("used", USED)):
        op.create_index(
            f"uq_learned_weights_{name}", "learned_weights", ["program_id"], unique=True,
            sqlite_where=where, postgresql_where=where,
        )


def downgrade() -> None:
    op.drop_table("learned_weights")
