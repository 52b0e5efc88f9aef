"""An example invitation, and what three other libraries read from a file: icalendar, vobject, libical."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import vobject

from mentorship.meetings.invitation import Guest, Invitation, Method, Party

Facts = dict[str, Any]
Reader = Callable[[bytes], Facts]


FIRST_VISIT = Invitation(
    method=Method.REQUEST,
    uid="m-4f1c9a@hallway.example",
    sequence=0,
    stamp=datetime(2026, 3, 1, 12, tzinfo=UTC),
    starts_at=datetime(2026, 10, 30, 15, tzinfo=UTC),
    ends_at=datetime(2026, 10, 30, 15, 45, tzinfo=UTC),
    title="Mentoring: A. Okafor and B. Ortiz",
    description="You meet for 45 minutes, by video; bring one question.\nSee you there \\ Hallway",
    organizer=Party("Hallway", "meetings@hallway.example"),
    attendees=(
        Guest("Amara Okafor", "amara@clinic.example", accepted=True),
        Guest("Ben Ortiz", "ben@practice.example", accepted=False),
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
    sound = calendar.is_valid() and calendar.check_restrictions() and not calendar.count_errors()
    found, event = [], calendar.get_first_component(L.ComponentKind.ANY_COMPONENT)
    while event:
        found.append({"sound": sound, "method": calendar.get_method().value_nick, **facts_of_event(event)})
        event = calendar.get_next_component(L.ComponentKind.ANY_COMPONENT)
    return found
def facts_of_event(event):
    lines, line = [], event.get_first_property(L.PropertyKind.ANY_PROPERTY)
    while line:
        lines.append((line.get_property_name(), line.get_value_as_string(), params(line)))
        line = event.get_next_property(L.PropertyKind.ANY_PROPERTY)
    return {
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
    """What every reader should say of an invitation to two guests, with a link."""
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


def facts_of_libical(told: Facts) -> Facts:
    assert told["sound"]
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


@contextmanager
def libical() -> Iterator[Reader | None]:
    """libical, for files of one event; None where the machine does not have it."""
    with libical_for_all() as reads_all:

        def by_libical(file: bytes) -> Facts:
            assert reads_all
            [facts] = reads_all(file)
            return facts

        yield by_libical if reads_all else None


@contextmanager
def libical_for_all() -> Iterator[Callable[[bytes], list[Facts]] | None]:
    """libical in a process of its own, for every event of a file; None where the machine does not have it."""
    if not Path(SYSTEM_PYTHON).exists():
        yield None
        return
    with subprocess.Popen(
        [SYSTEM_PYTHON, "-c", LIBICAL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as child:
        asked, answers = child.stdin, child.stdout
        assert asked
        assert answers

        def read(file: bytes) -> list[Facts]:
            print(base64.b64encode(file).decode(), file=asked, flush=True)
            return [facts_of_libical(told) for told in json.loads(answers.readline())]

        yield read if answers.readline() == "ready\n" else None


def seconds(instant: datetime) -> int:
    assert instant.utcoffset() == timedelta(0)
    return int(instant.timestamp())
