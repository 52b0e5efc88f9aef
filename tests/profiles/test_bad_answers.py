"""Answers that cannot be kept: each gets a clear sentence, and nothing is lost."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.accounts.models import Person
from mentorship.profiles import services
from mentorship.profiles.answers import AnswerRefused
from tests.factories import BEGINNING
from tests.pages import Browser, Page
from tests.profiles.answered import PRACTICE, own

ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.lists(st.text(), max_size=8))


def practice(client: Browser, person: Person, **changes: Any) -> Page:
    return client.signed_in(person).post("profiles.edit", screen=1, **{**PRACTICE, **changes})


def second(client: Browser, person: Person, **fields: Any) -> Page:
    return client.signed_in(person).post("profiles.edit", screen=2, follow=False, **fields)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("specialty", "", "Enter your specialty, like Family medicine."),
        (
            "specialty",
            "famly medicine",
            "We don't know the specialty “famly medicine”. Did you mean Family medicine",
        ),
        ("specialty", "famil", "We don't know the specialty “famil”. Did you mean Family medicine"),
        ("specialty", "astrology of cars", "Type a few letters and pick from the list."),
        (
            "specialty",
            "geriatric medicine",
            "There are several: Geriatric medicine (family medicine) or Geriatric",
        ),
        ("practice_model", "", "Choose how you practice, or plan to."),
        ("practice_model", "franchise", "Choose a way to practice from the list."),
        ("stage", "retired", "Choose a stage from the list."),
        ("practice_state", "XX", "Choose a state from the list."),
        ("licensed_states", "TX, XX", "We don't know the state “XX”. Use two-letter codes, like TX, OK."),
        ("languages", "", "Enter at least one language, like English."),
        ("languages", "English, Spanisch", "We don't know the language “Spanisch”. Did you mean Spanish"),
        ("languages", "Klingon", "We know American Sign Language, Amharic, Arabic"),
        ("degree", "PhD", "Choose MD or DO."),
    ],
)
def test_a_bad_answer_is_explained_and_stays_in_its_field(
    client: Browser, amara: Person, field: str, typed: str, sentence: str
) -> None:
    before = services.is_ready(own(amara)), own(amara).specialty

    page = practice(client, amara, **{"specialty": "FM", field: typed})

    assert page.status == 200
    assert sentence in (page.error or "")
    assert (services.is_ready(own(amara)), own(amara).specialty) == before
    if page.all("input", name=field, type="text"):
        assert page.value(field) == typed


def test_what_holds_is_kept_beside_a_bad_answer(client: Browser, amara: Person) -> None:
    practice(client, amara, specialty="astrology", practice_state="OK")

    assert (own(amara).specialty, own(amara).practice_state) == ("207Q00000X", "OK")


def test_a_sentence_stands_at_its_field(client: Browser, amara: Person) -> None:
    page = second(client, amara, need_1="prior-authorization", need_4="prior-authorization")

    assert page.error == "“Prior authorization” stands here twice. Pick another one or leave this empty."
    assert "need_4-error" in (page.all("select", name="need_4")[0].get("aria-describedby") or "")
    assert [need.topic for need in own(amara).needs] == ["prior-authorization", "denials-appeals"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Pick at least the one thing you want help with most."),
        ({"need_1": "time-travel"}, "Pick a topic from the list; this one we don't know."),
        ({"need_1": "\x00"}, "Pick a topic from the list; this one we don't know."),
        (
            {"need_1": "ehr-selection", "values": ["autonomy", "meaning", "growth", "service"]},
            "Pick at most 3",
        ),
        ({"need_1": "ehr-selection", "values": ["money"]}, "Pick values from the list."),
        ({"need_1": "ehr-selection", "style-pace": "6"}, "Pick one of the five points."),
        ({"need_1": "ehr-selection", "wanted_language": "tlh"}, "Choose a language from the list."),
        ({"need_1": "ehr-selection", "about": "x" * 1205}, "Shorten this by 5 characters; 1,200 fit here."),
    ],
)
def test_a_mentees_bad_answer_is_explained(
    client: Browser, amara: Person, fields: dict[str, Any], sentence: str
) -> None:
    page = second(client, amara, **fields)

    assert page.status == 200
    assert sentence in (page.error or "")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"opened_year": "1890"}, "Enter a year from 1950 to "),
        ({"opened_year": str(2**63)}, "Enter a year from 1950 to "),
        ({"opened_year": "9" * 5000}, "Enter a whole number, like 2."),
        ({"opened_year": "MMXIX"}, "Enter a whole number, like 2."),
        ({"opened_year": "\x00\u2028\x07x"}, "Enter a whole number, like 2."),
        (
            {"opened_year": str(BEGINNING.year + 1)},
            f"Enter a year from 1950 to {BEGINNING.year}, like 2019.",
        ),
        ({"offer_1-last_year": "1066"}, "Enter a year from 1950 to "),
        ({"offer_1-depth": "9"}, "Say how well you know it: some, solid, or have taught it."),
        ({"offer_2-last_year": "2020"}, "Pick the topic that this year belongs to."),
        ({"offer_2-topic": "ehr-selection"}, "“EHR selection” stands here twice."),
        ({"offer_1-topic": ""}, "Pick at least one topic you can help with."),
        ({"capacity": "21"}, "Enter a number from 0 to 20."),
        ({"capacity": "-1"}, "Enter a whole number, like 2."),
        ({"capacity": str(2**63)}, "Enter a number from 0 to 20."),
        ({"capacity": ""}, "Enter how many mentees you have room for; 0 is an answer."),
        ({"reply_days": "4"}, "Choose how soon you usually answer."),
        ({"meeting_link": "http://meet.example.com/ben"}, "Enter a full address that begins with https://"),
        ({"meeting_link": "javascript:alert(1)"}, "Enter a full address that begins with https://"),
        ({"meeting_link": "https://[::1"}, "Enter a full address that begins with https://"),
    ],
)
def test_a_mentors_bad_answer_is_explained(
    client: Browser, ben: Person, fields: dict[str, str], sentence: str
) -> None:
    good = {
        "opened_year": "2019",
        "offer_1-topic": "ehr-selection",
        "offer_1-depth": "2",
        "capacity": "2",
        "reply_days": "3",
    }

    page = second(client, ben, **{**good, **fields})

    assert page.status == 200
    assert sentence in (page.error or "")
    assert (own(ben).capacity, own(ben).opened_year, own(ben).reply_days) == (2, 2019, 3)


def test_places_may_be_none(client: Browser, ben: Person) -> None:
    second(client, ben, **{"offer_1-topic": "ehr-selection", "capacity": "0", "reply_days": "3"})

    assert own(ben).capacity == 0


def test_invisible_characters_are_left_out(client: Browser, amara: Person) -> None:
    typed = b"csrf_token=%s&need_1=ehr-selection&about=a%%00b%%ED%%A0%%80c%%E2%%80%%A8d"
    browser = client.signed_in(amara)
    token = browser.csrf_token().encode()

    answer = browser.client.post(
        "/profile/2", data=typed % token, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 303
    assert own(amara).about.startswith("ab")
    assert own(amara).about.endswith("cd")
    assert not {"\x00", "\ud800", "\u2028"} & set(own(amara).about)


def test_a_million_letters_are_refused_and_nothing_changes(client: Browser, amara: Person) -> None:
    page = second(client, amara, need_1="ehr-selection", about="x" * 1_000_000)

    assert (page.status, page.h1) == (413, "That was too much at once")
    assert own(amara).about == "I want to build something small that lasts."


def test_a_closed_part_with_a_mistake_in_it_is_open(client: Browser, amara: Person) -> None:
    page = second(client, amara, need_1="ehr-selection", need_5="time-travel")

    details: list[Element] = page.all("details")
    assert any(part.get("open") is not None for part in details if list(part.iter("select")))


@given(name=st.sampled_from(sorted(services.CHECKS)), answer=ANYTHING)
def test_any_text_is_kept_or_refused_in_a_sentence(name: str, answer: Any) -> None:
    """What the form hands over is text, a list of texts, a number or nothing; none of it may break a rule's code."""
    if name in ("needs", "values"):
        answer = answer if isinstance(answer, list) else []
    elif name in ("opened_year", "capacity"):
        answer = answer if isinstance(answer, int) else None
    elif name in ("style", "disclosures"):
        answer = {"pace": answer, "vendor_paid": answer} if isinstance(answer, str) else {}
    elif name in ("offers", "exclusions"):
        text = answer if isinstance(answer, str) else ""
        answer = [{"topic": text, "depth": text, "last_year": None, "email": text, "kind": text}]
    else:
        answer = answer if isinstance(answer, str) else ""

    kept = kept_or_refused(name, answer)

    if isinstance(kept, AnswerRefused):
        assert kept.sentence.endswith((".", "?", "dr-osei."))
    else:
        assert kept_or_refused(name, answer) == kept


def kept_or_refused(name: str, answer: Any) -> Any:
    try:
        return services.CHECKS[name](answer)
    except AnswerRefused as refused:
        return refused
