"""Three other libraries read our invitations, each what was meant: icalendar, vobject and libical (in C)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.meetings.invitation import Method
from mentorship.meetings.invites import checked, checked_feed
from tests.meetings import invitations
from tests.meetings.invitations import FIRST_VISIT, Reader, by_icalendar, by_vobject, meant

STATUSES = ["CANCELLED", "CONFIRMED", "TENTATIVE"]


@pytest.fixture(scope="session")
def libical() -> Iterator[Reader | None]:
    with invitations.libical() as reader:
        yield reader


@pytest.fixture(scope="session")
def readers(libical: Reader | None) -> list[Reader]:
    return [by_icalendar, by_vobject, *([libical] if libical else [])]


def test_libical_is_among_the_readers(libical: Reader | None) -> None:
    required = os.environ.get("CI") == "true" or os.environ.get("REQUIRE_ALL") == "1"
    left_out = "Left out: reading invitations with libical. apt-get install python3-gi gir1.2-ical-3.0"

    if libical is None and not required:
        pytest.skip(left_out)

    assert libical, left_out


def test_all_read_the_invitation_its_change_and_its_cancellation(readers: list[Reader]) -> None:
    moved = timedelta(days=7, hours=1)  # across the autumn change
    later = FIRST_VISIT.stamp + timedelta(minutes=1)
    chain = [
        FIRST_VISIT,
        replace(
            FIRST_VISIT,
            sequence=1,
            stamp=later,
            starts_at=FIRST_VISIT.starts_at + moved,
            ends_at=FIRST_VISIT.ends_at + moved,
        ),
        replace(FIRST_VISIT, sequence=2, stamp=later + timedelta(minutes=1), method=Method.CANCEL),
    ]

    for version in chain:
        file = checked(version)

        assert [read(file) for read in readers] == [meant(version)] * len(readers)


# Whatever people type, less what the file cleans away by its promise (see test_invites.py).
characters = st.characters(
    exclude_categories=["Cc", "Cs", "Zl", "Zp"],
    exclude_characters='"^\\\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069',
)
names = st.text(characters | st.sampled_from(";:,='%"), min_size=1, max_size=90).map(str.strip).filter(bool)
texts = (
    st.text(characters | st.sampled_from('\n\\;:,"^%'), min_size=1, max_size=200).map(str.strip).filter(bool)
)


@settings(max_examples=150, deadline=None)
@given(title=names, description=texts, of_organizer=names, of_guest=names)
def test_all_read_whatever_people_type_as_they_typed_it(
    readers: list[Reader], title: str, description: str, of_organizer: str, of_guest: str
) -> None:
    typed = replace(
        FIRST_VISIT,
        title=title,
        description=description,
        organizer=replace(FIRST_VISIT.organizer, name=of_organizer),
        attendees=(replace(FIRST_VISIT.attendees[0], name=of_guest), FIRST_VISIT.attendees[1]),
    )

    file = checked(typed)

    assert [read(file) for read in readers] == [meant(typed)] * len(readers)


@settings(max_examples=100, deadline=None)
@given(
    name=st.text(st.characters() | st.sampled_from('";:,=^\\\r\n\x00\u2028'), max_size=60)
    | st.sampled_from(
        ['X":mailto:evil@x.org', "^':mailto:evil@x.org", "A\r\nATTENDEE:mailto:evil@x.org", "\\"]
    )
)
def test_none_reads_an_address_out_of_a_name(readers: list[Reader], name: str) -> None:
    strange = replace(
        FIRST_VISIT,
        organizer=replace(FIRST_VISIT.organizer, name=name),
        attendees=tuple(replace(guest, name=name) for guest in FIRST_VISIT.attendees),
    )

    file = checked(strange)

    for facts in [read(file) for read in readers]:
        assert facts["organizer"][1] == "mailto:meetings@hallway.example"
        assert [address for _, address, _ in facts["attendees"]] == [
            "mailto:amara@clinic.example",
            "mailto:ben@practice.example",
        ]
        assert facts["lines"] == meant(strange)["lines"]


@settings(max_examples=60, deadline=None)
@given(
    agreed_at=st.integers(0, invitations.seconds(datetime(2037, 12, 30, tzinfo=UTC))),
    minutes=st.integers(1, 600),
)
def test_all_read_the_same_instants(readers: list[Reader], agreed_at: int, minutes: int) -> None:
    starts_at = datetime.fromtimestamp(agreed_at, UTC)
    agreed = replace(FIRST_VISIT, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes))

    file = checked(agreed)

    assert [read(file) for read in readers] == [meant(agreed)] * len(readers)


def test_all_read_every_meeting_of_a_feed() -> None:
    cancelled = replace(FIRST_VISIT, method=Method.CANCEL, uid="m-2@hallway.example", sequence=3)
    held = replace(FIRST_VISIT, method=Method.PUBLISH, uid="m-3@hallway.example", tentative=True)
    meetings = [cancelled, replace(FIRST_VISIT, method=Method.PUBLISH), held]

    file = checked_feed("Hallway; my, meetings \\", meetings)

    with invitations.libical_for_all() as by_libical:
        read = (
            [(facts["uid"], facts["status"], facts["attendees"]) for facts in by_libical(file)]
            if by_libical
            else []
        )
        assert read in ([], [(one.uid, status, []) for one, status in zip(meetings, STATUSES, strict=True)])
    calendar = icalendar.Calendar.from_ical(file)
    assert [event.status for event in calendar.events] == STATUSES
    assert [event.status.value for event in vobject.readOne(file.decode()).components()] == STATUSES
    name = b"NAME:Hallway\\; my\\, meetings \\\\\r\n"
    assert b"\r\n" + name in file
    assert b"\r\nX-WR-CAL" + name in file
    assert checked_feed("Hallway; my, meetings \\", meetings) == file
