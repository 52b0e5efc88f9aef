"""Many browsers at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from flask import Flask

from mentorship.extensions import db

Answer = TypeVar("Answer")


def at_once(app: Flask, count: int, deed: Callable[[], Answer]) -> list[Answer]:
    """Do the same in `count` threads that start together, each with a database session of its own."""
    gate = threading.Barrier(count)

    def one(_number: int) -> Answer:
        with app.app_context():
            gate.wait()
            return deed()

    db.session.commit()
    with ThreadPoolExecutor(count) as pool:
        answers = list(pool.map(one, range(count)))
    db.session.expire_all()
    return answers
