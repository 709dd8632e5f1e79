"""Keeps events in an append-only file, one JSON object a line (storage.md 8).

Reads and refusals come here directly and are written within a second. The event of a change travels in the change's own
transaction, through the store's outbox, and is moved here afterwards: it is durable exactly when the change is. A
crash between the two moves it again at the next start, at most once into the file: its id is looked for first.
"""

from __future__ import annotations

import calendar
import os
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

import msgspec

from ostiary.model.errors import ServiceUnavailableError

_MAX_WAITING: Final = 64 * 1024 * 1024
"""Bytes that may wait for a disk which takes nothing. Beyond it calls are refused: none goes unrecorded."""

LONGEST_WAIT: Final = 3_600
"""Seconds by which the file may be out of order: an event waits for a timer, or for a full disk to be emptied."""

_MOVED_AT_ONCE: Final = 1_000
_BLOCK: Final = 1 << 20
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


class Outbox(Protocol):
    """The part of a store that events wait in."""

    def outbox(self, limit: int) -> Sequence[tuple[str, bytes]]:
        """Return the oldest events that are still here."""

    def outbox_done(self, event_ids: Sequence[str]) -> None:
        """Forget events that reached the file."""


class _Stamp(msgspec.Struct):
    """What finding an event again needs of it."""

    eventID: str  # noqa: N815  # CloudTrail's spelling
    eventTime: str  # noqa: N815  # likewise


_STAMP: Final = msgspec.json.Decoder(_Stamp)


class Recorder:
    """The audit file of this node. Thread-safe."""

    def __init__(self, path: Path) -> None:
        """Open the file at *path*, mode 0600; half a line that a crash left at its end is cut off."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._waiting: list[bytes] = []
        self._size = 0
        self._append = threading.Lock()
        self._write = threading.Lock()
        self._move = threading.Lock()
        self._may_hold_moved = True
        _cut_half_line(self._file)

    def append(self, event: bytes) -> None:
        """Take an encoded event; `flush` writes it. Raises ServiceUnavailableError when too many are waiting."""
        with self._append:
            if self._size > _MAX_WAITING:
                raise ServiceUnavailableError("The audit log cannot be written.")
            self._waiting.append(event)
            self._size += len(event)

    def flush(self) -> None:
        """Write what is waiting. Raises OSError when the disk refuses; the events then stay here."""
        with self._write:
            with self._append:
                waiting, self._waiting = self._waiting, []
                self._size = 0
            if not waiting:
                return
            try:
                self._put(waiting)
            except OSError:
                with self._append:
                    self._waiting = waiting + self._waiting
                    self._size = sum(map(len, self._waiting))
                raise

    def move(self, outbox: Outbox) -> int:
        """Move the events of committed changes from *outbox* into the file; return how many there were.

        They are synced before the outbox forgets them. Raises OSError, or what the store raises.
        """
        moved = 0
        with self._move:
            while events := outbox.outbox(_MOVED_AT_ONCE):
                with self._write:
                    known = self._already_moved(events)
                    fresh = [body for id_, body in events if id_ not in known]
                    self._may_hold_moved = True
                    if fresh:
                        self._put(fresh)
                    os.fsync(self._file)
                outbox.outbox_done([id_ for id_, _ in events])
                self._may_hold_moved = False
                moved += len(events)
        return moved

    def close(self) -> None:
        """Write what is waiting and let go of the file."""
        self.flush()
        os.fsync(self._file)
        os.close(self._file)

    def _put(self, events: Sequence[bytes]) -> None:
        """Append whole lines, or nothing: what a full disk leaves of them is cut off again."""
        before = os.fstat(self._file).st_size
        data = memoryview(b"".join([event + b"\n" for event in events]))
        try:
            while data:
                data = data[os.write(self._file, data) :]
        except OSError:
            os.ftruncate(self._file, before)
            raise

    def _already_moved(self, events: Sequence[tuple[str, bytes]]) -> frozenset[str]:
        """Return which of *events* are in the file; none can be after the outbox has forgotten the ones before them.

        The file is in order of time but for the seconds that an event waits, so the search backwards ends early.
        """
        if not self._may_hold_moved:
            return frozenset()
        missing = {id_ for id_, _ in events}
        horizon = _earlier(min(_STAMP.decode(body).eventTime for _, body in events))
        found = set[str]()
        for line in _lines_backwards(self._file):
            try:
                stamp = _STAMP.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue  # somebody's edit of the file must not keep later events out of it
            if not missing or stamp.eventTime < horizon:
                break
            if stamp.eventID in missing:
                missing.remove(stamp.eventID)
                found.add(stamp.eventID)
        return frozenset(found)


def moment(seconds: int) -> str:
    """Return a time as events have it. Times in this form compare as text."""
    return time.strftime(_TIME, time.gmtime(seconds))


def is_moment(text: str) -> bool:
    """Return whether *text* is a time just as `moment` writes it."""
    try:
        return datetime.fromisoformat(text).strftime(_TIME) == text
    except ValueError:
        return False


def _earlier(when: str) -> str:
    """Return the time before which nothing is that was written after *when*."""
    return moment(calendar.timegm(time.strptime(when, _TIME)) - LONGEST_WAIT)


def _cut_half_line(file: int) -> None:
    end = os.fstat(file).st_size
    while end > 0:
        start = max(0, end - _BLOCK)
        block = os.pread(file, end - start, start)
        if (cut := block.rfind(b"\n")) >= 0:
            os.ftruncate(file, start + cut + 1)
            return
        end = start
    os.ftruncate(file, 0)


def _lines_backwards(file: int) -> Iterator[bytes]:
    """Give the lines of *file* from its end to its beginning."""
    end = os.fstat(file).st_size
    rest = b""
    while end > 0:
        start = max(0, end - _BLOCK)
        block = os.pread(file, end - start, start) + rest
        rest, *lines = block.split(b"\n")
        yield from (line for line in reversed(lines) if line)
        end = start
    if rest:
        yield rest
