"""Finds events of one account in the audit file, newest first, a bounded piece of the file at a time.

The file is appended to and never changed, so that a place in it stays what it is. It is in order of time but for the
time that an event waits to be written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from ostiary.audit.record import LONGEST_WAIT, is_moment, moment
from ostiary.model.errors import ServiceUnavailableError

SCANNED: Final = 4 << 20
"""Bytes that one look reads at most; it ends with what it has found until then, and says where to go on."""

BLOCK: Final = 256 << 10
ENOUGH: Final = 1 << 20
"""Bytes to which a place in the file is narrowed down by time."""


class _Identity(msgspec.Struct):
    type: str
    userName: str = ""  # noqa: N815  # CloudTrail's spelling
    principalId: str = ""  # noqa: N815  # likewise, and below
    accessKeyId: str = ""  # noqa: N815


class _Written(msgspec.Struct):
    """What every event has that this server wrote, as far as anybody reads it here or shows it."""

    eventID: str  # noqa: N815
    eventName: str  # noqa: N815
    eventSource: str  # noqa: N815
    eventTime: str  # noqa: N815
    readOnly: bool  # noqa: N815
    userIdentity: _Identity  # noqa: N815
    requestParameters: dict[str, Any] | None = None  # noqa: N815  # Any: JSON


Event = Mapping[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Found:
    """Events with their text, newest first, and the place from which to go on; None: there are no more."""

    events: tuple[tuple[Event, str], ...]
    place: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events: of an account, between two times (inclusive), that `fits` takes."""

    account: str
    start: int
    end: int
    fits: Callable[[Event], bool]


class EventLog:
    """The audit file at *path*, read beside whoever appends to it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def look_up(self, wanted: Wanted, limit: int, place: int | None = None) -> Found:
        """Return up to *limit* of the events that are *wanted*, those before *place*; None: from the end of the file.

        Fewer, or none, when more of the file would have to be read for them. Raises ServiceUnavailableError when it
        cannot be read.
        """
        try:
            with self._path.open("rb", buffering=0) as stream:
                file = stream.fileno()
                size = os.fstat(file).st_size
                begin = _after(file, size, wanted.end + LONGEST_WAIT) if place is None else min(place, size)
                return _scan(file, begin, wanted, limit)
        except OSError as error:
            raise ServiceUnavailableError("The audit log cannot be read.") from error


def _scan(file: int, begin: int, wanted: Wanted, limit: int) -> Found:
    events: list[tuple[Event, str]] = []
    mark, oldest = wanted.account.encode(), moment(wanted.start - LONGEST_WAIT)
    start, end = moment(wanted.start), moment(wanted.end)
    for place, line in _lines(file, begin):
        event = _decode(line) if mark in line else None
        if event is not None and event.get("recipientAccountId") == wanted.account:
            time = event["eventTime"]
            if time < oldest:
                return Found(tuple(events), None)
            if start <= time <= end and wanted.fits(event):
                events.append((event, line.decode()))
        if len(events) == limit or begin - place >= SCANNED:
            return Found(tuple(events), place or None)
    return Found(tuple(events), None)


def _decode(line: bytes) -> Event | None:
    """Return the event on *line*. None for what is none: somebody's edit of the file, a line that is being written."""
    try:
        event = msgspec.json.decode(line, type=dict[str, Any])  # Any: JSON
        written = msgspec.convert(event, _Written)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return event if is_moment(written.eventTime) else None


def _lines(file: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines before *end*, the last one first, each with the place where it begins."""
    rest = b""
    while end > 0:
        start = max(0, end - BLOCK)
        rest = os.pread(file, end - start, start) + rest
        first, *lines = rest.split(b"\n")
        place = start + len(rest)
        for line in reversed(lines):
            place -= len(line)
            if line:
                yield place, line
            place -= 1
        rest, end = first, start
    if rest:
        yield 0, rest


def _after(file: int, size: int, time: int) -> int:
    """Return a place after all events up to *time*, not far beyond them: nothing later has to be read."""
    low, high, latest = 0, size, moment(time)
    while high - low > ENOUGH:
        middle = (low + high) // 2
        seen = _time_after(file, middle, high)
        if seen is None and high - middle > ENOUGH:
            break  # nothing here says what time it is
        if seen is not None and seen <= latest:
            low = middle
        else:
            high = middle
    return min(size, high + ENOUGH)


def _time_after(file: int, place: int, end: int) -> str | None:
    """Return the time of the first event that begins after *place*, or None when none does before *end*."""
    piece, length = b"", min(end - place, ENOUGH)
    while len(piece) < length:
        piece += os.pread(file, min(BLOCK, length - len(piece)), place + len(piece))
        for line in piece.split(b"\n")[1:-1]:
            if (event := _decode(line)) is not None:
                return str(event["eventTime"])
    return None
