"""The files of the mentor-match project are read as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from matching.files.reading import Inputs
from tests.matching.written_files import read_csv

MENTEES = (
    "first name,last name,email address,both mentor and mentee,job title,grade,organisation,biography,"
    "target profession,match with similar identity,identity to match\r\n"
    "Amara,Eze,Amara@clinic.test,no,Physician,AA,HealthCo,My claims keep bouncing,Billing,yes,\r\n"
)
MENTORS = (
    "first name,last name,email address,both mentor and mentee,job title,grade,organisation,biography,"
    "profession,characteristics\r\n"
    'Ben,Osei,ben@clinic.test,no,Owner,EO,Osei Family Medicine,"Cut denials in half, twice",Billing,\r\n'
)
PACKAGE = "first name,last name,email,role,organisation,grade,current profession,target profession\n"
FORM = (
    "Timestamp,Do you want to sign up as a mentor?,Your first name,Your last name,"
    "Your Civil Service email address,Your job title or role,Your department or agency,Your grade,Your profession\n"
)


@pytest.fixture
def both(tmp_path: Path) -> Inputs:
    return read_csv(tmp_path, MENTEES, MENTORS)


def test_a_mentee_comes_along_with_address_organization_words_and_needs(both: Inputs) -> None:
    amara = both.mentees[0]

    assert (amara.id, amara.employer) == ("amara@clinic.test", "HealthCo")
    assert amara.texts == ("Billing", "My claims keep bouncing", "Physician")
    assert [need.priority for need in amara.needs] == [3, 2, 1]
    assert "billing-rcm" in {need.topic for need in amara.needs}


def test_a_mentor_comes_along_with_offers_of_middling_depth(both: Inputs) -> None:
    ben = both.mentors[0]

    assert (ben.id, ben.employer, ben.capacity) == ("ben@clinic.test", "Osei Family Medicine", 2)
    assert {offer.depth for offer in ben.offers} == {2}
    assert "billing-rcm" in {offer.topic for offer in ben.offers}


def test_one_line_a_file_says_how_it_was_read_and_what_was_left_out(both: Inputs, tmp_path: Path) -> None:
    assert both.remarks == (
        (
            f"{tmp_path / 'mentees.csv'}: read as a file of mentor-match, with topics guessed from professions and "
            "biographies; left out: both_mentor_and_mentee, grade, match_with_similar_identity, identity_to_match."
        ),
        (
            f"{tmp_path / 'mentors.csv'}: read as a file of mentor-match, with topics guessed from professions and "
            "biographies; left out: both_mentor_and_mentee, grade, characteristics."
        ),
    )


def test_a_mentee_aims_at_a_profession_that_a_mentor_has(tmp_path: Path) -> None:
    person = "Amara,Eze,{0}@clinic.test,Physician,HealthCo,2,Billing,Hiring staff\n"

    read = read_csv(tmp_path, PACKAGE + person.format("amara"), PACKAGE + person.format("ben"))

    assert read.mentees[0].texts == ("Hiring staff", "Physician")
    assert read.mentors[0].texts == ("Billing", "Physician")


def test_the_columns_of_the_sign_up_form_are_known_too(tmp_path: Path) -> None:
    row = "2021-01-01,yes,Amara,Eze,amara@clinic.test,,HealthCo,AA,Billing\n"

    read = read_csv(tmp_path, FORM + row, "first name,email,organisation\nBen,ben@clinic.test,Osei\n")

    assert (read.mentees[0].id, read.mentees[0].texts) == ("amara@clinic.test", ("Billing",))
    assert (read.mentors[0].offers, read.mentors[0].texts) == ((), ())
    assert read.remarks[1].endswith("left out: nothing.")


def test_a_file_with_ids_is_ours_whatever_else_it_holds(tmp_path: Path) -> None:
    read = read_csv(tmp_path, "id,first name,email,organisation\nM01,Amara,a@clinic.test,HealthCo\n")

    assert read.mentees[0].id == "M01"
    assert read.mentees[0].employer == ""
