"""`flask demo`: migrate, load the invented cohort once, start web and worker, say where to look."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import select

from mentorship.accounts.models import Person
from mentorship.config import Settings
from mentorship.demo.loading import PASSWORD, SIGN_INS, load
from mentorship.extensions import db, settings_of


@click.command("demo")
@click.option("--only-load", is_flag=True, help="Migrate and load, then stop.")
@with_appcontext
def demo(only_load: bool) -> None:
    """Start the demo, until Ctrl-C."""
    settings = settings_of(current_app)
    if settings.production:
        raise click.ClickException("The demo does not run with production settings.")
    if not only_load and taken(settings.port):
        raise click.ClickException(f"Port {settings.port} is in use. Take another: PORT=… make run")
    prepare()
    if not only_load:
        sys.exit(serve(settings))


def prepare() -> None:
    """Migrate, and load the cohort into an empty database; what is there is kept."""
    upgrade()
    if db.session.scalar(select(Person.id).limit(1)) is None:
        click.echo("Loading the demo: one cohort, 40 mentors, 60 mentees.")
        load()
        db.session.commit()
    db.session.remove()
    db.engine.dispose()


def taken(port: int) -> bool:
    """Whether something listens there already."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def serve(settings: Settings) -> int:
    """Run web and worker side by side; the first that ends ends the other."""
    address = f"http://localhost:{settings.port}"
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "gunicorn.conf.py",
        "--bind",
        f"127.0.0.1:{settings.port}",
        "app:app",
    ]
    worker = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    running = [subprocess.Popen(words) for words in (web, worker)]
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        if wait_for(f"{address}/healthz/live", running):
            click.echo(greeting(address, settings))
        while all(process.poll() is None for process in running):
            time.sleep(0.3)
    except KeyboardInterrupt:
        click.echo("Stopping.")
        return 0
    finally:
        stop(running)
    click.echo("The web server or the worker stopped; see above.", err=True)
    return 1


def wait_for(url: str, running: Sequence[subprocess.Popen[bytes]]) -> bool:
    """True as soon as the address answers; False when a process has died."""
    while all(process.poll() is None for process in running):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def stop(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def greeting(address: str, settings: Settings) -> str:
    """Where to look and how to sign in."""
    lines = ["", f"{settings.site_name} is at {address}", "", f"Sign in with the password '{PASSWORD}' as"]
    lines += [f"  {role:<12} {email}" for role, email in SIGN_INS.items()]
    if settings.mailbox_dir:
        lines += ["", f"Every mail the site sends: {address}/dev/mailbox"]
    return "\n".join([*lines, "", "Ctrl-C stops it."])


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
