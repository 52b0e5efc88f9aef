"""The migrated schema is the models' schema; every revision goes down and up again; child rows survive."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from mentorship.accounts.models import Person
from mentorship.availability.limits import DayPart
from mentorship.availability.models import SchedulingLimits
from mentorship.database import Base
from mentorship.extensions import db
from mentorship.mail.models import Category
from mentorship.mail.services import post
from mentorship.pairing import services as pairing
from mentorship.pairing.models import MentorRequest
from mentorship.pairs.models import Mentorship, MentorshipState, Pause
from tests import factories
from tests.mail.letters import letter


def test_the_migrated_schema_equals_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        ours = {
            "compare_type": True,
            "include_object": lambda item, name, kind, *_: (
                not (kind == "index" and (name or "").startswith("ex_"))
            ),
        }
        differences = compare_metadata(MigrationContext.configure(connection, opts=ours), Base.metadata)

    assert [d for d in differences if not is_alembics_own(d)] == []


def test_there_is_one_head_and_numbers_count_up() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "migrations"))
    revisions = list(ScriptDirectory.from_config(config).walk_revisions())

    numbers = [revision.revision for revision in reversed(revisions)]

    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_every_revision_goes_down_and_up_again(app: Flask) -> None:
    before = schema()

    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()

    assert schema() == before


def test_the_newest_revision_keeps_every_row_on_its_way_down_and_up(
    app: Flask, amara: Person, ben: Person
) -> None:
    cohort = factories.cohort("Kept cohort")
    factories.mentorship(cohort, ben, amara)
    before = rows()
    db.engine.dispose()

    downgrade(revision="-1")
    upgrade()

    assert rows() == before


def test_who_goes_back_finds_mails_of_the_hour_before_among_the_reminders(app: Flask, amara: Person) -> None:
    post(letter(amara, category=Category.hour_before))
    db.session.commit()

    downgrade(revision="0009")
    kept = db.session.scalars(text("SELECT category FROM outgoing_mail")).all()
    db.session.rollback()
    upgrade()

    assert kept == ["reminder"]


def test_a_pair_that_rests_already_rests_without_an_end(app: Flask, amara: Person, ben: Person) -> None:
    pair = factories.mentorship(factories.cohort(), ben, amara, MentorshipState.paused)
    factories.mentorship(
        pair.cohort, factories.mentor(pair.cohort, "Olga"), factories.mentee(pair.cohort, "Omar")
    )
    pair_id = pair.id
    db.session.remove()
    db.engine.dispose()

    downgrade(revision="0010")
    upgrade()

    kept = db.session.get_one(Mentorship, pair_id)
    assert (kept.state, kept.paused_until) == (MentorshipState.paused, None)
    assert [(rest.mentorship_id, rest.ended_at) for rest in db.session.scalars(select(Pause))] == [
        (pair_id, None)
    ]


def test_limits_from_before_there_were_wishes_stand_and_wish_for_nothing(app: Flask, ben: Person) -> None:
    factories.allows(ben, monthly_minutes=90, lengths=[45], suits_best=DayPart.evenings)
    ben_id = ben.id
    db.session.remove()
    db.engine.dispose()

    downgrade(revision="0013")
    upgrade()

    kept = db.session.get_one(SchedulingLimits, ben_id)
    assert (kept.monthly_minutes, kept.lengths, kept.suits_best) == (90, [45], DayPart.any)


def test_requests_from_before_there_was_a_next_name_nobody(app: Flask, amara: Person, ben: Person) -> None:
    asked = pairing.ask(amara, ben, why="Forms.", cadence_weeks=4, meeting_minutes=45)
    asked.next_mentor_id = factories.mentor(asked.cohort, "Olga").id
    db.session.commit()
    asked_id = asked.id
    db.session.remove()
    db.engine.dispose()

    downgrade(revision="0015")
    upgrade()

    kept = db.session.get_one(MentorRequest, asked_id)
    assert (kept.why, kept.next_mentor_id) == ("Forms.", None)


def test_overlaps_and_seats_too_many_are_refused_by_the_database_itself(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        found = db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        wanted = {"attendance_overlap_insert", "attendance_overlap_update"}
        wanted |= {"seats_taken_insert", "seats_taken_update", "seats_too_few"}
    else:
        found = db.session.scalars(
            text(
                "SELECT conname FROM pg_constraint WHERE contype = 'x' "
                "UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            )
        ).all()
        wanted = {"ex_attendance_overlap", "seats_taken", "seats_too_few"}
    db.session.rollback()

    assert set(found) == wanted


def is_alembics_own(difference: object) -> bool:
    return "alembic_version" in str(difference)


def schema() -> dict[str, list[str]]:
    db.engine.dispose()
    inspector = inspect(db.engine)
    return {
        table: sorted(
            [c["name"] for c in inspector.get_columns(table)]
            + [i["name"] or "" for i in inspector.get_indexes(table)]
        )
        for table in sorted(inspector.get_table_names())
    }


def rows() -> dict[str, int]:
    counted = {
        table.name: db.session.scalar(text(f"SELECT count(*) FROM {table.name}")) or 0
        for table in Base.metadata.sorted_tables
    }
    db.session.rollback()
    return counted
