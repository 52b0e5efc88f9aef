"""While the worker is at it, people stop it, discard it, ask anew; other workers look: one truth comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.models import AuditEntry
from mentorship.extensions import db
from mentorship.pairing import computing, planning, services
from mentorship.pairing.computing import LEASE, NotWanted
from mentorship.pairing.models import MatchRun, RunState
from mentorship.pairing.runs import NothingToStop, RunIsOver
from mentorship.pairing.suggestions import Report, TooManyPeople
from mentorship.programs.models import Cohort
from tests.pairing.test_a_run_under_way import taken
from tests.pairing.test_run_a_match import computed, pairs

WORKERS = 3


def before_the_first_word(report: Report, act: Callable[[], object]) -> Report:
    """The same report, but somebody acts just before the worker says anything."""
    waiting = [act]

    def interrupted(step: str, done: float) -> None:
        while waiting:
            waiting.pop()()
            db.session.commit()
        report(step, done)

    return interrupted


def test_a_stopped_run_keeps_the_draft_as_it_was(run: MatchRun, cora: Person) -> None:
    task = taken(run)
    report = before_the_first_word(computing.reporter(task), lambda: services.stop_run(run, cora))

    with pytest.raises(NotWanted):
        computing.work_out(task, report)

    db.session.refresh(run)
    assert (run.stopped, run.worked_out, run.state) == (True, False, RunState.draft)
    assert pairs(run) == {("Amara Lee", "Ben Osei")}


def test_what_comes_after_the_stop_is_thrown_away(run: MatchRun, cora: Person) -> None:
    task = taken(run)
    write = computing.work_out(task, lambda step, done: None)
    services.stop_run(run, cora)
    db.session.commit()

    assert computing.settle(task, write) is False

    db.session.refresh(run)
    assert run.stopped
    assert pairs(run) == {("Amara Lee", "Ben Osei")}
    assert services.compute_runs() == 0


def test_a_finished_run_cannot_be_stopped(run: MatchRun, cora: Person) -> None:
    services.compute_runs()

    with pytest.raises(NothingToStop):
        services.stop_run(run, cora)

    assert run.worked_out
    assert len(run.standing) == 2


def test_a_stopped_run_can_be_asked_for_again(cohort: Cohort, run: MatchRun, cora: Person) -> None:
    services.stop_run(run, cora)

    computed(cohort, cora)

    assert (run.stopped, run.worked_out) == (False, True)
    assert len(run.standing) == 2


def test_a_run_that_is_discarded_meanwhile_stays_so(run: MatchRun, cora: Person) -> None:
    task = taken(run)
    write = computing.work_out(task, lambda step, done: None)
    services.discard(run, cora)
    db.session.commit()

    with pytest.raises(NotWanted):
        computing.reporter(task)("Saying why", 0.5)

    assert computing.settle(task, write) is False
    assert (run.state, run.finished_at) == (RunState.discarded, None)
    with pytest.raises(RunIsOver):
        services.publish(run, cora)


def test_a_run_asked_for_anew_meanwhile_gets_the_answer_to_the_later_question(
    cohort: Cohort, run: MatchRun, cora: Person
) -> None:
    early = taken(run)
    write = computing.work_out(early, lambda step, done: None)
    services.start_run(cohort, cora, "stable")
    db.session.commit()
    late = taken(run)

    answers = [computing.settle(early, write), run.finished_at]
    answers.append(computing.settle(late, computing.work_out(late, lambda step, done: None)))

    assert answers == [False, None, True]
    assert (late.objective, run.objective) == ("stable", "stable")
    assert "cost" in run.notes


def test_asking_anew_finds_the_run_as_a_worker_left_it(cohort: Cohort, run: MatchRun, cora: Person) -> None:
    assert run.finished_at is None  # as this coordinator has read it
    db.session.execute(text("UPDATE match_run SET finished_at = asked_at, step = 'x'"))

    services.start_run(cohort, cora, "total")
    db.session.flush()

    db.session.refresh(run)
    assert (run.finished_at, run.step) == (None, "")


def test_what_another_worker_is_at_is_left_to_it_until_it_counts_as_dead(run: MatchRun) -> None:
    taken(run)

    at_once = computing.take(run.id)
    with clock.moved_to(clock.now() + LEASE):
        later = computing.take(run.id)

    assert at_once is None
    assert later is not None


def test_a_clock_that_was_set_back_holds_no_run_up(run: MatchRun) -> None:
    with clock.moved_to(clock.now() + 5 * LEASE):
        taken(run)

    assert computing.take(run.id) is not None


def test_a_worker_that_has_to_end_leaves_the_run_to_the_next_one(run: MatchRun) -> None:
    assert services.compute_runs(stopping=lambda: True) == 0

    assert run.step == ""
    assert computing.take(run.id) is not None


def test_what_breaks_is_said_in_words_and_the_draft_stays_as_it_was(run: MatchRun) -> None:
    with clock.moved_to(datetime(2301, 1, 1, tzinfo=UTC)):  # a year in which the engine believes nobody
        assert services.compute_runs() == 1

    db.session.refresh(run)
    assert run.failure == computing.BROKEN
    assert pairs(run) == {("Amara Lee", "Ben Osei")}


def at_once(app: Flask, *deeds: Callable[[], object]) -> list[object]:
    """Everybody does their deed at the same instant, each in a session of their own; what each came to."""
    start, came_to = Barrier(len(deeds)), list[object]()

    def do(deed: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                came_to.append(deed())
                db.session.commit()
            except Exception as refusal:  # whatever it is, the test names it
                came_to.append(type(refusal))
            finally:
                db.session.remove()

    db.session.remove()
    threads = [Thread(target=do, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came_to


def test_workers_at_the_same_instant_work_a_run_out_once(app: Flask, run: MatchRun) -> None:
    run_id = run.id

    written = at_once(app, *[services.compute_runs] * WORKERS)

    assert sorted(written, key=str) == [0, 0, 1]
    entries = select(func.count(AuditEntry.id)).filter_by(action="computed")
    assert db.session.scalar(entries) == 2  # the first draft's and this one
    assert len(db.session.get_one(MatchRun, run_id).standing) == 2


@pytest.mark.parametrize("end", [services.stop_run, services.discard], ids=["stop", "discard"])
def test_a_draft_that_is_ended_and_written_at_the_same_instant_is_one_or_the_other(
    app: Flask, run: MatchRun, cora: Person, end: Callable[[MatchRun, Person], None]
) -> None:
    task, run_id, cora_id = taken(run), run.id, cora.id
    write = computing.work_out(task, lambda step, done: None)

    def ended() -> None:
        end(db.session.get_one(MatchRun, run_id), db.session.get_one(Person, cora_id))

    came_to = at_once(app, ended, lambda: computing.settle(task, write))

    run = db.session.get_one(MatchRun, run_id)
    written = True in came_to
    assert came_to.count(NothingToStop) == (written and end is services.stop_run)
    assert run.stopped == (end is services.stop_run and not written)
    assert (run.state == RunState.discarded) == (end is services.discard)
    assert len(run.standing) == 1 + written


@pytest.mark.slow
def test_a_database_that_is_busy_for_long_does_not_end_the_work(app: Flask, run: MatchRun) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL waits for whoever is before")
    task = taken(run)
    report = computing.reporter(task)

    with db.engine.begin() as elsewhere:
        elsewhere.execute(text("UPDATE person SET name = name"))
        report("Looking at all pairs", 0.5)

    assert computing.settle(task, computing.work_out(task, lambda step, done: None))


@pytest.mark.slow
def test_too_many_people_for_an_aim_are_said_to_be_so(cohort: Cohort, amara: Person, ben: Person) -> None:
    roster = planning.roster_of(cohort)
    colleague = {"employer": "One and the same", "texts": ()}  # nobody may be paired, so that this ends soon
    seeker, helper = (replace(one, **colleague) for one in (roster.mentees[amara.id], roster.mentors[ben.id]))
    many = {number: replace(seeker, id=str(number)) for number in range(2_001)}
    others = {number: replace(helper, id=str(number)) for number in range(5_000, 7_000)}

    with pytest.raises(TooManyPeople):
        planning.solve(replace(roster, mentees=many, mentors=others), "stable", {})
