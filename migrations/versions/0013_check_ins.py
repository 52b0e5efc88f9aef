"""What each of a pair says about the fit and how it goes

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

import mentorship.database

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fit_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentorship_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Enum("yes", "unsure", "no", name="fitanswer", native_enum=False, length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_at", mentorship.database.UtcInstant(), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'unsure', 'no')", name=op.f("ck_fit_check_answer")),
        sa.ForeignKeyConstraint(["mentorship_id"], ["mentorship.id"], name=op.f("fk_fit_check_mentorship_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fit_check_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fit_check")),
        sa.UniqueConstraint("mentorship_id", "person_id", name=op.f("uq_fit_check_mentorship_id_person_id")),
    )
    op.create_index(op.f("ix_fit_check_person_id"), "fit_check", ["person_id"])
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentorship_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Enum("well", "slowly", "stuck", name="pulseanswer", native_enum=False, length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_at", mentorship.database.UtcInstant(), nullable=False),
        sa.CheckConstraint("answer IN ('well', 'slowly', 'stuck')", name=op.f("ck_pulse_answer")),
        sa.CheckConstraint("day >= 30 AND (day - 30) % 60 = 0", name=op.f("ck_pulse_day")),
        sa.ForeignKeyConstraint(["mentorship_id"], ["mentorship.id"], name=op.f("fk_pulse_mentorship_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pulse_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse")),
        sa.UniqueConstraint("mentorship_id", "person_id", "day", name=op.f("uq_pulse_mentorship_id_person_id_day")),
    )
    op.create_index(op.f("ix_pulse_person_id"), "pulse", ["person_id"])


def downgrade() -> None:
    op.drop_table("pulse")
    op.drop_table("fit_check")
