"""The store suite runs against every database; a new one joins by its name in `DATABASES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ostiary.store.contract import Transaction
from ostiary.store.sql import SqlStore, open_store
from tests.support.postgres import Server, server

DATABASES = ["sqlite", "postgresql"]

Do = Callable[[Callable[[Transaction], object]], int]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that does not hold anything yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ostiary.db"
    running: Server = request.getfixturevalue("postgres")
    return running.database()


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    opened = open_store(address)
    yield opened
    opened.close()


@pytest.fixture
def do(store: SqlStore) -> Do:
    """Writes: `do(work)` returns the revision."""
    return lambda work: store.write(work, actor="tester", now=1).revision
