"""Importing the library is cheap: the heavy ones are loaded by the first call that needs them."""

from __future__ import annotations

import subprocess
import sys

import pytest

import matching

HEAVY = ("sklearn", "numpy", "scipy", "snowballstemmer", "flask", "sqlalchemy")


def test_importing_matching_loads_nothing_heavy() -> None:
    script = f"import sys, matching; print([name for name in {HEAVY!r} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_every_name_at_the_door_is_there_and_no_other() -> None:
    assert all(getattr(matching, name) is not None for name in matching.__all__)

    with pytest.raises(AttributeError, match="no attribute 'planning'"):
        matching.planning  # noqa: B018 - reading it is the point
