"""A pair takes one of the mentor's places; a mentee has one mentor in a cohort, a mentor never a mentee too many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from mentorship.extensions import db
from mentorship.pairs import queries, services
from mentorship.pairs.models import Mentorship, MentorshipState
from tests import factories


def opened(cohort, mentor, mentee, capacity=2) -> Mentorship:
    return services.open_mentorship(
        cohort, mentor, mentee, capacity=capacity, purpose="Denials", cadence_weeks=4, meeting_minutes=45
    )


def test_a_pair_begins_as_proposed_in_the_lowest_free_place(cohort, ben, amara):
    pair = opened(cohort, ben, amara)

    assert (pair.state, pair.place, pair.purpose) == (MentorshipState.proposed, 1, "Denials")
    assert queries.load_of([ben.id]) == {ben.id: 1}


def test_a_place_that_was_given_back_is_taken_first(cohort, ben):
    first, _second = (
        opened(cohort, ben, factories.mentee(cohort, name), 3) for name in ("Carla Cruz", "Dana Fox")
    )
    services.end_early(first, ben, "")

    third = opened(cohort, ben, factories.mentee(cohort, "Eve Hall"), 3)

    assert third.place == 1
    assert queries.load_of([ben.id]) == {ben.id: 2}


def test_a_full_mentor_takes_nobody(cohort, ben, amara):
    opened(cohort, ben, factories.mentee(cohort, "Carla Cruz"), capacity=1)

    with pytest.raises(services.MentorIsFull, match=r"Dr\. Ben Osei has no free place"):
        opened(cohort, ben, amara, capacity=1)


def test_a_mentor_without_places_takes_nobody(cohort, ben, amara):
    with pytest.raises(services.MentorIsFull):
        opened(cohort, ben, amara, capacity=0)


def test_a_mentee_has_one_mentor_in_a_cohort(cohort, ben, amara):
    opened(cohort, factories.mentor(cohort, "Lena Park"), amara)

    with pytest.raises(services.AlreadyPaired, match=r"Dr\. Amara Lee already has a mentor in this cohort"):
        opened(cohort, ben, amara)


def test_another_cohort_and_an_ended_pair_do_not_count(cohort, ben, amara):
    services.end_early(opened(cohort, factories.mentor(cohort, "Lena Park"), amara), amara, "")
    opened(factories.cohort("Spring cohort"), factories.mentor(cohort, "Omar Haddad"), amara)

    assert opened(cohort, ben, amara).is_open


def test_only_the_two_load_their_pair(cohort, ben, amara, cora, dev):
    pair = opened(cohort, ben, amara)

    found = {
        person.name: queries.mentorship_for(person, pair.public_id) for person in (ben, amara, cora, dev)
    }

    assert found == {"Ben Osei": pair, "Amara Lee": pair, "Cora Diaz": None, "Dev Rao": None}
    assert queries.open_mentorships_of(ben) == queries.open_mentorships_of(amara) == [pair]


def at_once(app, deeds):
    """Run each deed in a transaction of its own, all together; what each came to."""
    db.session.commit()
    start = Barrier(len(deeds))

    def run(deed):
        with app.app_context():
            start.wait(timeout=60)
            try:
                deed()
                db.session.commit()
            except (services.MentorIsFull, services.AlreadyPaired) as refusal:
                db.session.rollback()
                return type(refusal).__name__
            return "opened"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(run, deeds))


def test_of_many_who_want_the_last_places_exactly_as_many_get_one(app, cohort, ben, noise):
    mentees = [factories.mentee(cohort, f"Mentee {number}") for number in range(20)]
    ids = (cohort.id, ben.id, [mentee.id for mentee in mentees])

    def deed(mentee_id):
        person, program = type(ben), type(cohort)
        return lambda: opened(
            db.session.get_one(program, ids[0]),
            db.session.get_one(person, ids[1]),
            db.session.get_one(person, mentee_id),
            3,
        )

    answers = at_once(app, [deed(mentee_id) for mentee_id in ids[2]])

    assert answers == ["MentorIsFull"] * 17 + ["opened"] * 3
    assert sorted(queries.places_taken(ben)) == [1, 2, 3]


def test_of_many_mentors_who_take_one_mentee_at_once_one_does(app, cohort, amara, noise):
    mentors = [factories.mentor(cohort, f"Mentor {number}") for number in range(10)]
    ids, (person, program) = [mentor.id for mentor in mentors], (type(amara), type(cohort))
    mentee_id, cohort_id = amara.id, cohort.id

    def deed(mentor_id):
        return lambda: opened(
            db.session.get_one(program, cohort_id),
            db.session.get_one(person, mentor_id),
            db.session.get_one(person, mentee_id),
        )

    answers = at_once(app, [deed(mentor_id) for mentor_id in ids])

    assert answers == ["AlreadyPaired"] * 9 + ["opened"]
