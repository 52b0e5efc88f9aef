"""Rules about the code that were said twice. Each message says what to do instead."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = [*ROOT.glob("mentorship/**/*.py"), *ROOT.glob("matching/**/*.py")]
TEMPLATES = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("templates/**/*.txt")]
BANNED = {"utils", "helpers", "common", "misc", "manager", "ics", "calendar", "email", "session", "request"}
IN_A_ROOM = {"__init__", "views", "forms", "services", "queries", "models", "emails", "cli"}
OF_A_REQUEST = re.compile(
    r"^from flask import (\([^)]*|.*)\b(request|session|redirect|flash|abort|url_for)\b|^from flask_login import",
    re.MULTILINE,
)
NEVER_CLAIMED = ("HIPAA-compliant", "HIPAA compliant", "resilien", "anonymous", "monitored")


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = [str(file.relative_to(ROOT)) for file in CODE if file.stem in BANNED]

    assert not named, f"name the module after what it holds: {named}"


def test_only_the_clock_asks_the_time() -> None:
    asking = [
        str(file.relative_to(ROOT))
        for file in CODE
        if file.name != "clock.py"
        and re.search(r"\b(datetime|date)\.(now|today|utcnow)\(|time\.time\(", file.read_text())
    ]

    assert not asking, f"use mentorship.clock.now() so that tests can move the clock: {asking}"


def test_only_the_settings_read_the_environment() -> None:
    reading = [
        str(file.relative_to(ROOT))
        for file in CODE
        if file.name != "config.py" and "os.environ" in file.read_text()
    ]

    assert set(reading) <= {"mentorship/demo/cli.py"}, (
        f"add a setting to mentorship/config.py instead: {reading}"
    )


def test_rules_know_no_request() -> None:
    # home/ holds no rules: it puts together what a signed-in person's pages show, links and all.
    talking = [
        str(file.relative_to(ROOT))
        for file in CODE
        if file.parent.parent.name == "mentorship"
        and file.parent.name != "home"
        and not file.stem.endswith(("views", "forms", "cli", "signing_in", "__init__"))
        and OF_A_REQUEST.search(file.read_text())
    ]

    assert not talking, f"say it as a value or a refusal, and let a view speak to the browser: {talking}"


def test_services_and_queries_do_not_commit() -> None:
    # deeds.py is what views with a form have in common. Each step of a delivery, and of a match that is worked out,
    # must stand before the next one begins; a simulation stands in for everybody's views and for the worker.
    allowed = {
        "mentorship/deeds.py",
        "mentorship/mail/sending.py",
        "mentorship/pairing/computing.py",
        "mentorship/demo/simulating.py",
    }
    committing = [
        str(file.relative_to(ROOT))
        for file in CODE
        if not file.stem.endswith(("views", "cli"))
        and ".commit()" in file.read_text()
        and str(file.relative_to(ROOT)) not in allowed
    ]

    assert not committing, f"views and commands commit; take it out of: {committing}"


def test_templates_claim_nothing_we_cannot_keep() -> None:
    claims = [
        (str(t.relative_to(ROOT)), claim)
        for t in TEMPLATES
        for claim in NEVER_CLAIMED
        if claim.lower() in t.read_text().lower()
    ]

    assert not claims, f"say what is done, not what it amounts to: {claims}"


def test_nothing_is_marked_safe_that_people_typed() -> None:
    unsafe = [str(t.relative_to(ROOT)) for t in TEMPLATES if re.search(r"\|\s*safe\b", t.read_text())]

    assert not unsafe, f"let Jinja escape it, or build it as Markup in a tested function: {unsafe}"
