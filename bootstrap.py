"""Set up everything from nothing, then do one thing: run, test, check or ci.

Standard library only, because it runs before anything is installed. `make run` and `make test` are one line
each over this file, so a machine without make can say `python3 bootstrap.py run`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.sha256"
LISTS = {"run": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}


def main(command: str, *arguments: str) -> int:
    """Run one of the commands below inside the project's own environment; answer its exit code."""
    commands = {"run": run, "test": test, "check": check, "shell": shell}
    if command not in commands:
        sys.exit(f"usage: python3 bootstrap.py {'|'.join(commands)}")
    os.chdir(HERE)
    make_environment()
    return commands[command](*arguments)


def run(*arguments: str) -> int:
    """Start the demo: migrate, load, web and worker, until Ctrl-C."""
    install("run")
    environment = {"APP_ENV": "demo", **os.environ}
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is the demo's: it stops web and worker, then ends
    return subprocess.call([PYTHON, "-m", "flask", "--app", "app", "demo", *arguments], env=environment)


def test(*arguments: str) -> int:
    """Run the fast suite, on SQLite and, where there is one, on PostgreSQL."""
    install("dev")
    return subprocess.call([PYTHON, "-m", "tests", *arguments])


def check(*_arguments: str) -> int:
    """Lint, types, the order of the rooms, templates, dependencies."""
    install("dev")
    checks = (
        "ruff check .",
        "ruff format --check .",
        "mypy app.py bootstrap.py mentorship matching",
        "lint-imports --no-logo",
        "djlint templates --lint --quiet",
        "deptry .",
    )
    failed = [words for words in checks if run_tool(words)]
    for words in failed:
        print(f"failed: {words}", file=sys.stderr)
    return 1 if failed else 0


def shell(*arguments: str) -> int:
    """Run any command inside the environment, with the tools that check the site."""
    install("dev")
    return run_tool(" ".join(arguments))


def run_tool(words: str) -> int:
    """Run a tool of the environment's own bin folder."""
    tool, *arguments = words.split()
    return subprocess.call([str(PYTHON.parent / tool), *arguments])


def make_environment() -> None:
    """Create .venv once."""
    if sys.version_info < (3, 11):
        sys.exit("Hallway needs Python 3.11 or newer.")
    if PYTHON.exists():
        return
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            "Python cannot make a virtual environment here. On Debian or Ubuntu: apt install python3-venv"
        )


def install(which: str) -> None:
    """Install the hash-locked lists, unless exactly these are installed already."""
    lists = LISTS[which]
    wanted = {name: hashlib.sha256((HERE / name).read_bytes()).hexdigest() for name in lists}
    installed = STAMP.read_text().split() if STAMP.exists() else []
    if set(wanted.values()) <= set(installed):
        return
    print("Installing what Hallway needs. The first time takes a minute or two.", flush=True)
    uv = shutil.which("uv")
    installer = (
        [uv, "pip", "install", "--python", str(PYTHON), "--quiet"]
        if uv
        else [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"]
    )
    only_wheels = ["--only-binary", ":all:", "--require-hashes"]
    files = [word for name in lists for word in ("-r", name)]
    if subprocess.call([*installer, *only_wheels, *files]):
        sys.exit("The packages could not be installed. Check the network and try again.")
    STAMP.write_text("\n".join(wanted.values()))


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["help"])))
