"""A fourth library reads our invitations: ical.js, the one in Thunderbird and Nextcloud. It needs Node and npm."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mentorship.config import ROOT
from mentorship.meetings.invitation import Guest, Invitation, Method
from mentorship.meetings.invites import checked
from tests.meetings.invitations import FIRST_VISIT, Facts, meant, seconds

pytestmark = pytest.mark.slow
PACKAGE = "ical.js@2.2.1"
FOLDER = ROOT / "build" / "readers"
READ = """
import ICAL from "ical.js";
import fs from "node:fs";
const answers = JSON.parse(fs.readFileSync(0, "utf8")).map((file) => {
  const calendar = new ICAL.Component(ICAL.parse(file));
  const events = calendar.getAllSubcomponents("vevent");
  if (events.length !== 1) throw new Error("not one event");
  const event = new ICAL.Event(events[0]);
  const all = (name) => events[0].getAllProperties(name);
  const value = (name) => events[0].getFirstPropertyValue(name);
  return {
    method: calendar.getFirstPropertyValue("method"),
    uid: event.uid,
    sequence: event.sequence,
    stamp: value("dtstamp").toUnixTime(),
    start: event.startDate.toUnixTime(),
    end: event.endDate.toUnixTime(),
    status: value("status"),
    title: event.summary,
    description: event.description,
    location: event.location,
    conference: value("conference"),
    organizer: [all("organizer")[0].getParameter("cn"), all("organizer")[0].getFirstValue()],
    attendees: all("attendee").map((one) =>
      [one.getParameter("cn"), one.getFirstValue(), one.getParameter("partstat")]),
    lines: events[0].getAllProperties().length,
  };
});
console.log(JSON.stringify(answers));
"""


@pytest.fixture(scope="session")
def ical_js() -> Path:
    """A folder in which Node finds ical.js, fetched at the first run."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("Left out: reading invitations with ical.js. apt-get install nodejs npm")
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "node_modules" / "ical.js").exists():
        done = subprocess.run(
            ["npm", "install", "--silent", "--prefix", str(FOLDER), PACKAGE], check=False, timeout=300
        )
        if done.returncode:
            pytest.skip("Left out: reading invitations with ical.js, which npm cannot fetch here.")
    (FOLDER / "read.mjs").write_text(READ)
    return FOLDER


def read(folder: Path, files: list[bytes]) -> list[Facts]:
    done = subprocess.run(
        ["node", "read.mjs"],
        cwd=folder,
        input=json.dumps([file.decode() for file in files]),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Facts] = json.loads(done.stdout)
    return found


def as_lists(facts: Facts) -> Facts:
    """JSON knows no tuples."""
    listed: Facts = json.loads(json.dumps(facts))
    return listed


def test_ical_js_reads_a_year_of_weekly_changes_and_hostile_names_as_they_are_meant(ical_js: Path) -> None:
    names = ["Doe, Jane", "Dr: Who:mailto:evil@x.org", "Ölçer; Đặng", "渡辺 🩺", "O'Hara = % x"]
    versions: list[Invitation] = []
    for week in range(60):
        moved = timedelta(weeks=week, minutes=15 * week)
        versions.append(
            replace(
                FIRST_VISIT,
                sequence=week,
                stamp=FIRST_VISIT.stamp + timedelta(minutes=week),
                starts_at=FIRST_VISIT.starts_at + moved,
                ends_at=FIRST_VISIT.ends_at + moved,
                method=Method.CANCEL if week == 59 else Method.REQUEST,
                attendees=(
                    Guest(names[week % len(names)], "amara@clinic.example", accepted=True),
                    FIRST_VISIT.attendees[1],
                ),
            )
        )

    found = read(ical_js, [checked(version) for version in versions])

    assert found == [as_lists(meant(version)) for version in versions]
    assert found[0]["start"] == seconds(FIRST_VISIT.starts_at)
