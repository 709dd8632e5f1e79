"""The data folder: made private, and held by one process at a time."""

from __future__ import annotations

import fcntl
import os
import stat
from pathlib import Path
from typing import Final, Self

from ostiary.server.errors import StartError

_LOCK: Final = "lock"


class DataFolder:
    """A data folder that this process holds. Use as a context manager, or `release` it."""

    def __init__(self, path: Path) -> None:
        """Make *path* with mode 0700 if it is not there, and take its lock.

        Raises StartError when another process holds it, when it belongs to somebody else or others may look into it, or
        when it cannot be made.
        """
        self.path = path
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make_private(path)
            self._lock = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except FileExistsError as error:
            raise StartError(f"The data folder {path} cannot be used: it is a file") from error
        except OSError as error:
            raise StartError(f"The data folder {path} cannot be used: {error.strerror}") from error
        try:
            self._take(path)
        except StartError:
            os.close(self._lock)
            raise

    def _take(self, path: Path) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._lock, 32, 0).decode("ascii", "replace").strip()
            by = f" by process {holder}" if holder else ""
            raise StartError(f"The data folder {path} is in use{by}; one server at a time holds it") from None
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        """Let the folder go. The lock file stays: removing it would let two processes lock two files."""
        os.ftruncate(self._lock, 0)
        os.close(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _make_private(path: Path) -> None:
    """Make a new or empty folder private; of one with something in it that others may see, a person decides.

    Whoever owns the folder can put links into it, or open it again, at any time.
    """
    found = path.stat()
    if found.st_uid != os.geteuid():
        raise StartError(f"The data folder {path} belongs to another user: run as its owner")
    mode = found.st_mode
    if not mode & (stat.S_IRWXG | stat.S_IRWXO):
        return
    if any(path.iterdir()):
        raise StartError(f"The data folder {path} is open to others (mode {stat.S_IMODE(mode):04o}): chmod 700 {path}")
    path.chmod(0o700)
