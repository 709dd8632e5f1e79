"""A server for the tests of a module that do not mind each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.server import ServerInThread, server_in_thread


@pytest.fixture(scope="module")
def ostiary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerInThread]:
    """One server for the module; its root user has a key."""
    with server_in_thread(tmp_path_factory.mktemp("ostiary")) as server:
        yield server
