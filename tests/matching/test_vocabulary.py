"""The vocabulary holds together: every reference leads somewhere, every question has its answers."""

from __future__ import annotations

import pytest

from matching import vocabulary
from matching.specialties import similarities
from matching.words import phrases


def test_every_related_topic_and_every_area_exists() -> None:
    slugs = {topic.slug for topic in vocabulary.topics()}
    areas = {area.slug: set(area.topics) for area in vocabulary.areas()}

    assert set().union(*areas.values()) == slugs
    for topic in vocabulary.topics():
        assert topic.slug in areas[topic.area]
        assert slugs.issuperset(topic.related)
        assert set(vocabulary.topic_flags()).issuperset(topic.flags)


def test_every_topic_is_said_in_at_least_three_plain_phrases() -> None:
    said = phrases()

    assert {topic.slug for topic in vocabulary.topics()} == set(said)
    assert min(len(ways) for ways in said.values()) >= 3


def test_stages_models_values_and_sliders_have_labels() -> None:
    choices = [*vocabulary.stages(), *vocabulary.practice_models(), *vocabulary.VALUES]

    assert len(vocabulary.VALUES) == 10
    assert len(vocabulary.STYLE) == 5
    assert all(choice.label for choice in choices)
    assert len({choice.slug for choice in choices}) == len(choices)


def test_an_unknown_slug_or_code_has_a_named_error() -> None:
    with pytest.raises(vocabulary.UnknownTopic, match="astrology"):
        vocabulary.topic("astrology")
    with pytest.raises(vocabulary.UnknownSpecialty, match="astrology"):
        vocabulary.specialty("astrology")


@pytest.mark.parametrize(
    ("one", "other", "nearness"),
    [
        ("207Q00000X", "207Q00000X", 1.0),  # the same
        ("207Q00000X", "208D00000X", 0.95),  # listed: family medicine, general practice
        ("207QG0300X", "207QS0010X", 0.4),  # two branches of family medicine
        ("207R00000X", "2080A0000X", 0.25),  # both primary care
        ("207Q00000X", "2084N0400X", 0.1),  # family medicine, neurology
    ],
)
def test_specialties_are_as_near_as_the_file_says(one: str, other: str, nearness: float) -> None:
    there, back = vocabulary.specialty_similarity(one, other), vocabulary.specialty_similarity(other, one)

    assert there == back == nearness


def test_nearness_of_specialties_is_symmetric_and_within_bounds() -> None:
    codes = [specialty.code for specialty in vocabulary.specialties()]

    for one in codes[::7]:
        for other in codes:
            near = vocabulary.specialty_similarity(one, other)
            assert near == vocabulary.specialty_similarity(other, one)
            assert 0.1 <= near <= 1


def test_an_abbreviation_carries_its_meanings_and_their_topics() -> None:
    by_form = {
        form: abbreviation for abbreviation in vocabulary.abbreviations() for form in abbreviation.forms
    }

    assert [meaning.topics for meaning in by_form["PA"].meanings] == [
        ("prior-authorization",),
        ("app-supervision",),
        (),
    ]
    assert by_form["A/R"].meanings[0].topics == ("billing-rcm",)
    assert by_form["IPA"].meanings[0].topics == ("societies-ipas", "value-based-contracts")


def test_specialties_compared_at_once_are_as_near_as_each_two() -> None:
    codes = [one.code for one in vocabulary.specialties()]

    table = similarities([*codes, None], [*codes, None])

    assert table[:-1, :-1].tolist() == [
        [vocabulary.specialty_similarity(one, other) for other in codes] for one in codes
    ]
    assert not table[-1].any() and not table[:, -1].any()
