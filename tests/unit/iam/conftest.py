"""What the tests of IAM's handlers share: an account in a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ostiary.store.sql import open_store
from tests.support import domain as support


@pytest.fixture
def domain(tmp_path: Path) -> Iterator[support.Domain]:
    yield from support.start(open_store(f"sqlite:///{tmp_path}/ostiary.db"))
