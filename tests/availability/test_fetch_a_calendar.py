"""Fetching a calendar from its secret address: what is taken, and what ends with a clause for its owner."""

from __future__ import annotations

import gzip
import logging
import ssl
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from time import monotonic, sleep

import pytest

from mentorship.availability import fetching
from mentorship.availability.fetching import CannotRead, Fetched, fetch
from tests.availability.outside import Site, answer

URL = "https://calendar.example/secret/basic.ics?key=a%2Fb"
FILE = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def refusal(site: Site, url: str = URL) -> str:
    with pytest.raises(CannotRead) as refused:
        fetch(url, outside=site.outside())
    return refused.value.sentence


@pytest.mark.parametrize("scheme", ["https", "webcal", "webcals", "WEBCAL"])
def test_the_file_is_taken_and_what_marks_its_version(site: Site, scheme: str) -> None:
    site.says(FILE, ETag='"v1"', Last_Modified="Tue, 24 Nov 2026 10:00:00 GMT")

    fetched = fetch(URL.replace("https", scheme), outside=site.outside())

    assert fetched == Fetched(FILE, '"v1"', "Tue, 24 Nov 2026 10:00:00 GMT")
    assert site.asked[0][0] == "/secret/basic.ics?key=a%2Fb"


def test_nothing_is_sent_along_but_the_request(site: Site) -> None:
    site.says(FILE, Set_Cookie="a=b")
    outside = site.outside()

    fetch(URL, outside=outside)
    fetch(URL, outside=outside)

    assert site.asked[0] == site.asked[1]
    assert set(site.asked[0][1]) == {"Host", "Accept", "Accept-Encoding", "User-Agent", "Connection"}
    assert site.asked[0][1]["Host"] == "calendar.example"


def test_a_file_that_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.says(b"", status=304)

    fetched = fetch(URL, '"v1"', "Tue, 24 Nov 2026 10:00:00 GMT", site.outside())

    assert fetched is None
    assert site.asked[0][1]["If-None-Match"] == '"v1"'
    assert site.asked[0][1]["If-Modified-Since"] == "Tue, 24 Nov 2026 10:00:00 GMT"


def test_a_server_that_says_unchanged_without_being_asked_is_in_error(site: Site) -> None:
    site.says(b"", status=304)

    assert refusal(site) == "the server answers with an error (304)"


def test_a_packed_file_is_unpacked(site: Site) -> None:
    site.says(gzip.compress(FILE), Content_Encoding="gzip")

    fetched = fetch(URL, outside=site.outside())

    assert fetched and fetched.body == FILE


def test_words_in_an_address_are_written_as_servers_expect_them(site: Site) -> None:
    site.says(FILE)

    fetch("https://calendar.example/Sprechstunde Müller.ics?q=ä b#part", outside=site.outside())

    assert site.asked[0][0] == "/Sprechstunde%20M%C3%BCller.ics?q=%C3%A4%20b"


def test_three_redirects_are_followed_and_a_fourth_is_not(site: Site) -> None:
    def on_and_on(request: BaseHTTPRequestHandler) -> None:
        number = int(request.path.rpartition("/")[2])
        if number < 4:
            answer(request, status=302, headers={"Location": f"https://other.example/{number + 1}"})
        else:
            answer(request, FILE)

    site.handler = on_and_on

    fetched = fetch("https://calendar.example/1", outside=site.outside())
    refused = refusal(site, "https://calendar.example/0")

    assert fetched and fetched.body == FILE
    assert refused == "the address leads from one place to the next without end"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "the address answers “not found”"),
        (410, "the address answers “not found”"),
        (401, "the server says that this needs a password; the secret address may have been changed"),
        (503, "the server answers with an error (503)"),
        (206, "the server answers with an error (206)"),
        (300, "the server answers with an error (300)"),
    ],
)
def test_an_answer_that_is_no_file_is_said(site: Site, status: int, said: str) -> None:
    site.says(b"no", status=status)

    assert refusal(site) == said


def test_a_bomb_is_not_unpacked(site: Site) -> None:
    site.says(gzip.compress(b"0" * 40_000_000, 9), Content_Encoding="gzip")

    assert refusal(site) == "the file is larger than 5 MB"


def test_no_more_is_taken_from_the_wire_than_a_file_may_have(site: Site) -> None:
    site.says(gzip.compress(FILE) + b"0" * 6_000_000, Content_Encoding="gzip")

    assert refusal(site) == "the file is larger than 5 MB"


@pytest.mark.parametrize("packing", ["br", "gzip, gzip", "deflate"])
def test_packing_that_was_not_asked_for_is_refused(site: Site, packing: str) -> None:
    site.says(FILE, Content_Encoding=packing)

    assert refusal(site) == "the server packs the file in a way that we did not ask for"


@pytest.mark.parametrize("dripping", ["head", "body", "packed", "before"])
def test_a_server_that_sends_a_byte_now_and_then_meets_the_wall(
    site: Site, monkeypatch: pytest.MonkeyPatch, dripping: str
) -> None:
    monkeypatch.setattr(fetching, "WALL", 1.0)

    starts, bytes_ = {
        "before": (b"", b"H"),
        "head": (b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n"),
        "body": (b"HTTP/1.1 200 OK\r\n\r\n", b"BEGIN"),
        "packed": (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"0" * 99, mtime=0)),
    }[dripping]

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(starts)
        for byte in bytes_ * 40:
            request.wfile.write(bytes([byte]))
            sleep(0.1)

    site.handler = drip
    began = monotonic()

    refused = refusal(site)

    assert refused == "the server took longer than 1 seconds"
    assert monotonic() - began < 5


def test_a_name_that_takes_forever_to_look_up_meets_the_wall(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "WALL", 0.2)

    def slow(_host: str) -> list[str]:
        sleep(1)
        return ["127.0.0.1"]

    outside = replace(site.outside(), resolve=slow)

    with pytest.raises(CannotRead, match="took longer"):
        fetch(URL, outside=outside)

    assert not site.connected


def test_a_certificate_of_somebody_else_is_refused(site: Site) -> None:
    foreign = refusal(site, "https://elsewhere.example/")
    with pytest.raises(CannotRead) as unknown:
        fetch(URL, outside=replace(site.outside(), trust=ssl.create_default_context))

    assert foreign == unknown.value.sentence == "the server cannot prove that it is the one in the address"
    assert not site.asked


def test_a_server_that_talks_nonsense_is_said(site: Site) -> None:
    def nonsense(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")

    site.handler = nonsense

    assert refusal(site) == "the server answers in a way that makes no sense"


def test_no_secret_is_in_a_log_or_in_what_is_raised(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site.says(b"", status=302, Location="https://calendar.example/secret\x7f/ \x00")

    with pytest.raises(CannotRead) as refused:
        fetch(URL, outside=site.outside())

    assert "secret" not in caplog.text + repr(refused.value) + repr(refused.value.__cause__)
