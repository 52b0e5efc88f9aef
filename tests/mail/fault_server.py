"""A mail server that goes wrong in one chosen way: a few lines over raw sockets, because no real server would."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread

HANG_UP, SILENCE, RESET = b"\0hang up", b"\0silence", b"\0reset"
"""Instead of an answer: close the line, say nothing, or say 250 and tear the line."""
SIGN_IN = b"250-here\r\n250 AUTH PLAIN LOGIN\r\n"
USUAL = {b"GREETING": b"220 here\r\n", b"DATA": b"354 go on\r\n"}


@dataclass
class Faults:
    """`answers` replace what the server says to a verb (or as GREETING, or after the final DOT)."""

    answers: dict[bytes, bytes] = field(default_factory=dict)
    only_for: bytes = b""
    """Go wrong only for recipients whose address holds this."""
    taken: list[bytes] = field(default_factory=list)
    """Messages that it has read to the end."""
    connections: int = 0
    url: str = ""
    over: Event = field(default_factory=Event)


class _LineTorn(Exception):
    """The session ends here."""


class _Session(StreamRequestHandler):
    def handle(self) -> None:
        self.faults: Faults = self.server.faults  # set in going_wrong
        self.faults.connections += 1
        self.faulty = not self.faults.only_for
        with suppress(OSError, _LineTorn):
            self.answer(b"GREETING")
            while line := self.rfile.readline():
                self.obey(line[:4].upper(), line)

    def obey(self, verb: bytes, line: bytes) -> None:
        if verb == b"RCPT" and self.faults.only_for:
            self.faulty = self.faults.only_for in line
        said = self.answer(verb)
        if verb == b"DATA" and said.startswith(b"3"):
            self.faults.taken.append(b"".join(iter(self.message_line, b".\r\n")))
            self.answer(b"DOT")
        if verb == b"QUIT":
            raise _LineTorn

    def message_line(self) -> bytes:
        line = self.rfile.readline()
        if not line or (self.faulty and b"DURING" in self.faults.answers):
            raise _LineTorn
        return line

    def answer(self, verb: bytes) -> bytes:
        words = USUAL.get(verb, b"250 ok\r\n")
        words = self.faults.answers.get(verb, words) if self.faulty else words
        if words == SILENCE:
            self.faults.over.wait(20)
        if words in (HANG_UP, SILENCE):
            raise _LineTorn
        self.wfile.write(b"250 ok\r\n" if words == RESET else words)
        if words == RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            raise _LineTorn
        return words


class _Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def going_wrong(answers: dict[bytes, bytes], only_for: bytes = b"") -> Iterator[Faults]:
    """A server with these faults, inside the block."""
    faults = Faults(answers, only_for)
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.faults = faults  # what its sessions read
        faults.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield faults
        finally:
            faults.over.set()
            server.shutdown()
