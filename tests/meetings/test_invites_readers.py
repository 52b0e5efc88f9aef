"""Three other libraries read our invitations, each what was meant: icalendar, vobject and libical (in C)."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.meetings.invites import Guest, Invitation, Method, Party, checked

Facts = dict[str, Any]
Reader = Callable[[bytes], Facts]


def seconds(instant: datetime) -> int:
    assert instant.utcoffset() == timedelta(0)
    return int(instant.timestamp())


MEETING = Invitation(
    method=Method.REQUEST,
    uid="m-77ab@hallway.example",
    sequence=0,
    stamp=datetime(2026, 3, 1, 12, tzinfo=UTC),
    starts_at=datetime(2026, 10, 30, 13, 30, tzinfo=UTC),
    ends_at=datetime(2026, 10, 30, 14, 15, tzinfo=UTC),
    title="Mentoring: A. Okafor and B. Ortiz",
    description="First line, then; more\nsecond line \\ end",
    organizer=Party("Hallway", "meetings@hallway.example"),
    attendees=(
        Guest("Okafor, Amara", "amara@clinic.example", True),
        Guest("Dr: Ben", "ben@practice.example", False),
    ),
    link="https://meet.example/room;7?x=1&y=%20",
)

# Debian's own Python has libical's bindings (gir1.2-ical-3.0, python3-gi). One file a line in, its facts out.
SYSTEM_PYTHON = "/usr/bin/python3"
LIBICAL = """
import base64, json, sys
import gi
gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib as L
def params(line):
    param, found = line.get_first_parameter(L.ParameterKind.ANY_PARAMETER), {}
    while param:
        name, _, value = param.as_ical_string().partition("=")
        found[name] = value.strip('"')
        param = line.get_next_parameter(L.ParameterKind.ANY_PARAMETER)
    return found
def facts(text):
    calendar = L.Component.new_from_string(text)
    event = calendar.get_inner()
    lines, line = [], event.get_first_property(L.PropertyKind.ANY_PROPERTY)
    while line:
        lines.append((line.get_property_name(), line.get_value_as_string(), params(line)))
        line = event.get_next_property(L.PropertyKind.ANY_PROPERTY)
    return {
        "sound": calendar.is_valid() and calendar.check_restrictions() and not calendar.count_errors(),
        "events": calendar.count_components(L.ComponentKind.ANY_COMPONENT),
        "method": calendar.get_method().value_nick,
        "start": event.get_dtstart().as_timet(), "end": event.get_dtend().as_timet(),
        "title": event.get_summary(), "description": event.get_description(),
        "location": event.get_location(),
        "lines": lines,
    }
print("ready", flush=True)
for line in sys.stdin:
    print(json.dumps(facts(base64.b64decode(line).decode())), flush=True)
"""


def meant(invitation: Invitation) -> Facts:
    """What every reader should say; names and texts are added by those tests that know them."""
    return {
        "method": invitation.method.value,
        "uid": invitation.uid,
        "sequence": invitation.sequence,
        "stamp": seconds(invitation.stamp),
        "start": seconds(invitation.starts_at),
        "end": seconds(invitation.ends_at),
        "status": "CANCELLED" if invitation.method is Method.CANCEL else "CONFIRMED",
        "title": invitation.title,
        "description": f"{invitation.description}\n\n{invitation.link}",
        "location": invitation.link,
        "conference": invitation.link,
        "organizer": (invitation.organizer.name, f"mailto:{invitation.organizer.email}"),
        "attendees": [
            (guest.name, f"mailto:{guest.email}", "ACCEPTED" if guest.accepted else "NEEDS-ACTION")
            for guest in invitation.attendees
        ],
        "lines": 14,
    }


def by_icalendar(file: bytes) -> Facts:
    calendar = icalendar.Calendar.from_ical(file)
    (event,) = calendar.subcomponents
    assert event.errors == []
    return {
        "method": calendar.method,
        "uid": event.uid,
        "sequence": event.sequence,
        "stamp": seconds(event.DTSTAMP),
        "start": seconds(event.DTSTART),
        "end": seconds(event.DTEND),
        "status": event.status,
        "title": event.summary,
        "description": event.description,
        "location": event.location,
        "conference": event["CONFERENCE"],
        "organizer": (event.organizer.params["CN"], event.organizer),
        "attendees": [(one.params["CN"], one, one.params["PARTSTAT"]) for one in event.attendees],
        "lines": len(event.property_items(recursive=False)) - 2,  # BEGIN and END are among them
    }


def by_vobject(file: bytes) -> Facts:
    calendar = vobject.readOne(file.decode())
    (event,) = calendar.components()
    return {
        "method": calendar.method.value,
        "uid": event.uid.value,
        "sequence": int(event.sequence.value),
        "stamp": seconds(event.dtstamp.value),
        "start": seconds(event.dtstart.value),
        "end": seconds(event.dtend.value),
        "status": event.status.value,
        "title": event.summary.value,
        "description": event.description.value,
        "location": event.location.value,
        "conference": event.conference.value,
        "organizer": (event.organizer.params["CN"][0], event.organizer.value),
        "attendees": [
            (one.params["CN"][0], one.value, one.params["PARTSTAT"][0]) for one in event.attendee_list
        ],
        "lines": len(list(event.getChildren())),
    }


@pytest.fixture(scope="session")
def by_libical() -> Iterator[Reader]:
    try:
        child = subprocess.Popen(
            [SYSTEM_PYTHON, "-c", LIBICAL],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    except FileNotFoundError:
        pytest.skip("libical is left out: no system Python; apt-get install python3-gi gir1.2-ical-3.0")
    with child:
        assert child.stdin
        assert child.stdout
        if child.stdout.readline() != "ready\n":
            pytest.skip("libical is left out: apt-get install python3-gi gir1.2-ical-3.0")

        def read(file: bytes) -> Facts:
            child.stdin.write(base64.b64encode(file).decode() + "\n")
            child.stdin.flush()
            return facts_of_libical(json.loads(child.stdout.readline()))

        yield read
        child.stdin.close()


def facts_of_libical(told: Facts) -> Facts:
    assert told["sound"]
    assert told["events"] == 1
    lines = told["lines"]
    value = {name: text for name, text, _ in lines}
    people = [
        (name, params["CN"], text, params.get("PARTSTAT")) for name, text, params in lines if "CN" in params
    ]
    return {
        "method": told["method"].upper(),
        "uid": value["UID"],
        "sequence": int(value["SEQUENCE"]),
        "stamp": seconds(datetime.strptime(value["DTSTAMP"], "%Y%m%dT%H%M%S%z")),
        "start": told["start"],
        "end": told["end"],
        "status": value["STATUS"],
        "title": told["title"],
        "description": told["description"],
        "location": told["location"],
        "conference": value["CONFERENCE"],
        "organizer": next((cn, text) for name, cn, text, _ in people if name == "ORGANIZER"),
        "attendees": [(cn, text, answer) for name, cn, text, answer in people if name == "ATTENDEE"],
        "lines": len(lines),
    }


def test_all_read_the_invitation_its_change_and_its_cancellation(by_libical: Reader) -> None:
    moved = timedelta(days=7, hours=1)  # across the autumn change
    later = MEETING.stamp + timedelta(minutes=1)
    chain = [
        MEETING,
        replace(
            MEETING,
            sequence=1,
            stamp=later,
            starts_at=MEETING.starts_at + moved,
            ends_at=MEETING.ends_at + moved,
        ),
        replace(MEETING, sequence=2, stamp=later + timedelta(minutes=1), method=Method.CANCEL),
    ]

    for version in chain:
        file = checked(version)

        assert by_icalendar(file) == meant(version)
        assert by_vobject(file) == meant(version)
        assert by_libical(file) == meant(version)


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
    by_libical: Reader, title: str, description: str, of_organizer: str, of_guest: str
) -> None:
    typed = replace(
        MEETING,
        title=title,
        description=description,
        organizer=replace(MEETING.organizer, name=of_organizer),
        attendees=(replace(MEETING.attendees[0], name=of_guest), MEETING.attendees[1]),
    )

    file = checked(typed)

    assert by_icalendar(file) == meant(typed)
    assert by_vobject(file) == meant(typed)
    assert by_libical(file) == meant(typed)


@settings(max_examples=100, deadline=None)
@given(
    name=st.text(st.characters() | st.sampled_from('";:,=^\\\r\n\x00\u2028'), max_size=60)
    | st.sampled_from(
        ['X":mailto:evil@x.org', "^':mailto:evil@x.org", "A\r\nATTENDEE:mailto:evil@x.org", "\\"]
    )
)
def test_none_reads_an_address_out_of_a_name(by_libical: Reader, name: str) -> None:
    strange = replace(
        MEETING,
        organizer=replace(MEETING.organizer, name=name),
        attendees=tuple(replace(guest, name=name) for guest in MEETING.attendees),
    )

    file = checked(strange)

    for facts in (by_icalendar(file), by_vobject(file), by_libical(file)):
        assert facts["organizer"][1] == "mailto:meetings@hallway.example"
        assert [address for _, address, _ in facts["attendees"]] == [
            "mailto:amara@clinic.example",
            "mailto:ben@practice.example",
        ]
        assert facts["lines"] == meant(strange)["lines"]


@settings(max_examples=60, deadline=None)
@given(
    agreed_at=st.integers(0, seconds(datetime(2037, 12, 30, tzinfo=UTC))),
    minutes=st.integers(1, 600),
)
def test_all_read_the_same_instants(by_libical: Reader, agreed_at: int, minutes: int) -> None:
    starts_at = datetime.fromtimestamp(agreed_at, UTC)
    agreed = replace(MEETING, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes))

    file = checked(agreed)

    assert by_icalendar(file) == by_vobject(file) == by_libical(file) == meant(agreed)
