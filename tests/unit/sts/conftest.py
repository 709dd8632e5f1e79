"""What the tests of STS's handlers share: an account in a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ostiary.store.sql import open_store
from tests.support import domain
from tests.support.sts import Sts


@pytest.fixture
def sts(tmp_path: Path) -> Iterator[Sts]:
    for started in domain.start(open_store(f"sqlite:///{tmp_path}/ostiary.db")):
        yield Sts(started)
