"""Addresses that lead to the site's own machines are never connected to, however they are written."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Thread

import pytest

from mentorship.availability.fetching import OUTSIDE, CannotRead, Outside, fetch, is_public
from tests.availability.outside import HERE, Site

NASTY = [
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/",
    "https://localhost/", "https://LOCALHOST./", "https://①②⑦.⓪.⓪.①/", "https://0/", "https://0.0.0.0/",
    "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/", "https://192.0.0.8/", "https://192.88.99.1/", "https://198.18.0.1/",
    "https://203.0.113.9/", "https://224.0.0.1/", "https://240.0.0.1/", "https://255.255.255.255/",
    "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:8.8.8.8]/",
    "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::1]/", "https://[2002:7f00:1::]/",
    "https://[2001::1]/", "https://[2001:db8::1]/", "https://[3fff::1]/", "https://[fe80::1]/",
    "https://[fd00::1]/", "https://[ff02::1]/", "https://[5f00::1]/",
]  # fmt: skip
MISSHAPEN = [
    "http://calendar.example/", "ftp://calendar.example/", "file:///etc/passwd", "gopher://calendar.example/",
    "https://calendar.example:22/", "https://calendar.example:8443/", "https://calendar.example:0/",
    "https://me:word@calendar.example/", "https://@calendar.example/", "https:///nowhere", "https:calendar.example",
    "calendar.example", "//calendar.example/", "https://[::1/", "https://calendar.example:port/", "",
    f"https://{'a' * 64}.example/", f"https://calendar.example/{'a' * 2_000}", "https://a..b/",
]  # fmt: skip


class Canary:
    """Listens where nobody may come, and counts who does."""

    def __init__(self) -> None:
        self.hits, self.stop = 0, Event()
        self.door = socket.create_server((HERE, 0))
        self.door.settimeout(0.02)
        self.thread = Thread(target=self._watch)
        self.thread.start()

    def _watch(self) -> None:
        while not self.stop.is_set():
            try:
                visitor, _ = self.door.accept()
            except TimeoutError:
                continue
            self.hits += 1
            visitor.close()

    def instead_of(self, outside: Outside) -> Outside:
        """The same world, but whatever is connected to, the canary is what answers."""
        where = self.door.getsockname()
        return replace(outside, connect=lambda _address, seconds: socket.create_connection(where, seconds))


@pytest.fixture
def canary() -> Iterator[Canary]:
    bird = Canary()
    yield bird
    bird.stop.set()
    bird.thread.join()
    bird.door.close()


@pytest.mark.parametrize("url", NASTY)
def test_an_address_inside_is_never_connected_to(canary: Canary, url: str) -> None:
    with pytest.raises(CannotRead):
        fetch(url, outside=canary.instead_of(OUTSIDE))

    canary.stop.set()
    canary.thread.join()
    assert canary.hits == 0


def test_the_canary_would_have_noticed(canary: Canary) -> None:
    with pytest.raises(CannotRead, match="cannot be reached"):
        fetch("https://8.8.8.8/", outside=canary.instead_of(OUTSIDE))

    canary.stop.set()
    canary.thread.join()
    assert canary.hits == 1


@pytest.mark.parametrize("url", NASTY)
def test_a_redirect_inside_is_never_connected_to(site: Site, url: str) -> None:
    site.says(b"", status=302, Location=url.encode("idna").decode() if "①" in url else url)
    resolve = {"calendar.example": [HERE]}
    outside = site.outside(
        allowed=lambda address: address == HERE if len(site.connected) == 0 else is_public(address)
    )
    outside = replace(
        outside, resolve=lambda host: resolve[host] if host in resolve else OUTSIDE.resolve(host)
    )

    with pytest.raises(CannotRead):
        fetch("https://calendar.example/", outside=outside)

    assert site.connected == [HERE]
    assert len(site.asked) == 1


@pytest.mark.parametrize("url", MISSHAPEN)
def test_an_address_of_another_kind_is_not_even_looked_up(site: Site, url: str) -> None:
    with pytest.raises(CannotRead):
        fetch(url, outside=site.outside())

    assert not site.looked_up
    assert not site.connected


def test_one_inside_address_among_good_ones_is_enough_to_stay_away(site: Site) -> None:
    names = {"calendar.example": ["93.184.216.34", "10.0.0.7"]}

    with pytest.raises(CannotRead, match="private network"):
        fetch("https://calendar.example/", outside=site.outside(names, allowed=is_public))

    assert not site.connected


def test_a_name_that_changes_its_mind_is_connected_to_where_it_was_checked(site: Site) -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    outside = replace(site.outside(allowed=is_public), resolve=lambda _host: next(answers))
    site.says(b"BEGIN:VCALENDAR")

    fetched = fetch("https://calendar.example/", outside=outside)

    assert fetched
    assert site.connected == ["93.184.216.34"]
    assert next(answers) == ["127.0.0.1"]


def test_after_a_redirect_the_name_is_looked_up_and_checked_again(site: Site) -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    outside = replace(site.outside(allowed=is_public), resolve=lambda _host: next(answers))
    site.says(b"", status=302, Location="https://calendar.example/again")

    with pytest.raises(CannotRead, match="private network"):
        fetch("https://calendar.example/", outside=outside)

    assert site.connected == ["93.184.216.34"]


@pytest.mark.parametrize("address", ["8.8.8.8", "142.250.64.78", "2607:f8b0:4006:80b::200e", "2a00:1450::1"])
def test_the_open_internet_is_open(address: str) -> None:
    assert is_public(address)
