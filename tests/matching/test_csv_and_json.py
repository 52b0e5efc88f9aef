"""A person is the same person in JSON and in CSV, and the fingerprint of the inputs says so."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from matching import Mentee, Mentor, Rules, Window
from matching.files.fingerprint import inputs_sha256
from matching.files.reading import Inputs, read_inputs
from tests.matching.strategies import group, rules
from tests.matching.written_files import YEAR, as_csv

DAYS = ("Mon", "tue", "Wednesday", "thu", "Fri", "Saturday", "sun")


def record_of(person: Mentee | Mentor) -> dict[str, Any]:
    """A person as a file writes them."""
    record: dict[str, Any] = {
        "id": person.id,
        "specialty": person.specialty,
        "practice_state": person.practice_state,
        "licensed_states": list(person.licensed_states),
        "market": person.market,
        "model": person.model,
        "timezone": person.timezone,
        "free": [hours(window) for window in person.free],
        "languages": list(person.languages),
        "free_text": list(person.texts),
        "values": list(person.values),
        "style": [f"{slug}:{answer}" for slug, answer in person.style],
        "employer": person.employer,
        "preferences": list(person.preferences),
        "do_not_match": sorted(person.do_not_match),
    }
    tied = {"family": person.related_to, "competes": person.competes_with}
    if isinstance(person, Mentee):
        needs = [{"topic": need.topic, "priority": need.priority} for need in person.needs]
        wishes = {"wanted_language": person.wanted_language, "wants_same_state": person.wants_same_state}
        record |= {"stage": person.stage, "needs": needs, **wishes}
        return record | {"disclosures": ties({**tied, "decides": person.decided_by})}
    offers = [{"topic": one.topic, "depth": one.depth, "last_year": one.last_year} for one in person.offers]
    places = {
        "capacity": person.capacity,
        "load": person.load,
        "paused": person.paused,
        "min_load": person.min_load,
    }
    money = ["seeks_deal"] * person.seeks_deal + ["vendor_paid"] * person.vendor_paid
    record |= {"offers": offers, "opened_year": person.opened_year, **places}
    return record | {
        "disclosures": ties({**tied, "decides": person.decides_on, "selling": person.selling_to}) + money
    }


def hours(window: Window) -> str:
    start, end = (f"{minutes // 60}:{minutes % 60:02}" for minutes in (window.start, window.end))
    return f"{DAYS[window.weekday]} {start}-{end}"


def ties(people: dict[str, frozenset[str]]) -> list[str]:
    return [f"{tie}:{person}" for tie, ids in people.items() for person in sorted(ids)]


def understood(person: Any) -> Any:
    """A person whose empty answers are gone: a file cannot tell them from none."""
    texts = tuple(text for text in person.texts if text)
    return replace(person, texts=texts, languages=person.languages or ("en",))


def read(kind: str, mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> Inputs:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, people in (("mentees", mentees), ("mentors", mentors)):
            records = [record_of(person) for person in people]
            paths.append(Path(folder) / f"{name}.{kind}")
            paths[-1].write_text(as_csv(records or [{"id": None}]) if kind == "csv" else json.dumps(records))
        return read_inputs(paths[0], paths[1], None, YEAR)


everybody = [Mentor("r0"), Mentor("r1"), Mentor("r2")]


@given(group("e", 2), group("r", 3))
def test_json_and_csv_give_the_people_that_were_written(mentees: Any, mentors: Any) -> None:
    mentors = [*mentors, *everybody[len(mentors) :]]  # so that every preference names somebody
    mentees = [*mentees, *[Mentee("e0"), Mentee("e1")][len(mentees) :]]

    from_json, from_csv = read("json", mentees, mentors), read("csv", mentees, mentors)

    assert from_json.mentees == from_csv.mentees == tuple(map(understood, mentees))
    assert from_json.mentors == from_csv.mentors == tuple(map(understood, mentors))


@given(group("e", 3), group("r", 3), rules, st.randoms(use_true_random=False))
def test_the_order_of_records_leaves_the_fingerprint_alone(
    mentees: Any, mentors: Any, match_rules: Rules, chance: Any
) -> None:
    before = inputs_sha256(mentees, mentors, match_rules)

    chance.shuffle(mentees)
    chance.shuffle(mentors)

    assert inputs_sha256(mentees, mentors, match_rules) == before


def test_another_answer_changes_the_fingerprint() -> None:
    plain = inputs_sha256([Mentee("M01")], [], Rules(YEAR))

    others = {
        inputs_sha256([Mentee("M01", market="Columbus")], [], Rules(YEAR)),
        inputs_sha256([], [Mentor("M01")], Rules(YEAR)),
        inputs_sha256([Mentee("M01")], [], Rules(YEAR, locked=frozenset({("M01", "R07")}))),
        inputs_sha256([Mentee("M01")], [], Rules(YEAR - 1)),
        inputs_sha256([Mentee("M01")], [], Rules(YEAR), "fair"),
        inputs_sha256([Mentee("M01")], [], Rules(YEAR), seed=1),
        inputs_sha256([Mentee("M01")], [], Rules(YEAR), previous=[("M01", "R07")]),
    }

    assert len(others - {plain}) == 7


def test_the_fingerprint_is_that_of_the_answers_alone() -> None:
    content = (
        b'{"mentees":[{"id":"M01"}],"mentors":[],"objective":"total","previous":[],'
        b'"rules":{"coordinators":["a","b"],"year":2026},"seed":0}'
    )

    found = inputs_sha256([Mentee("M01", market="")], [], Rules(2026, coordinators=frozenset({"b", "a"})))

    assert found == sha256(content).hexdigest()
