"""What tests of the server share."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from ostiary.server import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What the log says, from here to the end of the test."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.configure(stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)
