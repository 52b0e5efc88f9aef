"""A mail server for the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mail.smtp_server import Server, receiving, sending_to


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    """A mail server that the site sends to."""
    with receiving() as running, sending_to(app, running.url):
        yield running
