"""Everybody can say which part of the day suits them best

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PARTS = ("any", "mornings", "midday", "evenings")


def upgrade() -> None:
    kind = sa.Enum(*PARTS, name="daypart", native_enum=False, length=32)
    with op.batch_alter_table("scheduling_limits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suits_best", kind, server_default="any", nullable=False))
        batch_op.create_check_constraint(
            batch_op.f("ck_scheduling_limits_suits_best"), "suits_best IN ('any', 'mornings', 'midday', 'evenings')"
        )


def downgrade() -> None:
    with op.batch_alter_table("scheduling_limits", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_scheduling_limits_suits_best"), type_="check")
        batch_op.drop_column("suits_best")
