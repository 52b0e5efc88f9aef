"""What was left out of a calendar that is read, and on whose clock it was read

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("busy_feed", sa.Column("odd_count", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("busy_feed", sa.Column("read_zone", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("busy_feed", "read_zone")
    op.drop_column("busy_feed", "odd_count")
