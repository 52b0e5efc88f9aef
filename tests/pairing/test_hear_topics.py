"""Writing in one's own words, and ticking the topics that were heard in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship import vocabulary
from mentorship.accounts.models import Person
from mentorship.pairing import hearing
from tests.house.test_who_may_open_a_page import fingerprint
from tests.pages import Browser, Page, words_of
from tests.profiles.answered import own

WORDS = "Claims keep bouncing. The front desk is drowning in calls."
SEVEN = (
    "Every denial needs an appeal letter. Prior authorization takes hours. Which EHR should I choose? "
    "I must hire a medical assistant. The lease is long. Credentialing with payers takes months. "
    "My malpractice tail policy is dear."
)
SAYINGS = Path(__file__).parents[1] / "matching" / "cases" / "sayings.json"


def asked(client: Browser, person: Person, **fields: Any) -> Page:
    return client.signed_in(person).post("pairing.hear", **fields)


def offered(page: Page, name: str = "heard_needs") -> list[str]:
    return [box.get("value", "") for box in page.all("input", type="checkbox", name=name)]


def notices(page: Page) -> str:
    return " ".join(words_of(box) for box in page.all("div", role="status"))


def test_topics_are_offered_with_the_words_that_caused_them_and_none_is_ticked(
    client: Browser, amara: Person
) -> None:
    page = asked(client, amara, about=WORDS, need_1="ehr-selection")

    assert offered(page) == ["denials-appeals", "front-desk-phones"]
    assert "Denials and appeals From “Claims”, “bouncing”" in page.text
    assert not [box for box in page.all("input", name="heard_needs") if box.get("checked") is not None]


def test_asking_keeps_everything_that_was_typed_on_the_page_and_nothing_in_the_database(
    client: Browser, ben: Person
) -> None:
    typed = {
        "about": "  <b>Denials</b> & appeals are my Friday.",
        "offer_1-topic": "office-lease",
        "offer_1-last_year": "soon",
        "capacity": "many",
        "opened_year": "1066",
        "meeting_link": "javascript:alert(1)",
    }
    browser = client.signed_in(ben)
    before = fingerprint()

    page = browser.post("pairing.hear", **typed, values=["growth", "service"], **{"style-pace": "4"})

    assert fingerprint() == before
    assert all(page.value(name) == text.strip() for name, text in typed.items() if name != "about")
    assert (page.value("about") or "").strip() == typed["about"].strip()
    ticked = [box.get("value") for box in page.all("input", name="values") if box.get("checked") is not None]
    assert (ticked, page.value("style-pace")) == (["service", "growth"], "4")
    assert page.error is None


def test_what_a_mentee_ticks_follows_what_she_picked_herself(client: Browser, amara: Person) -> None:
    ticked = ["denials-appeals", "front-desk-phones"]

    client.signed_in(amara).post(
        "profiles.edit", screen=2, follow=False, need_2="ehr-selection", heard_needs=ticked
    )

    needs = [(need.rank, need.topic) for need in own(amara).needs]
    assert needs == [(1, "denials-appeals"), (2, "ehr-selection"), (3, "front-desk-phones")]


def test_what_a_mentor_ticks_is_offered_as_known_solidly(client: Browser, ben: Person) -> None:
    fields = {"offer_1-topic": "ehr-selection", "offer_1-depth": "3", "capacity": "2", "reply_days": "3"}

    client.signed_in(ben).post(
        "profiles.edit", screen=2, follow=False, **fields, heard_offers=["office-lease", "ehr-selection"]
    )

    assert [(o.topic, o.depth, o.last_year) for o in own(ben).offers] == [
        ("ehr-selection", 3, None),
        ("office-lease", 2, None),
    ]


def test_a_tick_is_saved_as_one_goes(client: Browser, amara: Person) -> None:
    page = client.signed_in(amara).post(
        "profiles.save_draft", screen=2, need_1="ehr-selection", heard_needs="denials-appeals"
    )

    assert page.status == 204
    assert [need.topic for need in own(amara).needs] == ["ehr-selection", "denials-appeals"]


def test_what_was_ticked_stands_in_a_row_when_asked_again_and_is_not_offered_again(
    client: Browser, amara: Person
) -> None:
    page = asked(client, amara, about=WORDS, need_1="ehr-selection", heard_needs="denials-appeals")

    assert (page.value("need_1"), page.value("need_2")) == ("ehr-selection", "denials-appeals")
    assert offered(page) == ["front-desk-phones"]


def test_a_year_without_a_topic_is_not_given_to_a_ticked_one(client: Browser, ben: Person) -> None:
    page = asked(client, ben, about="", heard_offers="office-lease", **{"offer_1-last_year": "20"})

    assert (page.value("offer_1-topic") or "", page.value("offer_2-topic")) == ("", "office-lease")


def test_at_most_five_are_offered(client: Browser, amara: Person) -> None:
    page = asked(client, amara, about=SEVEN)

    assert len(hearing.heard(SEVEN)) > 5
    assert len(offered(page)) == 5


def test_it_is_said_how_many_more_there_is_room_for(client: Browser, amara: Person) -> None:
    rows = {"need_1": "marketing", "need_2": "taxes-accounting", "need_3": "pricing", "need_4": "ai-scribe"}

    page = asked(client, amara, about=WORDS, **rows)

    assert "There is room for 1 more." in page.text


def test_when_every_row_is_taken_it_is_said_what_else_was_heard(client: Browser, amara: Person) -> None:
    taken = ["marketing", "taxes-accounting", "pricing", "ai-scribe", "denials-appeals"]

    page = asked(
        client, amara, about=WORDS, **{f"need_{rank}": slug for rank, slug in enumerate(taken, start=1)}
    )

    assert offered(page) == []
    assert notices(page) == (
        "We also heard “Front desk and phones”. All 5 places below are taken: empty one, then ask again."
    )


def test_one_tick_too_many_is_refused_and_stays_ticked(client: Browser, amara: Person) -> None:
    rows = {"need_1": "marketing", "need_2": "taxes-accounting", "need_3": "pricing", "need_4": "ai-scribe"}

    page = client.signed_in(amara).post(
        "profiles.edit", screen=2, **rows, heard_needs=["denials-appeals", "office-lease", "office-lease"]
    )

    assert "Pick at most 5 topics" in (page.error or "")
    assert page.value("need_5") == "denials-appeals"
    assert page.value("heard_needs") == "office-lease"
    assert [need.topic for need in own(amara).needs] == ["prior-authorization", "denials-appeals"]


def test_an_eleventh_offer_is_refused_and_stays_ticked(client: Browser, ben: Person) -> None:
    slugs = list(vocabulary.topic_labels())[:11]
    rows = {f"offer_{row}-topic": slug for row, slug in enumerate(slugs[:10], start=1)}

    page = client.signed_in(ben).post(
        "profiles.edit", screen=2, **rows, capacity="2", reply_days="3", heard_offers=slugs
    )

    assert "Pick at most 10 topics" in (page.error or "")
    assert page.value("heard_offers") == slugs[10]


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ("", "Write a sentence or two first"),
        (" \n\x00 ", "Write a sentence or two first"),
        ("xqzzy blorf", "We heard none of our topics in these words."),
        ("<script>alert(1)</script>", "We heard none of our topics in these words."),
        ("Denied claims need an appeal.", "Every topic that we heard in your words is picked below."),
    ],
)
def test_when_there_is_nothing_to_offer_it_is_said_why(
    client: Browser, amara: Person, about: str, sentence: str
) -> None:
    page = asked(client, amara, about=about, need_1="denials-appeals")

    assert offered(page) == []
    assert sentence in notices(page)


def test_too_long_a_text_is_explained_and_stays(client: Browser, amara: Person) -> None:
    text = "claims bounce. " * 100

    page = asked(client, amara, about=text)

    assert page.error == "Shorten this by 299 characters; 1,200 fit here."
    assert (page.value("about") or "").strip() == text.strip()
    assert offered(page) == []


def test_a_million_letters_are_refused_with_a_sentence(client: Browser, amara: Person) -> None:
    page = asked(client, amara, about="claims " * 150_000)

    assert (page.status, page.h1) == (413, "That was too much at once")


def test_invisible_and_unknown_things_do_no_harm(client: Browser, amara: Person) -> None:
    browser = client.signed_in(amara)
    strange = b"&heard_needs=%00&heard_needs=%ED%A0%80&heard_needs=no-such-topic&need_1=%00"
    body = (
        b"csrf_token=" + browser.csrf_token().encode() + b"&about=claims%00%ED%A0%80+bounce%3Cb%3E" + strange
    )

    answer = browser.client.post(
        "/profile/topics", data=body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 200
    assert offered(Page(answer)) == ["denials-appeals"]


def test_somebody_with_both_roles_is_offered_both(client: Browser, ben: Person) -> None:
    ben.is_mentee = True

    page = asked(client, ben, about=WORDS, **{"offer_1-topic": "denials-appeals"})

    assert offered(page, "heard_needs") == ["denials-appeals", "front-desk-phones"]
    assert offered(page, "heard_offers") == ["front-desk-phones"]


def test_a_mentee_whose_words_speak_of_how_she_is_doing_reads_whom_she_can_call(
    client: Browser, amara: Person, ben: Person
) -> None:
    about = "I am burnt out by the paperwork."

    mentee, mentor = asked(client, amara, about=about), asked(client, ben, about=about)

    assert "burnout-operational" in offered(mentee)
    assert "Someone to talk to, now" in mentee.html
    assert "Someone to talk to, now" not in mentor.html


def test_the_address_itself_leads_to_the_profile(client: Browser, amara: Person, cora: Person) -> None:
    page = client.signed_in(amara).get("pairing.hear", status=302)

    assert page.location == "/profile/2"
    client.signed_in(cora).get("pairing.hear", status=403)
    assert client.post("pairing.hear", follow=False, about=WORDS).status == 302


def test_one_word_speaks_for_one_topic() -> None:
    found = hearing.heard("My claims bounce.")

    assert [(one.topic, one.words) for one in found] == [("denials-appeals", ("claims", "bounce"))]


@pytest.mark.parametrize(
    "text", ["", "I like reading and long walks.", "I love hiking and my dog.", "the of and"]
)
def test_small_talk_offers_nothing(text: str) -> None:
    assert hearing.heard(text) == []


@pytest.mark.parametrize(
    ("part", "right", "found"), [("open", 0.9, 0.95), ("fresh", 0.8, 0.9), ("held_out", 0.7, 0.6)]
)
def test_most_of_what_is_offered_is_right(part: str, right: float, found: float) -> None:
    cases = json.loads(SAYINGS.read_text(encoding="utf-8"))[part]

    hits = [[one.topic in case["topics"] for one in hearing.heard(case["text"])] for case in cases]

    assert sum(map(sum, hits)) >= right * sum(map(len, hits))
    assert sum(map(any, hits)) >= found * len(cases)


@given(
    st.lists(st.sampled_from([*WORDS.split(), *SEVEN.split(), "PA", "\n", "<i>"]), max_size=60).map(" ".join)
)
def test_every_topic_is_offered_once_and_for_words_that_were_written(text: str) -> None:
    found = hearing.heard(text)

    assert len({one.topic for one in found}) == len(found)
    assert all(one.words and all(word in text for word in one.words) for one in found)
