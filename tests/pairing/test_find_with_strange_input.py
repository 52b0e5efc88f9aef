"""Whatever is typed into the address of the mentors' list, the page says what to mend and stays a page."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from mentorship.accounts.models import Person
from tests.pages import Browser
from tests.pairing.test_find_a_mentor import find, names


@pytest.mark.parametrize("nonsense", ["no-such-topic", "\x00", "'; drop table person; --", "\ud800"])
def test_an_unknown_filter_is_said_and_ignored(
    client: Browser, amara: Person, ben: Person, nonsense: str
) -> None:
    page = client.signed_in(amara).open("/mentors?" + urlencode({"topic": nonsense}, errors="surrogatepass"))

    assert page.error == "We don't know that topic. Pick one from the list."
    assert names(page) == ["Ben Osei"]


def test_a_search_of_a_megabyte_is_refused_in_a_sentence(client: Browser, amara: Person, ben: Person) -> None:
    page = find(client, amara, q="claims " * 150_000)

    assert page.error is not None
    assert page.error.startswith("Shorten this by")
    assert names(page) == ["Ben Osei"]


@pytest.mark.parametrize(
    "typed", ["\x00\x01 claims", "claims \ud800", "   ", "ß" * 299, "<script>alert(1)</script>"]
)
def test_a_strange_search_never_breaks_the_page(
    client: Browser, amara: Person, ben: Person, typed: str
) -> None:
    page = client.signed_in(amara).open("/mentors?" + urlencode({"q": typed}, errors="surrogatepass"))

    assert page.h1 == "Mentors"
    assert page.all("script", src="") == []


@pytest.mark.parametrize("page_number", ["0", "-3", "99999999999999999999", "x", ""])
def test_a_page_that_does_not_exist_is_the_nearest_one(
    client: Browser, amara: Person, ben: Person, page_number: str
) -> None:
    page = find(client, amara, page=page_number)

    assert names(page) == ["Ben Osei"]
