"""SQLite, by the rules of storage.md 5: one process, one writer connection, which alone checkpoints."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pysqlite3 import dbapi2
from sqlalchemy import URL, Connection, Engine, create_engine, event, exc
from sqlalchemy.pool import QueuePool

from ostiary.store.contract import StoreInUseError, StoreRefusedError
from ostiary.store.database import OPTIONS, Database

OLDEST_SAFE = (3, 51, 3)
"""Before it, two connections that write or checkpoint at once can corrupt a WAL file (the WAL-reset bug)."""

NETWORK_FILE_SYSTEMS = frozenset(
    {"9p", "afs", "beegfs", "ceph", "cifs", "fuse.glusterfs", "fuse.sshfs", "glusterfs", "gfs2", "lustre", "ncpfs"}
    | {"nfs", "nfs4", "ocfs2", "smb3", "smbfs"}
)
"""WAL needs memory that all who open the file share: that ends at the machine."""

READERS = 64
"""Connections for views; more callers than that wait for one."""

_COMMON = ("foreign_keys=ON", "mmap_size=0", "busy_timeout=5000", "trusted_schema=OFF")
_WRITER = (*_COMMON, "journal_mode=WAL", "synchronous=FULL")
_READER = (*_COMMON, "wal_autocheckpoint=0", "query_only=ON")


def open_sqlite(url: URL, *, lock: bool) -> Database:
    """Open the file that *url* names, made if it is missing and *lock* is set.

    Raises StoreInUseError when another process holds it; StoreRefusedError for a library, a file system or a file
    that cannot be trusted with it.
    """
    path = _path(url)
    _require_library()
    if not lock:
        if not path.exists():
            raise StoreRefusedError(f"There is no database at {path}.")
        return _database(path, lambda: None, reader=_read_only(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    require_local(path.parent)
    hold = Hold(path)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # SQLite gives its other files the same mode
        database = _database(path, hold.release, reader=_named(path))
        if hold.was_abandoned:
            _check(database.writer, path)
    except BaseException:
        hold.abandon()
        raise
    return database


class Hold:
    """The lock file beside the database. It names the holder, and is empty after a clean end."""

    def __init__(self, path: Path) -> None:
        name = path.with_name(f"{path.name}.lock")
        self._file = os.open(name, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            # flock, not lockf: it belongs to this open file, so a second store in this process is refused too.
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._file, 20, 0).decode("ascii", "replace").strip()
            os.close(self._file)
            raise StoreInUseError(f"{path} is in use by another process ({holder or 'unknown'}).") from error
        self.was_abandoned = bool(os.pread(self._file, 1, 0))
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Note the clean end and let go."""
        os.ftruncate(self._file, 0)
        self.abandon()

    def abandon(self) -> None:
        """Let go without a clean end, so that the next start looks through the file."""
        os.close(self._file)


def require_local(folder: Path) -> None:
    """Raise StoreRefusedError for a folder on a network file system, as far as the system tells."""
    device = folder.stat().st_dev
    name = f"{os.major(device)}:{os.minor(device)}"
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return  # not Linux: nobody to ask
    for mount in mounts:
        fields = mount.split()
        kind = fields[fields.index("-") + 1]
        if fields[2] == name and kind in NETWORK_FILE_SYSTEMS:
            raise StoreRefusedError(f"{folder} is on a network file system ({kind}); SQLite needs a local disk.")


def _path(url: URL) -> Path:
    if not url.database or url.database == ":memory:" or url.query:
        raise StoreRefusedError("The address of a SQLite database is sqlite:///path/of/the/file.")
    return Path(url.database)


def _require_library() -> None:
    if dbapi2.sqlite_version_info < OLDEST_SAFE:
        needed = ".".join(map(str, OLDEST_SAFE))
        raise StoreRefusedError(f"SQLite {dbapi2.sqlite_version} can corrupt its file; {needed} or newer is needed.")


def _named(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def _read_only(path: Path) -> URL:
    """Whoever opens the file beside a server must not checkpoint, not even when it is the last to close the file."""
    return URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query={"mode": "ro", "uri": "true"})


def _database(path: Path, release: Callable[[], None], *, reader: URL) -> Database:
    return Database(
        dialect="sqlite",
        reader=_engine(reader, READERS, _READER, "BEGIN"),
        writer=_engine(_named(path), 1, _WRITER, "BEGIN IMMEDIATE"),
        release=release,
        can_be_lost=False,
    )


def _engine(url: URL, connections: int, pragmas: tuple[str, ...], begin: str) -> Engine:
    engine = create_engine(
        url,
        module=dbapi2,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_use_lifo=True,
        execution_options=OPTIONS,
        # The driver begins nothing by itself: views and writes begin differently.
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _set(connection: Any, record: object) -> None:  # Any: the driver has no types
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _check(engine: Engine, path: Path) -> None:
    """Look through the file after an unclean end (threats.md 43)."""
    try:
        with engine.connect() as connection:
            answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except exc.DatabaseError as error:
        answer = str(error.orig)
    if answer != "ok":
        raise StoreRefusedError(f"{path} is damaged ({answer}); restore a backup.")
