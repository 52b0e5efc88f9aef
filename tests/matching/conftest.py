"""Loads the text model once, so that no single property test pays for it and is called slow."""

from __future__ import annotations

import pytest

from matching import suggest_topics


@pytest.fixture(autouse=True, scope="session")
def _warm_text_model() -> None:
    suggest_topics("claims")
