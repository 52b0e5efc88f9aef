"""Every field that a file of people or rules may have: one table, which reads the files and describes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Literal

from matching.checking import did_you_mean
from matching.files import answers, free_hours
from matching.files.problems import Wrong, quoted
from matching.files.ties import Kind
from matching.files.working_style import working_style
from matching.people import BadRecord, Weights

Whose = Literal["mentee", "mentor", "both"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how its answer is read and written, whose it is, and what it means.

    `into` is the attribute it fills, when it fills one by itself; `choices` names the list of its answers.
    """

    name: str
    whose: Whose
    read: Callable[[object], Any]
    form: str
    meaning: str
    into: str = ""
    choices: str = ""


PROSE = "free_text"  # one text in JSON, but in CSV a list like every other

_ID = Field("id", "both", answers.text, "text", "Required. Names the person; no two of one file alike.", "id")
_STATES = "list of two-letter codes"
_TEXTS = "text or list of texts"
_MINUTES = "list of windows like `Mon 18:00-19:30`"

PERSON_FIELDS: tuple[Field, ...] = (
    _ID,
    Field("name", "both", answers.text, "text", "Finds whom others name; never used for the score."),
    Field(
        "specialty", "both", answers.specialty, "code or name", "The specialty.", "specialty", "specialties"
    ),
    Field(
        "practice_state", "both", answers.state, "two-letter code", "Where they practice.", "practice_state"
    ),
    Field("licensed_states", "both", answers.states, _STATES, "Where they are licensed.", "licensed_states"),
    Field(
        "market",
        "both",
        answers.text,
        "text",
        "The local market. Two people of one market and near specialties compete.",
        "market",
    ),
    Field("stage", "mentee", answers.stage, "slug", "How far the practice is.", "stage", "stages"),
    Field("model", "both", answers.model, "slug", "How the practice works.", "model", "models"),
    Field("years_independent", "mentor", answers.years, "number", "Years since opening a practice."),
    Field(
        "opened_year",
        "mentor",
        answers.whole,
        "year",
        "Instead of years_independent; both have to agree.",
        "opened_year",
    ),
    Field("timezone", "both", answers.zone, "IANA zone", "Whose clock the free hours are on.", "timezone"),
    Field(
        "free",
        "both",
        free_hours.windows,
        _MINUTES,
        "Free hours every week. An end at or before the start is on the next day.",
        "free",
    ),
    Field(
        "languages",
        "both",
        answers.languages,
        "list of codes or English names",
        "Languages they can meet in.",
        "languages",
        "languages",
    ),
    Field(
        "wanted_language",
        "mentee",
        answers.language,
        "code or English name",
        "A language the mentor must speak.",
        "wanted_language",
        "languages",
    ),
    Field(
        "wants_same_state",
        "mentee",
        answers.yes_no,
        "yes or no",
        "Whether the mentor must be licensed in the mentee's state, when a need is bound to it.",
        "wants_same_state",
    ),
    Field(
        "needs",
        "mentee",
        answers.needs,
        'list of {"topic", "priority" 1-3} or `topic:priority`',
        "Topics they want help with; 3 is most wanted, 1 when missing.",
        "needs",
        "topics",
    ),
    Field(
        "offers",
        "mentor",
        answers.offers,
        'list of {"topic", "depth" 1-3, "last_year"} or `topic:depth:last_year`',
        "Topics they help with; 1 some experience, 2 solid (when missing), 3 has taught it.",
        "offers",
        "topics",
    ),
    Field(PROSE, "both", answers.texts, _TEXTS, "In their own words. Items of a list are kept apart."),
    Field("values", "both", answers.values, "list of slugs", "What matters to them.", "values", "values"),
    Field(
        "style",
        "both",
        working_style,
        'text like `structured; encourage`, or {"structure": 2}, or `structure:2;push:4`',
        "How they like to work: five sliders from 1 (left) to 5 (right). Other words count as free text.",
        "",
        "style",
    ),
    Field(
        "employer",
        "both",
        answers.text,
        "text",
        "People of one employer are never matched, whatever its legal form, case and punctuation.",
        "employer",
    ),
    Field(
        "confidential_from_employer",
        "both",
        answers.yes_no,
        "yes or no",
        "Whether the employer must not learn of it. No effect on the score: no result names an employer.",
    ),
    Field("capacity", "mentor", answers.whole, "whole number", "How many mentees they take.", "capacity"),
    Field("load", "mentor", answers.whole, "whole number", "How many they have already.", "load"),
    Field(
        "min_load",
        "mentor",
        answers.whole,
        "whole number",
        "How few mentees they are there for; such places are filled before anything else.",
        "min_load",
    ),
    Field("paused", "mentor", answers.yes_no, "yes or no", "Whether they take nobody for now.", "paused"),
    Field(
        "preferences",
        "both",
        answers.pieces,
        "list of ids or names, most wanted first, and of wishes",
        "Whom they would like. What names nobody of the other side counts as free text.",
    ),
    Field(
        "disclosures",
        "both",
        answers.pieces,
        "list of `tie:id` and texts",
        "Ties to people by id or name: an id alone, family, spouse, partner, patient; decides, supervisor, "
        "contract, privileges, loan; competes; selling (mentors). Texts of mentors: a wish to hire, buy or "
        "invest, vendor money, or anything else to be shown before acceptance.",
    ),
    Field(
        "do_not_match",
        "both",
        answers.pieces,
        "list of ids or names",
        "Whom they refuse. Nobody learns why, or that they did.",
    ),
)


def fields_of(kind: Kind) -> dict[str, Field]:
    """The fields that mentees or mentors may have, by name."""
    other_side = "mentor" if kind == "mentees" else "mentee"
    return {field.name: field for field in PERSON_FIELDS if field.whose != other_side}


def _pairs(value: object) -> frozenset[tuple[str, str]]:
    """Pairs of ids: [mentee, mentor] or {"mentee", "mentor"}."""
    if not isinstance(value, list):
        raise Wrong(f"{quoted(value)} is not a list of pairs")
    return frozenset(answers.each(pair, value))


def pair(value: object) -> tuple[str, str]:
    """A pair of ids: [mentee, mentor] or {"mentee", "mentor"}."""
    both = [value.get("mentee"), value.get("mentor")] if isinstance(value, dict) else value
    if not isinstance(both, list) or len(both) != 2 or any(map(answers.is_blank, both)):
        raise Wrong(f"{quoted(value)} is not a pair of a mentee's and a mentor's id")
    return answers.text(both[0]), answers.text(both[1])


def _weights(value: object) -> Weights:
    parts = [field.name for field in fields(Weights)]
    if not isinstance(value, dict):
        raise Wrong(f"{quoted(value)} is not a list of weights by name")
    unknown = [name for name in value if name not in parts]
    if unknown:
        near = did_you_mean(unknown[0], parts)
        raise Wrong(f"{quoted(unknown[0])} is none of {', '.join(parts)}{near}")
    try:
        return Weights(**{name: answers.number(weight) for name, weight in value.items()})
    except BadRecord as bad:
        raise Wrong(f"{bad.field} {bad.reason}") from None


def _ids(value: object) -> frozenset[str]:
    return frozenset(answers.pieces(value))


_PAIRS = 'list of [mentee, mentor] or {"mentee", "mentor"}'

RULE_FIELDS: tuple[Field, ...] = (
    Field(
        "year", "both", answers.whole, "year", "The year of the match; by default the current one.", "year"
    ),
    Field(
        "floor",
        "both",
        answers.number,
        "number from 0 to 1",
        "A pair that scores less is worse than waiting, and is never planned.",
        "floor",
    ),
    Field(
        "weights",
        "both",
        _weights,
        "{name: number}",
        "What each part of a score is worth, relative to the others.",
        "weights",
    ),
    Field(
        "coordinators",
        "both",
        _ids,
        "list of ids",
        "A pair with one of them is to be looked at.",
        "coordinators",
    ),
    Field("paired", "both", _pairs, _PAIRS, "Pairs that exist or existed; never made again.", "paired"),
    Field("forbidden", "both", _pairs, _PAIRS, "Pairs that a coordinator has ruled out.", "forbidden"),
    Field("locked", "both", _pairs, _PAIRS, "Pairs that every plan must hold.", "locked"),
)
