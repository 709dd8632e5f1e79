"""Heavy calls go one behind the other, two abreast, so that whatever they cost the others are served (threats.md 19).

Who waits is a task of the event loop and holds none of the threads that carry calls out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ostiary.model.http import HttpResponse
from ostiary.server.workers import Workers

SLOTS: Final = 2
"""Heavy calls that are carried out at once."""

MOST_WAITING: Final = 20
"""Heavy calls that wait for a slot; each keeps its parameters in memory."""

PATIENCE: Final = 10.0
"""Seconds that one waits: well within the minute after which AWS's clients give up, which then try again."""


@dataclass(frozen=True, slots=True)
class Heavy:
    """The rest of a call that is allowed and takes long: exactly one of the two is to be done, and leaves its event."""

    carry_out: Callable[[], HttpResponse]
    refuse: Callable[[], HttpResponse]


class Lane:
    """The slots of heavy calls. For one event loop alone."""

    def __init__(
        self, workers: Workers, *, slots: int = SLOTS, most_waiting: int = MOST_WAITING, patience: float = PATIENCE
    ) -> None:
        self._workers = workers
        self._slots = asyncio.Semaphore(slots)
        self._most_waiting = most_waiting
        self._patience = patience
        self._waiting = 0

    async def run(self, heavy: Heavy) -> HttpResponse:
        """Carry *heavy* out when it is its turn, or refuse it when too many wait or its turn does not come in time."""
        if not await self._enter():
            return await self._workers.run(heavy.refuse)
        try:
            return await self._workers.run(heavy.carry_out)
        finally:
            self._slots.release()

    async def _enter(self) -> bool:
        """Wait for a slot and return whether there is one."""
        if self._slots.locked() and self._waiting >= self._most_waiting:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._slots.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True
