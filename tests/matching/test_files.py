"""Files are read whole, and what was odd in them is told once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matching import Mentee, Mentor, Need, Offer, Rules, Weights
from matching.files.problems import BadFiles
from matching.files.reading import inputs_in, read_inputs
from tests.matching.written_files import YEAR, read_csv, read_json


def test_what_is_unknown_is_told_once_and_changes_nothing(tmp_path: Path) -> None:
    mentees = [{"id": "M01", "shoe": 38, "offers": "licensure"}, {"id": "M02", "shoe": 40, "hat": None}]

    read = read_json(tmp_path, mentees, [], note="spring")

    assert read.mentees == (Mentee("M01"), Mentee("M02"))
    assert read.remarks == (
        f"{tmp_path / 'people.json'}: these fields are not known and were left out: note, shoe, offers.",
    )


def test_what_names_nobody_and_what_has_no_effect_is_told_once(tmp_path: Path) -> None:
    mentees = [
        {"id": "M01", "do_not_match": "Nobody", "disclosures": "patient:R99; a vendor pays me"},
        {"id": "M02", "do_not_match": "Someone\nelse"},
    ]

    read = read_json(tmp_path, mentees, [{"id": "R07"}])

    people = tmp_path / "people.json"
    assert read.remarks == (
        (
            f"{people}: do_not_match or disclosures name nobody in these files, so these have no effect: "
            'M01: Nobody, M01: patient:R99, "M02: Someone\\nelse".'
        ),
        f"{people}: disclosures of mentees without a person have no effect: M01: a vendor pays me.",
    )


def test_many_examples_are_counted(tmp_path: Path) -> None:
    read = read_json(tmp_path, [{"id": "M01", **{f"x{n}": 1 for n in range(13)}}])

    assert read.remarks[0].endswith("x0, x1, x2, x3, x4, x5, x6, x7, x8, x9 and 3 more.")


def test_rules_are_read_with_the_people(tmp_path: Path) -> None:
    rules = {
        "year": 2025,
        "floor": 0,
        "weights": {"state": 0.2, "specialty": "0"},
        "coordinators": ["C1"],
        "paired": [["M01", "R01"], {"mentee": "M02", "mentor": 3}],
        "forbidden": [],
        "locked": [["M01", "R07"]],
    }

    mentees = [{"id": "M01"}, {"id": "M02"}]
    mentors = [{"id": "R01", "years_independent": 5}, {"id": "3"}]
    read = read_json(tmp_path, mentees, mentors, rules=rules)

    assert read.rules == Rules(
        2025,
        Weights(state=0.2, specialty=0),
        frozenset({"C1"}),
        paired=frozenset({("M01", "R01"), ("M02", "3")}),
        locked=frozenset({("M01", "R07")}),
        floor=0,
    )
    assert read.mentors[0].opened_year == 2020
    assert read.remarks == ()


def test_pairs_of_the_rules_that_keep_nobody_apart_are_named_and_stop_nothing(tmp_path: Path) -> None:
    mentees, mentors = [{"id": "M01"}, {"id": "M02"}], [{"id": "R01"}]
    rules = {
        "paired": [["M01", "R01"], ["M77", "R01"], ["M01", "M02"]],
        "forbidden": [["M1", "R01"], ["M01", "R1"], ["R01", "M01"], ["M01", "R01"], ["M01", "M02"]],
    }

    read = read_json(tmp_path, mentees, mentors, rules=rules)

    odd = "holds pairs that are no mentee and mentor of these files, so these have no effect"
    assert read.remarks == (
        f"{tmp_path / 'people.json'}: paired {odd}: M01 with M02, M77 with R01.",
        f"{tmp_path / 'people.json'}: forbidden {odd}: M01 with R1, M1 with R01, R01 with M01.",
    )


def test_without_mentors_only_the_mentees_of_forbidden_pairs_are_looked_for(tmp_path: Path) -> None:
    rules = {"forbidden": [["M01", "R01"], ["M1", "M01"]]}

    read = read_json(tmp_path, [{"id": "M01"}], rules=rules)

    (remark,) = read.remarks
    assert remark.endswith("no effect: M1 with M01.")


def write(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_file_of_rules_counts_instead_of_the_rules_beside_the_people(tmp_path: Path) -> None:
    people = write(tmp_path / "people.json", {"mentees": [], "mentors": [], "rules": {"floor": 0.1}})
    alone = write(tmp_path / "rules.json", {"floor": 0.2})
    in_section = write(tmp_path / "more.json", {"rules": {"floor": 0.3}})

    floors = [read_inputs(people, people, path, YEAR).rules.floor for path in (None, alone, in_section)]

    assert floors == [0.1, 0.2, 0.3]


def test_the_year_of_the_command_counts_before_that_of_the_rules_and_that_before_this_year(
    tmp_path: Path,
) -> None:
    dated = write(tmp_path / "dated.json", {"mentees": [], "mentors": [], "rules": {"year": 2024}})
    plain = write(tmp_path / "plain.json", {"mentees": [], "mentors": [], "rules": None})

    years = [
        read_inputs(path, path, None, YEAR, year).rules.year
        for path, year in ((dated, 2020), (dated, None), (plain, None))
    ]

    assert years == [2020, 2024, YEAR]


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [("[1]", "its rules are not an object of JSON"), ("", "it is empty")],
)
def test_rules_that_are_none_are_refused(tmp_path: Path, rules: str, sentence: str) -> None:
    people = write(tmp_path / "people.json", {"mentees": [], "mentors": []})
    (tmp_path / "rules.json").write_text(rules)

    with pytest.raises(BadFiles, match=sentence) as refused:
        read_inputs(people, people, tmp_path / "rules.json", YEAR)

    assert len(refused.value.problems) == 1


def test_two_files_with_rules_leave_it_open_which_hold(tmp_path: Path) -> None:
    mentees = write(tmp_path / "a.json", {"mentees": [], "rules": {"floor": 0.1}})
    mentors = write(tmp_path / "b.json", {"mentors": [], "rules": {"floor": 0.2}})

    with pytest.raises(BadFiles, match=r"a.json and .*b.json: both hold rules; say which with --rules"):
        read_inputs(mentees, mentors, None, YEAR)


def test_a_list_and_a_section_are_read_alike(tmp_path: Path) -> None:
    listed = write(tmp_path / "list.json", [{"id": "P1"}])
    section = write(tmp_path / "section.json", {"mentors": [{"id": "P2"}]})

    read = read_inputs(listed, section, None, YEAR)

    assert (read.mentees, read.mentors) == ((Mentee("P1"),), (Mentor("P2"),))


def test_without_a_file_of_mentors_those_beside_the_mentees_count(tmp_path: Path) -> None:
    both = write(tmp_path / "both.json", {"mentees": [{"id": "M01"}], "mentors": [{"id": "R07"}]})
    alone = write(tmp_path / "alone.json", [{"id": "M01"}])

    mentors = [read_inputs(path, None, None, YEAR).mentors for path in (both, alone)]

    assert mentors == [(Mentor("R07"),), ()]


def test_people_may_refuse_peers_of_their_own_side(tmp_path: Path) -> None:
    mentees = [{"id": "M01", "do_not_match": "noor haddad"}, {"id": "M02", "name": "Noor Haddad"}]

    read = read_json(tmp_path, mentees)

    assert (read.mentees[0].do_not_match, read.remarks) == (frozenset({"M02"}), ())


def test_people_already_taken_apart_are_read_alike() -> None:
    content = {
        "mentees": [{"id": "M01", "needs": "licensure"}],
        "mentors": [{"id": "R07"}],
        "rules": {"year": 2025},
    }

    read = inputs_in(content, "case 3", YEAR)

    assert (read.mentees, read.rules) == ((Mentee("M01", needs=(Need("licensure"),)),), Rules(2025))


SPREADSHEETS = [
    b"\xef\xbb\xbfid,offers,free_text\r\nR07,licensure:3:2024,Calm\r\n",
    b"ID,Offers,Free Text,,\r\n\r\n R07 , licensure : 3 : 2024 ,Calm,,\r\n,,,,\r\n",
    b'\n"id","offers","free-text"\n"R07","licensure:3:2024;","Calm"\n\n',
    b"id,shoe,offers,free_text\rR07,,licensure:3:2024,Calm\r",
]


@pytest.mark.parametrize("mentors", SPREADSHEETS)
def test_what_spreadsheets_do_to_a_file_changes_nothing(tmp_path: Path, mentors: bytes) -> None:
    read = read_csv(tmp_path, "id\nM01\n", mentors)

    assert read.mentors == (Mentor("R07", offers=(Offer("licensure", 3, 2024),), texts=("Calm",)),)
    assert read.remarks == ()


def test_prose_in_csv_is_a_list_and_keeps_its_commas_quotes_and_lines(tmp_path: Path) -> None:
    read = read_csv(tmp_path, 'id,free_text\nM01,"Claims, they ""bounce"";\nno sleep\nat all"\n')

    assert read.mentees[0].texts == ('Claims, they "bounce"', "no sleep\nat all")


def test_a_file_of_headings_only_holds_nobody(tmp_path: Path) -> None:
    read = read_csv(tmp_path, "id,name\n")

    assert read.mentees == ()
