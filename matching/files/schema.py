"""Describes the files that are read and written, from the same table that reads them."""

from __future__ import annotations

from dataclasses import MISSING, asdict, fields
from typing import Any

from matching import vocabulary
from matching.checking import LONGEST_TEXT
from matching.files import fingerprint
from matching.files.fields import PERSON_FIELDS, RULE_FIELDS, Field
from matching.files.fingerprint import plain
from matching.files.problems import MOST_SHOWN
from matching.people import Mentee, Mentor, Rules, Weights
from matching.people_checks import MOST_TEXT
from matching.reasons import languages
from matching.words import LONGEST_TEXT as READ_OF_A_TEXT

_COMMON = (
    "UTF-8, with or without a byte-order mark. A file whose name ends in .csv is read as CSV, every other as JSON. "
    'JSON is {"mentees": [...], "mentors": [...], "rules": {...}}, in one file or several, or a list of people. '
    "CSV has one row a person, a heading a field, and lists split by `;`. An empty answer counts as none. Unknown "
    "fields are left out with one warning a file; a wrong answer stops the work and names file, record and field, "
    f"{MOST_SHOWN} problems a file. Files without mentees or mentors, and a plan for which no mentor is free, are "
    f"refused. A text has at most {LONGEST_TEXT} characters, all of a person {MOST_TEXT}; of each the first "
    f"{READ_OF_A_TEXT} are read. No year may be after that of the match."
)
_PAIR_FILE = 'A list of pairs, {"pairs": [...]} such as a plan, or CSV with the columns mentee and mentor.'
_SHARE = "number from 0 to 1, at most six decimals"
_OUTPUTS: dict[str, Any] = {
    "rank": {
        "rankings": [
            {
                "mentee": "id",
                "mentors": [
                    {
                        "mentor": "id",
                        "score": _SHARE,
                        "coverage": "share of the score that rests on answers, 0 to 1",
                        "contributions": {"name": "points; as decimals they add up to the score exactly"},
                        "reasons": ["sentence"],
                        "missing": ["sentence; the last may say what would change the score most"],
                        "review": ["sentence: to be looked at before acceptance"],
                    }
                ],
                "blocked": [{"mentor": "id", "rule": "name; only with --explain-blocked"}],
            }
        ]
    },
    "plan": {
        "pairs": [
            {
                "mentee": "id",
                "mentor": "id",
                "score": _SHARE,
                "locked": "true, where it was locked",
                "review": ["sentence, where there is something to look at"],
            }
        ],
        "unmatched": [{"mentee": "id", "cause": "sentence"}],
        "total": "sum of the scores",
        "bound": "no plan with the same aim and limits can have a larger total",
        "gap": "bound less total",
        "objective": "total, coverage, fair or stable",
        "inputs_sha256": fingerprint.MEANING,
        "moved": ["id of a mentee whose pair in the former plan changed; where there is one"],
        "short": ["id of a mentor who got fewer mentees than their min_load; where there is one"],
        "notes": {"name": "figure; where there is one"},
    },
    "topics": {
        "topics": [
            {"id": "id", "topics": [{"topic": "slug", "score": _SHARE, "words": ["what gave it away"]}]}
        ]
    },
}
_REPORTS = {
    "circles": "circles (topic, members, hour, why, review), who is left and why, how many are seated, and peers",
    "learn": "the weights before, as learned, and to be used; whether to adopt them, and the sentence that says why",
    "evaluate": "figures of all cases, of those that may be tuned on and of those held out, and what went wrong",
}
_TABLES = {
    "rank": "mentee, place, mentor, score, coverage, a column a contribution, reasons, missing, review, blocked",
    "plan": "mentee, mentor, score, review, cause, locked, moved (yes or empty); a row a pair, then a row a mentee "
    "without one. Objective, total, bound, gap, inputs_sha256, notes and short are said on standard error.",
    "topics": "id, topic, score, words; a text without topics has one row with its id only",
    "note": "Sentences within a cell stand between ` | `. A cell that starts like a formula gets an apostrophe.",
}


def schema() -> dict[str, Any]:
    """Every field of every file, its choices, and the shape of every result."""
    return {
        "files": _COMMON,
        "person": [_person_field(field) for field in PERSON_FIELDS],
        "rules": [_described(field, _default(Rules, field.into)) for field in RULE_FIELDS],
        "other_files": {
            "--locked": _PAIR_FILE,
            "--previous": f"{_PAIR_FILE} Pairs of people who take no part now stop nothing and are named.",
            "--texts": 'A list of {"id", "text"}, or CSV with these columns; an id stands once.',
            "--outcomes": 'A list of {"mentee", "mentor", "fit_check" 0-1, "met", "ended_early", "cohort"}.',
        },
        "choices": _choices(),
        "outputs": {**_OUTPUTS, **_REPORTS},
        "tables": _TABLES,
    }


def _person_field(field: Field) -> dict[str, Any]:
    owner = Mentor if field.whose == "mentor" else Mentee
    whose = ["mentee", "mentor"] if field.whose == "both" else [field.whose]
    return {"field": field.name, "whose": whose, **_described(field, _default(owner, field.into))}


def _described(field: Field, default: Any) -> dict[str, Any]:
    described = {"field": field.name, "form": field.form, "default": default, "meaning": field.meaning}
    return {**described, "choices": field.choices} if field.choices else described


def _default(owner: type, attribute: str) -> Any:
    """What the engine assumes when the answer is missing."""
    defaults = {field.name: field.default for field in fields(owner) if field.default is not MISSING}
    default = defaults.get(attribute)
    return asdict(default) if isinstance(default, Weights) else plain(default)


def _choices() -> dict[str, Any]:
    """The lists that fields choose from: slug or code, and what people call it."""
    return {
        "topics": {topic.slug: topic.label for topic in vocabulary.topics()},
        "specialties": {one.code: one.name for one in vocabulary.specialties()},
        "stages": {choice.slug: choice.label for choice in vocabulary.stages()},
        "models": {choice.slug: choice.label for choice in vocabulary.practice_models()},
        "values": {choice.slug: choice.label for choice in vocabulary.VALUES},
        "style": {slider.slug: [slider.left, slider.right] for slider in vocabulary.STYLE},
        "languages": languages(),
    }
