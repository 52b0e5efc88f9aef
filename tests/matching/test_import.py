"""Importing the library is cheap: the heavy ones are loaded by the first call that needs them."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("sklearn", "numpy", "scipy", "snowballstemmer", "flask", "sqlalchemy")


def test_importing_matching_loads_nothing_heavy() -> None:
    script = f"import sys, matching; print([name for name in {HEAVY!r} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
