"""Who waits can ask to be introduced to a colleague who waits as well

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CHECKS = {"peer_was_wanted": "peer_id IS NULL OR wants_peer_at IS NOT NULL", "peer_is_another": "peer_id <> person_id"}


def upgrade() -> None:
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wants_peer_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("peer_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_application_peer_id"), "person", ["peer_id"], ["id"])
        for name, rule in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_application_{name}"), rule)


def downgrade() -> None:
    with op.batch_alter_table("application", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_application_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_application_peer_id"), type_="foreignkey")
        batch_op.drop_column("peer_id")
        batch_op.drop_column("wants_peer_at")
