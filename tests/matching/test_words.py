"""Words are read as they were meant: short forms by their neighbors, other words for one thing, slips of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import vocabulary
from matching.similarity import nearest, shared_words, text_vector
from matching.spelling import guess_spelling
from matching.word_evidence import in_numbers
from matching.words import (
    known_words,
    light_words,
    phrases,
    read_sentence,
    read_words,
    sentences_of,
    stem,
    stems,
)

FILE = vocabulary.read_data("phrases.json")


def read(text: str) -> set[str]:
    return {stem for word in read_words(text) for stem in word.stems}


@pytest.mark.parametrize(
    ("text", "meant", "not_meant"),
    [
        ("insurer wants a PA for the drug", "prior", "assist"),
        ("hire a PA or an NP", "assist", "prior"),
        ("hire a P/A for the office", "assist", "prior"),
        ("grew up in PA, near Philadelphia", "near", "assist"),
        ("new MA quit on me", "assist", "advantag"),
        ("MA plans cut our rates", "advantag", "assist"),
        ("form a PC or an LLC", "corpor", "computer"),
        ("A/R over 90 days", "receiv", "arkansas"),
        ("E/M level for this visit", "evalu", "emerg"),
        ("hire an APP and supervise", "advanc", "portal"),
        ("patients want an app on their phone", "portal", "advanc"),
        ("a VA in the Philippines", "virtual", "veteran"),
        ("CSR and DEA for the new state", "control", "phone"),
        ("bill CCM every month, code 99490", "chronic", "critic"),
        ("PE firm wants to buy us", "privat", "embol"),
        ("is PHP confidential for my license", "health", "partial"),
        ("OON with this payer, no contract", "outofnetwork", "cash"),
        ("stay non-par with Medicare", "particip", "par"),
        ("the IPA wants me to sign a risk contract", "associ", "beer"),
        ("chart notes at 11 pm", "chart", "system"),
    ],
)
def test_an_abbreviation_is_read_by_its_neighbors(text: str, meant: str, not_meant: str) -> None:
    found = read(text)

    assert meant in found
    assert not_meant not in found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("my pts", "my patients"),
        ("docs", "physicians"),
        ("no shows", "no-shows"),
        ("non compete", "noncompete"),
        ("check in", "check-in"),
        ("on call", "On-Call"),
        ("out of network", "out-of-network"),
        ("web site", "website"),
        ("BCBS", "blue cross"),
        ("rx refills", "prescription refills"),
    ],
)
def test_two_ways_to_say_one_thing_read_alike(one: str, other: str) -> None:
    assert read(one) == read(other) != set()


def test_an_abbreviation_inside_a_longer_word_offers_every_reading() -> None:
    assert {"assist", "advantag", "nurs"} <= read("MA/RN")


def test_words_are_named_as_first_typed() -> None:
    words = read_words("Check In is slow; MY Claims bounce, claims!")

    assert [word.typed for word in words] == ["Check In", "slow", "Claims", "bounce", "Claims"]


def test_bare_numbers_and_single_letters_say_nothing() -> None:
    assert read_words("x 4711 w2w2w2 7") == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("credentialling", "credentialing"),
        ("authorizaton", "authorization"),
        ("denails", "denials"),
        ("deductable", "deductible"),
        ("reffering", "referring"),
        ("creditialing", "credentialing"),
        ("compression", None),  # not "compassion"
        ("transaction", None),  # not "transition"
        ("insurence", "insurance"),
        ("refil", "refill"),
        ("scheduel", "schedule"),
        ("privcy", "privacy"),
        ("apeal", "appeal"),
        ("hiking", None),  # not "hiring"
        ("stuff", None),  # not "staff"
        ("sitting", None),  # not "setting"
        ("literally", None),  # not "literacy"
        ("zzzzzz", None),
        ("taxs", None),  # too short to guess
        ("w2w2w2", None),
        ("x" * 5_000, None),
    ],
)
def test_a_misspelling_is_guessed_only_when_the_guess_is_safe(typed: str, meant: str | None) -> None:
    assert guess_spelling(typed, known_words()) == meant


def test_a_guessed_word_counts_less_than_a_sure_one() -> None:
    (guessed,), (sure,) = read_words("authorizaton"), read_words("authorization")

    assert guessed.stems == sure.stems
    assert guessed.weight < sure.weight


@given(st.text("abcdeilnrst", max_size=12))
def test_a_guess_is_a_known_word_with_the_same_beginning(typed: str) -> None:
    guess = guess_spelling(typed, known_words())

    assert guess is None or (guess in known_words() and guess[0] == typed[0])


def test_no_other_word_is_listed_twice_or_read_in_two_ways() -> None:
    others = [other for listed in FILE["same"].values() for other in listed]

    assert len(others) == len(set(others))
    assert not set(others) & set(FILE["readings"])
    assert not set(others) & (set(FILE["same"]) | light_words())


def test_every_topic_is_said_in_at_least_ten_ways_and_none_twice() -> None:
    said = phrases()

    assert set(said) == {topic.slug for topic in vocabulary.topics()}
    assert all(len(ways) >= 10 and len({way.lower() for way in ways}) == len(ways) for ways in said.values())


def test_shared_words_are_those_whose_stems_the_other_text_uses_too() -> None:
    shared = shared_words("Denied CLAIMS and my landlord", "we cut denials; claim by claim")

    assert shared == ("Denied", "CLAIMS")


def test_a_text_lies_nearer_to_its_own_topic_than_to_another() -> None:
    text = text_vector("fighting claim denials")
    items = [text_vector("office space and lease, landlord"), text_vector("denials and appeals of claims")]

    nearness, places = nearest(text, items)

    assert places[0] == 1
    assert 0 < nearness <= 1


def test_a_text_of_unknown_words_lies_nowhere() -> None:
    text = text_vector("xqzzy")

    assert not text.any()
    assert nearest(text, [text_vector("office space and lease, landlord")]) == (0.0, ())


def test_light_words_keep_their_form() -> None:
    assert stem("having") == "having"
    assert stems("having denials") == ["having", "deni"]


MARKS = st.sampled_from("aZ9é ’'/-–…_.;!?\n\r\t\x1c,(&İ") | st.characters()
SAYINGS = st.sampled_from(
    [
        "one day off",
        "On-call",
        "a PA–MA, e/m",
        "hire a P/A",
        "insurer wants a PA",
        "e/m codes",
        "a/r grows",
        "W/ staff",
    ]
)


@given(
    st.lists(
        st.text(MARKS, max_size=60) | st.lists(SAYINGS | st.text(MARKS, max_size=3)).map(" ".join), min_size=1
    )
)
def test_texts_read_at_once_are_read_as_their_sentences_are(texts: list[str]) -> None:
    by_text = [[read_sentence(sentence) for sentence in sentences_of(text)] for text in texts]

    said, counts = in_numbers(texts)

    assert counts == [len(sentences) for sentences in by_text]
    assert [said.keys_of(span) for span in said.sentences()] == [keys for text in by_text for keys in text]


def test_known_pairs_are_one_only_side_by_side_whatever_else_stands_there() -> None:
    apart, beside = read_sentence("a day with one off two-person phone"), read_sentence("one day off a week")

    assert apart == ["a", "day", "with", "one", "off", "two-person", "phone"]
    assert beside == ["one", ("day off", "day off"), "a", "week"]
    assert read_sentence("a two-person day") == ["a", "two-person", "day"]


def test_what_may_join_two_things_stands_by_itself() -> None:
    said = read_sentence("MA/RN, w/ staff & more / else + and/or")

    assert [key for key in said if isinstance(key, str)] == [
        *("ma/rn", ",", "w", "staff", ",", "more", "/", "else", ",", "and/or")
    ]
