"""One's own calendar follows the meetings: by an address that is shown once, can be taken back, and tells no more."""

from __future__ import annotations

import runpy
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import icalendar
import pytest
import vobject
from gunicorn.config import Config
from gunicorn.glogging import Logger, SafeAtoms
from sqlalchemy import select
from werkzeug.test import EnvironBuilder

from mentorship import clock
from mentorship.audit.models import AuditEntry
from mentorship.config import ROOT
from mentorship.extensions import db
from mentorship.meetings import own_calendar, services
from mentorship.meetings.models import CalendarAddress, Happened, MeetingState
from tests import factories

WEDNESDAY = datetime(2026, 11, 12, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def meeting(pair, amara):
    booked = services.book(pair, amara, WEDNESDAY)
    db.session.commit()
    return booked


def made(client, person) -> str:
    """The path of a new address of theirs."""
    page = client.signed_in(person).post("meetings.make_address")
    address = page.value("address") or next(f.get("value") for f in page.all("input", id="address"))
    return str(address).removeprefix("http://localhost")


def asked(client, path, method="GET", **headers):
    """The answer to a calendar, which has no cookies."""
    db.session.commit()
    answer = client.app.test_client().open(path, method=method, headers=headers)
    db.session.rollback()
    return answer


def events(answer) -> list:
    return icalendar.Calendar.from_ical(answer.data).events


def test_the_address_is_shown_once_and_only_its_hash_is_kept(client, amara):
    browser = client.signed_in(amara)

    before = browser.get("meetings.feed")
    path = made(client, amara)
    after = browser.get("meetings.feed")

    token = path.removeprefix("/feed/").removesuffix(".ics")
    [row] = db.session.scalars(select(CalendarAddress))
    assert len(token) >= 43  # 256 bits
    assert "Anyone with this address can read your meetings" in before.text
    assert token not in after.html
    assert "You made an address on" in after.text
    assert row.token_hash != token
    assert not [e for e in db.session.scalars(select(AuditEntry)) if token in f"{e.action}{e.details}"]


def test_the_page_with_the_address_is_kept_by_no_cache(client, amara):
    db.session.commit()
    browser = client.signed_in(amara)

    answer = browser.client.post("/calendar/feed", data={"csrf_token": browser.csrf_token()})

    assert answer.status_code == 200
    assert "Anyone with this address can read your meetings" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_calendar_reads_the_meeting_its_change_and_its_cancellation(client, meeting, amara):
    path = made(client, amara)

    booked = events(asked(client, path))
    services.reschedule(meeting, amara, WEDNESDAY + DAY)
    moved = events(asked(client, path))
    services.cancel(meeting, amara, "")
    cancelled = events(asked(client, path))

    assert [(e.uid, e.sequence, e.DTSTART, e.status) for [e] in (booked, moved, cancelled)] == [
        (meeting.uid, 0, WEDNESDAY, "CONFIRMED"),
        (meeting.uid, 1, WEDNESDAY + DAY, "CONFIRMED"),
        (meeting.uid, 2, WEDNESDAY + DAY, "CANCELLED"),
    ]
    assert booked[0].DTSTAMP < moved[0].DTSTAMP < cancelled[0].DTSTAMP == meeting.stamped_at


def test_it_asks_nobody_to_answer_names_itself_and_says_how_often_to_look(client, meeting, amara):
    answer = asked(client, made(client, amara))

    lines = answer.data.decode().replace("\r\n ", "").split("\r\n")
    head = lines[: lines.index("BEGIN:VEVENT")]
    assert "ATTENDEE" not in answer.text
    assert {
        "METHOD:PUBLISH", "NAME:Hallway: my meetings", "X-WR-CALNAME:Hallway: my meetings",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
    } <= set(head)  # fmt: skip
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


def test_the_same_bytes_until_something_changes_and_then_others(client, meeting, amara):
    path = made(client, amara)
    first = asked(client, path)
    with clock.moved_to(clock.now() + DAY):
        second = asked(client, path)
        unchanged = [
            asked(client, path, method, **{"If-None-Match": first.headers["ETag"]})
            for method in ("GET", "HEAD")
        ]
        head = asked(client, path, "HEAD")
        services.cancel(meeting, amara, "")
        changed = asked(client, path, **{"If-None-Match": first.headers["ETag"]})

    assert first.data == second.data
    assert not first.headers["ETag"].startswith("W/")
    assert [(answer.status_code, answer.data) for answer in unchanged] == [(304, b"")] * 2
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    assert changed.status_code == 200


def test_an_address_that_is_unknown_replaced_revoked_or_of_a_closed_account_leads_nowhere(
    client, meeting, amara, ben
):
    first, of_ben = made(client, amara), made(client, ben)
    second = made(client, amara)

    replaced, current = asked(client, first).status_code, asked(client, second).status_code
    client.signed_in(amara).post("meetings.revoke_address")
    ben.disabled_at = clock.now()

    assert (replaced, current) == (404, 200)
    assert asked(client, second).status_code == 404
    assert asked(client, of_ben).status_code == 404
    assert asked(client, "/feed/nobody.ics").status_code == 404


def test_only_ones_own_meetings_stand_in_it(client, cohort, meeting, amara, dev):
    other = factories.mentorship(
        cohort,
        factories.mentor(cohort, "Olga Marsh", offers={"denials-appeals": 3}),
        factories.mentee(cohort, "Omar Bell", needs=["denials-appeals"]),
    )
    services.book(other, other.mentee, WEDNESDAY)

    own, of_stranger = events(asked(client, made(client, amara))), events(asked(client, made(client, dev)))

    assert [event.uid for event in own] == [meeting.uid]
    assert of_stranger == []


def test_what_is_over_stays_for_thirty_days_and_so_does_what_was_cancelled(client, pair, meeting, amara):
    path = made(client, amara)
    services.cancel(meeting, amara, "")
    with clock.moved_to(clock.now() + DAY):
        taken_place = services.book(pair, amara, WEDNESDAY + 2 * DAY)
        db.session.commit()

    with clock.moved_to(meeting.stamped_at + 29 * DAY):
        within = [event.uid for event in events(asked(client, path))]
    with clock.moved_to(meeting.stamped_at + 31 * DAY):
        later = [event.uid for event in events(asked(client, path))]
    with clock.moved_to(taken_place.ends_at + 31 * DAY):
        much_later = [event.uid for event in events(asked(client, path))]

    assert within == [meeting.uid, taken_place.uid]
    assert later == [taken_place.uid]
    assert much_later == []


def test_what_is_said_afterwards_changes_no_file(client, meeting, amara):
    path = made(client, amara)
    before = asked(client, path).data
    with clock.moved_to(meeting.ends_at + DAY):
        services.wrap_up(meeting, amara, Happened.moved, "")
        after = asked(client, path).data

    assert meeting.state == MeetingState.cancelled
    assert after == before


def test_a_held_time_is_tentative_until_it_lapses(client, meeting, amara):
    meeting.state, meeting.expires_at = MeetingState.held, clock.now() + DAY
    path = made(client, amara)

    held = events(asked(client, path))
    with clock.moved_to(clock.now() + DAY):
        lapsed = events(asked(client, path))

    assert [event.status for event in held] == ["TENTATIVE"]
    assert lapsed == []


def test_a_second_reader_sees_the_same_and_no_line_is_too_long(client, pair, meeting, amara, ben):
    ben.name = 'Dr: "Who":mailto:evil@x.org, Jané\r\nATTENDEE:x'
    services.cancel(meeting, amara, "")
    services.book(pair, amara, WEDNESDAY + 7 * DAY)

    answer = asked(client, made(client, amara))

    read = [
        (event.uid.value, event.dtstart.value, event.status.value, event.summary.value)
        for event in vobject.readOne(answer.data.decode()).components()
    ]
    assert read == [(e.uid, e.DTSTART, e.status, e.summary) for e in events(answer)]
    assert len(read) == 2
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    assert answer.data.endswith(b"END:VCALENDAR\r\n")
    assert b"\r\nATTENDEE" not in answer.data


def test_other_rooms_can_add_their_dates(client, meeting, amara, monkeypatch):
    [own] = own_calendar.of_pairs(amara, clock.now(), None)
    monkeypatch.setitem(own_calendar._providers, "twice", lambda *_: [own])

    assert len(events(asked(client, made(client, amara)))) == 2


def test_the_access_log_names_the_page_and_never_its_address(client, meeting, amara):
    path = made(client, amara)
    environ = EnvironBuilder(path=path, headers={"Referer": f"http://localhost{path}"}).get_environ()
    environ |= {"RAW_URI": path, "REMOTE_ADDR": "192.0.2.7"}  # as gunicorn has it

    body = b"".join(client.app(environ, lambda *_: None))

    request = SimpleNamespace(headers=[("Referer", path)])
    response = SimpleNamespace(status="200 OK", sent=len(body), headers=[])
    atoms = Logger(Config()).atoms(response, request, environ, timedelta(milliseconds=5))
    line = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["access_log_format"] % SafeAtoms(atoms)
    assert '"GET /feed/<token>.ics" 200' in line
    assert path.removeprefix("/feed/").removesuffix(".ics") not in line
