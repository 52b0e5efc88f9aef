"""The world outside, on this machine: an HTTPS server of our own, and names that lead to it."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import trustme

from mentorship.availability.fetching import Outside

HERE = "127.0.0.1"
Handler = Callable[[BaseHTTPRequestHandler], None]
Headers = dict[str, str]


def answer(
    request: BaseHTTPRequestHandler, body: bytes = b"", status: int = 200, headers: Headers | None = None
) -> None:
    """Answer a request as a well-behaved server does."""
    request.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)


@cache
def authority() -> trustme.CA:
    """Who says that our server is who it is; making keys takes long enough to do it once."""
    return trustme.CA()


@cache
def certified() -> ssl.SSLContext:
    """What a server shows that answers for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority().issue_cert("calendar.example", "other.example").configure_cert(context)
    return context


class Site:
    """A server for calendar.example and others, which does what the test says and remembers what it was asked."""

    def __init__(self) -> None:
        self.handler: Handler = answer
        self.asked: list[tuple[str, Headers]] = []
        self.looked_up: list[str] = []
        self.connected: list[str] = []
        site = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                with contextlib.suppress(OSError):
                    site.handler(self)

            def log_message(self, *_words: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_about: object) -> None:
                """Clients that hang up in the middle are what these tests are about."""

        self.server = Server((HERE, 0), Answering)
        self.server.socket = certified().wrap_socket(
            self.server.socket, server_side=True, do_handshake_on_connect=False
        )

    def says(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Answer everything like this from now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.handler = lambda request: answer(request, body, status, named)

    def outside(
        self,
        names: Mapping[str, Sequence[str]] | None = None,
        allowed: Callable[[str], bool] = {HERE}.__contains__,
    ) -> Outside:
        """All names lead here unless told otherwise, port 443 is this server's, and its certificates are trusted."""

        def resolve(host: str) -> Sequence[str]:
            self.looked_up.append(host)
            return (names or {}).get(host, [HERE])

        def connect(address: str, seconds: float) -> socket.socket:
            self.connected.append(address)
            return socket.create_connection(self.server.server_address[:2], seconds)

        return Outside(resolve, allowed, connect, self.trust)

    def trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        authority().configure_trust(context)
        return context


@contextlib.contextmanager
def serving() -> Iterator[Site]:
    """A site that runs until the block ends."""
    site = Site()
    thread = Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        thread.join()
        site.server.server_close()
