"""Work, counted instead of timed: the same on every machine, however busy it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import event

from ostiary.engine.form import FORM
from ostiary.store.sql import SqlStore

Trace = Callable[[FrameType, str, Any], Any]  # Any: as `sys.settrace` takes it

pure_only = pytest.mark.skipif(FORM != "pure", reason="machine code has no steps that Python could count")
"""For the tests that count work in the engine."""


class TooMuchWorkError(AssertionError):
    """The call was stopped: it had done more than it may, and might have gone on for years."""


def opcodes(call: Callable[[], object], *, limit: int = 50_000_000) -> int:
    """Return how many instructions of Python *call* executes; at *limit* it is stopped by TooMuchWorkError.

    What the interpreter does within one instruction is not seen. Of that the engine uses searches for a substring,
    which take a time that grows with the text, and operations on integers of one bit for each place of a pattern.
    """
    count = 0

    def step(frame: FrameType, event: str, argument: object) -> Trace:
        nonlocal count
        if event == "opcode":
            count += 1
            if count > limit:
                raise TooMuchWorkError(f"stopped after {limit} instructions")
        return step

    def enter(frame: FrameType, event: str, argument: object) -> Trace:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return step

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def database_steps(store: SqlStore, call: Callable[[], object]) -> int:
    """Return how many steps of SQLite's machine *call* takes in *store*, reading and writing."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    def taken(connection: Any, *_: object) -> None:  # Any: the driver has no types
        connection.set_progress_handler(step, 1)

    def given_back(connection: Any, *_: object) -> None:
        connection.set_progress_handler(None, 1)

    listeners = [
        (engine, name, listener)
        for engine in (store._database.reader, store._database.writer)
        for name, listener in (("checkout", taken), ("checkin", given_back))
    ]
    for listener in listeners:
        event.listen(*listener)
    try:
        call()
    finally:
        for listener in listeners:
            event.remove(*listener)
    return count
