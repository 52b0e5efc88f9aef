"""What time makes happen: reminders, follow-ups, nudges."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Wire the room into the app."""
