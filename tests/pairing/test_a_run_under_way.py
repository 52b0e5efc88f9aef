"""While the worker is at it: it tells how far it is, and holds nobody up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.extensions import db
from mentorship.followup import queries as followup
from mentorship.pairing import computing, services
from mentorship.pairing.computing import Task
from mentorship.pairing.models import MatchRun


def taken(run: MatchRun) -> Task:
    task = computing.take(run.id)
    assert task is not None
    return task


def test_the_worker_tells_what_it_does_and_how_far_it_is(run: MatchRun) -> None:
    report = computing.reporter(taken(run))

    report("Looking at all pairs", 0.337)

    db.session.refresh(run)
    assert (run.step, run.percent) == ("Looking at all pairs", 34)
    assert run.worked_until is not None


def test_a_worker_that_works_out_a_match_counts_as_alive(run: MatchRun) -> None:
    with clock.moved_to(clock.now() + timedelta(minutes=10)):
        report = computing.reporter(taken(run))
        before = followup.why_not_ready(clock.now())

        report("Looking at all pairs", 0.5)
        after = followup.why_not_ready(clock.now())

    assert before == ["No worker has shown itself for two minutes: start one with `flask worker`."]
    assert after == []


@pytest.mark.parametrize("done", [0.0, 1.0])
def test_a_step_that_begins_or_ends_does_not_pretend_to_know_how_far_it_is(
    run: MatchRun, done: float
) -> None:
    computing.reporter(taken(run))("Reading everybody's answers", done)

    db.session.refresh(run)
    assert (run.step, run.percent) == ("Reading everybody's answers", None)


def test_it_says_something_about_once_a_second(run: MatchRun) -> None:
    report = computing.reporter(taken(run))

    for step in ("First", "Second", "Third"):
        report(step, 0.5)

    db.session.refresh(run)
    assert run.step == "First"


def test_a_finished_draft_says_nothing_about_its_making(run: MatchRun) -> None:
    services.compute_runs()

    db.session.refresh(run)
    assert (run.step, run.percent, run.worked_until) == ("", None, None)
    assert run.worked_out


def test_nobody_is_kept_from_writing_while_a_match_is_solved(
    app: Flask, run: MatchRun, amara: Person
) -> None:
    seen: list[str] = []

    def write_from_elsewhere(step: str, done: float) -> None:
        with db.engine.begin() as elsewhere:
            elsewhere.execute(text("UPDATE person SET name = :name"), {"name": step})
        seen.append(step)

    write = computing.work_out(taken(run), write_from_elsewhere)

    assert seen[0] == "Reading everybody's answers and comparing them"
    assert "Writing down the reasons" in seen
    assert callable(write)


def test_whoever_writes_does_not_keep_a_match_from_being_solved(app: Flask, run: MatchRun) -> None:
    task = taken(run)

    with db.engine.begin() as elsewhere:
        elsewhere.execute(text("UPDATE person SET name = name"))
        write = computing.work_out(task, lambda step, done: None)

    assert computing.settle(task, write)
