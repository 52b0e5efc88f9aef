"""Many people press at the same instant: nobody's places are exceeded and nothing happens twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from mentorship.accounts.models import Person
from mentorship.errors import Refusal
from mentorship.extensions import db
from mentorship.mail.models import OutgoingMail
from mentorship.pairing import hearing, services
from mentorship.pairing.models import DeclineReason, MatchRun, MentorRequest, RequestState
from mentorship.pairs.models import OPEN_STATES, Mentorship
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import Browser

TEN = 10


@pytest.fixture(autouse=True)
def model() -> None:
    """The text model is there, as the pages see to it before their transaction begins."""
    hearing.load_model()


def at_once(app: Flask, acts: Sequence[Callable[[], object]]) -> list[str]:
    """Do every act in a thread and a transaction of its own, all started together; answer what each came to."""
    start, outcomes = Barrier(len(acts)), [""] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                act()
                db.session.commit()
                outcomes[number] = "done"
            except Refusal as refusal:
                db.session.rollback()
                outcomes[number] = type(refusal).__name__
            finally:
                db.session.remove()

    db.session.commit()
    db.session.remove()
    threads = [Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def ask(mentee: Person, mentor: Person) -> int:
    request = services.ask(mentee, mentor, why="Forms.", cadence_weeks=4, meeting_minutes=45)
    db.session.commit()
    return request.id


def accepting(request_id: int) -> Callable[[], object]:
    return lambda: services.accept_request(db.session.get_one(MentorRequest, request_id))


def open_pairs(**of: int) -> int:
    query = select(func.count(Mentorship.id)).filter_by(**of).where(Mentorship.state.in_(OPEN_STATES))
    return db.session.scalar(query) or 0


@pytest.mark.parametrize("places", [1, 3])
def test_ten_accepts_at_once_never_exceed_a_mentors_places(
    app: Flask, cohort: Cohort, ben: Person, places: int
) -> None:
    profile = profile_of(ben)
    assert profile is not None
    profile.capacity = places
    ben_id = ben.id
    mentees = [factories.mentee(cohort, f"Mentee {n}", needs=["prior-authorization"]) for n in range(TEN)]
    requests = [ask(mentee, ben) for mentee in mentees]

    outcomes = at_once(app, [accepting(request_id) for request_id in requests])

    assert sorted(outcomes) == ["MentorIsFull"] * (TEN - places) + ["done"] * places
    assert open_pairs(mentor_id=ben_id) == places
    states = db.session.scalars(select(MentorRequest.state).where(MentorRequest.id.in_(requests))).all()
    assert sorted(states) == [RequestState.accepted] * places + [RequestState.pending] * (TEN - places)


def test_one_request_accepted_ten_times_at_once_makes_one_pair(
    app: Flask, amara: Person, ben: Person
) -> None:
    request_id, ben_id = ask(amara, ben), ben.id

    outcomes = at_once(app, [accepting(request_id)] * TEN)

    assert sorted(outcomes) == ["RequestMovedOn"] * (TEN - 1) + ["done"]
    assert open_pairs(mentor_id=ben_id) == 1
    sent = select(func.count(OutgoingMail.id)).where(OutgoingMail.template == "pairing.paired")
    assert db.session.scalar(sent) == 2


def test_two_mentors_who_accept_one_mentee_at_once_make_one_pair(
    app: Flask, cohort: Cohort, amara: Person, ben: Person
) -> None:
    cohort.open_requests = TEN
    mentors = [
        ben,
        *(factories.mentor(cohort, f"Mentor {n}", offers={"prior-authorization": 2}) for n in range(7)),
    ]
    requests, amara_id = [ask(amara, mentor) for mentor in mentors], amara.id

    outcomes = at_once(app, [accepting(request_id) for request_id in requests])

    assert sorted(outcomes) == ["RequestMovedOn"] * 7 + ["done"]
    assert open_pairs(mentee_id=amara_id) == 1
    states = db.session.scalars(select(MentorRequest.state).where(MentorRequest.id.in_(requests))).all()
    assert sorted(states) == [RequestState.accepted] + [RequestState.superseded] * 7


def test_asking_one_mentor_many_times_at_once_asks_once(app: Flask, amara: Person, ben: Person) -> None:
    amara_id, ben_id = amara.id, ben.id

    def asking() -> object:
        return services.ask(
            db.session.get_one(Person, amara_id), db.session.get_one(Person, ben_id),
            why="Forms.", cadence_weeks=4, meeting_minutes=45,
        )  # fmt: skip

    outcomes = at_once(app, [asking] * TEN)

    assert sorted(outcomes) == ["AlreadyAsked"] * (TEN - 1) + ["done"]
    assert db.session.scalar(select(func.count(MentorRequest.id)).filter_by(mentee_id=amara_id)) == 1


def test_the_limit_of_open_requests_holds_when_all_are_sent_at_once(
    app: Flask, cohort: Cohort, amara: Person
) -> None:
    amara_id = amara.id
    mentors = [
        factories.mentor(cohort, f"Mentor {n}", offers={"prior-authorization": 2}).id for n in range(TEN)
    ]

    def asking(mentor_id: int) -> Callable[[], object]:
        return lambda: services.ask(
            db.session.get_one(Person, amara_id), db.session.get_one(Person, mentor_id),
            why="Forms.", cadence_weeks=4, meeting_minutes=45,
        )  # fmt: skip

    outcomes = at_once(app, [asking(mentor_id) for mentor_id in mentors])

    assert sorted(outcomes) == ["TooManyRequests"] * (TEN - 3) + ["done"] * 3


def test_when_many_workers_end_a_request_and_its_mentor_says_no_the_next_is_asked_once(
    app: Flask, cohort: Cohort, amara: Person, ben: Person
) -> None:
    following = factories.mentor(cohort, "Olga Next", offers={"prior-authorization": 2}).id
    asked = db.session.get_one(MentorRequest, ask(amara, ben))
    asked.next_mentor_id, asked_id, amara_id = following, asked.id, amara.id
    over = asked.expires_at

    def declining() -> None:
        services.decline_request(db.session.get_one(MentorRequest, asked_id), DeclineReason.no_time)

    at_once(app, [partial(services.expire_requests, over), declining] * (TEN // 2))

    query = select(MentorRequest.mentor_id).filter_by(mentee_id=amara_id, state=RequestState.pending)
    assert db.session.scalars(query).all() == [following]
    told = select(func.count(OutgoingMail.id)).where(OutgoingMail.person_id == amara_id)
    assert db.session.scalar(told) == 1


def test_of_many_coordinators_who_publish_at_once_one_does(
    app: Flask, cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    draft, cora_id, amara_id = services.start_run(cohort, cora, "total"), cora.id, amara.id
    db.session.commit()
    services.compute_runs()
    run_number = draft.id

    def publishing() -> object:
        run, coordinator = db.session.get_one(MatchRun, run_number), db.session.get_one(Person, cora_id)
        return services.publish(run, coordinator)

    outcomes = at_once(app, [publishing] * TEN)

    assert sorted(outcomes) == ["RunIsOver"] * (TEN - 1) + ["done"]
    assert open_pairs(mentee_id=amara_id) == 1
    assert db.session.scalar(select(func.count(OutgoingMail.id))) == 2


def test_a_publication_and_an_acceptance_at_once_never_share_the_last_place(
    app: Flask, cohort: Cohort, amara: Person, ben: Person, cora: Person
) -> None:
    profile = profile_of(ben)
    assert profile is not None
    profile.capacity, ben_id, cora_id = 1, ben.id, cora.id
    run = services.start_run(cohort, cora, "total")
    db.session.commit()
    services.compute_runs()
    run_id = run.id
    request_id = ask(factories.mentee(cohort, "Quick One", needs=["prior-authorization"]), ben)

    def publishing() -> object:
        run, coordinator = db.session.get_one(MatchRun, run_id), db.session.get_one(Person, cora_id)
        return services.publish(run, coordinator)

    at_once(app, [publishing, accepting(request_id)])

    assert open_pairs(mentor_id=ben_id) == 1


def test_ten_buttons_pressed_at_once_never_exceed_a_mentors_places(
    app: Flask, cohort: Cohort, ben: Person, noise: None
) -> None:
    mentees = [factories.mentee(cohort, f"Mentee {n}", needs=["prior-authorization"]) for n in range(TEN)]
    asked = [db.session.get_one(MentorRequest, ask(mentee, ben)).public_id for mentee in mentees]
    browsers = [Browser(app).signed_in(ben) for _ in asked]
    mentor_id, tokens = ben.id, [{"csrf_token": browser.csrf_token()} for browser in browsers]
    statuses = [0] * TEN

    def press(number: int) -> None:
        path = f"/requests/{asked[number]}/accept"
        statuses[number] = browsers[number].client.post(path, data=tokens[number]).status_code

    at_once(app, [partial(press, number) for number in range(TEN)])

    assert sorted(statuses) == [200] * (TEN - 2) + [303] * 2
    assert open_pairs(mentor_id=mentor_id) == 2
