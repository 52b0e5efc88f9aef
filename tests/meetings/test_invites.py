"""An invitation as a file: its form, its safety, and what it refuses to write."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.meetings import invites
from mentorship.meetings.invitation import InvitationRefused, Method, Party
from tests.meetings.invitations import FIRST_VISIT

AMARA, BEN = FIRST_VISIT.attendees
HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hallway//Meetings//EN", "CALSCALE:GREGORIAN"]
DESCRIPTION = (
    r"DESCRIPTION:You meet for 45 minutes\, by video\; bring one question.\nSee you there \\ Hallway"
)
GUEST = "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT"


def lines_of(file: bytes) -> list[str]:
    """The file's logical lines."""
    return file.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def names_of(lines: list[str]) -> list[str]:
    return [line.replace(";", ":").split(":")[0] for line in lines]


def assert_well_formed(file: bytes) -> None:
    """What RFC 5545 asks of any file, checked without a library."""
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert b"\r" not in file.replace(b"\r\n", b"")
    assert b"\n" not in file.replace(b"\r\n", b"")
    for line in file.split(b"\r\n"):
        assert len(line) <= 75
        assert not any(byte < 32 or byte == 127 for byte in line)
        assert line.decode() or line == b""
    lines = lines_of(file)
    assert lines[:4] == HEAD
    assert lines[4].startswith("METHOD:")
    assert lines[5] == "BEGIN:VEVENT"
    assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]
    for once in (
        "BEGIN:VEVENT",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SEQUENCE",
        "ORGANIZER",
        "SUMMARY",
        "STATUS",
    ):
        assert (lines if ":" in once else names_of(lines)).count(once) == 1
    assert "DURATION" not in names_of(lines)


def test_an_invitation_reads_as_it_should() -> None:
    lines = lines_of(invites.checked(FIRST_VISIT))

    assert lines[4:] == [
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "SEQUENCE:0",
        'ORGANIZER;CN="Hallway":mailto:meetings@hallway.example',
        f'{GUEST};RSVP=FALSE;PARTSTAT=ACCEPTED;CN="Amara Okafor":mailto:amara@clinic.example',
        f'{GUEST};RSVP=FALSE;PARTSTAT=NEEDS-ACTION;CN="Ben Ortiz":mailto:ben@practice.example',
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example/room;7?x=1&y=%20",
        "DTSTAMP:20260301T120000Z",
        rf"{DESCRIPTION}\n\nhttps://meet.example/room\;7?x=1&y=%20",
        "DTEND:20261030T154500Z",
        r"LOCATION:https://meet.example/room\;7?x=1&y=%20",
        "DTSTART:20261030T150000Z",
        "STATUS:CONFIRMED",
        "SUMMARY:Mentoring: A. Okafor and B. Ortiz",
        "TRANSP:OPAQUE",
        "UID:m-4f1c9a@hallway.example",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_cancellation_keeps_its_uid_and_counts_on() -> None:
    cancelled = replace(FIRST_VISIT, method=Method.CANCEL, sequence=1)

    lines = lines_of(invites.checked(cancelled))

    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1", f"UID:{FIRST_VISIT.uid}"} <= set(lines)


def test_a_copy_to_keep_names_no_guests() -> None:
    lines = lines_of(invites.checked(replace(FIRST_VISIT, method=Method.PUBLISH)))

    assert "METHOD:PUBLISH" in lines
    assert "ATTENDEE" not in names_of(lines)


def test_a_meeting_without_a_link_has_no_place() -> None:
    lines = lines_of(invites.checked(replace(FIRST_VISIT, link=None)))

    assert not {"LOCATION", "CONFERENCE"} & set(names_of(lines))
    assert DESCRIPTION in lines


def test_a_link_that_the_description_holds_already_is_not_said_twice() -> None:
    told = replace(FIRST_VISIT, description="Meet at https://meet.example/room;7?x=1&y=%20 please")

    assert r"DESCRIPTION:Meet at https://meet.example/room\;7?x=1&y=%20 please" in lines_of(
        invites.checked(told)
    )


def test_a_link_keeps_its_commas_and_semicolons() -> None:
    lines = lines_of(invites.checked(replace(FIRST_VISIT, link="https://x.example/a;b,c?d=e&f=%20#g")))

    assert "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://x.example/a;b,c?d=e&f=%20#g" in lines


def test_instants_of_any_zone_are_written_in_utc_and_whole_seconds() -> None:
    in_chicago = timezone(timedelta(hours=-5))
    starts_at = datetime(2026, 10, 30, 10, tzinfo=in_chicago)

    lines = lines_of(
        invites.checked(
            replace(FIRST_VISIT, starts_at=starts_at, stamp=FIRST_VISIT.stamp.replace(microsecond=9))
        )
    )

    assert {"DTSTART:20261030T150000Z", "DTSTAMP:20260301T120000Z"} <= set(lines)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Doe, Jane", "Doe, Jane"),
        ("Dr: Who:mailto:evil@x.org", "Dr: Who:mailto:evil@x.org"),
        ('Robert "Bob" Lee', "Robert 'Bob' Lee"),
        ('X":mailto:evil@x.org', "X':mailto:evil@x.org"),
        ("a^nb ^'c", "aˆnb ˆ'c"),
        ("back\\slash", "back/slash"),
        ("Eve\r\nATTENDEE:mailto:evil@x.org", "Eve ATTENDEE:mailto:evil@x.org"),
        ("Eve\u2028ATTENDEE\u2029X\x85Y\x0bZ", "Eve ATTENDEE X Y Z"),
        ("N\x00U\x07L\x7f\x9b \ud800", "NUL"),
        ("Tab\tbed", "Tab bed"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("د. أمل حداد", "د. أمل حداد"),
        ("👩🏾‍⚕️ Amara", "👩🏾‍⚕️ Amara"),
        (" \x00\n", "ben@practice.example"),
    ],
)
def test_a_strange_name_stays_a_name(name: str, shown: str) -> None:
    guests = (AMARA, replace(BEN, name=name))

    file = invites.checked(replace(FIRST_VISIT, attendees=guests, organizer=Party(name, "a@b.example")))

    assert_well_formed(file)
    assert names_of(lines_of(file)) == names_of(lines_of(invites.build(FIRST_VISIT)))
    assert f'PARTSTAT=NEEDS-ACTION;CN="{shown}":mailto:ben@practice.example' in "".join(lines_of(file))


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("j+q@x.example", "mailto:j+q@x.example"),
        ("a?b#c%d@x.example", "mailto:a%3Fb%23c%25d@x.example"),
        ("josé@münchen.example", "mailto:jos%C3%A9@xn--mnchen-3ya.example"),
    ],
)
def test_an_address_is_written_as_a_uri(address: str, written: str) -> None:
    file = invites.checked(replace(FIRST_VISIT, attendees=(replace(BEN, email=address),)))

    assert f":{written}" in "".join(lines_of(file))


@pytest.mark.parametrize(
    "change",
    [
        {"uid": "a b"},
        {"uid": "x\r\nATTENDEE:mailto:evil@x.org"},
        {"uid": ""},
        {"uid": "u" * 256},
        {"sequence": -1},
        {"sequence": 2**31},
        {"title": " \x00 "},
        {"link": "javascript:alert(1)"},
        {"link": "https://x.example/a b"},
        {"link": "https://x.example/\r\nX:1"},
        {"link": "https://x.example/\n"},
        {"link": "https://exämple.org"},
        {"stamp": datetime(2026, 3, 1)},  # naive on purpose
        {"ends_at": FIRST_VISIT.starts_at},
        {"ends_at": FIRST_VISIT.starts_at + timedelta(microseconds=5)},
        {"organizer": Party("Hallway", "Hallway <meetings@hallway.example>")},
        {"organizer": Party("Hallway", "nobody")},
        {"attendees": (replace(BEN, email="a@b.example\r\nX:1"),)},
        {"attendees": (replace(BEN, email="a@b.example,c@d.example"),)},
        {"attendees": (replace(BEN, email="a@b..example"),)},
        {"attendees": (replace(BEN, email="\ud800@b.example"),)},
    ],
)
def test_what_cannot_stand_in_a_calendar_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvitationRefused):
        invites.build(replace(FIRST_VISIT, **change))


words = st.text(st.characters(), max_size=120) | st.text("ab\\;:,\"^'\r\n\x00\u2028é👩🏾", max_size=200)


@settings(max_examples=150, deadline=None)
@given(title=words, description=words, of_organizer=words, of_guest=words)
def test_no_text_of_anybody_changes_the_form_of_the_file(
    title: str, description: str, of_organizer: str, of_guest: str
) -> None:
    strange = replace(
        FIRST_VISIT,
        title=f"Mentoring {title}",
        description=f"Notes {description}",
        organizer=Party(of_organizer, "meetings@hallway.example"),
        attendees=(replace(AMARA, name=of_guest), BEN),
    )

    file = invites.checked(strange)

    assert_well_formed(file)
    assert names_of(lines_of(file)) == names_of(lines_of(invites.build(FIRST_VISIT)))
    assert file == invites.build(strange)
