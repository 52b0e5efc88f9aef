from __future__ import annotations

from mentorship.accounts.models import Person
from tests import factories
from tests.accounts.post import kinds_to
from tests.pages import Browser

NEW = "seven slow rivers bend"


def test_the_name_can_be_changed(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).post("accounts.settings", name="Amara Lee-Okafor")

    assert page.notice == "Saved."
    assert amara.name == "Amara Lee-Okafor"


def test_fields_that_the_page_does_not_show_cannot_be_set(client: Browser, amara: Person) -> None:
    client.signed_in(amara).post(
        "accounts.settings",
        name="Amara Lee",
        timezone="America/Denver",
        is_coordinator="1",
        email="x@example.com",
    )

    assert (amara.is_coordinator, amara.timezone) == (False, "America/Chicago")
    assert amara.email.startswith("amara.lee")


def test_the_present_password_is_needed_for_a_new_one(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).post("accounts.change_password", present="not the password", password=NEW)

    assert page.error is not None and "not right" in page.error
    assert amara.password_hash == factories.PASSWORD_HASH


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(client: Browser, amara: Person) -> None:
    here, elsewhere = client.signed_in(amara), client.signed_in(amara)

    page = here.post("accounts.change_password", present=factories.PASSWORD, password=NEW)

    assert page.notice == "Your new password is set. All other devices are signed out."
    assert elsewhere.open("/settings", 302).location == "/sign-in?next=%2Fsettings"
    assert kinds_to(amara.email) == ["accounts.password_changed"]


def test_guessing_the_present_password_is_counted_too(client: Browser, amara: Person) -> None:
    browser = client.signed_in(amara)
    for _ in range(10):
        browser.post("accounts.change_password", present="not the password", password=NEW)

    page = browser.post("accounts.change_password", present=factories.PASSWORD, password=NEW)

    assert page.error is not None and "Too many tries" in page.error


def test_signing_out_everywhere_ends_every_session(client: Browser, amara: Person) -> None:
    here, elsewhere = client.signed_in(amara), client.signed_in(amara)

    page = here.post("accounts.sign_out_everywhere")

    assert page.notice == "You are signed out on every device."
    assert {browser.open("/settings", 302).location for browser in (here, elsewhere)} == {
        "/sign-in?next=%2Fsettings"
    }


def test_one_persons_sign_out_leaves_others_alone(client: Browser, amara: Person, ben: Person) -> None:
    bens = client.signed_in(ben)

    client.signed_in(amara).post("accounts.sign_out_everywhere")

    assert bens.get("accounts.settings").value("name") == "Ben Osei"
