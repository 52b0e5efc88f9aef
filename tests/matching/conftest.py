"""Loads the text model once, so that no single property test pays for it and is called slow; and two small cohorts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matching import suggest_topics

MENTEES = """id,name,specialty,practice_state,stage,needs,free_text,do_not_match
M01,Amara Eze,207Q00000X,OH,plan,denials-appeals:3;licensure:1,My claims keep bouncing,Cora Lind
M09,Noor Haddad,Family medicine,TX,,,,
"""
MENTORS = """id,name,specialty,practice_state,years_independent,offers,capacity,disclosures
R07,Ben Osei,FM,OH,5,denials-appeals:3:2024;licensure,1,paid by a device vendor
R02,Cora Lind,FM,OH,9,denials-appeals:2,1,
"""


@pytest.fixture(autouse=True, scope="session")
def _warm_text_model() -> None:
    suggest_topics("claims")


@pytest.fixture
def people(tmp_path: Path) -> list[str]:
    """The options that name two small files."""
    (tmp_path / "mentees.csv").write_text(MENTEES)
    (tmp_path / "mentors.csv").write_text(MENTORS)
    return [
        "--mentees",
        str(tmp_path / "mentees.csv"),
        "--mentors",
        str(tmp_path / "mentors.csv"),
        "--year",
        "2026",
    ]


@pytest.fixture
def cohort(tmp_path: Path) -> list[str]:
    """The options that name one file with everything, for two mentees and one place."""
    mentees = [{"id": "M01", "needs": "licensure:3"}, {"id": "M09", "stage": "plan"}]
    content = {
        "mentees": mentees,
        "mentors": [{"id": "R07", "capacity": 1}],
        "rules": {"year": 2026, "floor": 0},
    }
    (tmp_path / "cohort.json").write_text(json.dumps(content))
    return ["--people", str(tmp_path / "cohort.json")]
