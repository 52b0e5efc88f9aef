"""How long a page takes while one worker drains the queue, as a ratio to when nothing is sent.

python -m benchmarks.mail.web
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

from benchmarks.mail.queue import fill, site
from benchmarks.mail.sink import real, sink

INVITATIONS, ASKED, PAUSE = 5_000, 200, 0.02
PAGE = "/sign-in"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sink(real) as (smtp_url, taken):
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.sqlite"
        with site(Path(folder), url, smtp_url).app_context():
            fill(INVITATIONS)
        environment = {
            **os.environ,
            "APP_ENV": "test",
            "DATABASE_URL": url,
            "INSTANCE_DIR": folder,
            "SMTP_URL": smtp_url,
        }
        with gunicorn(environment) as address:
            with subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "app", "worker"], env=environment
            ) as worker:
                while not taken.value:
                    time.sleep(0.05)
                busy = p95(address, lambda: taken.value < INVITATIONS)
                worker.terminate()
            idle = p95(
                address, lambda: True
            )  # afterward, when every process has long loaded what it loads at first
    print("| | 95 of 100 pages within |\n|---|---|")
    print(f"| nothing is sent | {1000 * idle:.0f} ms |")
    print(f"| one worker drains | {1000 * busy:.0f} ms |")
    print(f"| ratio (at most 2) | {busy / idle:.1f} |")


@contextmanager
def gunicorn(environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "gunicorn.conf.py",
        "--bind",
        f"127.0.0.1:{port}",
        "app:app",
    ]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}{PAGE}"
        while not answers(address):
            time.sleep(0.1)
        yield address
        server.terminate()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address) as page:
            return bool(page.read())
    except urllib.error.URLError:
        return False


def p95(address: str, still: Callable[[], bool]) -> float:
    """Seconds within which 95 of 100 pages came, asked for one after the other."""
    seconds = []
    while len(seconds) < ASKED:
        assert still(), "the queue was empty before all pages were asked for"
        start = time.monotonic()
        assert answers(address)
        seconds.append(time.monotonic() - start)
        time.sleep(PAUSE)
    return quantiles(seconds, n=20)[-1]


if __name__ == "__main__":
    main()
