"""A file that holds a secret: written whole or not at all, and read only while it is nobody else's."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import Final

_WRONG_SIZE: Final = "has not the size of a key: put its copy back"


class UnsafeFileError(Exception):
    """The file is not what only its owner can read and write; the message goes on after its name."""


def write_new(path: Path, content: bytes) -> None:
    """Make a file of mode 0600 that holds *content*, durably: after a crash it is whole or not there.

    Raises FileExistsError when the name is taken, OSError when the file cannot be made.
    """
    draft = path.with_name(f"{path.name}.new")
    with contextlib.suppress(FileNotFoundError):
        draft.unlink()  # of an earlier attempt that was cut short
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)  # unlike a rename, this refuses when the name is taken
    finally:
        draft.unlink()
    _flush_folder(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Have *path* hold *content*, mode 0600, whatever it was before: readers see the old or the new, and never a part.

    Several may do so at once. Not durable: for what can be had again. Raises OSError.
    """
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def read_private(path: Path, size: int) -> bytes:
    """Return the content of *path*: a plain file of *size* bytes, of this user, open to nobody else.

    Judged and read through one descriptor: nobody can swap it in between. Raises UnsafeFileError or OSError.
    """
    content = read_private_up_to(path, size)
    if len(content) < size:
        raise UnsafeFileError(_WRONG_SIZE)
    return content


def read_private_up_to(path: Path, most: int) -> bytes:
    """Return the content of *path*, as `read_private` does, of at most *most* bytes."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        _require_private(os.fstat(file.fileno()))
        content = file.read(most + 1)
    if len(content) > most:
        raise UnsafeFileError(_WRONG_SIZE)
    return content


def _require_private(found: os.stat_result) -> None:
    mode = stat.S_IMODE(found.st_mode)
    if not stat.S_ISREG(found.st_mode):
        raise UnsafeFileError("is not a plain file")
    if found.st_uid != os.geteuid():
        raise UnsafeFileError("belongs to another user: run as its owner")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UnsafeFileError(f"is open to others (mode {mode:04o}): chmod 600")


def _flush_folder(path: Path) -> None:
    """Have the folder remember the new name."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
