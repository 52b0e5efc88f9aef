"""Where this machine keeps Chromium, and how the tests start it."""

from __future__ import annotations

import shutil

MISSING = "The browser tests were left out: install Chromium (Debian: apt install chromium) to run them, too."
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The path of the browser, None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
