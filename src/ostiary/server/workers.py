"""The threads in which calls are carried out for an event loop.

Leaner than the library's executor, whose futures cost more than a warm decision: a call is one entry of a queue,
its answer one wake-up of the loop.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Work:
    function: Callable[[], Any]  # Any: each call has an answer of its own; `run` restores its type
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]


class Workers:
    """A fixed number of threads. Use `run` on an event loop, and `close` at the end."""

    def __init__(self, count: int) -> None:
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._threads = [threading.Thread(target=self._carry_out, name=f"call-{n}", daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    async def run(self, function: Callable[[], T]) -> T:
        """Return what *function* returns in one of the threads, or raise what it raises."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._queue.put(_Work(function, loop, answer))
        return await answer

    def close(self) -> None:
        """Let every thread finish what was asked for, and end."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _carry_out(self) -> None:
        while (work := self._queue.get()) is not None:
            value, error = None, None
            try:
                value = work.function()
            except BaseException as raised:  # it is the caller's, whatever it is
                error = raised
            try:
                work.loop.call_soon_threadsafe(_settle, work.answer, value, error)
            except RuntimeError:
                continue  # the loop is closed: nobody waits for the answer any more


def _settle(answer: asyncio.Future[Any], value: object, error: BaseException | None) -> None:
    if answer.done():  # who asked has gone
        return
    if error is None:
        answer.set_result(value)
    else:
        answer.set_exception(error)
