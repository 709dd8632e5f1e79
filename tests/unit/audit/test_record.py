"""The audit file holds each event once, whole, in spite of crashes and full disks."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from ostiary.audit import record
from ostiary.audit.record import Recorder
from ostiary.model.errors import ServiceUnavailableError


def event(number: int, minute: int = 0) -> tuple[str, bytes]:
    body = {"eventID": f"e{number}", "eventTime": f"2026-01-01T10:{minute:02}:00Z"}
    return f"e{number}", json.dumps(body).encode()


class Waiting:
    """An outbox in memory. `fails` makes it lose its answer: the events were written and stay here."""

    def __init__(self, *events: tuple[str, bytes]) -> None:
        self.events = list(events)
        self.fails = False

    def outbox(self, limit: int) -> Sequence[tuple[str, bytes]]:
        return self.events[:limit]

    def outbox_done(self, event_ids: Sequence[str]) -> None:
        if self.fails:
            raise ServiceUnavailableError("away")
        self.events = [event for event in self.events if event[0] not in event_ids]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit" / "events.jsonl"


def ids(path: Path) -> list[str]:
    return [json.loads(line)["eventID"] for line in path.read_bytes().splitlines()]


def test_events_are_written_in_order_when_flushed(path: Path) -> None:
    recorder = Recorder(path)
    recorder.append(event(1)[1])
    recorder.append(event(2)[1])
    assert ids(path) == []
    recorder.flush()
    assert ids(path) == ["e1", "e2"]
    recorder.append(event(3)[1])
    recorder.close()
    assert ids(path) == ["e1", "e2", "e3"]


def test_file_and_folder_are_private(path: Path) -> None:
    Recorder(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_committed_events_are_moved_and_then_forgotten(path: Path) -> None:
    outbox = Waiting(*(event(number) for number in range(2_500)))
    recorder = Recorder(path)
    assert recorder.move(outbox) == 2_500
    assert outbox.events == []
    assert ids(path) == [f"e{number}" for number in range(2_500)]
    recorder.close()


def test_a_crash_between_file_and_outbox_leaves_each_event_once(path: Path) -> None:
    outbox = Waiting(event(1), event(2))
    recorder = Recorder(path)
    outbox.fails = True
    with pytest.raises(ServiceUnavailableError):
        recorder.move(outbox)
    recorder.append(event(3)[1])
    recorder.close()
    outbox.fails = False
    outbox.events.append(event(4))
    recorder = Recorder(path)
    assert recorder.move(outbox) == 3
    recorder.close()
    assert ids(path) == ["e1", "e2", "e3", "e4"]


def test_an_outbox_that_fails_while_running_gets_no_event_twice(path: Path) -> None:
    outbox = Waiting(event(1))
    recorder = Recorder(path)
    recorder.move(Waiting())
    outbox.fails = True
    with pytest.raises(ServiceUnavailableError):
        recorder.move(outbox)
    outbox.fails = False
    recorder.move(outbox)
    recorder.close()
    assert ids(path) == ["e1"]


def test_two_threads_that_move_at_once_move_each_event_once(path: Path) -> None:
    both = threading.Barrier(2)

    class Shared(Waiting):
        def outbox(self, limit: int) -> Sequence[tuple[str, bytes]]:
            events = super().outbox(limit)
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(0.2)  # both have the same events in hand, if both may have any
            return events

    outbox = Shared(event(1), event(2))
    recorder = Recorder(path)
    recorder.move(Waiting())
    moving = [threading.Thread(target=recorder.move, args=(outbox,)) for _ in range(2)]
    for thread in moving:
        thread.start()
    for thread in moving:
        thread.join()
    recorder.close()
    assert ids(path) == ["e1", "e2"]


def test_the_search_for_moved_events_ends_an_hour_before_them(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir()
    too_old = b'{"eventID":"e2","eventTime":"2026-01-01T08:00:00Z"}\n'
    path.write_bytes(too_old + b"not an event\n" + event(1)[1] + b"\n")
    monkeypatch.setattr(record, "_BLOCK", 16)
    recorder = Recorder(path)
    recorder.move(Waiting(event(1), event(2)))
    recorder.close()
    assert path.read_bytes().count(b'"e1"') == 1
    assert path.read_bytes().count(b'"e2"') == 2  # the first one was not looked at


@pytest.mark.parametrize("line", [b"edited", b"{}", b'{"eventID":"\xff","eventTime":"2026-01-01T10:00:00Z"}'])
def test_a_line_that_somebody_edited_keeps_no_later_event_out(path: Path, line: bytes) -> None:
    recorder = Recorder(path)
    os.write(recorder._file, line + b"\n")
    outbox = Waiting(event(1))
    assert recorder.move(outbox) == 1
    recorder.close()
    assert outbox.events == []
    assert path.read_bytes().splitlines() == [line, event(1)[1]]


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
@pytest.mark.parametrize("tail", [b"", b'{"eventID":"e2","ev'])
def test_half_a_line_of_a_crash_is_cut_off(
    path: Path, tail: bytes, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "_BLOCK", block)
    path.parent.mkdir()
    path.write_bytes(event(1)[1] + b"\n" + tail)
    recorder = Recorder(path)
    recorder.append(event(3)[1])
    recorder.close()
    assert ids(path) == ["e1", "e3"]


def test_a_file_that_is_only_half_a_line_is_emptied(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"eventID"')
    Recorder(path).close()
    assert path.read_bytes() == b""


def test_threat_43_a_full_disk_loses_no_event_and_leaves_no_half_line(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder(path)
    write = os.write
    takes = [5]

    def full(file: int, data: bytes) -> int:
        if not takes:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, data[: takes.pop()])

    monkeypatch.setattr(os, "write", full)
    recorder.append(event(1)[1])
    with pytest.raises(OSError, match="No space left"):
        recorder.flush()
    assert path.read_bytes() == b""
    recorder.append(event(2)[1])
    monkeypatch.setattr(os, "write", write)
    recorder.close()
    assert ids(path) == ["e1", "e2"]


def test_when_the_disk_takes_nothing_for_long_calls_are_refused_rather_than_forgotten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "_MAX_WAITING", 100)
    recorder = Recorder(path)
    recorder.append(b"0" * 200)
    with pytest.raises(ServiceUnavailableError):
        recorder.append(event(1)[1])
    recorder.flush()
    recorder.append(event(2)[1])
    recorder.close()
