"""A request can name the mentor who is asked next

Revision ID: 0016
Revises: 0015
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In one statement, because SQLite would have to copy the whole table to add a key or a check later.
    op.execute(
        "ALTER TABLE mentor_request ADD COLUMN next_mentor_id INTEGER "
        "CONSTRAINT fk_mentor_request_next_mentor_id REFERENCES person (id) "
        "CONSTRAINT ck_mentor_request_next_is_another "
        "CHECK (next_mentor_id <> mentor_id AND next_mentor_id <> mentee_id)"
    )
    op.create_index("ix_mentor_request_next_mentor_id", "mentor_request", ["next_mentor_id"])


def downgrade() -> None:
    op.drop_index("ix_mentor_request_next_mentor_id", "mentor_request")
    op.drop_column("mentor_request", "next_mentor_id")
