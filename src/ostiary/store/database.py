"""What the SQL store needs of a database: two engines, and the hold on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

OPTIONS = {"preserve_rowcount": True}
"""For every engine: whether an insert met a row that was there is told by its row count, which is not kept unasked."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Connections of `reader` begin consistent read-only views; `writer` has one connection."""

    dialect: str
    reader: Engine
    writer: Engine
    release: Callable[[], None]
    """Lets go of the hold that keeps other processes out; called after both engines are disposed of."""
    can_be_lost: bool
    """Whether the hold goes with a connection and so needs watching (`sql.Keeper`)."""
