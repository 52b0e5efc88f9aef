"""Rows into the engine's values and back: never stale, never one-sided, quick when nothing has changed."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.availability.models import WeeklyWindow
from mentorship.extensions import db
from mentorship.pairing import planning, suggesting
from mentorship.pairing.filters import narrowed, why_empty
from mentorship.pairing.suggestions import NotReady
from mentorship.pairing.ties import FIELDS, ties_of
from mentorship.profiles.models import ExclusionKind, Offer
from mentorship.profiles.queries import profile_of
from mentorship.programs.models import Cohort
from tests import factories
from tests.pages import counted_queries


def names(mentee: Person, cohort: Cohort) -> list[str]:
    return [candidate.row.name for candidate in suggesting.ranked(mentee, cohort)]


def score(mentee: Person, cohort: Cohort) -> float:
    return suggesting.ranked(mentee, cohort)[0].fit.score


def test_a_new_offer_is_seen_at_once(cohort: Cohort, amara: Person, ben: Person) -> None:
    profile = profile_of(ben)
    assert profile is not None
    before = score(amara, cohort)

    profile.offers.clear()
    profile.offers.append(Offer(topic="office-lease", depth=1))
    profile.updated_at = clock.now()
    db.session.commit()

    assert score(amara, cohort) < before


def test_new_hours_are_seen_at_once(cohort: Cohort, amara: Person, ben: Person) -> None:
    before = score(amara, cohort)

    factories.hours(ben, [(6, 300, 360)])

    assert score(amara, cohort) < before


def test_a_moved_window_of_the_same_length_is_seen_at_once(
    cohort: Cohort, amara: Person, ben: Person
) -> None:
    before = score(amara, cohort)

    for window in db.session.query(WeeklyWindow).filter_by(person_id=ben.id):
        window.starts_minute, window.ends_minute = 300, 480
    db.session.commit()

    assert score(amara, cohort) < before


def test_a_taken_place_is_seen_at_once(cohort: Cohort, amara: Person, ben: Person) -> None:
    before = suggesting.ranked(amara, cohort)[0].free

    factories.mentorship(cohort, ben, factories.mentee(cohort, "Quick One"))

    assert (before, suggesting.ranked(amara, cohort)[0].free) == (2, 1)


def test_a_mentor_who_joins_leaves_or_closes_the_account_is_seen_at_once(
    cohort: Cohort, amara: Person, ben: Person
) -> None:
    assert names(amara, cohort) == ["Ben Osei"]

    joined = factories.mentor(cohort, "Just Joined", offers={"prior-authorization": 1})
    after_joining = names(amara, cohort)
    joined.disabled_at = clock.now()
    db.session.commit()

    assert after_joining == ["Ben Osei", "Just Joined"]
    assert names(amara, cohort) == ["Ben Osei"]


def test_one_broken_record_does_not_take_the_page_from_everybody(
    cohort: Cohort, amara: Person, ben: Person
) -> None:
    factories.mentor(cohort, "Old Record", offers={"a-topic-that-is-gone": 2})

    assert names(amara, cohort) == ["Ben Osei"]


def test_a_warm_page_reads_no_mentors_offers(cohort: Cohort, amara: Person) -> None:
    for number in range(60):
        factories.mentor(cohort, f"Mentor {number}", offers={"prior-authorization": 2, "office-lease": 1})
    suggesting.ranked(amara, cohort)
    db.session.expire_all()

    with counted_queries() as queries:
        suggesting.ranked(amara, cohort)

    assert len(queries) <= 10  # one refreshes the expired mentee
    whose = [
        query.partition("IN (")[2].partition("ORDER BY")[0] for query in queries if "FROM offer" in query
    ]
    assert not [keys for keys in whose if "," in keys]  # the mentee's own at most


def test_many_threads_share_one_index(app: Flask, cohort: Cohort, amara: Person, ben: Person) -> None:
    cohort_id, amara_id, found = cohort.id, amara.id, []

    def look() -> None:
        with app.app_context():
            found.append(names(db.session.get_one(Person, amara_id), db.session.get_one(Cohort, cohort_id)))

    db.session.commit()
    threads = [Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [["Ben Osei"]] * 8


def test_only_so_many_cohorts_are_kept_in_memory(cohort: Cohort, amara: Person, ben: Person) -> None:
    for _ in range(suggesting.MOST_COHORTS + 5):
        other = factories.cohort()
        suggesting.ranked(amara, other)

    assert len(suggesting._indexes) == suggesting.MOST_COHORTS


def test_an_unready_mentee_has_no_suggestions(cohort: Cohort, ben: Person) -> None:
    unready = factories.mentee(cohort, "Not Ready")

    with pytest.raises(NotReady):
        suggesting.ranked(unready, cohort)


@pytest.mark.parametrize(
    "private", ["related_to", "decides_on", "do_not_match", "selling_to"], ids=lambda field: field
)
def test_a_private_cause_is_never_named(cohort: Cohort, amara: Person, ben: Person, private: str) -> None:
    roster = planning.roster_of(cohort)
    told = replace(roster.mentors[ben.id], **{private: frozenset({str(amara.id)})})

    solution = planning.solve(replace(roster, mentors={ben.id: told}), "total", {})

    assert solution.waiting == {
        amara.id: "1 mentor would fit, but a rule forbids it. Which one is never said."
    }


MENTEES = {f"mentee{n}@example.com": n for n in range(4)}
MENTORS = {f"mentor{n}@example.com": n for n in range(10, 14)}
KINDS = st.sampled_from(list(ExclusionKind))


@given(st.sampled_from(sorted(MENTEES)), st.sampled_from(sorted(MENTORS)), KINDS, st.booleans())
def test_an_exclusion_holds_the_same_whoever_of_the_two_made_it(
    mentee: str, mentor: str, kind: ExclusionKind, by_mentee: bool
) -> None:
    spoken = (MENTEES[mentee], mentor, kind) if by_mentee else (MENTORS[mentor], mentee, kind)

    ties = ties_of(MENTEES, MENTORS, [spoken])

    assert ties[MENTEES[mentee]][FIELDS[kind]] == {str(MENTORS[mentor])}
    assert sum(len(ids) for fields in ties.values() for ids in fields.values()) == 1


FILTER_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "topic": st.sampled_from(["prior-authorization", "office-lease", "ehr-selection"]),
        "state": st.sampled_from(["TX", "ME", "NH"]),
        "model": st.sampled_from(["dpc", "insurance"]),
        "language": st.sampled_from(["en", "es"]),
        "specialty": st.sampled_from(["207Q00000X", "208600000X"]),
    },
)


@given(FILTER_VALUES)
def test_every_further_filter_only_takes_people_away(
    cohort: Cohort, amara: Person, filters: dict[str, str]
) -> None:
    everybody = suggesting.ranked(amara, cohort)

    found = narrowed(everybody, filters)

    assert all(one in everybody for one in found)
    for name in filters:
        fewer = {key: value for key, value in filters.items() if key != name}
        assert len(found) <= len(narrowed(everybody, fewer))


def test_the_sentence_for_nobody_names_the_filters_that_are_worth_taking_away(
    cohort: Cohort, amara: Person
) -> None:
    factories.mentor(
        cohort, "Maine One", offers={"office-lease": 1}, practice_state="ME", licensed_states=["ME"]
    )
    everybody = suggesting.ranked(amara, cohort)
    labels = {"state": "Texas", "topic": "EHR selection", "language": "Spanish"}

    one = why_empty(everybody, {"state": "TX"}, labels)
    two = why_empty(everybody, {"state": "TX", "topic": "office-lease"}, labels)
    three = why_empty(everybody, {"state": "TX", "topic": "ehr-selection", "language": "es"}, labels)

    assert one == "No mentor matches this filter. Without 'Texas' there is 1."
    assert two == "No mentor matches both filters. Without 'Texas' there is 1."
    assert three == (
        "No mentor matches all three filters. Taking one away is not enough: start again with fewer."
    )
