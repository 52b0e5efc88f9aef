"""A mail server that takes everything as fast as it can and counts: raw sockets in a process of its own, because a real
server in Python would be slower than what is measured here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

OK = b"250 ok\r\n"


class _Counting(ThreadingTCPServer):
    daemon_threads = True
    taken: Any
    """How many messages, shared with the process that asks."""


class _Session(StreamRequestHandler):
    server: _Counting

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
                self.server.taken.value += 1
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else OK)
            if verb == b"QUIT":
                return


def _serve(port: Any, taken: Any) -> None:
    with _Counting(("127.0.0.1", 0), _Session) as server:
        server.taken = taken
        port.value = server.server_address[1]
        server.serve_forever()


@contextmanager
def sink() -> Iterator[tuple[str, Any]]:
    """(its address, how many messages it has taken)."""
    context = get_context("spawn")
    port, taken = context.Value("i", 0), context.Value("i", 0)
    process = context.Process(target=_serve, args=(port, taken), daemon=True)
    process.start()
    while not port.value:
        process.join(0.05)
    try:
        yield f"smtp://127.0.0.1:{port.value}", taken
    finally:
        process.terminate()
        process.join()
