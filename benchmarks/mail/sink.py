"""Two mail servers that take everything and count, each in a process of its own: a real one, and one over raw sockets,
faster than any real one, so that nothing but the sender is measured."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

OK = b"250 ok\r\n"
Serve = Callable[[Any, Any], None]
"""(the port to tell, how many messages it has taken): both shared with the process that asks."""


@contextmanager
def sink(serve: Serve) -> Iterator[tuple[str, Any]]:
    """(its address, how many messages it has taken)."""
    context = get_context("spawn")
    port, taken = context.Value("i", 0), context.Value("i", 0)
    process = context.Process(target=serve, args=(port, taken), daemon=True)
    process.start()
    while not port.value:
        process.join(0.05)
    try:
        yield f"smtp://127.0.0.1:{port.value}", taken
    finally:
        process.terminate()
        process.join()


def real(port: Any, taken: Any) -> None:
    """aiosmtpd, as it comes."""

    class Counting:
        async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
            taken.value += 1
            return "250 ok"

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(Counting()), "127.0.0.1", 0)
        port.value = server.sockets[0].getsockname()[1]
        await server.serve_forever()

    asyncio.run(serve())


def raw(port: Any, taken: Any) -> None:
    """A few lines over raw sockets."""
    with _Counting(("127.0.0.1", 0), _Session) as server:
        server.taken = taken
        port.value = server.server_address[1]
        server.serve_forever()


class _Counting(ThreadingTCPServer):
    daemon_threads = True
    taken: Any


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
