"""create_app and the ordered list of rooms; nothing else."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from flask import Flask

from mentorship.config import ROOT, Settings

FEATURES = (
    "extensions",
    "faults",
    "formats",
    "headers",
    "errors",
    "access",
    "vocabulary",
    "audit",
    "mail",
    "accounts",
    "profiles",
    "programs",
    "availability",
    "pairs",
    "pairing",
    "meetings",
    "community",
    "checkins",
    "followup",
    "coordination",
    "upkeep",
    "home",
    "demo",
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the site from its settings (the environment's when none are given)."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.signing_key,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": not settings.database.startswith("sqlite"),
            "hide_parameters": True,  # a statement that fails is logged: without anybody's address or words
        },
        MIGRATIONS=ROOT / "migrations",
        MAX_CONTENT_LENGTH=512 * 1024,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        SESSION_COOKIE_NAME="__Host-hallway" if settings.production else "hallway",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        BOOTSTRAP_SERVE_LOCAL=True,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    Path(settings.instance_dir).mkdir(parents=True, exist_ok=True)
    for feature in FEATURES:
        import_module(f"mentorship.{feature}").init_app(app)
    return app
