"""Run the suite on SQLite and on PostgreSQL at the same time; say in one line what was left out.

python -m tests [--slow] [pytest's own arguments]
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile

from tests import browser, postgres


def main(arguments: list[str]) -> int:
    slow = "--slow" in arguments
    arguments = [argument for argument in arguments if argument != "--slow"]
    marks = "slow" if slow else "not slow"
    left_out = [browser.MISSING] if browser.chromium() is None else []
    if left_out:
        marks += " and not browser"
    without_engine = ["--ignore=tests/matching", *arguments]
    with postgres.server() as url:
        parts: dict[str, tuple[list[str], dict[str, str]]] = {"On SQLite:": (arguments, {})}
        if not any(Path(argument.split("::")[0]).exists() for argument in arguments):
            parts = {"On SQLite:": (without_engine, {}), "The engine:": (["tests/matching", *arguments], {})}
        if url:
            parts["On PostgreSQL:"] = (without_engine, {"TEST_DATABASE_URL": url})
        else:
            left_out.append(postgres.MISSING)
        codes = run({name: (["-m", marks, *words], more) for name, (words, more) in parts.items()})
    for sentence in left_out:
        print(sentence)
    required = os.environ.get("CI") == "true" or os.environ.get("REQUIRE_ALL") == "1"
    # 5: a part had nothing to run. One may have no slow test; when all have nothing, a word was mistyped.
    worst = max(code for code in codes if code != 5) if set(codes) != {5} else 5
    return 1 if required and left_out else worst


def run(parts: dict[str, tuple[list[str], dict[str, str]]]) -> list[int]:
    """pytest for all parts at the same time, because one keeps no more than one core busy; what the first says is seen
    at once, what the others say one after the other. Answers pytest's codes."""
    with ExitStack() as files:
        outputs = [None, *(files.enter_context(TemporaryFile()) for _ in range(len(parts) - 1))]
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "pytest", *words],
                env={**os.environ, **more},
                stdout=output,
                stderr=output and subprocess.STDOUT,
            )
            for (words, more), output in zip(parts.values(), outputs, strict=True)
        ]
        codes = []
        for name, part, output in zip(parts, started, outputs, strict=True):
            print(name, flush=True)
            codes.append(part.wait())
            if output:
                output.seek(0)
                print(output.read().decode(errors="replace"), flush=True)
    return codes


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
