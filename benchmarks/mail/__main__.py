"""How fast one worker drains a queue of invitations, as a ratio to the bare rate of one reused connection.

python -m benchmarks.mail                  # 5,000 invitations, on SQLite
python -m benchmarks.mail --full           # 100,000
python -m benchmarks.mail --sink raw       # a server over raw sockets, faster than any real one
DATABASE_URL=postgresql+psycopg://… python -m benchmarks.mail   # an empty database
"""

from __future__ import annotations

import argparse
import os
import smtplib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from benchmarks.mail import sink
from benchmarks.mail.queue import fill, site
from mentorship.mail import services

SAMPLE = 2_000
"""Messages of one bare run; one is made before the drain and one after, because a busy machine changes its mind."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="100,000 invitations")
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--sink", choices=("real", "raw"), default="real")
    chosen = parser.parse_args()
    count = 100_000 if chosen.full else chosen.count
    with tempfile.TemporaryDirectory() as folder, sink.sink(getattr(sink, chosen.sink)) as (smtp_url, taken):
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.sqlite"
        with site(Path(folder), url, smtp_url).app_context():
            message = fill(count)
            bare(smtp_url, message, 100)  # whatever the server does only once
            before = timed(SAMPLE, lambda: bare(smtp_url, message, SAMPLE))
            had = taken.value
            drain = timed(count, services.drain)
            sent = taken.value - had
            after = timed(SAMPLE, lambda: bare(smtp_url, message, SAMPLE))
    assert sent == count, f"{sent} of {count} arrived"
    floor = Rate((before.a_second + after.a_second) / 2, (before.cpu_ms + after.cpu_ms) / 2)
    print(
        f"{count:,} invitations of {len(message) / 1024:.0f} KB, {url.partition(':')[0]}, {chosen.sink} server"
    )
    print("| | a second | ms of CPU each |\n|---|---|---|")
    print(f"| one reused connection, nothing else | {floor.a_second:.0f} | {floor.cpu_ms:.2f} |")
    print(f"| one worker: claim, check, send, mark | {drain.a_second:.0f} | {drain.cpu_ms:.2f} |")
    print(f"| ratio (at least 0.15, hoped for 0.5) | {drain.a_second / floor.a_second:.2f} | |")


class Rate(NamedTuple):
    a_second: float
    cpu_ms: float
    """Of this process; the mail server has its own."""


def timed(count: int, work: Callable[[], object]) -> Rate:
    start, cpu = time.monotonic(), time.process_time()
    work()
    return Rate(count / (time.monotonic() - start), 1000 * (time.process_time() - cpu) / count)


def bare(smtp_url: str, message: bytes, count: int) -> None:
    """Messages over one connection, without queue, database or check."""
    where = urlsplit(smtp_url)
    with smtplib.SMTP(where.hostname or "", where.port or 25) as server:
        for _ in range(count):
            server.sendmail("hallway@example.org", ["amara@example.com"], message)


if __name__ == "__main__":
    main()
