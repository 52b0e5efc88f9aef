from __future__ import annotations

from typing import Literal

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerificationError, VerifyMismatchError
from hypothesis import given
from hypothesis import strategies as st

from mentorship import create_app
from mentorship.accounts import passwords
from mentorship.accounts.addresses import complaint, normalized
from mentorship.config import Settings
from tests import factories


@pytest.mark.parametrize(
    "weak",
    [
        "password123",
        "P@ssw0rd2026!",
        "passwordpassword",
        "1234567890",
        "0987654321",
        "qwertyuiop",
        "poiuytrewq",
        "aaaaaaaaaaaa",
        "!@#$%^&*()",
        "iloveyou!!",
        "Hallway2026",
        "Grace.Kim1",
        "grace.kim@example.com",
        "Grace  Kim",
    ],
)
def test_what_others_would_try_first_is_refused(weak: str) -> None:
    assert passwords.weakness(weak, "grace.kim@example.com", "Grace Kim") == passwords.EASY


@pytest.mark.parametrize(
    "good",
    [
        "four quiet herons wade",
        "b4$tG!qz0p",
        "        spaces count       ok",
        "wxyz" * 50,
        "contraseña segura",
    ],
)
def test_no_mixture_of_signs_is_asked_for(good: str) -> None:
    assert passwords.weakness(good, "grace.kim@example.com", "Grace Kim") is None


@given(st.text(max_size=250))
def test_a_password_that_will_do_has_ten_to_two_hundred_characters(text: str) -> None:
    if passwords.weakness(text) is None:
        assert 10 <= len(text) <= 200


def test_the_factories_password_fits(app) -> None:
    assert passwords.matches(factories.PASSWORD_HASH, factories.PASSWORD)
    assert not passwords.matches(factories.PASSWORD_HASH, factories.PASSWORD + " ")
    assert not passwords.matches("no hash at all", factories.PASSWORD)


def test_an_accent_typed_on_another_keyboard_fits(app) -> None:
    stored = passwords.hashed("caf\u00e9 am morgen")

    assert passwords.matches(stored, "cafe\u0301 am morgen")


def test_outside_of_tests_hashing_costs_what_it_should(tmp_path) -> None:
    demo = create_app(Settings(app_env="demo", instance_dir=str(tmp_path)).checked())

    with demo.app_context():
        cost = extract_parameters(passwords.hashed("four quiet herons wade"))

    assert (cost.type.name, cost.memory_cost, cost.time_cost, cost.parallelism) == ("ID", 19456, 2, 1)


def test_a_wrong_password_is_as_much_work_where_there_is_no_account(
    app, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[tuple[object, type[BaseException]]] = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            try:
                return super().verify(hash, password)
            except VerificationError as refused:
                work.append((extract_parameters(str(hash)), type(refused)))
                raise

    monkeypatch.setitem(
        app.extensions, "password_hasher", Watched(time_cost=2, memory_cost=19456, parallelism=1)
    )
    stored = passwords.hashed("four quiet herons wade")

    assert not passwords.matches(stored, "a wrong password")
    assert not passwords.matches(None, "a wrong password")

    somebodys, nobodys = work
    # A hash that cannot be read would be refused with another error, before any work.
    assert somebodys == nobodys == (extract_parameters(stored), VerifyMismatchError)


@given(st.emails())
def test_an_address_has_one_form_however_it_is_typed(email: str) -> None:
    assert normalized(normalized(email)) == normalized(email)
    assert normalized(email.upper()) == normalized(email.lower()) == normalized(f" {email} ")


@given(st.text(max_size=300))
def test_every_text_is_either_an_address_to_write_to_or_explained(text: str) -> None:
    sentence = complaint(text)

    assert sentence is None or sentence.endswith(".")
    if sentence is None:
        assert normalized(text).isascii() and normalized(text).isprintable() and "@" in text


@pytest.mark.parametrize(
    "address", ["amara.lee@example.com", "o'brien+notes@clinic.example", "x@y.example.org"]
)
def test_reserved_test_domains_are_addresses_like_any_other(address: str) -> None:
    assert complaint(address) is None
