"""What a function takes: seconds, and how far memory rises, in a process of its own."""

from __future__ import annotations

import gc
import multiprocessing
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Measured(Generic[Result]):
    """What came out, after how many seconds, and the highest rise of resident memory (MiB)."""

    result: Result
    seconds: float
    mib: float


def in_own_process(
    function: Callable[..., Result], arguments: tuple[Any, ...], warm_up: tuple[Any, ...]
) -> Measured[Result]:
    """Runs a function once in a fresh process, after a small run that pays for imports and caches."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (function, arguments, warm_up))


def _measure(
    function: Callable[..., Result], arguments: tuple[Any, ...], warm_up: tuple[Any, ...]
) -> Measured[Result]:
    function(*warm_up)
    gc.collect()
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # the highest level starts anew
    before, start = _resident("VmRSS"), time.perf_counter()
    result = function(*arguments)
    seconds = time.perf_counter() - start
    return Measured(result, seconds, _resident("VmHWM") - before)


def _resident(level: str) -> float:
    """MiB of this process now (VmRSS) or at most (VmHWM); Linux only."""
    found = re.search(rf"{level}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found, "this needs Linux"
    return int(found[1]) / 1024
