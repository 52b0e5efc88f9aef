"""The page about privacy: whom not to meet, and what others should know."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorship import clock
from mentorship.accounts.models import Person
from mentorship.profiles.models import DisclosureKind, Exclusion, ExclusionKind
from tests.pages import Browser
from tests.profiles.answered import own


def test_limits_are_kept(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).post(
        "profiles.privacy",
        employer="St. Elsewhere Health",
        market="78701-1234",
        npi="2123 456 784",
        **{"exclusion_1-email": " Spouse@Example.com ", "exclusion_1-kind": "family"},
        **{"exclusion_3-email": "boss@example.com", "exclusion_3-kind": "decides"},
    )

    profile = own(amara)
    assert page.notice == "Saved. You can change it at any time."
    assert (profile.employer, profile.market, profile.npi) == ("St. Elsewhere Health", "787", "2123456784")
    assert {e.email: e.kind for e in profile.exclusions} == {
        "spouse@example.com": ExclusionKind.family,
        "boss@example.com": ExclusionKind.decides,
    }
    assert page.value("exclusion_2-email") == "boss@example.com"


def test_somebody_is_taken_off_the_list_by_emptying_the_line(client: Browser, amara: Person) -> None:
    own(amara).exclusions = [Exclusion(email="spouse@example.com", kind=ExclusionKind.family)]

    client.signed_in(amara).post("profiles.privacy", **{"exclusion_1-email": "", "exclusion_1-kind": ""})

    assert own(amara).exclusions == []


def test_mentors_disclose_and_unchanged_words_keep_their_day(client: Browser, ben: Person) -> None:
    browser = client.signed_in(ben)
    browser.post("profiles.privacy", **{"disclosures-vendor_paid": "Speaker for an EHR vendor."})
    first = own(ben).disclosures[0].declared_at

    with clock.moved_to(clock.now() + timedelta(days=3)):
        browser.post(
            "profiles.privacy",
            **{
                "disclosures-vendor_paid": "Speaker for an EHR vendor.",
                "disclosures-seeks_deal": "May buy a practice.",
            },
        )

    dates = {disclosure.kind: disclosure.declared_at for disclosure in own(ben).disclosures}
    assert dates[DisclosureKind.vendor_paid] == first
    assert dates[DisclosureKind.seeks_deal] > first + timedelta(days=2)


def test_mentees_are_not_asked_to_disclose(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).get("profiles.privacy")

    assert page.all("textarea") == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"npi": "2123456785"},
            "An NPI has ten digits, and the last one checks the others. Look for a slip.",
        ),
        ({"market": "7870"}, "Enter a town, or the first three digits of your ZIP code, like 787."),
        ({"exclusion_1-email": "spouse"}, "Enter a full e-mail address, like amara.lee@example.com."),
        ({"exclusion_1-email": "a@example.com"}, "Choose a reason. Nobody else reads it."),
        ({"exclusion_1-email": "a@example.com", "exclusion_1-kind": "grudge"}, "Choose a reason."),
        ({"exclusion_1-kind": "family"}, "Enter their e-mail address, or clear the reason."),
    ],
)
def test_a_bad_limit_is_explained_and_stays(
    client: Browser, amara: Person, fields: dict[str, str], sentence: str
) -> None:
    page = client.signed_in(amara).post("profiles.privacy", **fields)

    assert sentence in (page.error or "")
    assert all(page.value(name) == typed for name, typed in fields.items() if typed != "grudge")
    assert (own(amara).npi, own(amara).market, own(amara).exclusions) == (None, "", [])


def test_nobody_excludes_themselves(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).post(
        "profiles.privacy", **{"exclusion_1-email": amara.email.upper(), "exclusion_1-kind": "other"}
    )

    assert page.error == "One of these addresses is your own. Enter the other person's."
    assert own(amara).exclusions == []


def test_a_member_and_a_stranger_on_the_list_look_alike(client: Browser, amara: Person, ben: Person) -> None:
    browser = client.signed_in(amara)

    known = browser.post("profiles.privacy", **{"exclusion_1-email": ben.email, "exclusion_1-kind": "other"})
    unknown = browser.post(
        "profiles.privacy", **{"exclusion_1-email": "x@example.com", "exclusion_1-kind": "other"}
    )

    assert known.text == unknown.text
