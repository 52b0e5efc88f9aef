"""Run the suite: on SQLite, then on PostgreSQL; say in one line what was left out.

python -m tests [--slow] [pytest's own arguments]
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests import browser, postgres


def main(arguments: list[str]) -> int:
    slow = "--slow" in arguments
    arguments = [argument for argument in arguments if argument != "--slow"]
    marks = "slow" if slow else "not slow"
    left_out = [browser.MISSING] if browser.chromium() is None else []
    if left_out:
        marks += " and not browser"
    print("On SQLite:", flush=True)
    worst = run(["-m", marks, *arguments], {})
    with postgres.server() as url:
        if url:
            print("On PostgreSQL:", flush=True)
            worst = max(
                worst, run(["-m", marks, "--ignore=tests/matching", *arguments], {"TEST_DATABASE_URL": url})
            )
        else:
            left_out.append(postgres.MISSING)
    for sentence in left_out:
        print(sentence)
    required = os.environ.get("CI") == "true" or os.environ.get("REQUIRE_ALL") == "1"
    return 1 if required and left_out else worst


def run(arguments: list[str], environment: dict[str, str]) -> int:
    """One run of pytest; 'nothing to run' is no failure (there may be no slow test for a database)."""
    code = subprocess.call([sys.executable, "-m", "pytest", *arguments], env={**os.environ, **environment})
    return 0 if code == 5 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
