"""Whatever a calendar file holds, it ends in busy times or in a clause that its owner understands, soon."""

from __future__ import annotations

from random import Random
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.availability import foreign_calendar
from mentorship.availability.fetching import CannotRead
from mentorship.availability.foreign_calendar import busy_times_in
from tests.availability.foreign_files import CHICAGO, CORPUS, DAILY, OLD, SINCE, UNTIL, at, event, file, zone

PIECES = [
    piece for data, _ in CORPUS.values() if len(data) < 2_000 for piece in data.splitlines(keepends=True)
]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine with much else to do the wall would fall before the limit of the processor does."""
    monkeypatch.setattr(foreign_calendar, "WALL", 120.0)


def outcome(data: bytes) -> int | str:
    """How many busy times it has, or why it cannot be read."""
    try:
        return len(busy_times_in(data, CHICAGO, SINCE, UNTIL).intervals)
    except CannotRead as refused:
        return refused.sentence


@pytest.mark.parametrize("name", CORPUS)
def test_a_strange_file_is_read_or_refused_in_words(name: str) -> None:
    data, expected = CORPUS[name]

    assert outcome(data) == expected


def test_two_peoples_files_that_call_their_zones_alike_are_told_apart() -> None:
    entry = at("20261210T100000", "20261210T110000", zone="Customized Time Zone")
    files = [file(zone("Customized Time Zone", offset), entry) for offset in ("-0500", "+0900")]

    read = [busy_times_in(one, CHICAGO, SINCE, UNTIL) for one in [*files, file(entry)]]

    assert [one.intervals[0][0].hour for one in read] == [15, 1, 16]
    assert [one.assumed for one in read] == [0, 0, 1]


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_calendar, "WALL", 0.5)
    never = file(*(event(*OLD, f"{DAILY};BYMONTH=2;BYMONTHDAY=30", uid=str(number)) for number in range(9)))
    began = monotonic()

    assert outcome(never) == "it takes too long to work out"
    assert monotonic() - began < 10


def test_the_child_is_told_nothing_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    real = foreign_calendar.subprocess.run

    def run(command: list[str], **options: object) -> object:
        told.append(options["env"])
        return real(command, **options)

    monkeypatch.setattr(foreign_calendar.subprocess, "run", run)

    outcome(file(event()))

    assert told == [{}]


@pytest.mark.slow
def test_what_computes_for_too_long_meets_the_limit_of_the_processor() -> None:
    never = file(*(event(*OLD, f"{DAILY};BYMONTH=2;BYMONTHDAY=30", uid=str(number)) for number in range(9)))

    assert outcome(never) == "it takes too long to work out"


@pytest.mark.slow
def test_what_needs_too_much_memory_meets_the_limit_of_memory() -> None:
    many = b"BEGIN:VCALENDAR\r\n" + b"\r\n" + b"a:\r\n" * 12_000_000 + b"END:VCALENDAR\r\n"

    assert outcome(many) == "it is too large or too tangled to work out"


@pytest.mark.slow
@settings(max_examples=300, database=None)
@given(st.randoms(use_true_random=False))
def test_damaged_and_shuffled_files_never_end_otherwise(chance: Random) -> None:
    lines = chance.choices(PIECES, k=chance.randrange(60))
    body = bytearray(b"BEGIN:VCALENDAR\r\n" + b"".join(lines) + b"END:VCALENDAR\r\n")
    for _ in range(chance.choice((0, 1, 3, 30))):
        body[chance.randrange(len(body))] = chance.randrange(256)

    said = outcome(bytes(body))

    assert isinstance(said, int) or "tangled" not in said
