"""Two who wait for a mentor and both ask for a colleague are found for each other, unless a rule keeps them apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.audit.models import AuditEntry
from mentorship.extensions import db
from mentorship.followup import peers
from mentorship.followup.models import Action
from mentorship.followup.queue import dismiss, keep_queue
from mentorship.pairing import services as pairing
from mentorship.pairs.models import MentorshipState
from mentorship.profiles.models import Exclusion, ExclusionKind, Need, Profile
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Application, ApplicationState, Cohort, CohortState
from tests import factories
from tests.pages import counted_queries

A_DAY = timedelta(days=1)


def application_of(person: Person) -> Application:
    return db.session.scalars(select(Application).filter_by(person_id=person.id)).one()


def who_wishes(cohort: Cohort, name: str) -> Person:
    mentee = factories.mentee(cohort, name, needs=["prior-authorization"])
    peers.wish(application_of(mentee))
    db.session.commit()
    return mentee


def found() -> list[set[str]]:
    return [{application.person.name for application in two.applications} for two in peers.twos()]


def answers(person: Person) -> Profile:
    profile = profile_of(person)
    assert profile
    return profile


@pytest.fixture
def ola(noise: None, cohort: Cohort, amara: Person) -> Person:
    """Dr. Ola Moss, who wants a colleague, and so does Amara, who asked first."""
    peers.wish(application_of(amara))
    return who_wishes(cohort, "Ola Moss")


def test_two_of_a_cohort_who_both_ask_are_found(ola: Person) -> None:
    assert found() == [{"Amara Lee", "Ola Moss"}]


def test_one_alone_and_one_of_another_cohort_are_not(noise: None, amara: Person, dev: Person) -> None:
    for person in (amara, dev):
        peers.wish(application_of(person))

    assert found() == []


def excludes(one: Person, other: Person, kind: ExclusionKind) -> None:
    profile = answers(one)
    profile.exclusions.append(Exclusion(email=other.email, kind=kind))
    db.session.commit()


def _same_employer(one: Person, other: Person) -> None:
    first, second = answers(one), answers(other)
    first.employer, second.employer = "St. Luke's Health, LLC", "the st lukes health"
    db.session.commit()


def _unfriendly(one: Person, other: Person) -> None:
    excludes(one, other, ExclusionKind.other)


def _family(one: Person, other: Person) -> None:
    excludes(one, other, ExclusionKind.family)


def _competitors_about_money(one: Person, other: Person) -> None:
    first, second = answers(one), answers(other)
    first.market = second.market = "787"
    first.needs.append(Need(topic="payer-contracting", rank=3))
    db.session.commit()


def _nothing_known(one: Person, _other: Person) -> None:
    profile = answers(one)
    profile.specialty = profile.practice_model = None
    db.session.commit()


@pytest.mark.parametrize("who_says_so", ["the first", "the second"])
@pytest.mark.parametrize(
    "rule", [_same_employer, _unfriendly, _family, _competitors_about_money, _nothing_known]
)
def test_whom_a_rule_keeps_apart_is_never_found_and_each_finds_the_next(
    cohort: Cohort, amara: Person, ola: Person, rule: Callable[[Person, Person], None], who_says_so: str
) -> None:
    rule(*((amara, ola) if who_says_so == "the first" else (ola, amara)))
    db.session.commit()
    apart = found()

    who_wishes(cohort, "Uma Third")

    assert apart == []
    assert len(found()) == 1
    assert "Uma Third" in found()[0]


def test_competitors_with_nothing_sensitive_are_found_and_the_coordinator_is_told(
    amara: Person, ola: Person
) -> None:
    first, second = answers(amara), answers(ola)
    first.market = second.market = "787"
    db.session.commit()

    [two] = peers.twos()

    assert two.caution == "They are competitors."


def test_who_asked_for_a_mentor_or_is_not_in_is_left_out(
    cohort: Cohort, amara: Person, ben: Person, ola: Person
) -> None:
    pairing.ask(amara, ben, why="Forms.", cadence_weeks=4, meeting_minutes=45)
    asked = found()
    db.session.rollback()
    application_of(ola).state = ApplicationState.withdrawn
    db.session.commit()
    withdrawn = found()
    application_of(ola).state = ApplicationState.approved
    cohort.state = CohortState.closed
    db.session.commit()

    assert [asked, withdrawn, found()] == [[], [], []]


def test_a_mentor_found_ends_the_wish_also_when_that_pair_is_over(
    cohort: Cohort, amara: Person, ben: Person, ola: Person
) -> None:
    pair = factories.mentorship(cohort, ben, amara)
    forgotten = peers.forget_wishes(clock.now())
    pair.state, pair.ended_at = MentorshipState.ended_early, clock.now()
    db.session.commit()

    assert forgotten == 1
    assert found() == []
    assert application_of(amara).wants_peer_at is None
    assert application_of(ola).wants_peer_at
    [told] = db.session.scalars(select(AuditEntry).filter_by(action="ended_wish"))
    assert (told.actor_id, told.subject) == (None, f"Application:{application_of(amara).public_id}")


def test_whom_the_coordinator_dismissed_together_is_suggested_to_others(
    cohort: Cohort, cora: Person, amara: Person, ola: Person
) -> None:
    keep_queue(clock.now())
    dismiss(db.session.scalars(select(Action).filter_by(rule="peers")).one(), cora, "They do not get along.")
    for person in (amara, ola):  # asked anew, and in the other order
        peers.take_back(application_of(person))
    for person in (ola, amara):
        peers.wish(application_of(person))
    alone = found()

    who_wishes(cohort, "Uma Third")

    assert alone == []
    assert found() == [{"Ola Moss", "Uma Third"}]


def test_who_does_not_wait_cannot_wish_and_a_first_wish_keeps_its_place(
    cohort: Cohort, amara: Person, ben: Person, ola: Person
) -> None:
    since = application_of(ola).wants_peer_at
    with clock.moved_to(clock.now() + A_DAY):
        peers.wish(application_of(ola))
    factories.mentorship(cohort, ben, amara)

    with pytest.raises(peers.NotWaiting):
        peers.wish(application_of(amara))

    assert application_of(ola).wants_peer_at == since


def test_more_wishes_take_no_more_queries(cohort: Cohort, ola: Person) -> None:
    cohort_id, counts = cohort.id, []
    for names in ((), ("Ann Able", "Bob Best", "Cat Cole", "Dan Dean")):
        for name in names:
            who_wishes(db.session.get_one(Cohort, cohort_id), name)
        db.session.remove()
        with counted_queries() as queries:
            peers.twos()
        counts.append(len(queries))

    assert counts[0] == counts[1]


@given(st.data())
def test_whatever_keeps_whom_apart_nobody_is_in_two_pairs_and_none_is_left_who_could_meet(
    data: st.DataObject,
) -> None:
    """The same plain rule, with people who are only numbers."""
    people = data.draw(st.integers(2, 8))
    apart = data.draw(st.sets(st.frozensets(st.integers(0, people - 1), min_size=2, max_size=2)))
    crowd = list(range(people))

    chosen = list(peers.two_by_two(crowd, lambda one, other: frozenset((one, other)) not in apart))

    together = [one for two in chosen for one in two]
    left = [one for one in crowd if one not in together]
    assert len(set(together)) == len(together)
    assert not any(frozenset(two) in apart for two in chosen)
    assert all(frozenset((one, other)) in apart for one in left for other in left if one != other)


def test_the_database_refuses_who_knows_themselves_or_never_asked(amara: Person, ben: Person) -> None:
    for columns in ({"wants_peer_at": clock.now(), "peer_id": amara.id}, {"peer_id": ben.id}):
        application = application_of(amara)
        for name, value in columns.items():
            setattr(application, name, value)

        with pytest.raises(IntegrityError):
            db.session.flush()

        db.session.rollback()
