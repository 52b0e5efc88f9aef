from __future__ import annotations

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.programs import queries
from mentorship.programs.models import Cohort, CohortState, Program
from tests import factories
from tests.pages import Browser


def flask(app: Flask, *words: str) -> Result:
    """Run a command as an operator does."""
    db.session.commit()
    result = app.test_cli_runner().invoke(args=list(words))
    db.session.expire_all()
    return result


def test_an_operator_begins_with_three_commands(app) -> None:
    cora = factories.person("Cora Diaz", email="cora@example.com", is_mentor=True)

    results = [
        flask(app, "program", "add", "First years", "--organization", "Lone Star Society"),
        flask(
            app,
            "cohort",
            "add",
            "Spring",
            "--program",
            "First years",
            "--starts",
            "2027-01-11",
            "--ends",
            "2027-07-09",
        ),
        flask(app, "coordinator", "add", "Cora@Example.com", "--program", "First years"),
    ]

    assert [result.exit_code for result in results] == [0, 0, 0], [result.output for result in results]
    (cohort,) = queries.cohorts_of_coordinator(cora)
    assert (cohort.name, cohort.program.organization, cohort.state) == (
        "Spring",
        "Lone Star Society",
        CohortState.open,
    )
    assert queries.joinable_cohorts() == [cohort]


def test_staff_are_called_by_their_plain_name(app) -> None:
    flask(app, "program", "add", "First years", "--organization", "Lone Star Society")
    cora = factories.person("Cora Diaz", email="cora@example.com", is_mentor=True)

    flask(app, "coordinator", "add", "cora@example.com", "--program", "First years")

    assert (cora.called, cora.is_coordinator, cora.is_mentor) == ("Cora Diaz", True, False)


def test_a_mentor_who_runs_a_program_stays_a_mentor(app, ben: Person, cohort: Cohort) -> None:
    result = flask(app, "coordinator", "add", ben.email, "--program", cohort.program.name)

    assert result.output == f"Ben Osei runs {cohort.program.name!r} now. They sign in again to see it.\n"
    assert (ben.is_coordinator, ben.is_mentor) == (True, True)


def test_a_new_right_begins_with_a_new_sign_in(app, ben: Person, cohort: Cohort) -> None:
    browser = Browser(app).signed_in(ben)

    flask(app, "coordinator", "add", ben.email, "--program", cohort.program.name)

    assert browser.open("/settings", 302).location == "/sign-in?next=%2Fsettings"


def test_somebody_without_a_confirmed_account_runs_nothing(app, cohort: Cohort) -> None:
    factories.person("Una Confirmed", email="una@example.com").confirmed_at = None

    for address in ("una@example.com", "nobody@example.com"):
        result = flask(app, "coordinator", "add", address, "--program", cohort.program.name)
        assert result.exit_code == 1
        assert f"Nobody with a confirmed account has the address {address}." in result.output


def test_what_cannot_be_done_is_said_and_changes_nothing(
    app, ben: Person, cora: Person, cohort: Cohort
) -> None:
    program = cohort.program.name
    refused = {
        ("program", "add", program, "--organization", "Again"): "There is a program called",
        (
            "cohort",
            "add",
            "X",
            "--program",
            "None",
            "--starts",
            "2027-01-01",
            "--ends",
            "2027-02-01",
        ): "There is no program called",
        (
            "cohort",
            "add",
            "X",
            "--program",
            program,
            "--starts",
            "2027-01-01",
            "--ends",
            "2027-01-01",
        ): "ends after it starts",
        ("coordinator", "add", ben.email, "--program", "None"): "There is no program called",
        ("coordinator", "add", cora.email, "--program", program): "Cora Diaz runs",
    }

    outputs = {words: flask(app, *words) for words in refused}

    assert all(result.exit_code == 1 and refused[words] in result.output for words, result in outputs.items())
    assert db.session.scalars(select(Program.name)).all() == [program]
    assert not ben.is_coordinator
