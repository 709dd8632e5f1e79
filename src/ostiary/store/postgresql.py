"""PostgreSQL through psycopg. One server at a time: a second one is refused.

The refusal is an advisory lock on the writer's own connection, so whoever writes has it. Nothing else rests on it:
revisions are in order because of the counter row (storage.md 1, 4).
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from ostiary.store.contract import StoreInUseError, StoreRefusedError
from ostiary.store.database import OPTIONS, Database

READERS = 64
"""Connections for views; more callers than that wait for one. They are more than the threads of a server, because who
has a view may open another (a memory that has to look): if all of them had one and none were left, all would wait."""

LOCK = 0x6F73_7469_6172_79
"""The advisory lock: the letters of the product's name, so that an operator who sees it in pg_locks knows it."""

PATIENCE = 1.0
"""Seconds in which the lock is waited for at the start: the database notices the end of the last server a bit later."""

_DEFAULTS = {
    "connect_timeout": "2",
    "application_name": "ostiary",
    # A server whose machine went away must not keep the lock: the database drops a silent client within half a minute.
    "options": "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}


def open_postgresql(url: URL, *, lock: bool) -> Database:
    """Return the database that *url* names; it connects when it is first used.

    The writer's connection raises StoreInUseError when another server has the database.
    """
    address = url.set(drivername="postgresql+psycopg").update_query_dict(
        {name: value for name, value in _DEFAULTS.items() if name not in url.query}
    )
    return Database(
        dialect="postgresql",
        reader=_reader(address),
        writer=_writer(address, lock=lock),
        release=lambda: None,
        can_be_lost=True,
    )


def _reader(address: URL) -> Engine:
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=0,
        pool_use_lifo=True,
        isolation_level="REPEATABLE READ",
    )

    @event.listens_for(engine, "connect")
    def _read_only(connection: Any, record: object) -> None:  # Any: the event hands over whatever the driver has
        connection.read_only = True

    return engine


def _writer(address: URL, *, lock: bool) -> Engine:
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        isolation_level="READ COMMITTED",
        execution_options=OPTIONS,
    )

    patience = PATIENCE

    @event.listens_for(engine, "connect")
    def _hold(connection: Any, record: object) -> None:  # Any: as above
        nonlocal patience
        encoding = connection.info.encoding
        if encoding != "utf-8":
            raise StoreRefusedError(f"The database has the encoding {encoding}; UTF-8 is needed.")
        if lock and not _has_lock(connection, patience):
            connection.close()
            raise StoreInUseError("Another Ostiary server has this database; one at a time is supported.")
        connection.commit()
        patience = 0.0  # who loses the lock later lost it to another server

    return engine


def _has_lock(connection: Any, patience: float) -> bool:  # Any: as above
    """Take the advisory lock; try for *patience* seconds."""
    until = time.monotonic() + patience
    while not connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()[0]:
        if time.monotonic() >= until:
            return False
        time.sleep(0.05)
    return True
