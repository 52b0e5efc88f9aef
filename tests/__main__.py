"""Run the suite on SQLite and on PostgreSQL at the same time; say in one line what was left out.

python -m tests [--slow] [pytest's own arguments]
"""

from __future__ import annotations

import os
import subprocess
import sys
from tempfile import TemporaryFile
from typing import IO

from tests import browser, postgres


def main(arguments: list[str]) -> int:
    slow = "--slow" in arguments
    arguments = [argument for argument in arguments if argument != "--slow"]
    marks = "slow" if slow else "not slow"
    left_out = [browser.MISSING] if browser.chromium() is None else []
    if left_out:
        marks += " and not browser"
    with postgres.server() as url, TemporaryFile() as said:
        sqlite = run(["-m", marks, *arguments], {})
        if url:
            # At the same time, because one run keeps one core busy; what it says is shown afterwards.
            words = ["-m", marks, "--ignore=tests/matching", *arguments]
            postgresql = run(words, {"TEST_DATABASE_URL": url}, output=said)
        else:
            left_out.append(postgres.MISSING)
        print("On SQLite:", flush=True)
        worst = code_of(sqlite)
        if url:
            print("On PostgreSQL:", flush=True)
            worst = max(worst, code_of(postgresql))
            said.seek(0)
            print(said.read().decode(errors="replace"), flush=True)
    for sentence in left_out:
        print(sentence)
    required = os.environ.get("CI") == "true" or os.environ.get("REQUIRE_ALL") == "1"
    return 1 if required and left_out else worst


def run(
    arguments: list[str], environment: dict[str, str], output: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """pytest, started; with `output`, all that it says goes there."""
    command = [sys.executable, "-m", "pytest", *arguments]
    errors = None if output is None else subprocess.STDOUT
    return subprocess.Popen(command, env={**os.environ, **environment}, stdout=output, stderr=errors)


def code_of(started: subprocess.Popen[bytes]) -> int:
    """What pytest answers at its end; 'nothing to run' is no failure (there may be no slow test for a database)."""
    code = started.wait()
    return 0 if code == 5 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
