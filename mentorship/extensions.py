"""The Flask extensions, made here and wired in create_app."""

from __future__ import annotations

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from mentorship.config import Settings
from mentorship.database import Base

db = SQLAlchemy(model_class=Base)
migrate = Migrate(render_as_batch=True)
login_manager = LoginManager()
csrf = CSRFProtect()
bootstrap = Bootstrap5()


def settings_of(app: Flask) -> Settings:
    """The settings that this app was made with."""
    settings: Settings = app.extensions["settings"]
    return settings


def init_app(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS"]))
    login_manager.init_app(app)
    csrf.init_app(app)
    bootstrap.init_app(app)
