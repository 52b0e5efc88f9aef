"""A mail server for the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mail.smtp_server import Inbox, sending_to, smtp_server


@pytest.fixture
def server(app: Flask) -> Iterator[Inbox]:
    """A mail server that the site sends to."""
    with smtp_server() as running, sending_to(app, running.url):
        yield running
