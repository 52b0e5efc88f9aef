"""Printed numbers are short and add up; the format describes itself; progress is seen on terminals only."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Mentor, Plan, Rules, build_index, rank
from matching.files import results
from matching.files.fields import PERSON_FIELDS, RULE_FIELDS
from matching.files.results import ranking, rankings_table, rounded, shares
from matching.files.schema import schema
from matching.progress import progress_on
from tests.matching.strategies import group, mentee
from tests.matching.strategies import rules as some_rules

parts = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 1), min_size=1)


@given(parts)
def test_rounded_parts_add_up_to_the_rounded_sum_as_decimals(values: dict[str, float]) -> None:
    total = math.fsum(values.values())

    printed = shares(values, total)

    assert sum(Decimal(repr(value)) for value in printed.values()) == Decimal(repr(rounded(total)))
    assert all(abs(printed[name] - value) < 1.1e-6 for name, value in values.items())


@given(mentee("e0"), group("r", 3), some_rules)
def test_every_printed_score_is_the_sum_of_its_contributions(seeker: Any, helpers: Any, rules: Rules) -> None:
    ranked = rank(seeker, build_index(helpers, rules))

    printed = ranking(ranked, explain_blocked=True)

    for one in printed["mentors"]:
        total = sum(Decimal(repr(points)) for points in one["contributions"].values())
        assert total == Decimal(repr(one["score"]))
    named = [one["mentor"] for one in printed["mentors"]] + [one["mentor"] for one in printed["blocked"]]
    assert sorted(named) == sorted(mentor.id for mentor in helpers)


@given(mentee("e0"), group("r", 3), some_rules)
def test_the_table_has_a_row_for_each_mentor(seeker: Any, helpers: Any, rules: Rules) -> None:
    ranked = rank(seeker, build_index(helpers, rules))

    heading, *rows = rankings_table({"rankings": [ranking(ranked, explain_blocked=True)]})

    assert {len(row) for row in rows} <= {len(heading)}
    assert sorted(str(row[2]) for row in rows) == sorted(mentor.id for mentor in helpers)


def test_figures_of_a_plan_are_told_where_there_are_any() -> None:
    bare = Plan((), (), total=0.0, bound=0.0, gap=0.0, objective="fair")
    told = replace(bare, moved=("M01",), short=("R07",), notes={"worst": 0.1234567})

    assert results.plan(bare, "f00").keys().isdisjoint({"moved", "short", "notes"})
    assert results.plan(told, "f00") == {
        **results.plan(bare, "f00"),
        "moved": ["M01"],
        "short": ["R07"],
        "notes": {"worst": 0.123457},
    }


def test_the_format_describes_every_field_that_is_read() -> None:
    described = schema()

    assert [field["field"] for field in described["person"]] == [field.name for field in PERSON_FIELDS]
    assert [field["field"] for field in described["rules"]] == [field.name for field in RULE_FIELDS]
    assert all(
        field["choices"] in described["choices"] for field in described["person"] if "choices" in field
    )


def test_the_format_names_choices_and_defaults() -> None:
    described = schema()

    fields = {field["field"]: field for field in (*described["person"], *described["rules"])}
    assert (fields["languages"]["default"], fields["capacity"]["default"]) == (["en"], Mentor("R07").capacity)
    assert fields["weights"]["default"]["stage_model"] == 0.15
    assert fields["stage"]["whose"] == ["mentee"]
    assert described["choices"]["topics"]["denials-appeals"] == "Denials and appeals"
    assert described["choices"]["languages"]["es"] == "Spanish"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal_is_one_line_with_a_number_and_goes_away() -> None:
    terminal = Terminal()

    with progress_on(terminal) as show:
        show("Ranking", 0.5)
        show("Ranking", 0.5001)

    wipe = "\r\x1b[K"
    assert terminal.getvalue() == f"{wipe}Ranking [############............]  50%{wipe}"


def test_progress_that_was_never_shown_leaves_the_terminal_alone() -> None:
    terminal = Terminal()

    with progress_on(terminal):
        pass

    assert terminal.getvalue() == ""


def test_progress_stays_off_a_file() -> None:
    file = io.StringIO()

    with progress_on(file) as show:
        show("Ranking", 0.5)

    assert file.getvalue() == ""


@pytest.mark.parametrize(("done", "number"), [(-1.0, "   0%"), (2.0, " 100%")])
def test_progress_never_leaves_its_line(done: float, number: str) -> None:
    terminal = Terminal()

    with progress_on(terminal) as show:
        show("Ranking", done)

    assert number in terminal.getvalue()
