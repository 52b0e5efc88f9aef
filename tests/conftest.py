"""The app on a fresh, migrated database for every test; the fixed cast, and people who are always in the way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser as Chrome
from playwright.sync_api import sync_playwright
from sqlalchemy import text

from mentorship import clock, create_app
from mentorship.accounts.models import Person
from mentorship.config import Settings
from mentorship.database import Base
from mentorship.extensions import db
from mentorship.programs.models import Cohort
from tests import factories
from tests.browser import FLAGS, chromium
from tests.factories import BEGINNING
from tests.pages import Browser

settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def in_the_morning() -> Iterator[None]:
    """Every story begins on a Tuesday at ten in Chicago, whenever the tests run: nobody is written to at night."""
    with clock.moved_to(BEGINNING):
        yield


@pytest.fixture(scope="session")
def the_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One app a run, on a database that the real migrations made."""
    folder = tmp_path_factory.mktemp("instance")
    url = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{folder / 'test.sqlite'}"
    app = create_app(
        Settings(
            app_env="test", database_url=url, instance_dir=str(folder), base_url="http://localhost"
        ).checked()
    )
    app.config["TESTING"] = False  # errors become pages here, as they do for people
    app.config["COPY_BEFORE_MIGRATING"] = False
    with app.app_context():
        upgrade()
        db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(the_app: Flask) -> Iterator[Flask]:
    """The app with an empty database, inside its context."""
    with the_app.app_context():
        _empty()
        shutil.rmtree(Path(the_app.extensions["settings"].instance_dir) / "mailbox", ignore_errors=True)
        yield the_app
        db.session.remove()
        db.engine.dispose()


def _empty() -> None:
    """Take out every row, children first, and forget them: numbers start at 1 again. The schema stays."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        for table in reversed(Base.metadata.sorted_tables):
            db.session.execute(table.delete())
    else:
        tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
        db.session.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    db.session.commit()
    db.session.expunge_all()


@pytest.fixture
def client(app: Flask, noise: None) -> Browser:
    """Somebody at a browser who is not signed in."""
    return Browser(app)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Chrome]:
    """One real browser a run; each test opens its own window."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def cohort(app: Flask) -> Cohort:
    """The cohort that the cast belongs to: open, of Cora's program."""
    return factories.cohort()


@pytest.fixture
def amara(cohort: Cohort) -> Person:
    """Dr. Amara Lee, mentee: launching a DPC practice in Texas, needs prior authorization and denials."""
    return factories.mentee(cohort, "Amara Lee", needs=["prior-authorization", "denials-appeals"])


@pytest.fixture
def ben(cohort: Cohort) -> Person:
    """Dr. Ben Osei, mentor: opened in 2019, offers what Amara needs."""
    return factories.mentor(cohort, "Ben Osei", offers={"prior-authorization": 3, "denials-appeals": 2})


@pytest.fixture
def cora(cohort: Cohort) -> Person:
    """Cora Diaz, coordinator of the cast's program."""
    return factories.coordinator(cohort, "Cora Diaz")


@pytest.fixture
def dev(app: Flask) -> Person:
    """Dr. Dev Rao, a stranger: a mentee of another program."""
    return factories.mentee(factories.cohort("Other program"), "Dev Rao", needs=["ehr-selection"])


@pytest.fixture
def noise(app: Flask) -> None:
    """Unrelated rows, always there, so that a query that forgets its filter fails."""
    factories.noise()
