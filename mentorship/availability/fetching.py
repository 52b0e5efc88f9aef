"""Fetch a file from an address that somebody pasted, without being led where the site's own machines can be reached.

A name is looked up once, every address found is checked, and the connection goes to exactly the address that was
checked; at each redirect all of it again. Whatever goes wrong is one clause that its owner understands.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from time import monotonic
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit

from mentorship.errors import Refusal

LARGEST = 5_000_000
"""Bytes, on the wire as well as unpacked."""
WALL = 10.0
"""Seconds for everything: looking up, connecting, all redirects, the last byte."""
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 2_000
CHUNK = 65_536
# What is_global calls public, in some version of Python, and what can still lead inside: relays from one protocol to
# the other (6to4, Teredo), special-purpose blocks, documentation.
NEVER = tuple(
    map(
        ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
    )
)
GLOBAL_IPV6 = ip_network("2000::/3")

T = TypeVar("T")


class CannotRead(Refusal):
    """A calendar could not be read. Its words fit behind 'Could not be read: '."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file, and what to say next time to be told that it is still the same."""

    body: bytes
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True)
class Outside:
    """The four ways in which the world outside is touched. There is no setting for them; tests bring their own."""

    resolve: Callable[[str], Sequence[str]]
    allowed: Callable[[str], bool]
    connect: Callable[[str, float], socket.socket]
    trust: Callable[[], ssl.SSLContext]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, whichever way it is written."""
    ip = ip_address(address)
    if ip.version == 6 and ip not in GLOBAL_IPV6:  # mapped, compatible, NAT64, link-local and unique local
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in block for block in NEVER)


def _resolve(host: str) -> list[str]:
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _connect(address: str, seconds: float) -> socket.socket:
    return socket.create_connection((address, 443), seconds)


OUTSIDE = Outside(_resolve, is_public, _connect, ssl.create_default_context)


def fetch(
    url: str, etag: str = "", last_modified: str = "", outside: Outside | None = None
) -> Fetched | None:
    """The file at an https or webcal address; None when it has not changed since. Raises CannotRead.

    Nothing is sent along but a request: no cookie, no password, no Referer.
    """
    deadline, outside = monotonic() + WALL, outside or OUTSIDE
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    try:
        for _ in range(MOST_REDIRECTS + 1):
            taken = _taken(url, {name: value for name, value in known.items() if value}, deadline, outside)
            if not isinstance(taken, str):
                return taken
            url = urljoin(url, taken)
    except (OSError, ValueError, zlib.error, http.client.HTTPException) as error:
        # From None: what these say may hold the address, and the address is as secret as the calendar.
        raise CannotRead(_why(error, deadline)) from None
    raise CannotRead("the address leads from one place to the next without end")


def _why(error: Exception, deadline: float) -> str:
    if isinstance(error, TimeoutError) or monotonic() >= deadline:
        return f"the server took longer than {WALL:.0f} seconds"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the server cannot prove that it is the one in the address"
    if isinstance(error, socket.gaierror):
        return "there is no server of that name"
    if isinstance(error, http.client.HTTPException | zlib.error | ValueError):
        return "the server answers in a way that makes no sense"
    return "the server cannot be reached"


def _taken(url: str, known: dict[str, str], deadline: float, outside: Outside) -> Fetched | str | None:
    """What the server hands out, where it says to look instead, or None for nothing new."""
    host, target = parts_of(url)
    trust = outside.trust()
    connection = http.client.HTTPSConnection(host, context=trust)
    connection.auto_open = 0  # or it would connect anew, to an address that nobody checked
    connection.sock = tls = _opened(host, trust, deadline, outside)
    # Timeouts of a socket are for each read; a server that sends a byte a second never meets one.
    end = Timer(_left(deadline) + 0.01, _hang_up, [tls])
    end.daemon = True
    end.start()
    asked = {"Accept": "text/calendar", "Accept-Encoding": "gzip", "User-Agent": "Hallway", **known}
    try:
        connection.request("GET", target, headers={**asked, "Connection": "close"})
        with connection.getresponse() as answer:
            return _read(answer, bool(known), deadline)
    finally:
        end.cancel()
        connection.close()
        tls.close()


def _read(answer: http.client.HTTPResponse, knows: bool, deadline: float) -> Fetched | str | None:
    if answer.status in (301, 302, 303, 307, 308):
        return answer.getheader("Location", "")
    if answer.status == 304 and knows:
        return None
    if answer.status != 200:
        raise CannotRead(_said(answer.status))
    body = _body(answer)
    _left(deadline)  # a connection that was hung up looks like the end of the file
    return Fetched(body, answer.getheader("ETag", ""), answer.getheader("Last-Modified", ""))


def parts_of(url: str) -> tuple[str, str]:
    """(host, path with query) of an address that may be asked for at all."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "webcal", "webcals"):
        raise CannotRead("the address does not begin with https:// or webcal://")
    if parts.username is not None or parts.password is not None:
        raise CannotRead("the address holds a name or a password in front of an @")
    if len(url) > LONGEST_ADDRESS or not parts.hostname:
        raise CannotRead("the address is not complete, or too long")
    if parts.port not in (None, 443):
        raise CannotRead("the address names a door (“:port”) other than the usual one")
    host = parts.hostname.encode("idna").decode("ascii")
    path = quote(parts.path or "/", safe="%/:=&~+!$,;'()*@")
    query = quote(parts.query, safe="%/:=&~+!$,;'()*@?[]")
    return host, f"{path}?{query}" if query else path


def _opened(host: str, trust: ssl.SSLContext, deadline: float, outside: Outside) -> ssl.SSLSocket:
    """An encrypted connection to one of the addresses that the name stands for, all of them checked before."""
    addresses = _within(_left(deadline), lambda: outside.resolve(host))
    if not all(map(outside.allowed, addresses)):
        raise CannotRead("the address leads into a private network, where we never go")
    failure: OSError = socket.gaierror()
    for address in addresses[:3]:
        try:
            plain = outside.connect(address, min(4.0, _left(deadline)))
        except OSError as error:
            failure = error
            continue
        plain.settimeout(_left(deadline))
        return trust.wrap_socket(plain, server_hostname=host)
    raise failure


def _within(seconds: float, work: Callable[[], T]) -> T:
    """What work comes to. A look-up cannot be told to stop: whoever waits goes on without it."""
    done: SimpleQueue[T | Exception] = SimpleQueue()

    def run() -> None:
        try:
            done.put(work())
        except Exception as error:
            done.put(error)

    Thread(target=run, daemon=True).start()
    try:
        result = done.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if isinstance(result, Exception):
        raise result
    return result


def _left(deadline: float) -> float:
    """Seconds until the end; TimeoutError when there are none."""
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _hang_up(tls: ssl.SSLSocket) -> None:
    with contextlib.suppress(OSError):
        socket.socket.shutdown(tls, socket.SHUT_RDWR)


def _said(status: int) -> str:
    if status in (404, 410):
        return "the address answers “not found”"
    if status in (401, 403):
        return "the server says that this needs a password; the secret address may have been changed"
    return f"the server answers with an error ({status})"


def _body(answer: http.client.HTTPResponse) -> bytes:
    """The whole file, unpacked, or CannotRead as soon as it is too large either way."""
    packing = answer.getheader("Content-Encoding", "identity").lower()
    if packing not in ("identity", "gzip", "x-gzip"):
        raise CannotRead("the server packs the file in a way that we did not ask for")
    unpacker = None if packing == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 16)
    body, wire = bytearray(), 0
    while chunk := answer.read(CHUNK):
        wire += len(chunk)
        body += unpacker.decompress(chunk, LARGEST + 1 - len(body)) if unpacker else chunk
        if max(wire, len(body)) > LARGEST:
            raise CannotRead(f"the file is larger than {LARGEST // 1_000_000} MB")
    return bytes(body)
