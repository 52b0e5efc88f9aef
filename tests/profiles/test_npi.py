"""The check digit of an NPI."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.profiles.npi import checked_npi

NEVER_ISSUED = [
    "2000000010",
    "2123456784",
    "2234567891",
    "2345678900",
    "2456789017",
    "2567890126",
    "2890123450",
]


def luhn_of_the_whole(number: str) -> bool:
    """The plain check over all fifteen digits, prefix and all, written another way."""
    doubled = "0246813579"
    digits = reversed("80840" + number)
    return sum(int(doubled[int(d)]) if at % 2 else int(d) for at, d in enumerate(digits)) % 10 == 0


@pytest.mark.parametrize("number", NEVER_ISSUED)
def test_well_formed_numbers_pass(number: str) -> None:
    assert checked_npi(number) == number


@pytest.mark.parametrize(
    "number",
    ["2123456785", "1234567897", "8942315671", "212345678", "21234567840", "21234A6784", "", "٢١٢٣٤٥٦٧٨٤"],
)
def test_others_do_not(number: str) -> None:
    assert checked_npi(number) is None


def test_spaces_and_hyphens_do_not_matter() -> None:
    assert checked_npi(" 2123-456 784 ") == "2123456784"


@given(st.integers(2 * 10**9, 3 * 10**9 - 1).map(str))
def test_it_agrees_with_the_plain_check_over_prefix_and_number(number: str) -> None:
    assert (checked_npi(number) is not None) == luhn_of_the_whole(number)


@given(st.integers(2 * 10**8, 3 * 10**8 - 1).map(str), st.integers(1, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(payload: str, at: int, shift: int) -> None:
    right = next(payload + str(last) for last in range(10) if checked_npi(payload + str(last)))
    wrong = right[:at] + str((int(right[at]) + shift) % 10) + right[at + 1 :]

    assert checked_npi(wrong) is None
