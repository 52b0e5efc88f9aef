"""A real IMAP server (pymap, in a process of its own) with an empty mailbox, and TLS in front of it."""

from __future__ import annotations

import imaplib
import selectors
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "four words of mine"


@dataclass(frozen=True)
class ImapServer:
    """Where it listens, and a client of its own to look into the folder."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://reader:four%20words%20of%20mine@127.0.0.1:{self.port}/Calendar%20answers"

    @contextmanager
    def folder(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as client:
            client.login("reader", PASSWORD)
            client.create('"Calendar answers"')
            client.select('"Calendar answers"')
            yield client

    def put(self, *messages: bytes) -> None:
        with self.folder() as client:
            for message in messages:
                client.append('"Calendar answers"', "", "", message)  # no date: now

    def unread(self) -> int:
        with self.folder() as client:
            return len(client.search(None, "UNSEEN")[1][0].split())


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    port = _free_port()
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    user = ["--demo-data", "--demo-user", "reader", "--demo-password", PASSWORD]
    command = [str(Path(sys.executable).parent / "pymap"), *options, "dict", *user]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield ImapServer(port)
        finally:
            process.terminate()


@contextmanager
def tls_in_front(port: int, folder: Path) -> Iterator[tuple[int, Path]]:
    """The same server with TLS from the start: (port, the certificate to trust)."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve, args=(listening, context, port), daemon=True).start()
        yield listening.getsockname()[1], certificate


def _serve(listening: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):
        while True:
            raw, _ = listening.accept()
            with (
                suppress(OSError),
                context.wrap_socket(raw, server_side=True) as client,
                socket.create_connection(("127.0.0.1", port)) as server,
            ):
                _pass_on(client, server)


def _pass_on(client: ssl.SSLSocket, server: socket.socket) -> None:
    with selectors.DefaultSelector() as both:
        both.register(client, selectors.EVENT_READ, server)
        both.register(server, selectors.EVENT_READ, client)
        while True:
            for ready, _ in both.select():
                octets = ready.fileobj.recv(65_536)  # sockets are registered above
                if not octets:
                    return
                ready.data.sendall(octets)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError("the IMAP server does not answer")
